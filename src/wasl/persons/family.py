"""Families, out of registers that name several persons in one row. What a row means is the pack's to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field

from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack
from wasl.persons.models import Link, Person
from wasl.registers import api as registers

Relation = str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Siblings(_Part):
    relation: Relation
    by: tuple[Relation, ...]
    as_: Relation = Field(alias="as")


class Relations(_Part):
    """relations.yaml of a pack; see its head."""

    section: str
    names: dict[Relation, dict[str, Text]]  # by the relative's sex
    order: tuple[Relation, ...]
    rows: dict[str, dict[str, dict[str, Relation]]]
    siblings: _Siblings
    over: dict[Relation, Relation]

    def name(self, relation: Relation, sex: str | None) -> Text:
        names = self.names[relation]
        return names.get(sex or "") or next(iter(names.values()))


@dataclass(frozen=True)
class Relative:
    """Somebody of the family, as far as the registers know."""

    handle: str
    full_name: str
    relation: Relation
    name: Text  # of the relation
    sex: str | None
    confidence: float
    registers: tuple[str, ...]  # that say so


@dataclass(frozen=True)
class _Tie:
    """One register's row says that `other` is a relation of `one`."""

    one: int
    other: int
    relation: Relation
    register: str
    confidence: float


def relations() -> Relations:
    """Those of this deployment's pack. Raises PackError."""
    return _relations(pack().folder)


@lru_cache(maxsize=4)
def _relations(folder: Path) -> Relations:
    return load_yaml_model(folder / "relations.yaml", Relations)


def relatives_of(person: int) -> list[Relative]:
    """Parents, spouses, children and siblings of a person (by id)."""
    ties = _ties([person])
    ties += _siblings(person, ties)
    return _relatives(_ended(ties))


def _ties(persons: list[int]) -> list[_Tie]:
    """Everybody who stands in one row with one of these persons."""
    kinds = {manifest.id: manifest.kind for manifest in registers.catalogue() if manifest.kind in relations().rows}
    mine = Link.objects.filter(person_id__in=persons, register__in=kinds)
    rows = list(mine.values_list("person_id", "register", "role", "key", "probability"))
    others = _in_rows({(register, key) for _, register, _, key, _ in rows})
    return [
        _Tie(one, other, relation, register, round(min(sure, surely), 6))
        for one, register, role, key, sure in rows
        for other, its_role, surely in others.get((register, key), ())
        if other != one and (relation := relations().rows[kinds[register]].get(role, {}).get(its_role))
    ]


def _in_rows(rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[int, str, float]]]:
    by_register: dict[str, list[str]] = {}
    for register, key in rows:
        by_register.setdefault(register, []).append(key)
    found: dict[tuple[str, str], list[tuple[int, str, float]]] = {}
    if not by_register:
        return found
    wanted = Q()
    for register, keys in by_register.items():
        roles = [role.role for role in registers.catalogue()[register].persons]
        wanted |= Q(register=register, role__in=roles, key__in=keys)
    links = Link.objects.filter(wanted).values_list("register", "key", "person_id", "role", "probability")
    for register, key, person, role, sure in links:
        found.setdefault((register, key), []).append((person, role, sure))
    return found


def _siblings(person: int, ties: list[_Tie]) -> list[_Tie]:
    rule = relations().siblings
    parents = sorted({tie.other for tie in ties if tie.relation in rule.by})
    return [
        _Tie(person, tie.other, rule.relation, tie.register, tie.confidence)
        for tie in (_ties(parents) if parents else [])
        if tie.relation == rule.as_ and tie.other != person
    ]


def _ended(ties: list[_Tie]) -> list[_Tie]:
    """Without the relations that another one of the same two has ended."""
    there = {(tie.other, tie.relation) for tie in ties}
    over = relations().over
    return [tie for tie in ties if (tie.other, over.get(tie.relation)) not in there]


def _relatives(ties: list[_Tie]) -> list[Relative]:
    grouped: dict[tuple[str, int], list[_Tie]] = {}
    for tie in ties:
        grouped.setdefault((tie.relation, tie.other), []).append(tie)
    persons = Person.objects.in_bulk({other for _, other in grouped})
    order = relations().order
    found = [_relative(persons[other], relation, said) for (relation, other), said in grouped.items()]
    births = {person.handle: str(person.birth_date or "") for person in persons.values()}
    return sorted(found, key=lambda one: (order.index(one.relation), births[one.handle], one.handle))


def _relative(person: Person, relation: Relation, said: list[_Tie]) -> Relative:
    return Relative(
        handle=person.handle,
        full_name=person.full_name,
        relation=relation,
        name=relations().name(relation, person.sex),
        sex=person.sex,
        confidence=max(tie.confidence for tie in said),
        registers=tuple(sorted({tie.register for tie in said})),
    )
