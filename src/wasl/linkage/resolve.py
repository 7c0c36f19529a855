"""Many tables, no spine needed, duplicates in one: rows grouped into people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.anchor import anchored, held, number_pairs, without_crowded
from wasl.linkage.candidates import edges_among
from wasl.linkage.chances import one_of_a_table
from wasl.linkage.compare import Comparer, Frequencies
from wasl.linkage.decide import WORD, Edges, between_units, grow, mended, with_rivals
from wasl.linkage.estimate import ByRow, Decided, Estimate, reckoned, refused, wanted_threshold
from wasl.linkage.explain import reasons
from wasl.linkage.facts import Facts, heights, joined, standardise
from wasl.linkage.keys import Rows
from wasl.linkage.learn import Sample, blind_model, learned
from wasl.linkage.model import Floats, Model
from wasl.linkage.sampling import sampled
from wasl.linkage.saved import SavedModel
from wasl.linkage.scoring import Scale
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

Groups = npt.NDArray[np.int64]
SHOWN = 0.05  # unlikelier pairs are not worth anybody's time


@dataclass(frozen=True)
class Table:
    """Rows to be resolved. `once`: a person stands in it at most once. A lazy frame is read slice by slice."""

    name: str
    frame: pl.DataFrame | pl.LazyFrame
    once: bool = False


@dataclass(frozen=True)
class Resolution:
    """`frame`: table, record, cluster (every row once; rows of one cluster are one person).

    `unsure`: pairs left apart that a person should decide, the most doubtful first: table, record, other_table,
    other_record, weight (log2 of the Bayes factor), probability, reason. `notes`: what was left aside, and why.
    `by_row`: what `estimate` says, for each row of `frame`; `estimate_by` sums it up for any groups of rows.
    """

    frame: pl.DataFrame
    unsure: pl.DataFrame
    estimate: Estimate
    model: Model
    notes: tuple[str, ...]
    by_row: ByRow | None = None


def resolve(tables: Sequence[Table], settings: Settings, model: SavedModel | None = None) -> Resolution:
    """Group the rows of all tables into people. `model`: what was learned before, to be used as it is; None: learn from
    these rows."""
    if sum(heights([table.frame for table in tables])) < 2:
        raise ValueError("linkage: resolve needs tables with at least two rows between them")
    run = _Run.of(tables, settings, model)
    unit, facts, proven = anchored(run.facts, run.owned, run.once, run.scale.odds)
    edges, probability, notes = run.edges(unit, facts)
    good = np.flatnonzero(probability >= settings.unsure)
    good = good[between_units(edges.keep(good), unit, probability[good])]
    good = good[probability[good] >= wanted_threshold(proven, probability[good], settings.precision)]
    number = _established(facts, unit)
    cluster = grow(unit, edges.keep(good), probability[good], number=number, once=run.once)
    cluster = mended(cluster, unit, facts, run.once, run.scale.odds)
    estimate, by_row = run.estimate(cluster, unit, edges, probability, proven)
    frame = _frame(tables, cluster)
    return Resolution(
        frame, run.unsure(frame, cluster, edges, probability), estimate, run.scale.model, (*run.notes, *notes), by_row
    )


@dataclass(frozen=True)
class _Run:
    """The standing parts of one resolution."""

    settings: Settings
    facts: Facts
    scale: Scale
    once: Groups  # rows x words: a bit for each table that holds a person once, set in its own rows
    owned: tuple[Rows, Rows]  # pairs that carry one number
    tried: Rows  # some of these, and
    met: npt.NDArray[np.bool_]  # whether the other keys find them too
    notes: tuple[str, ...]

    @classmethod
    def of(cls, tables: Sequence[Table], settings: Settings, saved: SavedModel | None) -> "_Run":
        words = Vocabulary()
        facts = joined([standardise(table.frame, settings, words) for table in tables], words)
        facts, lost = without_crowded(facts, settings.number_cap)
        notes = (*facts.notes, *([f"number: {lost} rows carry one that too many rows carry"] if lost else []))
        frequencies = Frequencies(facts, settings) if saved is None else saved.frequencies(words, settings)
        comparer = Comparer(settings, frequencies)
        owned = number_pairs(facts)
        once = _once_bits(tables, settings)
        seen = sampled(facts, owned, comparer, settings, once)
        scale = Scale(comparer, saved.model, saved.prior) if saved else _learned(facts, seen.sample, comparer, settings)
        return cls(settings, facts, scale, once, owned, seen.tried, seen.met, notes)

    def edges(self, unit: Groups, facts: Facts) -> tuple[Edges, Floats, list[str]]:
        """Scored pairs of which at least one row is settled by no number, with their probability."""
        settled = held(unit)
        edges, notes = edges_among(facts, ~settled, self.scale, self.settings)
        likely = one_of_a_table(edges, self.once, settled)
        return edges, with_rivals(likely, _established(facts, unit)[unit]), notes

    def estimate(
        self, cluster: Groups, unit: Groups, edges: Edges, probability: Floats, proven: Floats
    ) -> tuple[Estimate, ByRow]:
        """Of pairs: those that numbers prove, and those that facts decide. The latter are pairs of units, and what is
        left apart because two groups cannot be one is as doubtful as these groups are sure."""
        best = between_units(edges, unit, probability)
        one, two, likely = edges.one[best], edges.two[best], probability[best]
        together = cluster[one] == cluster[two]
        likely = np.where(together, likely, self._apart(cluster, unit, one, two, likely))
        sizes = np.bincount(unit, minlength=len(unit))
        kept, missed = (
            (one[part], two[part], Decided(likely[part], sizes[unit[one[part]]], sizes[unit[two[part]]]))
            for part in (together, ~together)
        )
        first, second = self.owned
        within = unit[first] == unit[second]
        met = self.met[within[self.tried]]
        found = float(met.mean()) if len(met) else 1.0
        by_row = ByRow.of(unit, (first[within], second[within], proven), kept, missed, found)
        return reckoned(proven, kept[2], missed[2], found, len(met)), by_row

    def _apart(self, cluster: Groups, unit: Groups, one: Rows, two: Rows, likely: Floats) -> Floats:
        """The probabilities of pairs left apart, less where their groups cannot be one."""
        bits, number = np.zeros_like(self.once), np.zeros(len(cluster), np.int64)
        np.bitwise_or.at(bits, cluster, self.once)
        np.maximum.at(number, cluster, _established(self.facts, unit))
        first, second = cluster[one], cluster[two]
        clash = (number[first] != number[second]) & (number[first] > 0) & (number[second] > 0)
        clash |= (bits[first] & bits[second]).any(axis=1)
        stays, together = np.zeros(len(unit)), first == second
        for rows in (one, two):
            np.maximum.at(stays, unit[rows[together]], likely[together])
        stays[stays == 0] = 1.0  # a unit by itself, or one that numbers made
        return np.where(clash, refused(likely, stays[unit[one]] * stays[unit[two]]), likely)

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
                "weight": np.log2(edges.odds[apart] / self.scale.prior),
                "probability": probability[apart],
                "reason": reasons(edges.patterns[apart], self.scale.comparer),
            }
        )


def _learned(facts: Facts, sample: Sample, comparer: Comparer, settings: Settings) -> Scale:
    first, strangers = blind_model(facts, comparer, settings)
    model, share = learned(sample, first, strangers, comparer, settings)
    return Scale(comparer, model, share / (1 - share))


def _once_bits(tables: Sequence[Table], settings: Settings) -> Groups:
    once = [place for place, table in enumerate(tables) if table.once or table.name in settings.tables_held_once]
    bits = np.zeros((len(tables), 1 + len(once) // WORD), np.int64)
    for order, place in enumerate(once):
        bits[place, order // WORD] = 1 << order % WORD
    return np.repeat(bits, heights([table.frame for table in tables]), axis=0)


def _established(facts: Facts, unit: Groups) -> Groups:
    """For each unit the number that several of its rows bear out, 0 for none."""
    number = (facts.number % np.uint64(1 << 62)).astype(np.int64)
    return np.where(held(unit), number, 0)


def _frame(tables: Sequence[Table], cluster: Groups) -> pl.DataFrame:
    records = [table.frame.lazy().select(pl.col("record").cast(pl.String)).collect() for table in tables]
    names = [
        pl.repeat(table.name, rows.height, dtype=pl.String, eager=True)
        for table, rows in zip(tables, records, strict=True)
    ]
    record = pl.concat(records).get_column("record")
    return pl.DataFrame({"table": pl.concat(names), "record": record, "cluster": cluster})
