"""Passwords: second best, and only together with a code. Length and no common ones; never rules of composition."""

import unicodedata
from datetime import UTC, datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from wasl.core.errors import NotAllowed, Refusal
from wasl.core.log import event
from wasl.core.passwords import OWN_WORDS, PlatformWords
from wasl.core.text import Text
from wasl.identity.factors import pace
from wasl.identity.factors.changes import By, allowed, record
from wasl.identity.factors.kinds import Kind, Proof
from wasl.identity.factors.models import Password, What
from wasl.trust.api import Assurance

LEAST, MOST = 12, 200


def password_set(account: str, password: str, by: By | None = None, now: datetime | None = None) -> None:
    """Raises Refusal for one that is too short, too long or that everybody tries first."""
    now, by, written = now or datetime.now(UTC), allowed(account, by), _normal(password)
    _refuse_weak(written)
    with transaction.atomic():
        encoded = make_password(written)
        _, fresh = Password.objects.update_or_create(
            account=account, defaults={"encoded": encoded, "created": now, "used": None}
        )
        record(account, What.ADDED if fresh else What.REPLACED, Kind.PASSWORD, "", by)


def password_check(account: str, password: str, now: datetime | None = None) -> Proof:
    """Raises NotAllowed: with the same words and after the same time where the account has none, or is nobody's."""
    now, written = now or datetime.now(UTC), _normal(password)
    pace.begin(account, Kind.PASSWORD, now)
    row = Password.objects.filter(account=account).first()
    if not _fits(row, written if len(written) <= MOST else "") or row is None:
        event("factor.refused", kind=Kind.PASSWORD)
        raise NotAllowed(_WRONG, mend=_LOOK)
    Password.objects.filter(pk=row.pk).update(used=now)
    pace.succeeded(account, Kind.PASSWORD)
    return Proof(account, ("pwd",), Assurance.LOW, f"{Kind.PASSWORD}:{row.pk}")


def password_left_out(account: str) -> None:
    """The steps of `password_check` for who wrote none: right for an account that has none."""
    make_password("")
    if has_password(account):
        raise NotAllowed(_WRONG, mend=_LOOK)


def has_password(account: str) -> bool:
    return Password.objects.filter(account=account).exists()


def _fits(row: Password | None, written: str) -> bool:
    """Hashes once in either case."""
    if row is None:
        make_password(written)
        return False
    return check_password(written, row.encoded)


def _normal(password: str) -> str:
    """One password, whichever keyboard wrote it (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _refuse_weak(written: str) -> None:
    if len(written) < LEAST:
        raise Refusal(_SHORT, mend=_WORDS)
    if len(written) > MOST:
        raise Refusal(_LONG, mend=_SHORTER)
    try:
        CommonPasswordValidator().validate(written)
    except ValidationError as common:
        raise Refusal(_COMMON, mend=_WORDS) from common
    try:
        PlatformWords().validate(written)
    except ValidationError as ours:
        raise Refusal(OWN_WORDS, mend=_WORDS) from ours


_WRONG = Text(ar="كلمة المرور غير صحيحة", en="The password is wrong")
_LOOK = Text(ar="راجع لغة لوحة المفاتيح واكتبها مرة أخرى", en="Look at your keyboard's language and write it again")
_SHORT = Text(ar=f"كلمة المرور أقصر من {LEAST} حرفًا", en=f"The password has fewer than {LEAST} characters")
_WORDS = Text(
    ar="اختر ثلاث كلمات أو أربعًا لا يجمعها شيء، بأي لغة",
    en="Take three or four words that have nothing to do with each other, in any language",
)
_LONG = Text(ar=f"كلمة المرور أطول من {MOST} حرف", en=f"The password has more than {MOST} characters")
_SHORTER = Text(ar="اختر كلمة أقصر", en="Take a shorter one")
_COMMON = Text(ar="كلمة المرور هذه من أول ما يُجرَّب", en="This password is among the first that anybody tries")
