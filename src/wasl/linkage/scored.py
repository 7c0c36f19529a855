"""Candidate pairs with what they are worth, and the answer made of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.compare import BITS, LEVELS, Comparer, Levels, Number
from wasl.linkage.explain import reasons
from wasl.linkage.facts import FEW, Facts
from wasl.linkage.keys import Rows
from wasl.linkage.links import EMPTY, LINKED, TAKEN, UNLINKED, Links
from wasl.linkage.model import Floats, Model, unpacked
from wasl.linkage.settings import Settings
from wasl.linkage.worth import Worth

HOPELESS = -8.0  # bits; what weighs less can change no probability
LEAST_UNSURE = 0.05
CLEAR = 0.9999
Flags = npt.NDArray[np.bool_]
_NO_LINKS = pl.DataFrame(schema=LINKED)
_ALL_LINKED = pl.DataFrame(schema=UNLINKED)


@dataclass(frozen=True)
class Scored:
    """Candidate pairs, sorted by row, with what was found."""

    who: Rows
    found: Rows
    patterns: Levels
    weight: Floats
    probability: Floats

    def keep(self, chosen: Flags | Rows) -> "Scored":
        return Scored(
            self.who[chosen], self.found[chosen], self.patterns[chosen], self.weight[chosen], self.probability[chosen]
        )

    @classmethod
    def together(cls, parts: list["Scored"]) -> "Scored":
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__annotations__))


class Scorer:
    """A model at work. What it says of a row hangs on that row and its candidates alone."""

    def __init__(self, settings: Settings, comparer: Comparer, model: Model) -> None:
        self.settings = settings
        self.comparer = comparer
        self.worth = Worth(model)
        self.nobody = model.nobody

    def hopeful(self, left: Facts, who: Rows, right: Facts, found: Rows) -> Flags:
        """Which pairs could yet be one person if all differing names were close. A small batch is asked the same as a
        large one, for what is left out no longer shares in the probabilities."""
        patterns = self.comparer.patterns(left, who, right, found, hopeful=True)
        return np.asarray(self.worth.weights(patterns) > HOPELESS)

    def score(self, left: Facts, who: Rows, right: Facts, found: Rows) -> Scored:
        """The pairs, each with its probability among all pairs of its row and nobody."""
        patterns = self.comparer.patterns(left, who, right, found)
        weight = self.worth.weights(patterns)
        factor = np.exp2(np.clip(weight, -60, 200))
        order = np.lexsort((factor, who))  # a sum of floats hangs on its order; rows have none of their own
        total = np.bincount(who[order], weights=factor[order], minlength=left.size) + self.nobody
        return Scored(who, found, patterns, weight, factor / total[who])

    def clear(self, scored: Scored, size: int) -> Flags:
        """Rows with exactly one owner of their number, whose other facts speak for him and nowhere against."""
        owners = np.bincount(scored.who, minlength=size)
        sure = (scored.probability > CLEAR) & (owners[scored.who] == 1)
        sure &= ~self.comparer.disagreeing(unpacked(scored.patterns, self.comparer.size))
        clear = np.zeros(size, np.bool_)
        clear[scored.who[sure]] = True
        return clear

    def links(self, scored: Scored, names: pl.Series, spine_names: Callable[[Rows], pl.Series], facts: Facts) -> Links:
        """Each row's answer."""
        sure = (scored.probability >= self.settings.accept) & (scored.probability > 0.5)  # so there is one at most
        accepted = scored.keep(sure)
        settled = np.zeros(facts.size, np.bool_)
        settled[accepted.who] = True
        tied = scored.probability >= min(self.settings.unsure, LEAST_UNSURE)
        unsure = scored.keep(~settled[scored.who] & tied & (scored.weight > 0))
        return Links(
            self._frame(accepted, names, spine_names),
            self._frame(unsure, names, spine_names),
            _unlinked(scored, settled, names, facts),
        )

    def _frame(self, scored: Scored, names: pl.Series, spine_names: Callable[[Rows], pl.Series]) -> pl.DataFrame:
        if not len(scored.who):
            return _NO_LINKS.clone()
        columns = [
            _picked(names, scored.who).alias("record"),
            spine_names(scored.found).alias("spine_record"),
            pl.Series("weight", scored.weight),
            pl.Series("probability", scored.probability),
            _methods(scored.patterns),
            reasons(scored.patterns, self.comparer),
        ]
        return pl.DataFrame(columns)


def _unlinked(scored: Scored, settled: Flags, names: pl.Series, facts: Facts) -> pl.DataFrame:
    left = np.flatnonzero(~settled)
    if not len(left):
        return _ALL_LINKED.clone()
    cause = np.full(facts.size, "no-candidate", object)
    cause[scored.who[scored.weight > 0]] = "ambiguous"
    same_number = (scored.patterns & LEVELS - 1) == Number.SAME
    cause[scored.who[same_number & (scored.probability < LEAST_UNSURE)]] = TAKEN
    cause[_empty(facts)] = EMPTY
    return pl.DataFrame([_picked(names, left).alias("record"), pl.Series("cause", cause[left].tolist(), pl.String)])


def _picked(values: pl.Series, rows: Rows) -> pl.Series:
    """A few values are had sooner one by one."""
    if len(rows) < FEW:
        return pl.Series([values[place] for place in rows.tolist()], dtype=pl.String)
    return values.gather(rows)


def _methods(patterns: Levels) -> pl.Series:
    number = (patterns & LEVELS - 1) == Number.SAME
    facts = (patterns >> BITS) > 0
    names = np.where(number, np.where(facts, "number+facts", "number"), "facts")
    return pl.Series("method", names.tolist(), pl.String)


def _empty(facts: Facts) -> Flags:
    """Rows without number and without any name."""
    return np.asarray((facts.number == 0) & (facts.column("given") == 0) & (facts.column("family") == 0))
