"""One-time codes: made, sent, and opened once. Whether one was for nobody is told by no step that is taken for it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils.crypto import constant_time_compare

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.accounts.models import Code, Use
from wasl.identity.accounts.words import code_message
from wasl.identity.accounts.written import keyed
from wasl.messaging.api import Channel, Message, is_open, send

DIGITS = 6
HOLDS = timedelta(minutes=10)
MOST_TRIES = 5
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A code on its way. Under its reference a demo shows the message."""

    id: int
    reference: str


@dataclass(frozen=True)
class For:
    """What a code is for. `subject` is what it was asked under, `person` whom it opens something for, if anybody."""

    use: Use
    subject: str
    person: str | None
    telephone: str | None  # where the message goes; nowhere, where there is none
    language: str = "ar"
    email: str | None = None
    patient: bool = False


def make(wanted: For, now: datetime | None = None) -> Asked:
    """Raises NotAllowed where no message can leave."""
    now = now or datetime.now(UTC)
    if not is_open(Channel.SMS):
        raise NotAllowed(_NOT_OPEN, mend=_ELSEWHERE)
    code, subject = "".join(secrets.choice("0123456789") for _ in range(DIGITS)), keyed("subject", wanted.subject)
    Code.objects.filter(created__lt=now - FORGOTTEN).delete()
    row = Code.objects.create(
        use=wanted.use,
        subject=subject,
        person=wanted.person,
        telephone=wanted.telephone,
        email=wanted.email,
        digest=_digest(wanted.use, subject, code, now),
        reference=f"code-{secrets.token_hex(16)}",
        created=now,
    )
    text = code_message(wanted.use, code, wanted.language)
    send(Message(Channel.SMS, wanted.telephone, text, row.reference, secret=True, patient=wanted.patient))
    event("code.made", use=str(wanted.use))
    return Asked(row.pk, row.reference)


def opened(use: Use, asked: int, written: str, now: datetime | None = None) -> Code:
    """What the code is for. It opens once, and only the last one that was made for its subject.

    Raises NotAllowed. Whether it opens anything for anybody is the caller's to look at, in the same words.
    """
    now = now or datetime.now(UTC)
    row = Code.objects.filter(pk=asked, use=use, used=None, created__gt=now - HOLDS).first()
    if row is None or Code.objects.filter(use=use, subject=row.subject, pk__gt=row.pk).exists():
        raise _refused(use, _OVER, _ANEW)
    if not Code.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise _refused(use, _TOO_OFTEN, _ANEW)
    fits = constant_time_compare(_digest(use, row.subject, normalise_digits(written), row.created), row.digest)
    if not fits or not Code.objects.filter(pk=row.pk, used=None).update(used=now):
        raise wrong(use)
    return row


def wrong(use: Use) -> NotAllowed:
    return _refused(use, _WRONG, _LOOK_AGAIN)


def _refused(use: Use, what: Text, mend: Text) -> NotAllowed:
    event("code.refused", use=str(use), why=what.en)
    return NotAllowed(what, mend=mend)


def _digest(use: str, subject: str, code: str, created: datetime) -> str:
    return keyed("code", f"{use}\x1f{subject}\x1f{code}\x1f{created.astimezone(UTC).isoformat()}")


_NOT_OPEN = Text(
    ar="الدخول برمز على الهاتف لم يبدأ بعد", en="Signing in with a code on the telephone has not started yet"
)
_ELSEWHERE = Text(
    ar="قدِّم طلبك في أي مكتب سجل مدني ومعك بطاقتك",
    en="Until then, hand in your request at any civil registry office with your identity card",
)
_OVER = Text(ar="انتهت مدة هذا الرمز", en="This code no longer holds")
_ANEW = Text(ar="اطلب رمزًا جديدًا", en="Ask for a new code")
_TOO_OFTEN = Text(ar="كُتب الرمز خطأ مرات كثيرة", en="The code was written wrongly too often")
_WRONG = Text(ar="الرمز غير صحيح لهذا الرقم", en="This is not the code for this number")
_LOOK_AGAIN = Text(ar="راجع الرمز واكتبه مرة أخرى", en="Look at the code again and write it once more")
