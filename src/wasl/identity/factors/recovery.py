"""Recovery codes: ten on paper, each opens once, for the day when the device is lost. They raise no level."""

import secrets
from datetime import UTC, datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.factors import pace
from wasl.identity.factors.changes import By, allowed, record
from wasl.identity.factors.kinds import Kind, Proof
from wasl.identity.factors.models import RecoveryCode, What
from wasl.trust.api import Assurance

HOW_MANY = 10
MARK, SECRET = 2, 10
"""Letters that find the code, and letters (50 bits) that only its owner has."""
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: none of them is taken for another."""
LOOKALIKES = str.maketrans("OIL", "011")


def recovery_codes_new(account: str, by: By | None = None, now: datetime | None = None) -> list[str]:
    """A new list, seen once; the former one opens nothing from here on."""
    now, by = now or datetime.now(UTC), allowed(account, by)
    codes = [mark + _random(SECRET) for mark in _marks()]
    rows = [
        RecoveryCode(account=account, mark=code[:MARK], encoded=make_password(code[MARK:]), created=now)
        for code in codes
    ]
    with transaction.atomic():
        former, _ = RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(rows)
        record(account, What.REPLACED if former else What.ADDED, Kind.RECOVERY, "", by)
    return [_shown(code) for code in codes]


def recovery_code_use(account: str, code: str, device: str = "", now: datetime | None = None) -> Proof:
    """Raises NotAllowed, in the same words and after the same time for any code that does not open."""
    now, written = now or datetime.now(UTC), _read(code)
    pace.begin(account, Kind.RECOVERY, now)
    row = RecoveryCode.objects.filter(account=account, mark=written[:MARK], used=None).first()
    if not _fits(row, written[MARK:]) or row is None or not _spent(row, device, now):
        event("factor.refused", kind=Kind.RECOVERY)
        raise NotAllowed(_WRONG, mend=_ANOTHER)
    pace.succeeded(account, Kind.RECOVERY)
    return Proof(account, ("otp",), Assurance.LOW, f"{Kind.RECOVERY}:{row.pk}")


@transaction.atomic
def _spent(row: RecoveryCode, device: str, now: datetime) -> bool:
    """Whether we are the first of several at once."""
    first = RecoveryCode.objects.filter(pk=row.pk, used=None).update(used=now) == 1
    if first:
        record(row.account, What.SPENT, Kind.RECOVERY, "", By(row.account, device))
    return first


def _fits(row: RecoveryCode | None, written: str) -> bool:
    """Hashes once in either case."""
    if row is None:
        make_password(written)
        return False
    return check_password(written, row.encoded)


def _marks() -> list[str]:
    found: set[str] = set()
    while len(found) < HOW_MANY:
        found.add(_random(MARK))
    return sorted(found)


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _shown(code: str) -> str:
    """
    >>> _shown("7KQ2M4X9ABCD")
    '7KQ2-M4X9-ABCD'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _read(code: str) -> str:
    """
    >>> _read(" 7kq2 m4x9-abcd ")
    '7KQ2M4X9ABCD'
    """
    written = normalise_digits(code).upper().translate(LOOKALIKES)
    return "".join(letter for letter in written if letter in LETTERS)[: MARK + SECRET]


_WRONG = Text(ar="رمز الاسترداد غير صحيح أو سبق استخدامه", en="The recovery code is wrong, or was used already")
_ANOTHER = Text(ar="راجع الرمز أو استخدم رمزًا آخر من قائمتك", en="Look at it again, or use another one of your list")
