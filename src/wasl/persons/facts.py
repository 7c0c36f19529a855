"""Facts that several registers hold: each value with all who say so, the authority first, disagreement marked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.agreeing import agree, comparable


@dataclass(frozen=True, slots=True)
class Source:
    """A register that says so."""

    register: str
    name: Text
    authority: bool
    confidence: float
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One register's value of a concept."""

    concept: str
    value: object
    shown: Text
    source: Source


@dataclass(slots=True)
class FactValue:
    """Values that mean the same; shown as the best of its sources writes it."""

    value: object
    shown: Text
    sources: list[Source] = field(default_factory=list)


@dataclass(slots=True)
class Fact:
    """A concept and what is said of it, the authority's word first."""

    concept: str
    name: Text
    section: str
    values: list[FactValue]
    contradicted: bool


def facts(said: Iterable[Said]) -> list[Fact]:
    """In the order of the pack's concepts."""
    by_concept: dict[str, list[Said]] = {}
    for one in said:
        by_concept.setdefault(one.concept, []).append(one)
    return [_fact(concept, by_concept[concept]) for concept in pack().concepts if concept in by_concept]


def _fact(concept: str, said: list[Said]) -> Fact:
    meaning = pack().concepts[concept]
    values: list[FactValue] = []
    for one in sorted(said, key=_weight):
        group = next((v for v in values if agree(meaning.compare, v.value, one.value)), None)
        if group is None:
            values.append(group := FactValue(one.value, one.shown))
        if all(source.register != one.source.register for source in group.sources):
            group.sources.append(one.source)
    values.sort(key=lambda value: (not value.sources[0].authority, -len(value.sources)))
    return Fact(concept, meaning.name, meaning.section, values, _contradicted(meaning.compare, values))


def _weight(said: Said) -> tuple[bool, int, float]:
    """The authority first; then who says more (a full name before a short one); then the surer link."""
    longer = -len(said.value) if isinstance(said.value, str) else 0
    return not said.source.authority, longer, -said.source.confidence


def _contradicted(compare: str, values: list[FactValue]) -> bool:
    first = values[0]
    return any(comparable(compare, first.value, other.value) for other in values[1:])
