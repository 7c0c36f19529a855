"""What a prepared spine has learned and how it is searched, as plain figures: for charts and reports, without a person.

The pattern of a pair is known to the outside by its reason line; `typical` finds a pattern behind such a line again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from wasl.linkage.compare import Code, Comparer, Date, Digits, Name, Number, Scripts, Words
from wasl.linkage.explain import _NUMBER, _SIGNS, waterfall
from wasl.linkage.keys import block_sizes, cap_of
from wasl.linkage.model import LEAST, Mixture, Model
from wasl.linkage.settings import Kind
from wasl.linkage.standing import Standing

_LEVELS: dict[Kind, type[IntEnum]] = {
    Kind.NAME: Name,
    Kind.DATE: Date,
    Kind.CODE: Code,
    Kind.DIGITS: Digits,
    Kind.WORDS: Words,
}
NUMBER, SCRIPTS = "number", "scripts"
MET = 1e-4  # a level rarer than this on both sides is a guess that no pair has borne out


@dataclass(frozen=True)
class Weight:
    """One level of one field: how often it is met in rows of one person and of two, in the mean over the classes, and
    what that is worth in bits. `same-1` is the commonest names agreeing, `same-9` the rarest."""

    field: str
    level: str
    match: float
    other: float

    @property
    def bits(self) -> float:
        return float(np.log2(max(self.match, LEAST) / max(self.other, LEAST)))


@dataclass(frozen=True)
class Crowded:
    """A key under which too many rows stand. `left` of its rows have no tighter key and are not looked for by it."""

    key: str
    blocks: int
    rows: int
    largest: int
    left: int


def weights(standing: Standing) -> list[Weight]:
    """Every level that the model has met, field by field; the number first, the scripts last."""
    match, other = _mean(standing.model.match), _mean(standing.model.other)
    found = []
    for place, (name, levels) in enumerate(_fields(standing.comparer)):
        found += [
            Weight(name, label, float(match[place, level]), float(other[place, level]))
            for level, label in levels.items()
            if max(match[place, level], other[place, level]) > MET
        ]
    return found


def typical(standing: Standing, reason: str, weight: float) -> list[tuple[str, float]]:
    """What each fact of a reason line adds, in bits, for names of that frequency at which the sum comes nearest to
    the given weight. The facts that a line does not name said nothing."""
    signs = dict(part for part in map(_split, reason.split("; ")) if part[0])
    bands = range(Name.SAME_COMMONEST, Name.SAME_RAREST + 1)
    both = [_packed(standing.comparer, signs, band, script) for band in bands for script in Scripts]
    model: Model = standing.model
    nearest = int(np.argmin(abs(model.weights(np.array(both, np.int64)) - weight)))
    return waterfall(both[nearest], standing.comparer, model)


def crowded(standing: Standing) -> list[Crowded]:
    """Keys with blocks over the cap, in the order of the settings."""
    found = []
    for family in standing.finder.families:
        for place, (parts, index) in enumerate(family):
            sizes = block_sizes(index.keys)
            over = sizes[sizes > cap_of(parts, standing.finder.cap)]
            if len(over):
                blocks = round(float((1 / over).sum()))
                left = len(over) if place == len(family) - 1 else 0
                found.append(Crowded("+".join(parts), blocks, len(over), int(over.max()), left))
    return found


def threshold(standing: Standing, probability: float) -> float:
    """The weight, in bits, from which on a pair without rivals is at least so likely."""
    return float(np.log2(probability / (1 - probability) * max(standing.model.nobody, LEAST)))


def _mean(side: Mixture) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(np.einsum("c,cfl->fl", side.share, side.level))


def _fields(comparer: Comparer) -> list[tuple[str, dict[int, str]]]:
    named = [(field.name, _labels(_LEVELS[field.kind])) for field in comparer.fields]
    return [(NUMBER, _labels(Number)), *named, (SCRIPTS, _labels(Scripts))]


def _labels(levels: type[IntEnum]) -> dict[int, str]:
    if levels is Name:
        bands = {band: f"same-{band}" for band in range(Name.SAME_COMMONEST, Name.SAME_RAREST + 1)}
        return {**bands, Name.CLOSE: "close", Name.DIFFERENT: "different"}
    return {int(level): level.name.lower().replace("_", "-") for level in levels}


def _split(part: str) -> tuple[str, str]:
    """A fact and its sign.

    >>> _split("birth_date~swapped")
    ('birth_date', '~swapped')
    """
    at = next((place for place, letter in enumerate(part) if letter in "=~-"), len(part))
    return part[:at], part[at:]


def _packed(comparer: Comparer, signs: dict[str, str], band: int, script: int) -> int:
    """The pattern that a line stands for, all its agreeing names in one band."""
    pattern = _level(_NUMBER, signs.get(NUMBER))
    for field in comparer.fields:
        sign = signs.get(field.name)
        level = band if field.kind is Kind.NAME and sign == "=" else _level(_SIGNS[field.kind], sign)
        pattern |= level << comparer.shift[field.name]
    return pattern | script << comparer.script


def _level(signs: Mapping[int, str] | Mapping[Number, str], sign: str | None) -> int:
    return next((int(level) for level, known in signs.items() if known == sign), 0)
