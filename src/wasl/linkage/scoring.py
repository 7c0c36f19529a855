"""What pairs of rows of one table are worth, any number of them, in bounded memory and on all cores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from wasl.linkage.compare import Comparer, Levels
from wasl.linkage.decide import Edges
from wasl.linkage.facts import Facts
from wasl.linkage.keys import WORKERS, Rows
from wasl.linkage.model import Floats, Model

PIECE = 250_000
LEAST_ODDS = 0.02


@dataclass(frozen=True)
class Scale:
    """How pairs are weighed."""

    comparer: Comparer
    model: Model
    prior: float  # odds that a candidate pair is one person

    def odds(self, facts: Facts, one: Rows, two: Rows) -> Floats:
        with ThreadPoolExecutor(WORKERS) as threads:
            parts = threads.map(lambda at: self._weighed(facts, *_piece(at, one, two))[1], _starts(one))
            return np.concatenate([np.zeros(0), *parts])

    def edges(self, facts: Facts, one: Rows, two: Rows, *, hopeful: bool) -> Edges:
        """The pairs that are not hopeless. `hopeful` first leaves out those that even the best reading of their names
        would not save; it pays where most are hopeless."""

        def part(at: int) -> Edges:
            first, second = _piece(at, one, two)
            if hopeful:
                hope = self._of(self.comparer.patterns(facts, first, facts, second, hopeful=True)) > LEAST_ODDS
                first, second = first[hope], second[hope]
            patterns, odds = self._weighed(facts, first, second)
            return Edges(first, second, patterns, odds).keep(odds > LEAST_ODDS)

        with ThreadPoolExecutor(WORKERS) as threads:
            return Edges.together([part(len(one)), *threads.map(part, _starts(one))])

    def _weighed(self, facts: Facts, one: Rows, two: Rows) -> tuple[Levels, Floats]:
        patterns = self.comparer.patterns(facts, one, facts, two)
        return patterns, self._of(patterns)

    def _of(self, patterns: Levels) -> Floats:
        return np.asarray(np.exp2(np.clip(self.model.weights(patterns), -60, 200)) * self.prior)


def patterns(facts: Facts, one: Rows, two: Rows, comparer: Comparer) -> Levels:
    """The patterns of any number of pairs."""

    def part(at: int) -> Levels:
        first, second = _piece(at, one, two)
        return comparer.patterns(facts, first, facts, second)

    with ThreadPoolExecutor(WORKERS) as threads:
        return np.concatenate([np.zeros(0, np.int64), *threads.map(part, _starts(one))])


def _starts(rows: Rows) -> range:
    return range(0, len(rows), PIECE)


def _piece(at: int, one: Rows, two: Rows) -> tuple[Rows, Rows]:
    return one[at : at + PIECE], two[at : at + PIECE]
