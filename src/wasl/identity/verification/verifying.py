"""Asking: put down, held against the limits, compared inside the trust door, answered once the ledger has its entry."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.verification.answer import Answer, Verdict
from wasl.identity.verification.judging import Judged, judged, silent
from wasl.identity.verification.limits import refuse_too_often
from wasl.identity.verification.models import Asking
from wasl.identity.verification.question import Question
from wasl.identity.verification.terms import Fact, terms
from wasl.persons.api import Heard, hear
from wasl.trust.api import Asked, Look, Passage, decide, passing

PURPOSE = "identity-verification"
LOST = timedelta(minutes=2)
EACH_FACT = Asked("verification", "each_fact", "identity", "sensitive")
"""Asked of the policies before the facts are told apart; sensitive, so that only a rule that names it opens it."""


class NotNow(Refusal):
    """The registers that know names do not answer: no answer is better than a wrong no."""


class Twice(Refusal):
    """A key was used for another question, or its question is still being answered."""


@dataclass(frozen=True)
class _Settled:
    """One question answered inside a passage."""

    judged: Judged
    person: str | None
    entry: int
    tells: bool


def verify(asked: Question, look: Look, *, once: str | None = None, now: datetime | None = None) -> Answer:
    """Is the bearer of this number who they say? `once` makes a repeated request the same question.

    Raises NotAllowed where no policy or no consent opens it, TooOften, Twice, NotNow, Refusal for a purpose that does
    not hold.
    """
    now = now or datetime.now(UTC)
    row, fresh = _put_down(asked, look, once, now)
    if not fresh:
        return _kept(row, asked)
    with _taken_back(row):
        refuse_too_often(row, asked, terms().limits)
        settled = _settled(asked, look, now)
        _write(row, settled)
    event("verification.answered", verdict=str(settled.judged.verdict))
    return replace(answer_of(row), facts=settled.judged.facts if settled.tells else None)


def _settled(asked: Question, look: Look, now: datetime) -> _Settled:
    held = terms()
    witnesses = {str(fact): held.witnesses[fact] for fact in asked.facts}
    with passing(look) as passage:
        heard = hear(passage, asked.number, witnesses)
        if heard.closed >= set(asked.facts):
            raise _refused(passage, heard)
        if heard.missing >= set(witnesses[Fact.FULL_NAME]):
            raise _unheard(passage, heard)
        found = judged(asked, heard, held, held.scale(now.date()))
        tells = decide(look, [EACH_FACT], passage.persons).permits(EACH_FACT.register, EACH_FACT.attribute)
        handles = [person.handle for person in heard.persons]
        entry = passage.close(
            outcome=f"answered {found.verdict}",
            persons=handles,
            sections=heard.sections,
            registers=heard.registers,
            missing=heard.missing,
        )
    return _Settled(found, handles[0] if len(handles) == 1 else None, entry.seq, tells)


def _unheard(passage: Passage, heard: Heard) -> Refusal:
    handles = [person.handle for person in heard.persons]
    passage.close(outcome="not answered: registers missing", persons=handles, missing=heard.missing)
    return NotNow(_NO_REGISTER, mend=_LATER)


def _refused(passage: Passage, heard: Heard) -> Refusal:
    passage.about(*(person.handle for person in heard.persons))
    return passage.refuse(_ANOTHER)


_ANOTHER = Text(
    ar="يلزم غرض تسمح به السياسات لجهتك، أو موافقة صاحب البيانات",
    en="the policies or the person's consent must open it",
)


def _put_down(asked: Question, look: Look, once: str | None, now: datetime) -> tuple[Asking, bool]:
    """The question as a row, before anything is read; or the one that its key already stands for."""
    row = Asking(
        reference=f"V-{secrets.token_hex(6).upper()}",
        at=now,
        actor=look.actor,
        office=look.office or "",
        purpose=look.purpose,
        case=look.case,
        number_key=asked.number_key,
        digest=asked.digest,
        facts=asked.digests,
        once=once,
    )
    Asking.objects.filter(actor=look.actor, once=once, verdict=Verdict.PENDING, at__lt=now - LOST).delete()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        standing = Asking.objects.filter(actor=look.actor, once=once).first()
        if standing is None:
            raise Twice(_BUSY, mend=_SOON) from None
        return standing, False
    return row, True


@contextmanager
def _taken_back(row: Asking) -> Iterator[None]:
    """A question that was not answered does not count."""
    try:
        yield
    except BaseException:
        row.delete()
        raise


def _write(row: Asking, settled: _Settled) -> None:
    row.verdict, row.score, row.refer = settled.judged.verdict, settled.judged.score, settled.judged.refer
    row.not_compared = [str(fact) for fact in silent(settled.judged)]
    row.person, row.entry = settled.person, settled.entry
    row.save()


def _kept(row: Asking, asked: Question) -> Answer:
    if row.digest != asked.digest:
        raise Twice(_OTHER, mend=_FRESH)
    if row.verdict == Verdict.PENDING:
        raise Twice(_BUSY, mend=_SOON)
    return answer_of(row)


def answer_of(row: Asking) -> Answer:
    return Answer(
        reference=row.reference,
        at=row.at,
        purpose=row.purpose,
        verdict=Verdict(row.verdict),
        score=row.score,
        refer=row.refer,
        not_compared=tuple(Fact(one) for one in row.not_compared),
        entry=row.entry,
        confirmed=row.confirmed,
    )


_NO_REGISTER = Text(ar="السجلات لا ترد الآن", en="the registers do not answer now")
_LATER = Text(ar="أعد السؤال بعد دقائق", en="ask again in a few minutes")
_OTHER = Text(ar="استُخدم هذا المفتاح لسؤال آخر", en="this key was used for another question")
_FRESH = Text(ar="أرسل مفتاحًا جديدًا مع كل سؤال جديد", en="send a fresh key with each new question")
_BUSY = Text(ar="السؤال بهذا المفتاح ما زال قيد الرد", en="the question with this key is still being answered")
_SOON = Text(ar="أعد الإرسال بعد لحظات بنفس المفتاح", en="send it again in a moment with the same key")
