"""What happened to persons and links, in order: the feed that every consumer of the index follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from wasl.persons.models import Change, Person
from wasl.trust.api import upkeep

Kind = Change.Kind
MOST = 1000


@dataclass(frozen=True)
class Happened:
    """One change. `other` is whom a merged handle leads to now, or from whom a person was split off."""

    id: int
    at: datetime
    kind: str
    handle: str | None
    other: str | None
    register: str | None
    role: str | None
    by: str  # run-12, opinion-7


@dataclass(frozen=True)
class Feed:
    """`next` is what to ask for next time; `more` says that there is more already."""

    changes: list[Happened]
    next: int
    more: bool


def note(changes: Iterable[Change]) -> None:
    """Write changes down. Call inside the transaction that makes them true."""
    Change.objects.bulk_create(changes, batch_size=5000)


def change(kind: Kind, **facts: object) -> Change:
    """One that happens now."""
    return Change(kind=kind, at=datetime.now(UTC), **facts)


@upkeep("what happened in the index, by handle")
def feed(after: int = 0, limit: int = 100) -> Feed:
    """What happened after a given change, oldest first. Record keys stay inside: whoever may see a row reads it by
    its person's picture. After a `rebuilt`, what was known of links has to be read anew."""
    most = min(max(1, limit), MOST)
    rows = list(Change.objects.filter(id__gt=after).order_by("id")[: most + 1])
    handles = _handles({key for row in rows for key in (row.person_id, row.other_id) if key})
    told = [_happened(row, handles) for row in rows[:most]]
    return Feed(told, told[-1].id if told else after, len(rows) > most)


@upkeep("what happened in the index, by handle")
def history_of(handle: str, limit: int = 100) -> list[Happened]:
    """What happened to one person, newest first: links that came and went, merges, splits. Nothing for nobody."""
    person = Person.objects.filter(handle=handle).first() if handle.isalnum() else None  # NUL breaks a query
    about = Q(person=person) | Q(other=person)
    rows = list(Change.objects.filter(about).order_by("-id")[: min(max(1, limit), MOST)]) if person else []
    handles = _handles({key for row in rows for key in (row.person_id, row.other_id) if key})
    return [_happened(row, handles) for row in rows]


def _handles(persons: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=persons).values_list("id", "handle"))


def _happened(row: Change, handles: dict[int, str]) -> Happened:
    return Happened(
        id=row.id,
        at=row.at,
        kind=row.kind,
        handle=handles.get(row.person_id) if row.person_id else None,
        other=handles.get(row.other_id) if row.other_id else None,
        register=row.register,
        role=row.role,
        by=f"opinion-{row.opinion_id}" if row.opinion_id else f"run-{row.run_id}",
    )
