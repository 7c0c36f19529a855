"""A request as its own people see it: what they must do, where it stands, who decided, all that happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from wasl.cases import api as cases
from wasl.cases.api import Case, Doer, Event, Invited, Kind, Open, Outcome, Sheet, Stage, Story, Told
from wasl.catalogue.api import Verdict, Who
from wasl.channels.portal.filling.checking import Part, parts_of
from wasl.channels.portal.filling.receipt import groups_of
from wasl.channels.portal.mycases import words
from wasl.channels.portal.mycases.steps import StepSight, name_of, steps_of
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents.api import Document, documents_for
from wasl.identity.accounts.api import names_of
from wasl.payments.api import Payment, State, payments_for


@dataclass(frozen=True)
class Milestone:
    """A state that the request has been in."""

    title: Text
    since: datetime


@dataclass(frozen=True)
class EventSight:
    """An entry of the journal, as the person reads it."""

    told: Told
    about: Text | None  # the step, register or document
    who: Text
    office: Text | None
    words: str


@dataclass(frozen=True)
class Place:
    """The appointment that stands."""

    when: Text
    office: Text
    place: Text | None


@dataclass(frozen=True)
class CaseSight:
    """Inside own words. `payers`: as whom a payment may have been asked of whoever is here."""

    sheet: Sheet
    doer: Doer
    payers: frozenset[str] = frozenset()

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
    def owner(self) -> bool:
        """May act: a co-signer only reads and signs."""
        return cases.may_send(self.case, self.doer)

    @cached_property
    def for_name(self) -> str:
        """Whom it is about, where that is somebody else."""
        if not self.case.person or self.case.person == self.doer.person:
            return ""
        known = self.sheet.known.texts.get("full_name")
        return known.ar if known else names_of([self.case.person]).get(self.case.person, "")

    @property
    def made_for_you(self) -> bool:
        return bool(self.doer.person) and self.doer.person == self.case.person and self.doer.account != self.case.actor

    # what is to be done

    @cached_property
    def acts(self) -> list[Open]:
        return cases.open_actions(self.sheet, self.doer) if self.owner else []

    def act(self, key: str) -> Open | None:
        return next((one for one in self.acts if one.key == key), None)

    @property
    def correction(self) -> Open | None:
        return next((one for one in self.acts if one.needs_correction), None)

    @property
    def cosigned(self) -> Open | None:
        """The step that waits for a co-signer."""
        return next((one for one in self.acts if one.needs_cosignature), None)

    @property
    def others(self) -> list[Open]:
        return [one for one in self.acts if not (one.needs_payment or one.needs_correction or one.needs_cosignature)]

    def ends(self, chosen: Open) -> bool:
        """It cannot be undone."""
        return bool(self.sheet.definition.workflow.states[chosen.action.to].final)

    @property
    def reason(self) -> str:
        """What was written when the request came to where it stands."""
        return next((_words(one) for one in reversed(self.story.events) if one.event.after == self.case.state), "")

    @cached_property
    def payments(self) -> list[Payment]:
        return payments_for(self.case.reference)

    @property
    def to_pay(self) -> Payment | None:
        waits = any(one.needs_payment for one in self.acts)
        return next((one for one in self.payments if one.is_open), None) if waits else None

    def is_payer(self, payment: Payment) -> bool:
        return payment.payer in self.payers

    @property
    def pays(self) -> bool:
        return self.to_pay is not None and self.is_payer(self.to_pay)

    @property
    def receipts(self) -> list[tuple[Payment, Text, bool]]:
        """Payments, how each stands, and whether its receipt opens for who is here."""
        return [(one, words.PAYMENT[State(one.state)], bool(one.paid) and self.is_payer(one)) for one in self.payments]

    @cached_property
    def signers(self) -> list[Invited]:
        asked = self.case.invited.filter(part=Invited.Part.COSIGNER, ended=None).order_by("pk")
        return list(asked) if self.case.stage == Stage.OPEN else []

    @property
    def own_signature(self) -> Invited | None:
        """The invitation of who is here."""
        own = self.case.invited.filter(part=Invited.Part.COSIGNER, ended=None, person=self.doer.person)
        return own.first() if self.doer.person else None

    @property
    def to_sign(self) -> bool:
        own = self.own_signature
        return self.case.stage == Stage.OPEN and own is not None and own.signed is None

    @cached_property
    def appointment(self) -> Place | None:
        booked = self.case.appointments.filter(released=None).first()
        if booked is None or self.case.stage != Stage.OPEN:
            return None
        here = booked.at.astimezone(pack().calendar.zone)
        place = pack().governorates.get(booked.place)
        office = pack().agencies[booked.office]
        return Place(cases.written_slot(here.strftime("%Y-%m-%dT%H:%M")), office, place.name if place else None)

    @property
    def comes(self) -> bool:
        """The appointment is confirmed: the person has only to come."""
        return self.appointment is not None and self.case.who == Who.AGENT

    @property
    def may_appeal(self) -> bool:
        """Who withdrew a request themselves has nothing to have reviewed."""
        own = self.case.outcome == Outcome.WITHDRAWN and self.last is not None and self.last.role == Who.CITIZEN
        return self.case.stage == Stage.ENDED and self.owner and not own and self.story.appeal is None

    # where it stands

    @property
    def with_you(self) -> bool:
        return self.case.stage == Stage.OPEN and self.case.who == Who.CITIZEN

    @property
    def late(self) -> bool:
        return self._over(self.case.due)

    @property
    def term_over(self) -> bool:
        return self._over(self.case.term) and not self.with_you

    @cached_property
    def milestones(self) -> list[Milestone]:
        """The states that it came through, with the one that it stands in last."""
        texts = self.sheet.definition.texts
        entered = [one.event for one in self.story.events if one.event.after]
        return [Milestone(texts[f"state.{one.after}"], one.at) for one in entered]

    @cached_property
    def steps(self) -> list[StepSight]:
        return steps_of(self.sheet, self.story.changes)

    @property
    def in_steps(self) -> bool:
        return any(one.step for one in self.story.changes)

    # what came of it

    @cached_property
    def last(self) -> Event | None:
        """What ended it."""
        ended = [one.event for one in self.story.events if one.event.kind == Kind.ACTION]
        return ended[-1] if ended and self.case.stage == Stage.ENDED else None

    @property
    def decided_by(self) -> Text | None:
        return words.ACTORS.get(Who(self.last.role)) if self.last else None

    @property
    def decided_for(self) -> Text | None:
        """The agency of whoever decided."""
        return pack().agencies.get(self.last.office) if self.last and self.last.office else None

    @property
    def automatic(self) -> bool:
        """Rules alone decided: nobody of an office did a step of the workflow."""
        done = [one.event for one in self.story.events if one.event.kind == Kind.ACTION]
        return (
            self.last is not None and self.last.role == Who.SYSTEM and all(one.role not in cases.STAFF for one in done)
        )

    @property
    def rule(self) -> Text | None:
        """The step of the workflow that the platform did by itself."""
        return self.sheet.definition.texts.get(f"action.{self.last.action}") if self.last else None

    @property
    def rules(self) -> Sequence[Verdict]:
        return self.sheet.verdicts

    @property
    def decision_words(self) -> str:
        return self.reason if self.last else ""

    @property
    def answer(self) -> list[list[dict[str, object]]]:
        return groups_of(self.sheet)

    @property
    def answered(self) -> bool:
        return bool(self.sheet.definition.service.shows) and self.case.outcome == Outcome.GRANTED

    @cached_property
    def documents(self) -> list[Document]:
        return documents_for(self.case.reference)

    @cached_property
    def parts(self) -> list[Part]:
        return [part for part in parts_of(self.sheet) if part.rows]

    @property
    def files(self) -> list[cases.Upload]:
        return list(self.case.uploads.order_by("pk"))

    @cached_property
    def events(self) -> list[EventSight]:
        """The newest first."""
        return [self._event(one) for one in reversed(self.story.events)]

    @property
    def messages(self) -> list[EventSight]:
        return [one for one in self.events if one.told.message]

    def since(self, seen: int) -> list[EventSight]:
        """What happened after somebody looked."""
        return [one for one in self.events if one.told.event.number > seen]

    @property
    def contact(self) -> Text | None:
        return self.sheet.definition.texts.get("contact")

    def _over(self, due: datetime | None) -> bool:
        return self.case.stage == Stage.OPEN and due is not None and due < datetime.now(UTC)

    def _event(self, told: Told) -> EventSight:
        event = told.event
        who = words.YOU if event.actor == self.doer.account else words.ACTORS[Who(event.role)]
        return EventSight(told, self._about(event), who, pack().agencies.get(event.office), _words(told))

    def _about(self, event: Event) -> Text | None:
        if event.kind == Kind.DOCUMENT:
            return self.sheet.definition.texts.get(f"document.{event.action}")
        if event.kind in (Kind.WRITTEN, Kind.WRITE_FAILED, Kind.TAKEN_BACK):
            return name_of(self.sheet, event.action)
        return None


def _words(told: Told) -> str:
    """What was said to the person, or by them. What one officer writes to another stays the office's own."""
    return told.words if told.event.message or told.event.role == Who.CITIZEN else ""
