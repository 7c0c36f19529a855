"""Families, out of registers that name several persons in one row. What a row means is the pack's to say."""

from collections.abc import Collection, Sized
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from pydantic import BaseModel, ConfigDict, Field

from wasl.core.text import Text
from wasl.country.api import load_yaml_model, pack
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


def children_by_own_rows(children: list[int], parent: int, relations_: Collection[Relation]) -> set[int]:
    """Those of the children (by id) of whom somebody is one of these relations, by what the children's rows say."""
    found = _ties(children) if children else []
    return {tie.one for tie in found if tie.other == parent and tie.relation in relations_}


def _ties(persons: list[int]) -> list[_Tie]:
    """Everybody who stands in one row with one of these persons."""
    rules = relations().rows
    kinds = {manifest.id: manifest.kind for manifest in registers.catalogue() if manifest.kind in rules}
    roles = sorted({role for rule in rules.values() for role in rule})
    if not kinds:
        return []
    statement = f"""
        SELECT m.person_id, o.person_id, m.register, m.role, o.role, m.probability, o.probability
        FROM persons_link m
        JOIN persons_link o ON o.register = m.register AND o.key = m.key AND o.role IN ({_marks(roles)})
        WHERE m.person_id IN ({_marks(persons)}) AND m.register IN ({_marks(kinds)}) AND o.person_id <> m.person_id
    """  # noqa: S608  only marks
    with connection.cursor() as cursor:
        cursor.execute(statement, [*roles, *persons, *kinds])
        return [
            _Tie(one, other, relation, register, min(sure, surely))
            for one, other, register, role, its_role, sure, surely in cursor.fetchall()
            if (relation := rules[kinds[register]].get(role, {}).get(its_role))
        ]


def _marks(values: Sized) -> str:
    return ", ".join(["%s"] * len(values))


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
    persons = _persons({other for _, other in grouped})
    order = relations().order
    found = [_relative(persons[other], relation, said) for (relation, other), said in grouped.items()]
    births = {person.handle: str(person.birth_date or "") for person in persons.values()}
    return sorted(found, key=lambda one: (order.index(one.relation), births[one.handle], one.handle))


class _Somebody(NamedTuple):
    id: int
    handle: str
    full_name: str
    sex: str | None
    birth_date: date | str | None


def _persons(ids: set[int]) -> dict[int, _Somebody]:
    if not ids:
        return {}
    statement = f"SELECT {', '.join(_Somebody._fields)} FROM persons_person WHERE id IN ({_marks(ids)})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, list(ids))
        return {row[0]: _Somebody(*row) for row in cursor.fetchall()}


def _relative(person: _Somebody, relation: Relation, said: list[_Tie]) -> Relative:
    return Relative(
        handle=person.handle,
        full_name=person.full_name,
        relation=relation,
        name=relations().name(relation, person.sex),
        sex=person.sex,
        confidence=max(tie.confidence for tie in said),
        registers=tuple(sorted({tie.register for tie in said})),
    )
