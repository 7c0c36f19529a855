"""What registers know of somebody for a service, as it is kept with a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from wasl.core.text import Text
from wasl.persons.api import Gap

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Origin:
    """Where a value comes from."""

    register: str
    name: Text
    owner: Text  # agency
    attribute: str
    read_at: datetime  # UTC
    freshness: str  # how old the register's data may be, ISO 8601


@dataclass(frozen=True)
class Choice:
    """A row or a relative that may be chosen."""

    value: str  # the row's key, or the relative's handle
    label: Text
    details: tuple[tuple[Text, Text], ...] = ()  # name and value of what else tells it from the others


@dataclass(frozen=True)
class Closed:
    """What stays unknown because the purpose does not open it, or a consent is missing."""

    key: str  # of the question or fact; of an inquiry's answer, its source
    name: Text  # of what is closed
    why: Text


@dataclass(frozen=True)
class Line:
    """One value of an inquiry's answer. Lines of one row of a register bear one number; 0 is no row's."""

    row: int
    label: Text
    value: Text
    origin: Origin

    def to_json(self) -> dict[str, object]:
        found: dict[str, object] = _LINE.dump_python(self, mode="json")
        return found


@dataclass(frozen=True)
class Known:
    """Everything by the key of its question or fact. `facts` is what `catalogue.api.path` takes."""

    facts: dict[str, object] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)  # of `facts`, as people read them
    origins: dict[str, Origin] = field(default_factory=dict)
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    rows: dict[str, tuple[Line, ...]] = field(default_factory=dict)  # of an inquiry's answer, by register
    missing: tuple[Gap, ...] = ()  # registers that did not answer
    unanswered: tuple[str, ...] = ()  # keys that are unknown because of it: they are asked
    refused: tuple[Closed, ...] = ()
    read_for: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the choices by which each key was read
    entry: int = 0  # of the ledger: the newest; 0 where nothing was read

    def without(self, keys: Iterable[str]) -> "Known":
        """As if these had not been read."""
        gone = set(keys)
        return Known(
            facts=_left(self.facts, gone),
            texts=_left(self.texts, gone),
            origins=_left(self.origins, gone),
            choices=_left(self.choices, gone),
            rows=_left(self.rows, gone),
            missing=self.missing,
            unanswered=tuple(key for key in self.unanswered if key not in gone),
            refused=tuple(one for one in self.refused if one.key not in gone),
            read_for=_left(self.read_for, gone),
            entry=self.entry,
        )

    def with_(self, more: "Known") -> "Known":
        """What was read before and what was read now."""
        return Known(
            facts=self.facts | more.facts,
            texts=self.texts | more.texts,
            origins=self.origins | more.origins,
            choices=self.choices | more.choices,
            rows=self.rows | more.rows,
            missing=more.missing,  # whatever was unanswered was asked again
            unanswered=more.unanswered,
            refused=self.refused + more.refused,
            read_for=self.read_for | more.read_for,
            entry=more.entry,
        )


def _left(values: Mapping[str, Kept], gone: set[str]) -> dict[str, Kept]:
    return {key: value for key, value in values.items() if key not in gone}


def fit_choice(known: Known, key: str, value: object) -> bool:
    """Whether a row or a relative (or a list of them) is among those that were offered."""
    chosen = value if isinstance(value, list | tuple) else [value]
    return bool(chosen) and set(map(str, chosen)) <= {one.value for one in known.choices.get(key, ())}


_KNOWN = TypeAdapter(Known)
_LINE = TypeAdapter(Line)


def to_json(known: Known) -> dict[str, object]:
    found: dict[str, object] = _KNOWN.dump_python(known, mode="json")
    return found


def from_json(kept: Mapping[str, object]) -> Known:
    """Of what `to_json` gave; of nothing, somebody of whom nothing is known."""
    return _KNOWN.validate_python(kept)
