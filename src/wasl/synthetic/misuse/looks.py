"""A made-up look before it is in the ledger, and what all that make them share: days, cases, and what a look shows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from wasl.country.api import pack
from wasl.registers.api import Manifest
from wasl.synthetic.misuse.offices import Offices
from wasl.synthetic.misuse.people import People
from wasl.synthetic.misuse.staff import Officer

DAYS = 60
VIEWS = 40  # ways in which one purpose is shown
SHOWN = 0.7  # of the sections that the purpose allows are asked for
HELD = 0.3  # of the registers of a section hold the person
REFUSED = 0.015
MOST_CASES = 10_000  # of one office in a day
SCATTER = 7919  # shares no divisor with it: numbers do not tell in which order looks were made up
ASIDE = 0.02  # of looks miss a register
SEARCH, PICTURE = "search", "picture"
BACKOFFICE, TERMINAL, API = "backoffice", "terminal", "api"
SECOND = 1_000_000
HOUR = 3600 * SECOND


@dataclass(frozen=True)
class View:
    """What one look shows."""

    sections: tuple[str, ...]
    registers: tuple[str, ...]
    missing: tuple[str, ...] = ()


ONLY_WHO = View(("identity",), ())
NOTHING = View((), ())


@dataclass(slots=True)
class Seen:
    """One look. `at` in microseconds since 1970, UTC; persons by their number in `People`."""

    at: int
    officer: Officer
    kind: str
    channel: str
    purpose: str
    case: str | None
    reason: str | None
    persons: tuple[int, ...]
    view: View
    outcome: str
    planted: str | None = None  # the kind of misuse


@dataclass
class Scene:
    """The stage on which looks are made. Everything follows from the seed, the last day, people and staff."""

    people: People
    staff: list[Officer]
    famous: list[int]
    how: Offices
    last: date
    rng: np.random.Generator
    registers: dict[str, list[str]]  # by section
    _cases: Counter[tuple[str, int]] = field(default_factory=Counter)
    _views: dict[str, list[View]] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[date]:
        return [self.last - timedelta(days=DAYS - nth) for nth in range(DAYS)]

    @cached_property
    def midnights(self) -> list[int]:
        zone = ZoneInfo(pack().timezone)
        return [int(datetime(d.year, d.month, d.day, tzinfo=zone).timestamp()) * SECOND for d in self.days]

    @cached_property
    def in_view(self) -> frozenset[int]:
        """Whom officers meet far less in a real nation than in a small made-up one."""
        return frozenset(self.famous)

    def new_case(self, officer: Officer, day: int) -> str:
        """A case number as the office writes it; never given twice."""
        self._cases[officer.office, day] += 1
        when = self.days[day]
        serial = (self._cases[officer.office, day] * SCATTER + day) % MOST_CASES
        number = f"{when.timetuple().tm_yday:03d}{serial:04d}"
        return officer.works.case.replace("{year}", str(when.year)).replace("{n}", number)

    def purpose(self, officer: Officer) -> str:
        names = list(officer.works.purposes)
        return names[0] if len(names) == 1 else str(self.rng.choice(names, p=list(officer.works.purposes.values())))

    def reason(self, officer: Officer) -> str | None:
        return str(self.rng.choice(officer.works.reasons)) if self.rng.random() < 0.5 else None

    def view(self, purpose: str) -> View:
        views = self._views.get(purpose) or self._views.setdefault(purpose, self._drawn_views(purpose))
        return views[int(self.rng.integers(len(views)))]

    def _drawn_views(self, purpose: str) -> list[View]:
        allowed = pack().purposes[purpose].sections
        return [self._drawn_view(allowed) for _ in range(VIEWS)]

    def _drawn_view(self, allowed: tuple[str, ...]) -> View:
        sections = tuple(one for one in allowed if one == "identity" or self.rng.random() < SHOWN)
        held = [one for section in sections for one in self.registers.get(section, ())]
        shown = [one for one in held if self.rng.random() < HELD]
        missing = shown[:1] if self.rng.random() < ASIDE else []
        return View(sections, tuple(shown[len(missing) :]), tuple(missing))

    def picture(self, officer: Officer, at: int, person: int, **more: object) -> Seen:
        """A picture of one person, as this officer would ask for it."""
        purpose = str(more.pop("purpose", None) or self.purpose(officer))
        barred = officer.works.case_required and not more.get("case")
        refused = barred or self.rng.random() < REFUSED
        seen = Seen(
            at=at + self._off(officer, str(more.get("channel", BACKOFFICE))),
            officer=officer,
            kind=PICTURE,
            channel=BACKOFFICE,
            purpose=purpose,
            case=None,
            reason=None,
            persons=(person,),
            view=NOTHING if refused else self.view(purpose),
            outcome="refused" if refused else "shown",
        )
        return _with(seen, more)

    def search(self, officer: Officer, at: int, person: int, **more: object) -> Seen:
        """A search that finds the person, and namesakes of theirs."""
        found = self._found(person)
        seen = Seen(
            at=at + self._off(officer, str(more.get("channel", BACKOFFICE))),
            officer=officer,
            kind=SEARCH,
            channel=BACKOFFICE,
            purpose=str(more.pop("purpose", None) or self.purpose(officer)),
            case=None,
            reason=None,
            persons=found,
            view=ONLY_WHO,
            outcome=f"found {len(found)}",
        )
        return _with(seen, more)

    def _found(self, person: int) -> tuple[int, ...]:
        alike = self.people.namesakes[self.people.called[person]]
        count = int(self.rng.geometric(0.4)) - 1
        others = self.rng.choice(alike, min(count, len(alike))) if count else ()
        return tuple(dict.fromkeys((person, *map(int, others))))

    def _off(self, officer: Officer, channel: str) -> int:
        return int(officer.clocks[channel != BACKOFFICE] * SECOND) + int(self.rng.integers(SECOND))


def _with(seen: Seen, more: dict[str, object]) -> Seen:
    for name, value in more.items():
        setattr(seen, name, value)
    return seen


def registers_by_section(manifests: list[Manifest]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for manifest in manifests:
        if manifest.persons:
            found.setdefault(manifest.section, []).append(manifest.id)
    return found
