"""How the state looks at people's data, month by month: counted out of the log, a part at a time, each entry once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from time import perf_counter
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum

from wasl.core.conf import settings
from wasl.core.figures import Shown, suppressed
from wasl.country.api import pack
from wasl.trust.door import figures
from wasl.trust.log.api import Entry, entries
from wasl.trust.look import Kind
from wasl.trust.policies.models import UsageCount, UsageHead

CHUNK = 10_000
BUDGET_SECONDS = 2.0
"""What one view of the page may spend on catching up; `wasl policies count` takes the time that it needs."""
HOW = ("by_law", "by_consent", "emergency", "refused")
LOOKS = frozenset({Kind.SEARCH, Kind.PICTURE, Kind.EXPORT, Kind.VERIFY})

Place = tuple[str, str, str, str]
"""Month, purpose, office, section."""


@dataclass(frozen=True)
class Month:
    """One month, as it may be shown: None is hidden."""

    month: str
    purposes: list[str]
    offices: list[str]
    ways: Shown  # purpose by HOW
    bodies: Shown  # purpose by office
    sections: list[tuple[str, int | None]]

    @property
    def total(self) -> int | None:
        return self.ways.total


def bring_up_to_date(budget_seconds: float = BUDGET_SECONDS) -> bool:
    """Count what the log holds since; whether all of it is counted now. Killed anywhere, nothing is counted twice."""
    started = perf_counter()
    while perf_counter() - started < budget_seconds:
        if _count_part() < CHUNK:
            return True
    return False


def months() -> list[str]:
    """Newest first."""
    return [*UsageCount.objects.order_by("-month").values_list("month", flat=True).distinct()]


def month(name: str) -> Month:
    """Both tables hide the same totals, so that neither tells what the other hides."""
    counted = UsageCount.objects.filter(month=name)
    looks = [*counted.filter(section="").values_list("purpose", "office", *HOW)]
    purposes, offices = sorted({one[0] for one in looks}), sorted({one[1] for one in looks})
    ways = [[sum(one[2 + at] for one in looks if one[0] == purpose) for at in range(len(HOW))] for purpose in purposes]
    bodies = [
        [sum(sum(one[2:]) for one in looks if one[:2] == (purpose, office)) for office in offices]
        for purpose in purposes
    ]
    shown_ways, shown_bodies = _alike(ways, bodies, settings().fewest)
    return Month(name, purposes, offices, shown_ways, shown_bodies, _sections(name))


def trend(names: Iterable[str]) -> list[tuple[str, int | None]]:
    """Looks of each month, as far as that month's own page shows them."""
    return [(name, month(name).total) for name in names]


def _alike(first: list[list[int]], second: list[list[int]], fewest: int) -> tuple[Shown, Shown]:
    gone: set[int] = set()
    while True:
        tables = [suppressed(rows, fewest, hidden={(row, len(rows[0])) for row in gone}) for rows in (first, second)]
        found = {row for one in tables for row, total in enumerate([*one.row_totals, one.total]) if total is None}
        if found <= gone:
            return tables[0], tables[1]
        gone |= found


def _sections(name: str) -> list[tuple[str, int | None]]:
    """A look may show several, so these do not add up to anything: only small ones are hidden."""
    found = (
        UsageCount.objects.filter(month=name)
        .exclude(section="")
        .values_list("section")
        .annotate(looks=Sum(F("by_law") + F("by_consent") + F("emergency")))
    )
    counts = dict(found)
    fewest = settings().fewest
    listed = [section for section in pack().sections if counts.get(section)]
    return [(section, counts[section] if counts[section] >= fewest else None) for section in listed]


def _count_part() -> int:
    """Read first, so that no look waits for the store while this counts; another that counted meanwhile wins."""
    seq = UsageHead.objects.filter(id=1).values_list("seq", flat=True).first() or 0
    with figures("transparency"):
        part = list(islice(entries(after_seq=seq), CHUNK))
    counts = _counted(part)
    with transaction.atomic():
        UsageHead.objects.get_or_create(id=1, defaults={"seq": 0})
        head = UsageHead.objects.select_for_update().get(id=1)
        if part and head.seq == seq:
            _add(counts)
            head.seq = part[-1].seq
            head.save(update_fields=["seq"])
    return len(part)


def _counted(part: list[Entry]) -> dict[Place, Counter[str]]:
    found: dict[Place, Counter[str]] = {}
    for one in part:
        if one.erased or one.kind not in LOOKS:
            continue
        how, month = _how(one), _month(one)
        for section in ("", *(one.sections if how != "refused" else ())):
            found.setdefault((month, one.purpose, one.office or "", section), Counter())[how] += 1
    return found


def _add(counts: dict[Place, Counter[str]]) -> None:
    for (month, purpose, office, section), added in counts.items():
        row, _ = UsageCount.objects.get_or_create(month=month, purpose=purpose, office=office, section=section)
        UsageCount.objects.filter(pk=row.pk).update(**{how: F(how) + added[how] for how in added})


def _how(one: Entry) -> str:
    if one.outcome.startswith("refused"):
        return "refused"
    if one.emergency:
        return "emergency"
    return "by_consent" if one.consents else "by_law"


def _month(one: Entry) -> str:
    return one.at.astimezone(_zone(pack().timezone)).strftime("%Y-%m")


@lru_cache(4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
