"""Asking for one's rights: a request is received at once, with a term, or refused at once where the law says so."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

from wasl.core.errors import Refusal, Unknown
from wasl.core.log import event
from wasl.core.references import reference
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.rights.models import LONGEST_WORDS, Request, Right, State, Step
from wasl.trust.rights.rules import No, rules


@dataclass(frozen=True)
class Subject:
    """What a request is about: a look, or a value, register or section."""

    entry: int | None = None
    section: str = ""
    register: str = ""
    attribute: str = ""

    def __str__(self) -> str:
        return f"look:{self.entry}" if self.entry else f"{self.section}/{self.register}/{self.attribute}"


def ask(person: str, right: Right, subject: Subject, *, owner: str, words: str, once: str) -> Request:
    """Receive a request; what is sent twice, or is open already, is answered with the one that stands.

    `owner`: agency that answers. `once`: a token of the form. Raises Refusal for words that are too long, or missing
    where a correction needs them.
    """
    words = _checked(right, words)
    no = rules().no(right, subject.section, subject.register)
    try:
        with transaction.atomic():
            return _received(person, right, subject, owner=owner, words=words, once=_print(person, once), no=no)
    except IntegrityError:
        return _standing(person, right, subject, _print(person, once))


def _checked(right: Right, words: str) -> str:
    words = words.replace("\x00", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal(
            Text(ar="الكلام أطول مما يتسع له الطلب", en="the words are longer than a request can hold"),
            mend=Text(ar=f"اكتب {LONGEST_WORDS} حرف على الأكثر", en=f"write {LONGEST_WORDS} letters at most"),
        )
    if right is Right.CORRECTION and not words:
        raise Refusal(
            Text(ar="لم تكتب ما هو الصحيح", en="you have not written what is right"),
            mend=Text(ar="اكتب المعلومة الصحيحة كما تعرفها", en="write the value as you know it"),
        )
    return words


def _received(
    person: str, right: Right, subject: Subject, *, owner: str, words: str, once: str, no: No | None
) -> Request:
    now = datetime.now(UTC)
    made = Request.objects.create(
        reference=reference("R"),
        person=person,
        right=right,
        subject=str(subject),
        once=once,
        entry=subject.entry,
        register=subject.register,
        section=subject.section,
        attribute=subject.attribute,
        owner=owner,
        words=words,
        state=State.REFUSED if no else State.RECEIVED,
        opened=now,
        due=due(right, now),
        closed=now if no else None,
    )
    Step.objects.create(request=made, at=now, actor=f"citizen:{person}", state=State.RECEIVED)
    if no:
        said = {"words_ar": f"{no.why.ar} ({no.law.ar})", "words_en": f"{no.why.en} ({no.law.en})"}
        Step.objects.create(request=made, at=now, actor="law", state=State.REFUSED, **said)
    event("rights.asked", right=str(right), owner=owner, refused=bool(no))
    return made


def due(right: Right, now: datetime) -> date:
    """The last day of the term that begins today."""
    calendar = pack().calendar
    return calendar.working_days_after(calendar.today(now), rules().rights[right].term)


def _standing(person: str, right: Right, subject: Subject, once: str) -> Request:
    """An objection to one look is made once and for all; others may be made anew after the answer."""
    found = Request.objects.filter(once=once, person=person).first()
    return found or Request.objects.get(person=person, right=right, subject=str(subject), closed=None)


def _print(person: str, once: str) -> str:
    return hashlib.sha256(f"{person}\x1f{once}".encode()).hexdigest()


def request_of(reference: str, person: str) -> Request:
    """Somebody's own request. Raises Unknown, also for one that is somebody else's."""
    known = reference.replace("-", "").isalnum() and reference.isascii()  # NUL breaks a query
    found = Request.objects.filter(reference=reference, person=person).first() if known else None
    if found is None:
        raise unknown_request()
    return found


def requests_of(person: str) -> list[Request]:
    """All that somebody has asked for: open ones first, then the newest."""
    found = Request.objects.filter(person=person).order_by("-opened")
    return sorted(found, key=lambda one: one.closed is not None)


def objection_to(entry: int, person: str) -> Request | None:
    return Request.objects.filter(person=person, right=Right.OBJECTION, entry=entry).first()


def unknown_request() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد طلب بهذا الرقم", en="there is no request with this reference"),
        mend=Text(ar="راجع قائمة طلباتك", en="look it up in your list of requests"),
    )
