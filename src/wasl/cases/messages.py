"""What people were told about their cases, and all their cases at a glance."""

from dataclasses import dataclass

from wasl.cases.doing import Doer, may_send, theirs
from wasl.cases.models import INTERNAL, Case, Event, Invited, Kind, Stage
from wasl.cases.seeing import cases_of, message_of
from wasl.cases.sheets import definition_for
from wasl.catalogue.api import Definition, Who
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.api import own_words

MOST_MESSAGES = 200


@dataclass(frozen=True)
class Glance:
    """A case in a list of somebody's own."""

    case: Case
    title: Text
    state: Text | None  # of one that was sent
    office: Text
    invitation: Invited | None  # of who looks, where they only help or sign

    @property
    def to_sign(self) -> bool:
        """Who looks is asked to sign, and has not."""
        asked = self.invitation is not None and self.invitation.part == Invited.Part.COSIGNER
        return asked and self.invitation.signed is None and self.case.stage == Stage.OPEN  # type: ignore[union-attr]

    @property
    def waits_for_citizen(self) -> bool:
        return self.case.stage == Stage.OPEN and self.case.who == Who.CITIZEN


@dataclass(frozen=True)
class Message:
    """Something that a person was told."""

    event: Event
    title: Text  # of the service
    text: Text
    words: str  # the reason that was given with it

    @property
    def case(self) -> Case:
        return self.event.case


def glances(doer: Doer) -> list[Glance]:
    """Of a citizen or visitor: drafts first, then the newest."""
    cases = cases_of(doer)
    asked = Invited.objects.filter(case__in=cases, person=doer.person, ended=None) if doer.person else []
    invited = {one.case_id: one for one in asked}
    definitions = _definitions(cases)
    return [
        _glance(one, definitions[one.slug, one.version], None if may_send(one, doer) else invited.get(one.pk))
        for one in cases
    ]


def messages_of(doer: Doer) -> list[Message]:
    """Of all cases that are somebody's own, the newest first."""
    mine = [case for case in theirs(doer).exclude(stage=Stage.DISCARDED).distinct() if may_send(case, doer)]
    definitions = _definitions(mine)
    with own_words("what somebody was told"):
        told = Event.objects.filter(case__in=mine, message=True).exclude(kind__in=INTERNAL)
        newest = list(told.select_related("case", "said").order_by("-at", "-number")[:MOST_MESSAGES])
        return [_message(one, definitions[one.case.slug, one.case.version]) for one in newest]


def is_theirs(reference: str, person: str) -> bool:
    """Whether a person (by handle) can open the page of a case."""
    doer = Doer(account="", who=Who.CITIZEN, channel="", person=person)
    return bool(person) and theirs(doer).filter(reference=reference).exclude(stage=Stage.DISCARDED).exists()


def _glance(case: Case, definition: Definition, invitation: Invited | None) -> Glance:
    state = definition.texts[f"state.{case.state}"] if case.state else None
    return Glance(case, definition.title, state, pack().agencies[case.office], invitation)


def _message(one: Event, definition: Definition) -> Message:
    said = getattr(one, "said", None)
    text = message_of(definition, one) or Text(ar=str(Kind(one.kind)), en=str(Kind(one.kind)))
    return Message(one, definition.title, text, said.words if said else "")


def _definitions(cases: list[Case]) -> dict[tuple[str, int], Definition]:
    return {key: definition_for(case) for key, case in {(one.slug, one.version): one for one in cases}.items()}
