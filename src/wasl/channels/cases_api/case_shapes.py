"""A case as programs read of it: how it stands for whoever acts on it, what is in it for whoever may read it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from ninja import Field, Schema

from wasl.cases.api import Case, Change, Line, Open, Origin, Sheet, Stage, Story, Told, Upload, written_answer
from wasl.catalogue.api import Asked, Definition, Type, definition_of, version
from wasl.channels.cases_api.service_shapes import AgencyOut
from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.payments.api import Payment, is_sandbox
from wasl.registers.api import catalogue


class StandingOut(Schema):
    """How a case stands. Nothing of what was filled in."""

    reference: str
    service: str
    version: int
    title: Text
    stage: str = Field(description="draft, open, ended or discarded")
    state: str
    state_title: Text | None
    outcome: str = Field(description="granted, refused or withdrawn, once it has ended")
    who: str = Field(description="Has it now: citizen, case-worker, office-head, agent or system")
    office: AgencyOut
    begun: datetime
    sent: datetime | None
    due: datetime | None = Field(description="Of the present state")
    term: datetime | None = Field(description="Of the service")
    ended: datetime | None
    late: bool
    fee: int | None = Field(description="Minor units, fixed when it was sent")
    paid: bool
    seen: int = Field(description="Entries of its journal: `If-Match` brings them back in quotes")

    @classmethod
    def of(cls, case: Case) -> "StandingOut":
        definition = _definition(case.slug, case.version)
        return cls(**_standing(case, definition))


def _standing(case: Case, definition: Definition) -> dict[str, Any]:
    same = ("reference", "version", "stage", "state", "outcome", "who", "begun", "sent", "due", "term", "ended", "late")
    return {
        **{name: getattr(case, name) for name in (*same, "fee", "paid")},
        "service": case.slug,
        "title": definition.title,
        "state_title": definition.texts.get(f"state.{case.state}") if case.state else None,
        "office": AgencyOut.of(case.office),
        "seen": case.events,
    }


@lru_cache(500)
def _definition(slug: str, number: int) -> Definition:
    """A version never changes."""
    return definition_of(version(slug, number))


class FileOut(Schema):
    key: str = Field(description="What an answer holds")
    question: str
    name: str
    kind: str = Field(description="pdf, jpeg or png, by what it contains")
    size: int
    given: datetime

    @classmethod
    def of(cls, upload: Upload) -> "FileOut":
        return cls(**{name: getattr(upload, name) for name in cls.model_fields})


class GivenAnswerOut(Schema):
    key: str
    label: Text
    written: Text
    origin: Origin | None = Field(description="None: the applicant's own words")
    held: Text | None = Field(description="What the register says, where the applicant says something else")
    files: list[FileOut]


class PartOut(Schema):
    """The answers of one page."""

    key: str
    title: Text
    answers: list[GivenAnswerOut]


class ToldOut(Schema):
    """One entry of the journal."""

    number: int
    at: datetime
    kind: str
    what: Text
    action: str
    before: str
    after: str
    by: str = Field(description="In which part: citizen, case-worker, office-head, agent or system")
    office: str
    channel: str
    message: Text | None = Field(description="As the person was told")
    words: str

    @classmethod
    def of(cls, told: Told) -> "ToldOut":
        one = told.event
        same = ("number", "at", "kind", "action", "before", "after", "office", "channel")
        own = {name: getattr(one, name) for name in same}
        return cls(**own, what=told.what, by=one.role, message=told.message, words=told.words)


class OpenOut(Schema):
    """What may be done now."""

    key: str
    title: Text
    needs: list[str] = Field(description="reason: `words`; the others are done first")
    leads_to: str

    @classmethod
    def of(cls, one: Open) -> "OpenOut":
        return cls(key=one.key, title=one.title, needs=list(one.action.needs), leads_to=one.action.to)


class RegisterOut(Schema):
    id: str
    name: Text


class ChangeOut(Schema):
    """A change of a register that a decision brought. Nothing of what it writes."""

    number: int
    case: str
    step: str
    into: RegisterOut
    operation: str
    office: AgencyOut
    progress: str = Field(description="waiting, by-hand, done, failed, taking-back or taken-back")
    undo: str
    made: datetime
    due: datetime | None
    done: datetime | None
    why: str = Field(description="It failed")

    @classmethod
    def of(cls, change: Change, case: str) -> "ChangeOut":
        same = ("step", "operation", "progress", "undo", "made", "due", "done", "why")
        return cls(
            number=change.pk,
            case=case,
            into=RegisterOut(id=change.register, name=catalogue()[change.register].name),
            office=AgencyOut.of(change.office),
            **{name: getattr(change, name) for name in same},
        )


class PaymentLineOut(Schema):
    text: Text
    amount: int


class PaymentOut(Schema):
    reference: str
    state: str = Field(description="asked, paid, refused, cancelled or refunded")
    lines: list[PaymentLineOut]
    amount: int = Field(description="Minor units")
    currency: str
    sandbox: bool = Field(description="No money moves")
    asked: datetime
    paid: datetime | None
    refunded: datetime | None
    pay_at: str | None = Field(description="Where the person pays, while it may be paid")

    @classmethod
    def of(cls, one: Payment) -> "PaymentOut":
        where = f"{settings().public_address}{reverse('pay', args=[one.reference])}"
        same = ("reference", "state", "amount", "currency", "asked", "paid", "refunded")
        return cls(
            lines=[PaymentLineOut(text=line.text, amount=line.amount) for line in one.lines],
            sandbox=is_sandbox(one),
            pay_at=where if one.is_open else None,
            **{name: getattr(one, name) for name in same},
        )


class AppealOut(Schema):
    asked: datetime
    due: datetime


class InvitedOut(Schema):
    """Who it is, is not told: the applicant wrote their number."""

    number: int
    part: str = Field(description="helper or cosigner")
    invited: datetime
    signed: datetime | None


class GivenLineOut(Schema):
    """One value of what an inquiry answered; lines of one row of a register bear one number."""

    row: int
    label: Text
    value: Text


class VerdictOut(Schema):
    rule: str
    text: Text
    holds: bool | None = Field(description="None: not yet known")


class CaseOut(StandingOut):
    """A case with all that is in it."""

    basis: str = Field(description="self, guardian, mandate or visitor: by which right it was begun")
    next: Text | None
    may: list[OpenOut] = Field(description="What the caller's person or account may do now")
    parts: list[PartOut]
    answer: list[GivenLineOut]
    verdicts: list[VerdictOut]
    journal: list[ToldOut]
    changes: list[ChangeOut]
    appeal: AppealOut | None = Field(description="A review that waits for its answer")
    invited: list[InvitedOut]
    payments: list[PaymentOut]
    documents: list[str] = Field(description="Numbers")
    silent: list[Text] = Field(description="Registers that did not answer when they were asked")

    @classmethod
    def told(
        cls, story: Story, may: Iterable[Open], payments: Iterable[Payment], documents: Iterable[str]
    ) -> "CaseOut":
        found = story.sheet
        case = found.case
        return cls(
            **_standing(case, found.definition),
            basis=case.basis,
            next=story.next,
            may=[OpenOut.of(one) for one in may],
            parts=parts_of(found),
            answer=[
                GivenLineOut(**{name: one[name] for name in ("row", "label", "value")}) for one in found.filled.answer
            ],
            verdicts=verdicts_of(found),
            journal=[ToldOut.of(one) for one in story.events],
            changes=[ChangeOut.of(one, case.reference) for one in story.changes],
            appeal=AppealOut(asked=story.appeal.asked, due=story.appeal.due) if story.appeal else None,
            invited=invited_to(case),
            payments=[PaymentOut.of(one) for one in payments],
            documents=list(documents),
            silent=[gap.name for gap in found.known.missing],
        )


def invited_to(case: Case) -> list[InvitedOut]:
    standing = case.invited.filter(ended=None).order_by("pk")
    return [InvitedOut(number=one.pk, part=one.part, invited=one.invited, signed=one.signed) for one in standing]


def verdicts_of(found: Sheet) -> list[VerdictOut]:
    return [VerdictOut(rule=one.key, text=one.text, holds=one.holds) for one in found.verdicts]


def parts_of(found: Sheet) -> list[PartOut]:
    """All answers by page, those off the path left out. Inside a passage."""
    texts = found.definition.texts
    return [
        PartOut(key=page.key, title=texts[f"page.{page.key}"], answers=[_answer(found, one) for one in page.questions])
        for page in found.path.pages
    ]


def _answer(found: Sheet, one: Asked) -> GivenAnswerOut:
    held, origin = found.known.texts.get(one.key), found.known.origins.get(one.key)
    written = held if held and one.from_register else written_answer(found, one)
    return GivenAnswerOut(
        key=one.key,
        label=found.definition.texts[f"question.{one.key}"],
        written=written,
        origin=origin if one.from_register else None,
        held=held if origin and not one.from_register and held != written else None,
        files=files_of(found, one) if one.question.type is Type.FILE else [],
    )


def files_of(found: Sheet, one: Asked) -> list[FileOut]:
    """Inside a passage."""
    chosen = one.value if isinstance(one.value, list) else [one.value] if one.value is not None else []
    given = found.case.uploads.filter(key__in=[str(key) for key in chosen]).order_by("pk")
    return [FileOut.of(upload) for upload in given]


class LineOut(StandingOut):
    """A case in a queue."""

    assigned: str = Field(description="User name of who works on it")

    @classmethod
    def of_line(cls, line: Line) -> "LineOut":
        case = line.case
        told = _standing(case, _definition(case.slug, case.version))
        return cls(**{**told, "late": line.is_late, "assigned": case.assigned})


def is_draft(case: Case) -> bool:
    return case.stage == Stage.DRAFT


class IssuedDocumentOut(Schema):
    """A document that was issued. What it says stands in the PDF."""

    number: str
    kind: str
    title: Text
    agency: AgencyOut
    issued: datetime
    valid_until: date | None
    standing: str = Field(description="stands, expired or revoked")
    demo: bool = Field(description="Issued in a demonstration: worth nothing before any office")
