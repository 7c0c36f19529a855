"""Many tables, no spine needed, duplicates in one: rows grouped into people."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.anchor import components, held, number_pairs, without_crowded, without_disproved
from wasl.linkage.compare import Comparer, Frequencies, Levels
from wasl.linkage.decide import Edges, between_units, grow, pairs_within, regrown, with_rivals
from wasl.linkage.facts import Facts, joined, standardise
from wasl.linkage.keys import WORKERS, Finder, Rows, distinct_pairs
from wasl.linkage.learn import blind_model, learned, sampled
from wasl.linkage.model import Floats, Model
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

CHUNK = 100_000
PAIRS = 250_000
LEAST_ODDS = 0.02
AGAINST = 2.0**-4  # odds below which two rows must not meet in a group
MOST = 12  # in a larger group each row is checked with so many others


@dataclass(frozen=True)
class Table:
    """Rows to be resolved. `once`: a person stands in it at most once."""

    name: str
    frame: pl.DataFrame
    once: bool = False


@dataclass(frozen=True)
class Resolution:
    """`frame`: table, record, cluster (every row once; rows of one cluster are one person)."""

    frame: pl.DataFrame
    model: Model
    edges: Edges


def resolve(tables: Sequence[Table], settings: Settings) -> Resolution:
    """Group the rows of all tables into people."""
    run = _Run.of(tables, settings)
    once = _once_bits(tables)
    unit, facts = run.anchored(once)
    edges, probability = run.edges(unit, facts)
    good = np.flatnonzero(probability >= settings.unsure)
    good = good[between_units(edges.keep(good), unit, probability[good])]
    cluster, _ = grow(unit, edges.keep(good), probability[good], number=_established(facts, unit), once=once)
    cluster = run.mended(cluster, facts, once)
    return Resolution(_frame(tables, cluster), run.model, edges)


@dataclass(frozen=True)
class _Run:
    """The standing parts of one resolution."""

    facts: Facts
    comparer: Comparer
    finder: Finder
    model: Model
    prior: float  # odds that a candidate pair is one person
    owned: tuple[Rows, Rows]

    @classmethod
    def of(cls, tables: Sequence[Table], settings: Settings) -> "_Run":
        words = Vocabulary()
        facts = joined([standardise(table.frame, settings, words) for table in tables], words)
        facts, _ = without_crowded(facts, settings.number_cap)
        comparer = Comparer(settings, Frequencies(facts, settings))
        finder = Finder(facts, settings)
        model, share = _learn(facts, finder, comparer, settings)
        return cls(facts, comparer, finder, model, share / (1 - share), number_pairs(facts))

    def odds(self, patterns: Levels) -> Floats:
        return np.asarray(np.exp2(np.clip(self.model.weights(patterns), -60, 200)) * self.prior)

    def patterns(self, facts: Facts, one: Rows, two: Rows, *, hopeful: bool = False) -> Levels:
        """Of any number of pairs, in bounded memory."""


        def part(at: int) -> Levels:
            return self.comparer.patterns(facts, one[at : at + PAIRS], facts, two[at : at + PAIRS], hopeful=hopeful)

        with ThreadPoolExecutor(WORKERS) as threads:
            return np.concatenate([np.zeros(0, np.int64), *threads.map(part, range(0, len(one), PAIRS))])

    def anchored(self, once: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Facts]:
        """The group of each row by numbers that other facts bear out, and the facts without the numbers that they disprove."""
        one, two = self.owned
        odds = self.odds(self.patterns(self.facts, one, two))
        sure = odds > 1
        unit = components(self.facts.size, one[sure], two[sure])
        torn = np.flatnonzero((odds < AGAINST) & (unit[one] == unit[two]))
        part = np.isin(unit[one], unit[one[torn]]) & (unit[one] == unit[two])
        unit = regrown(unit, Edges(one[part], two[part], np.zeros(int(part.sum()), np.int64), odds[part]), once)
        return unit, without_disproved(self.facts, held(unit), one, two)

    def mended(self, cluster: npt.NDArray[np.int64], facts: Facts, once: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Groups in which two rows contradict each other, though a third joined them, taken apart and grown again."""
        sizes = np.bincount(cluster, minlength=len(cluster))
        one, two = pairs_within(cluster, np.flatnonzero(sizes[cluster] > 2), MOST)
        odds = self.odds(self.patterns(facts, one, two))
        torn = np.isin(cluster[one], cluster[one[odds < AGAINST]])
        return regrown(cluster, Edges(one[torn], two[torn], np.zeros(int(torn.sum()), np.int64), odds[torn]), once)

    def edges(self, unit: npt.NDArray[np.int64], facts: Facts) -> tuple[Edges, Floats]:
        """Scored pairs of which at least one row is settled by no number, with their probability."""
        rest = np.flatnonzero(~held(unit))
        parts = [self._among(facts, rest[at : at + CHUNK]) for at in range(0, max(1, len(rest)), CHUNK)]
        edges = _once_each(Edges.together(parts))
        return edges, with_rivals(edges, _established(facts, unit)[unit])

    def _among(self, facts: Facts, rows: Rows) -> Edges:
        who, found = self.finder.by_facts(facts.take(rows))
        one, two = rows[who], found
        one, two = one[one != two], two[one != two]
        hope = self.odds(self.patterns(facts, one, two, hopeful=True)) > LEAST_ODDS
        one, two = one[hope], two[hope]
        patterns = self.patterns(facts, one, two)
        odds = self.odds(patterns)
        edges = Edges(one, two, patterns, odds)
        return edges.keep(odds > LEAST_ODDS)


def _once_each(edges: Edges) -> Edges:
    """A pair found from both its ends is one pair."""
    pair = np.minimum(edges.one, edges.two).astype(np.int64) << 32 | np.maximum(edges.one, edges.two)
    order = np.argsort(pair)
    first = np.ones(len(order), np.bool_)
    first[1:] = pair[order][1:] != pair[order][:-1]
    return edges.keep(order[first])


def _learn(facts: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> tuple[Model, float]:
    sample = sampled(facts, finder, comparer, settings)
    first, strangers = blind_model(facts, comparer, settings)
    return learned(sample, first, strangers, settings)


def _once_bits(tables: Sequence[Table]) -> npt.NDArray[np.int64]:
    bits = [1 << place if table.once else 0 for place, table in enumerate(tables)]
    return np.repeat(np.array(bits, np.int64), [table.frame.height for table in tables])


def _established(facts: Facts, unit: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each unit the number that several of its rows bear out, 0 for none."""
    number = (facts.number % np.uint64(1 << 62)).astype(np.int64)
    return np.where(held(unit), number, 0)


def _frame(tables: Sequence[Table], cluster: npt.NDArray[np.int64]) -> pl.DataFrame:
    names = [pl.Series("table", [table.name], pl.String).new_from_index(0, table.frame.height) for table in tables]
    records = [table.frame.get_column("record").cast(pl.String) for table in tables]
    return pl.DataFrame({"table": pl.concat(names), "record": pl.concat(records), "cluster": cluster})
