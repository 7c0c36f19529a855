"""What an office has to do: by whom, by which state, the most urgent first. Names nobody."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from wasl.cases.doing import STAFF, Doer
from wasl.cases.models import Appeal, Case, Change, Event, Kind, Progress, Stage
from wasl.cases.sheets import definition_for
from wasl.catalogue.api import Definition
from wasl.core.text import Text

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which cases of the office to show."""

    whose: str = "open"  # open, mine, nobodys, late, opinions, reviews, waiting (for others), ended, all
    slug: str = ""
    state: str = ""
    text: str = ""  # a reference, or its beginning
    page: int = 1


@dataclass(frozen=True)
class Line:
    """A case in a queue."""

    case: Case
    title: Text  # of the service
    state: Text
    is_late: bool


@dataclass(frozen=True)
class Queue:
    lines: list[Line]
    total: int
    pages: int


def queue(doer: Doer, wanted: Wanted) -> Queue:
    """One page of the doer's office."""
    found = _filtered(doer, wanted)
    total = found.count()
    pages = -(-total // PAGE) or 1
    first = (min(max(wanted.page, 1), pages) - 1) * PAGE
    return Queue(list(_lines(_ordered(found, wanted)[first : first + PAGE])), total, pages)


def all_of(doer: Doer, wanted: Wanted) -> Iterator[Line]:
    """Every page of it, as it is read."""
    return _lines(_ordered(_filtered(doer, wanted), wanted).iterator(1_000))


def counts(doer: Doer) -> dict[str, int]:
    """How many stand in each queue of the office."""
    return {whose: _filtered(doer, Wanted(whose)).count() for whose in WHOSE}


def services_of(doer: Doer) -> list[tuple[str, Text, int]]:
    """Services of which the office has open cases, with how many."""
    found = _of_office(doer).filter(stage=Stage.OPEN).values("slug").annotate(n=Count("pk")).order_by("slug")
    newest = {one["slug"]: _some(_of_office(doer).filter(stage=Stage.OPEN, slug=one["slug"])) for one in found}
    return [(one["slug"], definition_for(newest[one["slug"]]).title, one["n"]) for one in found]


def states_of(doer: Doer, slug: str) -> list[tuple[str, Text, int]]:
    """States in which open cases of a service stand at the office, with how many."""
    mine = _of_office(doer).filter(stage=Stage.OPEN, slug=slug)
    found = list(mine.values_list("state").annotate(n=Count("pk")).order_by("state"))
    standing = {state: _some(mine.filter(state=state)) for state, _ in found}
    return [(state, definition_for(standing[state]).texts[f"state.{state}"], n) for state, n in found]


def changes_to_mend(doer: Doer) -> list[Change]:
    """Changes of registers that failed or are to be entered by hand, of the doer's office."""
    return list(_stuck(doer).select_related("case").order_by("made")[:PAGE])


def stuck_changes(doer: Doer) -> int:
    """How many there are."""
    return _stuck(doer).count()


def _stuck(doer: Doer) -> QuerySet[Change]:
    if doer.who not in STAFF or not doer.office:
        return Change.objects.none()
    mine = Q(office=doer.office) | Q(case__office=doer.office)
    return Change.objects.filter(mine, progress__in=[Progress.FAILED, Progress.BY_HAND])


def _of_office(doer: Doer) -> QuerySet[Case]:
    if doer.who not in STAFF or not doer.office:
        return Case.objects.none()
    return Case.objects.filter(office=doer.office)


def _filtered(doer: Doer, wanted: Wanted) -> QuerySet[Case]:
    found = _of_office(doer).filter(WHOSE.get(wanted.whose, WHOSE["open"])(doer))
    if wanted.slug:
        found = found.filter(slug=wanted.slug)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.text:
        found = found.filter(reference__startswith=wanted.text.strip().upper()[:12])
    return found


def _open(_: Doer) -> Q:
    return Q(stage=Stage.OPEN, who__in=STAFF)


def _opinions(doer: Doer) -> Q:
    """Where a colleague asked and nobody has answered since."""
    asked = Event.objects.filter(kind=Kind.OPINION_ASKED).exclude(actor=doer.account)
    given = Event.objects.filter(case=OuterRef("case"), kind=Kind.OPINION, number__gt=OuterRef("number"))
    return Q(stage=Stage.OPEN, pk__in=asked.filter(~Exists(given)).values("case_id"))


WHOSE: dict[str, Callable[[Doer], Q]] = {
    "open": _open,
    "mine": lambda doer: Q(stage=Stage.OPEN, assigned=doer.username),
    "nobodys": lambda doer: _open(doer) & Q(assigned=""),
    "late": lambda doer: _open(doer) & Q(due__lt=datetime.now(UTC)),
    "opinions": _opinions,
    "reviews": lambda _: Q(pk__in=Appeal.objects.filter(answered=None).values("case_id")),
    "waiting": lambda _: Q(stage=Stage.OPEN) & ~Q(who__in=STAFF),
    "ended": lambda _: Q(stage=Stage.ENDED),
    "all": lambda _: Q(stage__in=[Stage.OPEN, Stage.ENDED]),
}


def _some(cases: QuerySet[Case]) -> Case:
    """Any one of them, to read their definition."""
    return cases[:1].get()


def _ordered(cases: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    return cases.order_by(*(["-ended"] if wanted.whose == "ended" else [F("due").asc(nulls_last=True), "sent"]))


def _lines(cases: Iterable[Case]) -> Iterator[Line]:
    """Each definition is read once."""
    now = datetime.now(UTC)
    read: dict[tuple[str, int], Definition] = {}
    for case in cases:
        bound = (case.slug, case.version)
        if bound not in read:
            read[bound] = definition_for(case)
        yield _line(case, read[bound], now)


def _line(case: Case, definition: Definition, now: datetime) -> Line:
    late = bool(case.stage == Stage.OPEN and case.due and case.due < now)
    return Line(case, definition.title, definition.texts[f"state.{case.state}"], late)
