"""What a case's people see of it: where it is, who has it, what comes next and by when, and all that happened."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from wasl.cases.doing import STAFF, Doer, case_of, theirs
from wasl.cases.models import INTERNAL, Appeal, Case, Change, Event, Kind, Stage, Upload
from wasl.cases.sheets import Sheet, sheet
from wasl.cases.uploads import content_of
from wasl.catalogue.api import Definition
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.api import own_words, passing

MOST = 100


@dataclass(frozen=True)
class Told:
    """An entry of the journal in words."""

    event: Event
    what: Text
    message: Text | None  # as the person was told
    words: str  # what was said: a reason, a note


@dataclass(frozen=True)
class Story:
    """A case as it stands, and how it came to that."""

    sheet: Sheet
    state: Text
    next: Text | None  # what comes next
    office: Text  # agency that has it
    events: list[Told]
    changes: list[Change]
    appeal: Appeal | None  # that waits for its answer

    @property
    def by(self) -> datetime | None:
        """The instant by which the present step is to be done."""
        return self.sheet.case.due


def cases_of(doer: Doer) -> list[Case]:
    """Of a citizen or visitor, also those that they only help with: drafts first, then the newest."""
    found = theirs(doer).exclude(stage=Stage.DISCARDED).distinct().order_by("-saved")[:MOST]
    return sorted(found, key=lambda case: (case.stage != Stage.DRAFT, case.stage == Stage.ENDED))


def story(found: Sheet, doer: Doer) -> Story:
    """Of a sheet that was opened or looked at. Who is not of an office reads nothing internal."""
    case = found.case
    return Story(
        sheet=found,
        state=_state(found),
        next=found.definition.texts.get(f"state.{case.state}.next"),
        office=pack().agencies[case.office],
        events=_told(found, internal=doer.who in STAFF),
        changes=list(case.changes.all()),
        appeal=case.appeals.filter(answered=None).first(),
    )


def looked_at(reference: str, doer: Doer) -> Sheet:
    """By staff: on record in the access ledger, under the number of the case, before it is answered."""
    found_case = case_of(reference, doer)
    look = doer.look(None, reference)
    with passing(look, [found_case.person] if found_case.person else []) as passage:
        found = sheet(found_case)
        passage.close(outcome="shown", registers={one.register for one in found.known.origins.values()})
    return found


def file_looked_at(reference: str, key: str, doer: Doer) -> tuple[Upload, bytes]:
    """A file of a case, by staff: on record like the case itself. Raises Unknown."""
    case = case_of(reference, doer)
    with passing(doer.look(None, reference), [case.person] if case.person else []) as passage:
        found = content_of(case, key)
        passage.close(outcome="shown")
    return found


def _state(found: Sheet) -> Text:
    if found.case.stage == Stage.DRAFT:
        return Text(ar="لم يُرسل بعد", en="Not sent yet")
    return found.definition.texts[f"state.{found.case.state}"]


def _told(found: Sheet, *, internal: bool) -> list[Told]:
    with own_words("what was said in a case"):
        events = found.case.journal.select_related("said").order_by("number")
        shown = [one for one in events if internal or one.kind not in INTERNAL]
        return [Told(one, _what(found, one), message_of(found.definition, one), _words(one)) for one in shown]


def _what(found: Sheet, one: Event) -> Text:
    if one.kind == Kind.ACTION:
        return found.definition.texts.get(f"action.{one.action}") or Text(ar=one.action, en=one.action)
    name = Kind(one.kind).label
    return both(name)


def both(label: object) -> Text:
    """A text of the catalogue of translations in both languages."""
    with override("ar"):
        ar = str(label)
    with override("en"):
        return Text(ar=ar, en=str(label))


def message_of(definition: Definition, one: Event) -> Text | None:
    """What the person was told at an entry of the journal; None where they were told nothing."""
    if not one.message:
        return None
    if one.kind == Kind.ACTION:
        return definition.texts.get(f"action.{one.action}.message")
    if one.kind == Kind.APPEAL_ANSWERED:
        return _UPHELD if one.action == "upheld" else _DISMISSED
    return {Kind.SENT: _RECEIVED, Kind.REOPENED: _REOPENED}.get(Kind(one.kind))


def _words(one: Event) -> str:
    said = getattr(one, "said", None)
    return said.words if said else ""


_RECEIVED = Text(
    ar="وصل طلبك. أين وصل وماذا بعد في صفحة طلبك.",
    en="Your request has arrived. How it stands and what comes next is on the page of your request.",
)
_UPHELD = Text(
    ar="رُوجع القرار وقُبلت مراجعتك، وفُتح طلبك من جديد. السبب في صفحة طلبك.",
    en="The decision was reviewed in your favour and your request is open again. The reason is on its page.",
)
_DISMISSED = Text(
    ar="رُوجع القرار وبقي كما هو. السبب في صفحة طلبك.",
    en="The decision was reviewed and stays as it is. The reason is on the page of your request.",
)
_REOPENED = Text(
    ar="فُتح طلبك من جديد. أين وصل في صفحة طلبك.",
    en="Your request was opened again. How it stands is on the page of your request.",
)
