"""A draft as programs fill it in: each page with its questions, what stands in them and where it came from."""

from collections.abc import Iterator
from typing import Any

from ninja import Field, Schema

from wasl.cases.api import Choice, Origin, Sheet, free_slots, written_answer, written_slot
from wasl.catalogue.api import Asked, Shown, Type
from wasl.channels.cases_api.case_shapes import (
    FileOut,
    InvitedOut,
    PartOut,
    StandingOut,
    VerdictOut,
    files_of,
    invited_to,
)
from wasl.channels.cases_api.service_shapes import FeeOut
from wasl.core.text import Text
from wasl.country.api import pack


class DetailOut(Schema):
    name: Text
    value: Text


class ChoiceOut(Schema):
    value: str
    label: Text
    details: list[DetailOut] = Field(description="What tells a row from the others")

    @classmethod
    def of(cls, one: Choice) -> "ChoiceOut":
        return cls(
            value=one.value, label=one.label, details=[DetailOut(name=name, value=value) for name, value in one.details]
        )


class FieldOut(Schema):
    """One question that is asked of this person."""

    key: str
    label: Text
    hint: Text | None
    type: str
    required: bool
    many: bool
    value: Any = Field(description="As it is sent; null where nothing stands")
    written: Text = Field(description="As people read it")
    origin: Origin | None = Field(description="The register that said so; null: the person's own answer")
    locked: bool = Field(description="The register's word: shown, not asked")
    missing: bool
    unfit: bool = Field(description="Something was answered that no longer fits")
    silent: bool = Field(description="The register did not answer: it is asked instead")
    closed: Text | None = Field(description="Why the register may not be asked")
    choices: list[ChoiceOut]
    smallest: int | None
    largest: int | None
    longest: int
    accept: list[str]
    largest_mb: int
    files: list[FileOut]

    @classmethod
    def of(cls, found: Sheet, one: Asked) -> "FieldOut":
        question, texts, known = one.question, found.definition.texts, found.known
        held = known.texts.get(one.key) if one.from_register else None
        return cls(
            key=one.key,
            label=texts[f"question.{one.key}"],
            hint=texts.get(f"question.{one.key}.hint"),
            type=question.type,
            required=one.required,
            many=question.many or question.type is Type.CHOICES,
            value=_plain(one.value),
            written=held or written_answer(found, one),
            origin=known.origins.get(one.key) if one.from_register else None,
            locked=one.from_register and question.locked,
            missing=one.missing,
            unfit=one.unfit,
            silent=one.key in known.unanswered,
            closed=next((closed.why for closed in known.refused if closed.key == one.key), None),
            choices=[ChoiceOut.of(choice) for choice in _choices(found, one)],
            smallest=question.smallest,
            largest=question.largest,
            longest=question.longest,
            accept=list(question.accept),
            largest_mb=question.largest_mb,
            files=files_of(found, one) if question.type is Type.FILE else [],
        )


class FilledPageOut(Schema):
    key: str
    title: Text
    complete: bool
    seen: str = Field(description="Print of its answers: `If-Match` brings it back in quotes")
    fields: list[FieldOut]

    @classmethod
    def of(cls, found: Sheet, page: Shown) -> "FilledPageOut":
        return cls(
            key=page.key,
            title=found.definition.texts[f"page.{page.key}"],
            complete=page.complete,
            seen=found.print_of(page.key),
            fields=[FieldOut.of(found, one) for one in page.questions],
        )


class DraftOut(StandingOut):
    """Pages in their order, up to the one that is to be answered next or that ends it."""

    basis: str
    pages: list[FilledPageOut]
    next_page: str | None = Field(description="Where something is still missing; null: all is answered, or it stops")
    stop: Text | None = Field(description="Why the service ends here for this person")
    stops_at: str | None
    silent: list[Text] = Field(description="Registers that did not answer")
    invited: list[InvitedOut]

    @classmethod
    def told(cls, found: Sheet) -> "DraftOut":
        """Inside a passage."""
        stop = found.path.stop
        return cls(
            **StandingOut.of(found.case).model_dump(),
            basis=found.case.basis,
            pages=[FilledPageOut.of(found, page) for page in found.path.pages],
            next_page=None if stop else found.path.next_page,
            stop=found.definition.texts[f"page.{stop}.stop"] if stop else None,
            stops_at=stop,
            silent=[gap.name for gap in found.known.missing],
            invited=invited_to(found.case),
        )


class CheckOut(Schema):
    """What would happen if it were sent now."""

    complete: bool
    next_page: str | None
    stop: Text | None
    parts: list[PartOut]
    verdicts: list[VerdictOut]
    eligible: bool | None = Field(description="null: not yet known; false: it would be refused, with the rule")
    fees: list[FeeOut]
    fee: int | None = Field(description="Minor units; null while it is not yet known")
    currency: str
    declaration: Text | None = Field(description="To be shown to the person, who agrees with `declared`")
    alike: str | None = Field(description="A request for the same that is in work already")
    may_send: bool = Field(description="Helpers fill in and never send")


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _choices(found: Sheet, one: Asked) -> Iterator[Choice]:
    question, texts = one.question, found.definition.texts
    match question.type:
        case Type.ROW | Type.RELATIVE:
            yield from found.known.choices.get(one.key, ())
        case Type.GOVERNORATE:
            yield from (Choice(code, place.name) for code, place in pack().governorates.items())
        case Type.APPOINTMENT:
            yield from (Choice(slot, written_slot(slot)) for slot in free_slots(found))
        case Type.CHOICE | Type.CHOICES if isinstance(question.options, str):
            yield from (Choice(code, label) for code, label in pack().code_lists[question.options].items())
        case Type.CHOICE | Type.CHOICES:
            yield from (Choice(name, texts[f"option.{one.key}.{name}"]) for name in question.options or ())
