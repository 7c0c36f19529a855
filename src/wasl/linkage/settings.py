"""What the engine must be told about one kind of data. Everything has a default that suits registers of people."""

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml


class Kind(StrEnum):
    """How two values of a field are compared."""

    NAME = "name"  # one name part: same by frequency band, close, differing
    DATE = "date"  # same, day and month swapped, one part wrong, same year, differing
    CODE = "code"  # same or differing
    DIGITS = "digits"  # same, one digit off, differing: telephones
    WORDS = "words"  # share of words in common: addresses


@dataclass(frozen=True)
class Field:
    """One fact that is compared. `same` and `close` are the first guess of how often rows of one person agree;
    learning replaces it.

    `instead`: names of other fields that hold the same words; this one speaks only where none of them agrees. So names
    that were exchanged, or address lines in another order, are seen without agreement being counted twice.
    """

    name: str
    kind: Kind
    same: float = 0.93
    close: float = 0.04
    instead: tuple[str, ...] = ()


PERSON_FIELDS = (
    Field("given", Kind.NAME, 0.93, 0.05),
    Field("father", Kind.NAME, 0.93, 0.05),
    Field("grandfather", Kind.NAME, 0.92, 0.05),
    Field("family", Kind.NAME, 0.92, 0.05),
    Field("mother", Kind.NAME, 0.90, 0.06),
    Field("mother_father", Kind.NAME, 0.90, 0.06),
    Field("birth_date", Kind.DATE, 0.95, 0.035),
    Field("sex", Kind.CODE, 0.995, 0.0),
    Field("birth_governorate", Kind.CODE, 0.97, 0.0),
    Field("governorate", Kind.CODE, 0.85, 0.0),
    Field("phone", Kind.DIGITS, 0.60, 0.02),
    Field("address", Kind.WORDS, 0.50, 0.20),
)

PERSON_KEYS = (
    "birth_date+given > birth_date+given+father > birth_date+given+father+family",
    "birth_date+father > birth_date+father+family > birth_date+father+third+family",
    "birth_date+family > birth_date+family+third",
    "birth_date+third > birth_date+third+family",
    "birth_year+father+third+family > birth_year+father+third+family+mother",
    "birth_date+mother > birth_date+mother+mother_father",
    "given+father+family > given+father+third+family > given+father+third+family+birth_year",
    "given+father+third > given+father+third+birth_year > given+father+third+birth_year+birth_governorate",
    "birth_year+given+father > birth_year+given+father+birth_governorate",
    "given+mother+mother_father > given+father+mother+mother_father",
    "given+phone",
)
"""Keys, each with tighter ones to fall back on where a block is too large."""

_NOTHING = "لا يوجد|لايوجد|لا توجد|غير معروف|غير معلوم|غير محدد|غير متوفر|غير مسجل|بدون|مجهول|لا شيء|none|null|nan|n/a"
_NOTHING += "|na|nil|unknown|not available|not known|missing|-|--|.|?|x|xx|xxx|0"
NULL_WORDS = frozenset(_NOTHING.split("|"))

PERSON_HOUSEHOLD = ("father+third+family+mother > father+third+family+mother+governorate",)
"""Keys of brothers and sisters. Nobody is looked for by them; the engine learns by them how little a family name
says."""


def key_steps(key: str) -> list[tuple[str, ...]]:
    """A key as its parts, followed by the tighter ones.

    >>> key_steps("a+b > a+b+c")
    [('a', 'b'), ('a', 'b', 'c')]
    """
    return [tuple(step.strip().split("+")) for step in key.split(">")]


def _field(row: dict[str, Any]) -> Field:
    """A field as a settings file writes it."""
    return Field(**{**row, "kind": Kind(row["kind"]), "instead": tuple(row.get("instead", ()))})


@dataclass(frozen=True)
class Settings:
    """The settings file of a kind of data; `Settings.load` reads it from YAML."""

    precision: float = 0.9995  # wanted share of accepted links that are right
    unsure: float = 0.5  # pairs at least this likely, yet not accepted, are for a person to decide
    coverage: float = 0.9  # first guess: share of records whose person is in the spine
    number: bool = True  # whether records may carry an identifier
    number_same: float = 0.95  # first guess: rows of one person that both have a number have the same one
    number_chance: float = 1e-3  # first guess: a candidate that is somebody else carries the same number
    fields: tuple[Field, ...] = PERSON_FIELDS
    keys: tuple[str, ...] = PERSON_KEYS
    household: tuple[str, ...] = PERSON_HOUSEHOLD
    block_cap: int = 40  # more rows than this under one key: its tighter keys are used instead
    number_cap: int = 2000  # a number on more rows than this is nobody's
    default_share: float = 0.25  # a date, name or telephone in a larger share of a table's rows stands for "unknown"
    null_words: frozenset[str] = NULL_WORDS
    seed: int = 1
    tables_held_once: frozenset[str] = field(default_factory=frozenset)  # tables that hold a person at most once

    def __post_init__(self) -> None:
        for name in ("precision", "unsure", "coverage", "number_same"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"linkage settings: {name} is {getattr(self, name)}; give a share between 0 and 1")
        names = {f.name for f in self.fields}
        if lost := sorted({other for f in self.fields for other in f.instead} - names):
            raise ValueError(
                f"linkage settings: instead names unknown fields {', '.join(lost)}; known: {sorted(names)}"
            )
        known = names | {"third", "birth_year"}
        parts = {part for key in self.keys + self.household for step in key_steps(key) for part in step}
        if lost := sorted(parts - known):
            raise ValueError(f"linkage settings: keys name unknown fields {', '.join(lost)}; known: {sorted(known)}")

    @property
    def accept(self) -> float:
        """Least probability of one accepted link. Most links are far surer, so the worst may be a little weaker than
        the wanted mean."""
        return 1 - min(0.5, 20 * (1 - self.precision))

    @classmethod
    def load(cls, path: Path) -> Self:
        """From a YAML file with the names of this class. Raises ValueError that names the file and the unknown word."""
        given: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if lost := sorted(set(given) - {f.name for f in fields(cls)}):
            raise ValueError(f"{path}: unknown settings {', '.join(lost)}")
        if "fields" in given:
            given["fields"] = tuple(_field(row) for row in given["fields"])
        given |= {name: tuple(given[name]) for name in ("keys", "household") if name in given}
        for name in ("null_words", "tables_held_once"):
            given |= {name: frozenset(given[name])} if name in given else {}
        return replace(cls(), **given)
