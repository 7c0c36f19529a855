"""A code to the telephone that a register holds: whoever can read it out has that telephone in their hand.

The telephone is never told, not even in part; whether there is one is not told either.
"""

import secrets
from datetime import UTC, datetime, timedelta

import phonenumbers
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.verification.answer import Answer, Verdict
from wasl.identity.verification.history import row_of
from wasl.identity.verification.limits import refuse_too_many_codes
from wasl.identity.verification.models import Asking, TelephoneCode
from wasl.identity.verification.question import keyed
from wasl.identity.verification.terms import Fact, terms
from wasl.identity.verification.verifying import answer_of
from wasl.messaging.api import Channel, Message, send
from wasl.persons.api import Heard, hear
from wasl.trust.api import Look, passing

DIGITS = 6
HOLDS = timedelta(minutes=10)
MOST_TRIES = 5


def send_code(reference: str, number: str, look: Look, *, now: datetime | None = None) -> None:
    """To the person of a question that was answered yes or partly; the number is written again, because it is not kept.

    Raises Unknown, TooOften, Refusal for another number, NotAllowed after a no.
    """
    now = now or datetime.now(UTC)
    asking = row_of(look.office or "", reference)
    _refuse(asking, number)
    refuse_too_many_codes(asking, now, terms().limits)
    telephone = _telephone(number, look)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    with transaction.atomic():
        made = TelephoneCode.objects.create(asking=asking, digest=_digest(asking, code), created=now)
        send(Message(Channel.SMS, telephone, _text(code, look), f"verification:{made.pk}", secret=True))


def check_code(reference: str, written: str, look: Look, *, now: datetime | None = None) -> Answer:
    """Confirms the answer where the code is right; it opens once, and only the last one sent.

    Raises Unknown, and NotAllowed for a wrong code, one that is over, or too many tries.
    """
    now = now or datetime.now(UTC)
    asking = row_of(look.office or "", reference)
    code = asking.codes.order_by("-pk").first()
    if code is None or code.used or code.created < now - HOLDS:
        raise NotAllowed(_OVER, mend=_ANEW)
    if not TelephoneCode.objects.filter(pk=code.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise NotAllowed(_TOO_OFTEN, mend=_ANEW)
    fits = constant_time_compare(_digest(asking, normalise_digits(written)), code.digest)
    if not fits or not TelephoneCode.objects.filter(pk=code.pk, used=None).update(used=now):
        raise NotAllowed(_WRONG, mend=_LOOK_AGAIN)
    asking.confirmed = now
    asking.save(update_fields=["confirmed"])
    return answer_of(asking)


def _refuse(asking: Asking, number: str) -> None:
    if asking.verdict == Verdict.NO:
        raise NotAllowed(_AFTER_NO, mend=_ASK_AGAIN)
    if keyed("number", normalise_digits(number)) != asking.number_key:
        raise Refusal(_OTHER_NUMBER, mend=_SAME_NUMBER, where="number")


def _telephone(number: str, look: Look) -> str | None:
    """In E.164. Looking it up is a look at the person, and stands in the ledger as one."""
    with passing(look) as passage:
        heard = hear(passage, number, {"phone": terms().telephone})
        found = _known(heard)
        handles = [person.handle for person in heard.persons]
        passage.close(
            outcome="code sent", persons=handles, sections=heard.sections, registers=heard.registers,
            missing=heard.missing,
        )  # fmt: skip
    return found


def _known(heard: Heard) -> str | None:
    """Of the first register that knows a mobile number which exists."""
    order = terms().telephone
    said = [
        (order.index(one.register), one.says[Fact.PHONE])
        for person in heard.persons[:1]
        for one in person.statements
        if one.register in order and Fact.PHONE in one.says
    ]
    return next(filter(None, (_international(phone) for _, phone in sorted(said))), None)


def _international(phone: str) -> str | None:
    try:
        parsed = phonenumbers.parse(phone, pack().profile.code.upper())
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _digest(asking: Asking, code: str) -> str:
    return keyed("code", f"{asking.reference}\x1f{code}")


def _text(code: str, look: Look) -> str:
    office = pack().agencies.get(look.office or "")
    ar, en = (office.ar, office.en) if office else ("جهة حكومية", "an office")
    return (
        f"كود إثبات هويتك لدى {ar}: {code}. قله للموظف أمامك فقط.\n"
        f"Your identity code at {en}: {code}. Tell it only to the officer in front of you."
    )


SENT = Text(
    ar="إن كان في السجلات محمول لهذا الشخص فقد أُرسل إليه كود",
    en="If a register holds a mobile telephone of this person, a code is on its way to it",
)
_AFTER_NO = Text(ar="لا يُرسل كود بعد إجابة «لا»", en="no code is sent after a no")
_ASK_AGAIN = Text(ar="راجع البيانات مع صاحبها واسأل من جديد", en="go over the facts with the person and ask anew")
_OTHER_NUMBER = Text(ar="هذا ليس الرقم الذي سُئل عنه", en="this is not the number that was asked about")
_SAME_NUMBER = Text(ar="اكتب نفس الرقم القومي", en="write the same national number")
_OVER = Text(ar="انتهت مدة هذا الكود", en="this code no longer holds")
_ANEW = Text(ar="أرسل كودًا جديدًا", en="send a new code")
_TOO_OFTEN = Text(ar="كُتب الكود خطأ مرات كثيرة", en="the code was written wrongly too often")
_WRONG = Text(ar="الكود غير صحيح", en="this is not the code")
_LOOK_AGAIN = Text(ar="راجع الكود واكتبه مرة أخرى", en="look at the code again and write it once more")
