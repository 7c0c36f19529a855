"""A case as staff see it: what was said and by whom, what follows from it, what may be done now."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from wasl.cases import api as cases
from wasl.cases.api import Case, Change, Doer, Origin, Progress, Sheet, Stage, Story, ToEnter, Told, Upload
from wasl.catalogue.api import Asked, Type, Verdict, Who
from wasl.channels.backoffice.cases.names import names_of, username_of
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents.api import Document, documents_for
from wasl.payments.api import Payment, payments_for


@dataclass(frozen=True)
class Answer:
    """A question, what was answered, and where that comes from."""

    label: Text
    value: Text
    origin: Origin | None  # of a value that a register gave
    held: Text | None  # what the register says, where the applicant says something else
    files: list[Upload]


@dataclass(frozen=True)
class ChangeSight:
    """A change of a register, with what may be done about it."""

    change: Change
    entry: ToEnter
    office: Text | None
    mine: bool

    @property
    def can_be_tried(self) -> bool:
        return self.mine and self.change.progress == Progress.FAILED

    @property
    def can_be_entered(self) -> bool:
        return self.mine and self.change.progress in (Progress.FAILED, Progress.BY_HAND)

    @property
    def can_be_taken_back(self) -> bool:
        return self.mine and self.change.progress == Progress.DONE and self.change.undo != "none"

    @property
    def is_stuck(self) -> bool:
        return self.change.progress in (Progress.FAILED, Progress.BY_HAND)


@dataclass(frozen=True)
class EventSight:
    """An entry of the journal, and who made it."""

    told: Told
    name: Text | None  # of a colleague
    office: Text | None  # of staff elsewhere
    given_to: Text | None  # of an assignment


@dataclass(frozen=True)
class CaseSight:
    """Inside a passage, or after one for the same case: it reads what was filled in."""

    sheet: Sheet
    doer: Doer

    @property
    def case(self) -> Case:
        return self.sheet.case

    @cached_property
    def story(self) -> Story:
        return cases.story(self.sheet, self.doer)

    @property
    def title(self) -> Text:
        return self.sheet.definition.title

    @property
    def here(self) -> bool:
        """Whether the office has it now; otherwise it only reads."""
        return self.case.office == self.doer.office

    @property
    def leads(self) -> bool:
        return self.doer.who is Who.OFFICE_HEAD

    @property
    def mine(self) -> bool:
        return self.case.assigned == self.doer.username

    @cached_property
    def pages(self) -> list[tuple[Text, list[Answer]]]:
        texts = self.sheet.definition.texts
        return [
            (texts[f"page.{page.key}"], [self._answer(one) for one in page.questions])
            for page in self.sheet.path.pages
            if page.questions
        ]

    @property
    def missing(self) -> list[Text]:
        """Registers that did not answer when they were asked."""
        return [gap.name for gap in self.sheet.known.missing]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return self.sheet.verdicts

    @cached_property
    def payments(self) -> list[Payment]:
        return payments_for(self.case.reference)

    @cached_property
    def documents(self) -> list[Document]:
        return documents_for(self.case.reference)

    @cached_property
    def changes(self) -> list[ChangeSight]:
        return [self._change(one) for one in self.story.changes]

    @cached_property
    def alike(self) -> Case | None:
        found = cases.alike(self.sheet) if self.case.stage == Stage.OPEN else None
        return found if found and found.office == self.doer.office else None

    @cached_property
    def names(self) -> dict[str, Text]:
        events = [told.event for told in self.story.events]
        known = {username_of(event.actor) for event in events} | {event.action for event in events}
        return names_of({*known, self.case.assigned}, self.doer.office)

    @cached_property
    def colleague(self) -> Text | None:
        """Who has it."""
        return self.names.get(self.case.assigned)

    @cached_property
    def events(self) -> list[EventSight]:
        """The newest first."""
        return [self._event(told) for told in reversed(self.story.events)]

    def since(self, seen: int) -> list[EventSight]:
        """What happened after somebody looked."""
        return [one for one in self.events if one.told.event.number > seen]

    @cached_property
    def asked_for_opinion(self) -> bool:
        """Whether a colleague's question waits for the doer's answer."""
        kinds = [(told.event.kind, told.event.actor) for told in self.story.events]
        asked = [place for place, (kind, actor) in enumerate(kinds) if kind == "opinion-asked"]
        if not asked or kinds[asked[-1]][1] == self.doer.account:
            return False
        return all(kind != "opinion" for kind, _ in kinds[asked[-1] :])

    def _answer(self, one: Asked) -> Answer:
        known, label = self.sheet.known, self.sheet.definition.texts[f"question.{one.key}"]
        held = known.texts.get(one.key)
        origin = known.origins.get(one.key)
        value = cases.written_answer(self.sheet, one)
        own = held if origin and not one.from_register and held != value else None
        return Answer(label, value, origin if one.from_register else None, own, list(self._files(one)))

    def _files(self, one: Asked) -> Iterator[Upload]:
        if one.question.type is Type.FILE and one.value is not None:
            keys = one.value if isinstance(one.value, list) else [one.value]
            yield from self.case.uploads.filter(key__in=[str(key) for key in keys])

    def _change(self, change: Change) -> ChangeSight:
        entry = cases.written_out(change, self.case)
        mine = cases.answers_for(change, self.case, self.doer)
        return ChangeSight(change, entry, pack().agencies.get(change.office), mine)

    def _event(self, told: Told) -> EventSight:
        event = told.event
        elsewhere = pack().agencies.get(event.office) if event.office != self.doer.office else None
        given = self.names.get(event.action) if event.kind == "assigned" else None
        return EventSight(told, self.names.get(username_of(event.actor)), elsewhere, given)
