"""Time codes (TOTP, RFC 6238): six digits that an app shows for thirty seconds; each step of the clock opens once."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
import segno
from django.db import transaction
from django.utils.crypto import constant_time_compare

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.factors import pace
from wasl.identity.factors.changes import By, allowed, record
from wasl.identity.factors.kinds import Kind, Proof
from wasl.identity.factors.models import TimeCode, What
from wasl.identity.factors.seal import opened, sealed
from wasl.trust.api import Assurance

STEP = 30
SKEW = (0, -1, 1)
"""Steps that a clock may be off."""
MOST = 5
ISSUER = "Wasl"


@dataclass(frozen=True)
class NewTimeCode:
    """Seen once: only its sealed form is kept."""

    id: str
    secret: str  # base32, to be typed where nothing can be scanned
    uri: str  # otpauth://
    qr: str  # SVG as data: address, for an image


def totp_new(account: str, label: str, by: By | None = None) -> NewTimeCode:
    """Make one that opens nothing until its first code is confirmed; one begun before and left unconfirmed is gone."""
    allowed(account, by)
    TimeCode.objects.filter(account=account, confirmed=None).delete()
    if TimeCode.objects.filter(account=account).count() >= MOST:
        raise Refusal(_MANY, mend=_REMOVE)
    secret = pyotp.random_base32()
    row = TimeCode.objects.create(
        account=account, label=label, sealed=sealed(secret, account), created=datetime.now(UTC)
    )
    uri = pyotp.TOTP(secret).provisioning_uri(name=label or ISSUER, issuer_name=ISSUER)
    return NewTimeCode(_id(row), secret, uri, segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="#fff"))


def totp_confirm(account: str, code: str, by: By | None = None, now: datetime | None = None) -> Proof:
    """Its first code makes the new one hold. Raises Unknown where none waits, NotAllowed for a wrong code."""
    now, by = now or datetime.now(UTC), allowed(account, by)
    pace.begin(account, Kind.TIME_CODE, now)
    row = TimeCode.objects.filter(account=account, confirmed=None).first()
    if row is None or not _accepted(row, code, now):
        raise NotAllowed(_WRONG, mend=_NEXT)
    with transaction.atomic():
        TimeCode.objects.filter(pk=row.pk).update(confirmed=now)
        record(account, What.ADDED, Kind.TIME_CODE, row.label, by)
    pace.succeeded(account, Kind.TIME_CODE)
    return _proof(row)


def totp_check(account: str, code: str, now: datetime | None = None) -> Proof:
    """The code of one of the account's apps. Raises NotAllowed, in the same words where there is no app."""
    now = now or datetime.now(UTC)
    pace.begin(account, Kind.TIME_CODE, now)
    rows = TimeCode.objects.filter(account=account).exclude(confirmed=None)
    fitting = next((row for row in rows if _accepted(row, code, now)), None)
    if fitting is None:
        event("factor.refused", kind=Kind.TIME_CODE)
        raise NotAllowed(_WRONG, mend=_NEXT)
    pace.succeeded(account, Kind.TIME_CODE)
    return _proof(fitting)


def is_time_code(code: str) -> bool:
    """Whether it looks like one, rather than like a recovery code.

    >>> is_time_code("١٢٣ ٤٥٦"), is_time_code("7KQ2-M4X9-ABCD")
    (True, False)
    """
    digits = normalise_digits(code)
    return digits.isdecimal() and len(digits) <= 8


def _accepted(row: TimeCode, code: str, now: datetime) -> bool:
    """The store itself lets only one of several at once move the clock's step forward."""
    step = _step(row, normalise_digits(code), now)
    moved = TimeCode.objects.filter(pk=row.pk, last_step__lt=step or 0).update(last_step=step or 0, used=now)
    return bool(step and moved)


def _step(row: TimeCode, code: str, now: datetime) -> int | None:
    secret = opened(row.sealed, row.account)
    if secret is None:
        return None
    app, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [here + off for off in SKEW if constant_time_compare(app.generate_otp(here + off), code)]
    return fitting[0] if fitting else None


def _proof(row: TimeCode) -> Proof:
    return Proof(row.account, ("otp",), Assurance.SUBSTANTIAL, _id(row))


def _id(row: TimeCode) -> str:
    return f"{Kind.TIME_CODE}:{row.pk}"


_WRONG = Text(ar="الرمز غير صحيح أو سبق استخدامه", en="The code is wrong, or was used already")
_NEXT = Text(
    ar="انتظر حتى يظهر رمز جديد في تطبيقك واكتبه، وتأكد من ساعة هاتفك",
    en="Wait until your app shows a new code and write that; see that your telephone's clock is right",
)
_MANY = Text(ar="لديك تطبيقات رموز كثيرة", en="You have many apps for time codes already")
_REMOVE = Text(ar="احذف واحدًا لا تستخدمه ثم أضف الجديد", en="Remove one that you do not use, then add the new one")
