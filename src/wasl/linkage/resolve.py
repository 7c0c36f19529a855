"""Many tables, no spine needed, duplicates in one: rows grouped into people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.anchor import Anchors, number_pairs, without_crowded, without_disproved
from wasl.linkage.compare import Comparer, Frequencies, Levels
from wasl.linkage.decide import Edges, grow, with_rivals
from wasl.linkage.facts import Facts, joined, standardise
from wasl.linkage.keys import Finder, Rows, distinct_pairs
from wasl.linkage.learn import SAMPLE, Sample, first_model, learned, random_pairs
from wasl.linkage.model import Floats, Model
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

CHUNK = 100_000
PAIRS = 500_000
LEAST_ODDS = 0.02


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
    edges, probability, anchors, facts = run.edges()
    once = _once_bits(tables)
    number = _established(facts, anchors)
    good = probability >= settings.unsure
    cluster, _ = grow(anchors.unit, edges.keep(good), probability[good], number=number, once=once)
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
        parts = [
            self.comparer.patterns(facts, one[at : at + PAIRS], facts, two[at : at + PAIRS], hopeful=hopeful)
            for at in range(0, len(one), PAIRS)
        ]
        return np.concatenate([np.zeros(0, np.int64), *parts])

    def edges(self) -> tuple[Edges, Floats, Anchors, Facts]:
        """Scored pairs of rows that no number settles, and the groups that numbers do settle."""
        one, two = self.owned
        sure = self.odds(self.patterns(self.facts, one, two)) > 1
        anchors = Anchors.of(self.facts.size, one[sure], two[sure])
        facts = without_disproved(self.facts, anchors, one, two)
        rest = np.flatnonzero(~anchors.held)
        parts = [self._among(facts, rest[at : at + CHUNK]) for at in range(0, max(1, len(rest)), CHUNK)]
        edges = _once_each(Edges.together(parts))
        claim = np.where(facts.number > 0, facts.number % np.uint64(1 << 62), 0).astype(np.int64)
        return edges, with_rivals(edges, claim), anchors, facts

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
    low, high = np.minimum(edges.one, edges.two), np.maximum(edges.one, edges.two)
    _, first = np.unique(low.astype(np.int64) << 32 | high, return_index=True)
    return edges.keep(first)


def _learn(facts: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> tuple[Model, float]:
    rng = np.random.default_rng(settings.seed)
    chosen = np.sort(rng.choice(facts.size, min(SAMPLE, facts.size), replace=False))
    part = facts.take(chosen)
    who, found = finder.by_facts(part)
    owner, owned = finder.by_number(part.number)
    who, found = distinct_pairs([who, owner], [found, owned])
    apart = chosen[who] != found
    sample = Sample.of(comparer.patterns(part, who[apart], facts, found[apart]), len(chosen))
    first = first_model(facts, finder, comparer, settings)
    return learned(sample, first, random_pairs(facts, comparer, rng), settings)


def _once_bits(tables: Sequence[Table]) -> npt.NDArray[np.int64]:
    bits = [1 << place if table.once else 0 for place, table in enumerate(tables)]
    return np.repeat(np.array(bits, np.int64), [table.frame.height for table in tables])


def _established(facts: Facts, anchors: Anchors) -> npt.NDArray[np.int64]:
    number = (facts.number % np.uint64(1 << 62)).astype(np.int64)
    return np.where(anchors.held, number[anchors.unit], 0)


def _frame(tables: Sequence[Table], cluster: npt.NDArray[np.int64]) -> pl.DataFrame:
    names = [pl.Series("table", [table.name], pl.String).new_from_index(0, table.frame.height) for table in tables]
    records = [table.frame.get_column("record").cast(pl.String) for table in tables]
    return pl.DataFrame({"table": pl.concat(names), "record": pl.concat(records), "cluster": cluster})
