"""Many tables, no spine needed, duplicates in one: rows grouped into people."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.anchor import components, held, number_pairs, without_crowded, without_disproved
from wasl.linkage.compare import Comparer, Frequencies, Levels
from wasl.linkage.decide import WORD, Edges, between_units, grow, pairs_within, regrown, with_rivals
from wasl.linkage.estimate import Estimate, found_by_facts, reckoned, wanted_threshold
from wasl.linkage.explain import reasons
from wasl.linkage.facts import Facts, joined, standardise
from wasl.linkage.keys import WORKERS, Finder, Rows
from wasl.linkage.learn import blind_model, learned, sampled
from wasl.linkage.model import Floats, Model
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

Groups = npt.NDArray[np.int64]
CHUNK = 100_000
PAIRS = 250_000
LEAST_ODDS = 0.02
AGAINST = 2.0**-4  # odds below which two rows must not meet in a group
MOST = 12  # in a larger group each row is checked with so many others
SHOWN = 0.05  # unlikelier pairs are not worth anybody's time


@dataclass(frozen=True)
class Table:
    """Rows to be resolved. `once`: a person stands in it at most once."""

    name: str
    frame: pl.DataFrame
    once: bool = False


@dataclass(frozen=True)
class Resolution:
    """`frame`: table, record, cluster (every row once; rows of one cluster are one person).

    `unsure`: pairs left apart that a person should decide, the most doubtful first: table, record, other_table,
    other_record, weight (log2 of the Bayes factor), probability, reason. `notes`: what was left aside, and why.
    """

    frame: pl.DataFrame
    unsure: pl.DataFrame
    estimate: Estimate
    model: Model
    notes: tuple[str, ...]


def resolve(tables: Sequence[Table], settings: Settings) -> Resolution:
    """Group the rows of all tables into people."""
    if sum(table.frame.height for table in tables) < 2:
        raise ValueError("linkage: resolve needs tables with at least two rows between them")
    run = _Run.of(tables, settings)
    unit, facts, proven = run.anchored()
    edges, probability = run.edges(unit, facts)
    good = np.flatnonzero(probability >= settings.unsure)
    good = good[between_units(edges.keep(good), unit, probability[good])]
    good = good[probability[good] >= wanted_threshold(proven, probability[good], settings.precision)]
    number = _established(facts, unit)
    cluster = grow(unit, edges.keep(good), probability[good], number=number, once=run.once)
    cluster = run.mended(cluster, unit, facts)
    estimate = run.estimate(cluster, unit, edges, probability, proven)
    frame = _frame(tables, cluster)
    return Resolution(frame, run.unsure(frame, cluster, edges, probability), estimate, run.model, run.notes)


@dataclass(frozen=True)
class _Run:
    """The standing parts of one resolution."""

    facts: Facts
    comparer: Comparer
    finder: Finder
    model: Model
    prior: float  # odds that a candidate pair is one person
    once: Groups  # rows x words: a bit for each table that holds a person once, set in its own rows
    owned: tuple[Rows, Rows]  # pairs that carry one number
    notes: tuple[str, ...]

    @classmethod
    def of(cls, tables: Sequence[Table], settings: Settings) -> "_Run":
        words = Vocabulary()
        facts = joined([standardise(table.frame, settings, words) for table in tables], words)
        facts, lost = without_crowded(facts, settings.number_cap)
        notes = (*facts.notes, *([f"number: {lost} rows carry one that too many rows carry"] if lost else []))
        comparer = Comparer(settings, Frequencies(facts, settings))
        finder = Finder(facts, settings)
        first, strangers = blind_model(facts, comparer, settings)
        model, share = learned(sampled(facts, finder, comparer, settings), first, strangers, comparer, settings)
        return cls(
            facts,
            comparer,
            finder,
            model,
            share / (1 - share),
            _once_bits(tables, settings),
            number_pairs(facts),
            notes,
        )

    def odds(self, facts: Facts, one: Rows, two: Rows) -> Floats:
        return self._odds(self.patterns(facts, one, two))

    def _odds(self, patterns: Levels) -> Floats:
        return np.asarray(np.exp2(np.clip(self.model.weights(patterns), -60, 200)) * self.prior)

    def patterns(self, facts: Facts, one: Rows, two: Rows, *, hopeful: bool = False) -> Levels:
        """Of any number of pairs, in bounded memory."""

        def part(at: int) -> Levels:
            return self.comparer.patterns(facts, one[at : at + PAIRS], facts, two[at : at + PAIRS], hopeful=hopeful)

        with ThreadPoolExecutor(WORKERS) as threads:
            return np.concatenate([np.zeros(0, np.int64), *threads.map(part, range(0, len(one), PAIRS))])

    def anchored(self) -> tuple[Groups, Facts, Floats]:
        """The group of each row by numbers that other facts bear out, the facts without the numbers that they
        disprove, and the probabilities of the pairs that are borne out."""
        one, two = self.owned
        odds = self.odds(self.facts, one, two)
        sure = odds > 1
        unit = components(self.facts.size, one[sure], two[sure])
        torn = np.flatnonzero(
            ((odds < AGAINST) | (self.once[one] & self.once[two]).any(axis=1)) & (unit[one] == unit[two])
        )
        part = np.isin(unit[one], unit[one[torn]]) & (unit[one] == unit[two])
        unit = regrown(unit, Edges(one[part], two[part], np.zeros(int(part.sum()), np.int64), odds[part]), self.once)
        stays = odds[unit[one] == unit[two]]
        return unit, without_disproved(self.facts, held(unit), one, two), stays / (1 + stays)

    def edges(self, unit: Groups, facts: Facts) -> tuple[Edges, Floats]:
        """Scored pairs of which at least one row is settled by no number, with their probability."""
        rest = np.flatnonzero(~held(unit))
        parts = [self._among(facts, rest[at : at + CHUNK]) for at in range(0, max(1, len(rest)), CHUNK)]
        edges = _once_each(Edges.together(parts))
        return edges, with_rivals(edges, _established(facts, unit)[unit])

    def _among(self, facts: Facts, rows: Rows) -> Edges:
        who, two = self.finder.by_facts(facts.take(rows))
        one = rows[who]
        one, two = one[one != two], two[one != two]
        hope = self._odds(self.patterns(facts, one, two, hopeful=True)) > LEAST_ODDS
        one, two = one[hope], two[hope]
        patterns = self.patterns(facts, one, two)
        odds = self._odds(patterns)
        return Edges(one, two, patterns, odds).keep(odds > LEAST_ODDS)

    def mended(self, cluster: Groups, unit: Groups, facts: Facts) -> Groups:
        """Groups in which two rows contradict each other, though a third joined them, taken apart and grown again."""
        sizes = np.bincount(cluster, minlength=len(cluster))
        joined_by_facts = np.bincount(cluster, weights=cluster != unit, minlength=len(cluster)) > 0
        one, two = pairs_within(cluster, np.flatnonzero((sizes[cluster] > 2) & joined_by_facts[cluster]), MOST)
        odds = self.odds(facts, one, two)
        torn = np.isin(cluster[one], cluster[one[odds < AGAINST]])
        edges = Edges(one[torn], two[torn], np.zeros(int(torn.sum()), np.int64), odds[torn])
        return regrown(cluster, edges, self.once)

    def estimate(self, cluster: Groups, unit: Groups, edges: Edges, probability: Floats, proven: Floats) -> Estimate:
        """Of pairs: those that numbers prove, and those that facts decide."""
        best = between_units(edges, unit, probability)
        one, two, likely = cluster[edges.one[best]], cluster[edges.two[best]], probability[best]
        sizes = np.bincount(unit, minlength=len(unit))
        weight = sizes[unit[edges.one[best]]] * sizes[unit[edges.two[best]]]
        together = one == two
        found = found_by_facts(self.facts, self.finder, *self.owned)
        kept = np.concatenate([proven, np.repeat(likely[together], weight[together])])
        return reckoned(kept, np.repeat(likely[~together], weight[~together]), found)

    def unsure(self, frame: pl.DataFrame, cluster: Groups, edges: Edges, probability: Floats) -> pl.DataFrame:
        """Pairs left apart that are likely enough to be looked at."""
        apart = np.flatnonzero((cluster[edges.one] != cluster[edges.two]) & (probability >= SHOWN))
        apart = apart[between_units(edges.keep(apart), cluster, probability[apart])]
        apart = apart[np.argsort(abs(probability[apart] - 0.5), kind="stable")]
        one, two = (frame.select("table", "record")[rows[apart]] for rows in (edges.one, edges.two))
        return pl.DataFrame(
            {
                "table": one["table"],
                "record": one["record"],
                "other_table": two["table"],
                "other_record": two["record"],
                "weight": np.log2(edges.odds[apart] / self.prior),
                "probability": probability[apart],
                "reason": reasons(edges.patterns[apart], self.comparer),
            }
        )


def _once_each(edges: Edges) -> Edges:
    """A pair found from both its ends is one pair."""
    pair = np.minimum(edges.one, edges.two).astype(np.int64) << 32 | np.maximum(edges.one, edges.two)
    order = np.argsort(pair)
    first = np.ones(len(order), np.bool_)
    first[1:] = pair[order][1:] != pair[order][:-1]
    return edges.keep(order[first])


def _once_bits(tables: Sequence[Table], settings: Settings) -> Groups:
    once = [place for place, table in enumerate(tables) if table.once or table.name in settings.tables_held_once]
    bits = np.zeros((len(tables), 1 + len(once) // WORD), np.int64)
    for order, place in enumerate(once):
        bits[place, order // WORD] = 1 << order % WORD
    return np.repeat(bits, [table.frame.height for table in tables], axis=0)


def _established(facts: Facts, unit: Groups) -> Groups:
    """For each unit the number that several of its rows bear out, 0 for none."""
    number = (facts.number % np.uint64(1 << 62)).astype(np.int64)
    return np.where(held(unit), number, 0)


def _frame(tables: Sequence[Table], cluster: Groups) -> pl.DataFrame:
    names = [pl.repeat(table.name, table.frame.height, dtype=pl.String, eager=True) for table in tables]
    records = [table.frame.get_column("record").cast(pl.String) for table in tables]
    return pl.DataFrame({"table": pl.concat(names), "record": pl.concat(records), "cluster": cluster})
