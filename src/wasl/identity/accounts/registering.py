"""Registering: number and telephone, a code to that telephone, and an account at the lowest level.

Every number takes the same steps: a code goes to the telephone that was written, also for a number that is nobody's or
has an account. Only the right code says that no account was opened, never why. Who has the account is told.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction

from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity import limits
from wasl.identity.accounts.codes import Asked, For, make, opened
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.models import Kind as StepKind
from wasl.identity.accounts.models import Use
from wasl.identity.accounts.steps import take
from wasl.identity.accounts.words import SOMEBODY_TRIED
from wasl.identity.accounts.written import checked_number, checked_telephone
from wasl.identity.models import Citizen
from wasl.messaging.api import Channel, Message, send
from wasl.persons.api import handle_of_number
from wasl.trust.api import Assurance, Kind

ONE_TELEPHONE = limits.Speed(6, timedelta(hours=1))
"""Registrations that one telephone may take part in: a family shares one, a thief of numbers would like to."""


def register(
    number: str,
    telephone: str,
    email: str | None = None,
    *,
    address: str = "",
    language: str = "ar",
    now: datetime | None = None,
) -> Asked:
    """Raises Refusal for what cannot be a number or a telephone, NotAllowed with the time to wait."""
    now, written, reach = now or datetime.now(UTC), checked_number(number), checked_telephone(telephone)
    limits.forget(now)
    limits.attempt("register", written, address, now=now)
    limits.attempt("register-telephone", reach, address, ONE_TELEPHONE, now=now)
    patient = limits.in_a_crowd(address, now)
    person = handle_of_number(written, platform_look("sign-in", Kind.SEARCH))
    standing = Citizen.objects.filter(person=person or "", closed=None).first()
    _tell(standing, written, now)
    opens = person if standing is None else None
    return make(For(Use.REGISTER, f"{written} {reach}", opens, reach, language, email, patient), now)


def open_account(asked: int, code: str, language: str = "ar", now: datetime | None = None) -> Citizen:
    """Raises NotAllowed for a wrong code; and for a number that gives no account, in words that do not say why."""
    now = now or datetime.now(UTC)
    row = opened(Use.REGISTER, asked, code, now)
    citizen = row.person and _opened(row.person, row.telephone, row.email, language, now)
    if not citizen:
        raise NotAllowed(_NO_ACCOUNT, mend=_OTHER_WAYS)
    take(citizen, StepKind.CODE, Assurance.LOW, _EVIDENCE, by="platform:registration")
    event("account.opened")
    return citizen


def open_at_counter(person: str, telephone: str | None, *, by: str, language: str = "ar") -> Citizen:
    """The account of a person (handle) who stands at a counter; the one they have, where they have one."""
    now, reach = datetime.now(UTC), checked_telephone(telephone) if telephone else None
    citizen = Citizen.objects.filter(person=person, closed=None).first()
    if citizen is None:
        citizen = _opened(person, reach, None, language, now) or Citizen.objects.get(person=person)
        event("account.opened", by=by)
    return citizen


@transaction.atomic
def _opened(person: str, telephone: str | None, email: str | None, language: str, now: datetime) -> Citizen | None:
    """None where there is one by now. A closed account opens anew, at the lowest level."""
    told = {
        "assurance": Assurance.LOW,
        "telephone": telephone,
        "telephone_since": now,
        "email": email,
        "language": language,
        "last_seen": now,
    }
    citizen, fresh = Citizen.objects.get_or_create(person=person, defaults=told)
    if fresh or Citizen.objects.filter(pk=citizen.pk).exclude(closed=None).update(**told, closed=None):
        citizen.refresh_from_db()
        return citizen
    return None


def _tell(citizen: Citizen | None, number: str, now: datetime) -> None:
    """Once a day at most; for others the same steps reach nobody."""
    first = limits.first_of_the_day("told", citizen.person if citizen else number, now)
    reach = citizen.telephone if citizen and first else None
    text = SOMEBODY_TRIED.in_language(citizen.language if citizen else "ar")
    send(Message(Channel.SMS, reach, text, f"told-{secrets.token_hex(16)}"))


_EVIDENCE = Text(
    ar="رقم قومي، ورمز وصل إلى هاتف اختاره صاحب الحساب",
    en="National number, and a code to a telephone of the holder's choice",
)
_NO_ACCOUNT = Text(ar="لم يُفتح حساب بهذه البيانات", en="No account could be opened with what you wrote")
_OTHER_WAYS = Text(
    ar="إن كان لك حساب فادخل به؛ وإلا راجع الرقم القومي، أو توجه إلى أي مكتب خدمة ومعك بطاقتك",
    en="If you have an account, sign in; else look at the national number again, or go to any counter with your card",
)
