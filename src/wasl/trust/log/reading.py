"""What the log says: about one person, about one entry, or all of it in order."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.trust.log.entries import Entry, entry_of, instant, stamp
from wasl.trust.models import LogEntry, LogFacts, LogPerson

PAGE = 2000
HIGHEST = 2**63 - 1
"""Of the numbers that a store can be asked for."""


def looks_at(
    person: str, *, since: datetime | None = None, until: datetime | None = None, limit: int = 100, offset: int = 0
) -> list[Entry]:
    """The looks at one person (a handle), newest first; `since` is included, `until` is not."""
    numbers = _numbers(person, since, until).order_by("-seq")[offset : offset + limit]
    return [*reversed(_entries(sorted(numbers)))]


def count_of(person: str, *, since: datetime | None = None, until: datetime | None = None) -> int:
    return _numbers(person, since, until).count()


def entry(seq: int) -> Entry:
    """Raises Unknown."""
    found = those([seq])
    if not found:
        raise Unknown(
            Text(ar=f"لا يوجد قيد برقم {seq}", en=f"there is no entry {seq}"),
            mend=Text(ar="راجع الرقم", en="check the number"),
        )
    return found[0]


def those(numbers: Iterable[int]) -> list[Entry]:
    """The entries of these numbers (a few hundred at most), in order; what is not there is left out."""
    return _entries(sorted({seq for seq in numbers if 0 < seq <= HIGHEST}))


def first_at() -> datetime | None:
    """The time of the first entry that still tells it."""
    at = LogFacts.objects.order_by("seq").values_list("at", flat=True).first()
    return instant(at) if at else None


def entries(after_seq: int = 0, since: datetime | None = None, until: datetime | None = None) -> Iterator[Entry]:
    """In order, in bounded memory. With a time given, erased entries are left out: theirs is not known."""
    last = _span(LogFacts.objects.all(), since, until).aggregate(least=Min("seq"), most=Max("seq"))
    timed = bool(since or until)
    after = max(after_seq, (last["least"] or 0) - 1) if timed else after_seq
    while numbers := list(LogEntry.objects.filter(seq__gt=after).order_by("seq").values_list("seq", flat=True)[:PAGE]):
        for one in _entries(numbers):
            if not timed or _within(one, since, until):
                yield one
        after = numbers[-1]
        if timed and after >= (last["most"] or 0):
            return


def _within(one: Entry, since: datetime | None, until: datetime | None) -> bool:
    return not one.erased and (not since or one.at >= since) and (not until or one.at < until)


def _numbers(person: str, since: datetime | None, until: datetime | None) -> "QuerySet[Any, int]":
    named = LogPerson.objects.filter(person=person)
    if since or until:
        named = named.filter(seq__in=_span(LogFacts.objects.all(), since, until).values("seq"))
    return named.values_list("seq", flat=True)


def _span(facts: "QuerySet[LogFacts]", since: datetime | None, until: datetime | None) -> "QuerySet[LogFacts]":
    facts = facts.filter(at__gte=stamp(since)) if since else facts
    return facts.filter(at__lt=stamp(until)) if until else facts


def _entries(numbers: list[int]) -> list[Entry]:
    """Those of ascending numbers. A whole run of them is asked for as a range: SQLite takes only so many values."""
    if not numbers:
        return []
    whole = numbers[-1] - numbers[0] + 1 == len(numbers)
    those: dict[str, Any] = {"seq__range": (numbers[0], numbers[-1])} if whole else {"seq__in": numbers}
    facts = dict(LogFacts.objects.filter(**those).values_list("seq", "facts"))
    persons: dict[int, list[str]] = {}
    for seq, handle in LogPerson.objects.filter(**those).order_by("seq", "place").values_list("seq", "person"):
        persons.setdefault(seq, []).append(handle)
    leaves = LogEntry.objects.filter(**those).order_by("seq").values_list("seq", "leaf")
    return [entry_of(seq, facts.get(seq), persons.get(seq, ()), bytes(leaf)) for seq, leaf in leaves]
