"""A person, or a child's guardian, gives, refuses, withdraws: each is a revision, and holds from the next read on."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.consent.agreements import Published, agreement, published_of
from wasl.trust.consent.guardians import Guardian, may_speak, of_age_from
from wasl.trust.consent.models import Answer, ConsentRecord, StandingAgreement, State
from wasl.trust.consent.records import Given, forgotten, in_force_at, kept, record, told
from wasl.trust.consent.revising import Author, writing
from wasl.trust.consent.shapes import NEVER, Agreement, LawfulBasis, canonical, moment


@dataclass(frozen=True)
class Saying:
    """An answer on its way into the store."""

    person: str
    answer: Answer
    author: Author
    given_by: str
    channel: str
    language: str = ""
    guardian: Guardian | None = None
    state: State = State.SIGNED


def give(
    person: str, agreement_id: str, *, by: str, channel: str, language: str, guardian: Guardian | None = None
) -> Given:
    """Consent to the agreement as it stands; what holds already stays as it is.

    `by` is the person's handle, or the guardian's. Raises NotAllowed for anybody else, Unknown, and Refusal where the
    agreement is closed. The caller writes the access log.
    """
    saying = Saying(person, Answer.GIVEN, Author(individual=by), by, channel, language, guardian)
    return _answered(agreement_id, saying)


def refuse(
    person: str, agreement_id: str, *, by: str, channel: str, language: str, guardian: Guardian | None = None
) -> Given:
    """Say no, so that nobody need ask again. As `give`."""
    saying = Saying(person, Answer.REFUSED, Author(individual=by), by, channel, language, guardian)
    return _answered(agreement_id, saying)


def withdraw(record_id: str, *, by: str, channel: str, guardian: Guardian | None = None) -> Given:
    """Take consent back; the next read is refused. Withdrawn already: nothing changes. Raises as `give`."""
    now = datetime.now(UTC)
    with writing():
        row = record(record_id)
        may_speak(row.person, by, guardian, now)
        if row.answer == Answer.GIVEN:
            kept(row, Author(individual=by), answer=Answer.WITHDRAWN, since=moment(now), channel=channel)
        return told([row], moment(now))[0]


def written_down(agreement_id: str, saying: Saying) -> Given:
    """As `give`, for a program of an agency that asks the person itself: it opens nothing until it is signed."""
    with writing():
        return _said(agreement_id, saying, datetime.now(UTC))


def draft(agreement_id: str, saying: Saying) -> ConsentRecord:
    """The record as it would be, kept nowhere. Raises as `give`."""
    return _filled(_fresh(agreement_id, saying.person), agreement(agreement_id), saying, datetime.now(UTC))


def forget(person: str, by: Author | None = None) -> tuple[int, int]:
    """How many records are gone without a trace of the person, and how many stay as proof, withdrawn.

    Gone are those of forgettable agreements and those that nobody signed.
    """
    now = datetime.now(UTC)
    gone = stay = 0
    with writing():
        for row in ConsentRecord.objects.select_related("agreement").filter(person=person):
            if row.state != State.SIGNED or published_of(row.agreement).agreement.forgettable:
                forgotten(row)
                gone += 1
                continue
            stay += 1
            if row.answer == Answer.GIVEN:
                kept(row, by or Author(individual=person), answer=Answer.WITHDRAWN, since=moment(now))
    return gone, stay


def opens(body: Agreement) -> str:
    """The purpose of the pack for which consent to it opens data; empty for an agreement that opens nothing."""
    return body.purpose if body.purpose in pack().purposes and body.lawful_basis == LawfulBasis.CONSENT else ""


def _answered(agreement_id: str, saying: Saying) -> Given:
    now = datetime.now(UTC)
    may_speak(saying.person, saying.given_by, saying.guardian, now)
    if saying.guardian and saying.given_by == saying.person:
        saying = replace(saying, guardian=None)
    with writing():
        return _said(agreement_id, saying, now)


def _said(agreement_id: str, saying: Saying, now: datetime) -> Given:
    published = agreement(agreement_id)
    is_open(published.agreement)
    row = _standing(published, saying.person)
    if not _says_so_already(row, saying, moment(now)):
        replace_older(row, saying.state, saying.author, now)
        _filled(row, published, saying, now)
        kept(row, saying.author)
    return told([row], moment(now))[0]


def _standing(published: Published, person: str) -> ConsentRecord:
    rows = ConsentRecord.objects.select_related("agreement")
    found = rows.filter(person=person, agreement_revision=published.revision.hash).first()
    return found or _fresh(published.agreement.id, person)


def _fresh(agreement_id: str, person: str) -> ConsentRecord:
    agreement_row = StandingAgreement.objects.get(pk=agreement_id)
    return ConsentRecord(id=uuid4().hex, person=person, agreement=agreement_row, evidence="")


def _says_so_already(row: ConsentRecord, saying: Saying, now: str) -> bool:
    """What is signed is not undone by a program that says the same without a signature."""
    if row.answer != saying.answer or row.until <= now:
        return False
    if saying.state != State.SIGNED:
        return row.state == State.SIGNED or row.given_by == saying.given_by
    return row.state == State.SIGNED and row.given_by == saying.given_by


def replace_older(row: ConsentRecord, state: State, author: Author, now: datetime) -> None:
    """Only one record for an agreement can stand: what was said to an older revision is over."""
    rows = ConsentRecord.objects.select_related("agreement").exclude(pk=row.pk)
    for older in rows.filter(person=row.person, agreement=row.agreement, answer=Answer.GIVEN):
        if state != State.SIGNED and in_force_at(older, moment(now)):
            raise _stands_already()
        kept(older, author, answer=Answer.REPLACED, since=moment(now))


def _filled(row: ConsentRecord, published: Published, saying: Saying, now: datetime) -> ConsentRecord:
    body = published.agreement
    values: dict[str, Any] = {
        "agreement_revision": published.revision.hash,
        "answer": saying.answer,
        "state": saying.state,
        "purpose": opens(body),
        "controller": body.controller.id[:64],  # an agency's slug is shorter; what opens nothing may be cut
        "sections": canonical(sorted(body.sections)),
        "sensitive": canonical(sorted(body.sensitive)),
        "since": moment(now),
        "until": _until(body, saying, now),
        "given_by": saying.given_by,
        "relation": saying.guardian.relation if saying.guardian else "",
        "channel": saying.channel,
        "language": saying.language,
    }
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _until(body: Agreement, saying: Saying, now: datetime) -> str:
    ends = [NEVER]
    if body.term_days:
        ends.append(moment(now + timedelta(days=body.term_days)))
    if saying.guardian:
        ends.append(moment(of_age_from(saying.guardian.child_born)))
    return min(ends)


def is_open(body: Agreement) -> None:
    if not body.active:
        raise Refusal(
            Text(ar="هذه الموافقة لم تعد مطلوبة.", en="This agreement is closed."),
            mend=Text(ar="لا يلزم منك شيء.", en="Nothing is needed from you."),
        )


def _stands_already() -> Refusal:
    return Refusal(
        Text(ar="لدى هذا الشخص موافقة سارية على نص أقدم.", en="A signed consent to an older text is in force."),
        mend=Text(
            ar="اطلب من الشخص أن يوافق على النص الجديد من صفحته، أو أرسل الموافقة موقَّعة.",
            en="Ask the person to agree to the new text, or send the record together with its signature.",
        ),
    )
