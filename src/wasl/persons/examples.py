"""A few made-up people worth looking at, in any made-up nation: for a demo's sign-in page, never outside a demo."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from wasl.core.conf import settings
from wasl.country.api import pack
from wasl.persons.family import relatives_of
from wasl.persons.models import Person
from wasl.trust.api import upkeep

MOST_TRIED = 300


@dataclass(frozen=True)
class Example:
    """Somebody made up."""

    handle: str
    number: str
    full_name: str


def parents(least: int = 2) -> Iterator[Example]:
    """Who has at least so many children that are not of age."""
    youngest_adult = _years_ago(pack().profile.age_of_majority)
    for person in _born(_years_ago(50), _years_ago(30)):
        children = [one.handle for one in relatives_of(person.id) if one.relation == "child"]
        if Person.objects.filter(handle__in=children, birth_date__gt=youngest_adult).count() >= least:
            yield _example(person)


def adults() -> Iterator[Example]:
    yield from map(_example, _born(_years_ago(60), _years_ago(25)))


def elders() -> Iterator[Example]:
    yield from map(_example, _born(_years_ago(85), _years_ago(70)))


def examples(of: Iterable[Example], most: int) -> list[Example]:
    """The first few, read in one go. None outside a demo."""
    if not settings().demo:
        return []
    with upkeep("made-up people for a demo"):
        return [one for one, _ in zip(of, range(most), strict=False)]


def _born(after: date, before: date) -> list[Person]:
    those = Person.objects.filter(in_spine=True, merged_into=None, number__isnull=False)
    return list(those.filter(birth_date__gt=after, birth_date__lt=before).order_by("id")[:MOST_TRIED])


def _years_ago(years: int) -> date:
    today = datetime.now(UTC).date()
    return date(today.year - years, 1, 1)


def _example(person: Person) -> Example:
    return Example(person.handle, person.number or "", person.full_name)
