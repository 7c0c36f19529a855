"""Who may speak for a child: father or mother, as far as the registers know, until the child is of age."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from wasl.country.api import pack
from wasl.persons.family import Relation, children_by_own_rows, relations, relatives_of
from wasl.persons.models import Person
from wasl.persons.picture import person_of, relatives_in, said_by
from wasl.trust.api import Look, passing

PARENTS, CHILD = frozenset({"father", "mother"}), "child"
NO_GUARDIAN = "no guardian"
"""Outcome of a look that told only that somebody is not."""


@dataclass(frozen=True)
class Guardianship:
    """What an adult is to a child."""

    relation: Relation
    child_born: date


def guardian_of(child: str, adult: str, look: Look) -> Guardianship | None:
    """None for anybody but father or mother of somebody who is not of age. On record as a look at both.

    Raises Unknown.
    """
    with passing(look, [child, adult]) as passage:
        found = _guardianship(child, adult)
        passage.close(outcome="guardian" if found else NO_GUARDIAN, sections=["family"] if found else ())
    return found


def wards_of(adult: str, look: Look) -> list[str]:
    """Handles of all for whom `guardian_of` would name this adult, read at once.

    One entry: a look at the adult's family and at each of these children. Raises Unknown; NotAllowed where the adult
    may not see the family.
    """
    with passing(look) as passage:
        person = person_of(adult)
        relatives = relatives_in(passage, person)
        found = _wards(person, [one.handle for one in relatives if one.relation == CHILD])
        passage.close(
            outcome="guardian" if found else NO_GUARDIAN,
            persons=[person.handle, *found],
            sections=[relations().section],
            registers=said_by(relatives),
        )
    return found


def _wards(adult: Person, children: list[str]) -> list[str]:
    born = Person.objects.filter(handle__in=children, birth_date__isnull=False) if children else []
    young = {one.id: one.handle for one in born if one.birth_date and not _of_age(one.birth_date)}
    theirs = {young[one] for one in children_by_own_rows(list(young), adult.id, PARENTS)}
    return [one for one in dict.fromkeys(children) if one in theirs]


def _guardianship(child: str, adult: str) -> Guardianship | None:
    person = person_of(child)
    if person.birth_date is None or _of_age(person.birth_date):
        return None
    relations = [one.relation for one in relatives_of(person.id) if one.handle == adult and one.relation in PARENTS]
    return Guardianship(relations[0], person.birth_date) if relations else None


def _of_age(born: date) -> bool:
    today = pack().calendar.today(datetime.now(UTC))
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) >= (
        pack().profile.age_of_majority
    )
