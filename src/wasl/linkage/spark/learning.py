"""The model learned on the driver from the rows that one machine alone would have sampled."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sql

from wasl.linkage.candidates import ENOUGH, MANY
from wasl.linkage.candidates import SAMPLE as FEW
from wasl.linkage.chances import Bits
from wasl.linkage.facts import Facts
from wasl.linkage.glance import Glance, marked
from wasl.linkage.keys import Rows
from wasl.linkage.learn import PAIRS, SAMPLE, Sample, blind_model, learned
from wasl.linkage.scoring import Scale, patterns
from wasl.linkage.settings import Settings
from wasl.linkage.spark.blocks import Blocks, own_keys, pairs_with
from wasl.linkage.spark.reading import Read
from wasl.linkage.spark.workers import Judge, Reader
from wasl.linkage.vocabulary import Flags

SHUFFLED = 1 << 28  # more rows than this are drawn from instead of being put in order


@dataclass(frozen=True)
class Far(Facts):
    """Facts of which only the rows that are asked for come to the driver."""

    frame: DataFrame | None = None
    reader: Reader | None = None
    rows: int = 0

    @property
    def size(self) -> int:
        return self.rows

    def take(self, rows: Any) -> Facts:
        assert self.frame is not None and self.reader is not None  # noqa: S101, PT018
        wanted, place = np.unique(rows, return_inverse=True)
        session = self.frame.sparkSession
        asked = session.createDataFrame(pa.table({"row": pa.array(wanted, pa.int64())}))
        found = self.frame.select("row", "facts").join(sql.broadcast(asked), "row").toArrow().sort_by("row")
        return self.reader.unpacked(found.column("facts")).take(place)


def far(frame: DataFrame, reader: Reader, size: int) -> Far:
    """`frame`: row, facts of so many rows."""
    nothing = reader.unpacked(pa.array([], pa.binary()))
    parts = {name: getattr(nothing, name) for name in Facts.__dataclass_fields__}
    return Far(**parts, frame=frame, reader=reader, rows=size)


def learn(read: Read, blocks: Blocks, settings: Settings, once: Bits) -> Scale:
    """How pairs are to be weighed. `once` (tables x words): a bit for each table that holds a person once."""
    facts = far(read.facts, read.reader, read.size)
    first, strangers = blind_model(facts, read.comparer, settings)
    sample = _sampled(read, facts, blocks, settings, once)
    model, share = learned(sample, first, strangers, read.comparer, settings)
    return Scale(read.comparer, model, share / (1 - share))


def _sampled(read: Read, facts: Far, blocks: Blocks, settings: Settings, once: Bits) -> Sample:
    """As `wasl.linkage.sampling.sampled`, the candidates found by joins."""
    order = _order(read.size, settings.seed)
    who, other = _around(read.facts, blocks.rows, order, settings)
    rows, counts = np.unique(np.concatenate([who, order]), return_counts=True)
    met = counts[np.searchsorted(rows, order)] - 1
    chosen = order[: int(np.searchsorted(np.cumsum(met), PAIRS)) + 1]
    kept = np.isin(who, chosen)
    apart = np.asarray((once[_tables(read, who[kept])] & once[_tables(read, other[kept])]).any(axis=1))
    return Sample.of(patterns(*_fetched(facts, who[kept], other[kept]), read.comparer), len(chosen), apart)


def _tables(read: Read, rows: Rows) -> Rows:
    """The place of each row's table; rows are numbered table by table."""
    last = read.facts.groupBy("table").agg(sql.max("row").alias("row")).toArrow().sort_by("table")
    place = np.searchsorted(last.column("row").to_numpy(), rows)
    return np.asarray(last.column("table").to_numpy()[place], np.intp)


def _order(size: int, seed: int) -> Rows:
    """Rows at random, the same that one machine draws; where there are too many to shuffle, others."""
    rng = np.random.default_rng(seed)
    if size <= SHUFFLED:
        return rng.permutation(size)[:SAMPLE]
    return rng.permutation(np.unique(rng.integers(0, size, SAMPLE)))


def _fetched(facts: Far, one: Rows, two: Rows) -> tuple[Facts, Rows, Rows]:
    """The facts of pairs, and where the two rows of each stand in them."""
    rows, place = np.unique(np.concatenate([one, two]), return_inverse=True)
    return facts.take(rows), place[: len(one)], place[len(one) :]


def _around(facts: DataFrame, blocks: DataFrame, order: Rows, settings: Settings) -> tuple[Rows, Rows]:
    """Each of the rows with its candidates by keys, by household and by number."""
    asked = _frame(facts, order)
    numbers = facts.select("row", "number").where("number != 0")
    mine = numbers.join(asked, "row")
    ranked = numbers.join(sql.broadcast(mine.select("number").distinct()), "number")
    ranked = ranked.withColumn("rank", sql.row_number().over(Window.partitionBy("number").orderBy("row")))
    near = ranked.where(sql.col("rank") <= settings.block_cap).select("number", sql.col("row").alias("other"))
    by_number = mine.join(near, "number").where("row != other")
    low, high = sql.least("row", "other").alias("one"), sql.greatest("row", "other").alias("two")
    found = pairs_with(blocks, asked).select("one", "two").unionAll(by_number.select(low, high)).distinct().toArrow()
    one, two = (found.column(name).to_numpy() for name in ("one", "two"))
    first, second = np.isin(one, order), np.isin(two, order)
    return np.concatenate([one[first], two[second]]), np.concatenate([two[first], one[second]])


def _frame(facts: DataFrame, rows: Rows) -> DataFrame:
    return sql.broadcast(facts.sparkSession.createDataFrame(pa.table({"row": pa.array(rows, pa.int64())})))


def glance(rows: DataFrame, rest: int, blocks: Blocks, judge: Judge, settings: Settings, size: int) -> Flags | None:
    """As `wasl.linkage.candidates`: which combinations of facts are worth comparing, where many rows ask."""
    if rest < MANY:
        return None
    asking = rows.where("not held").select("row")
    ids = np.sort(asking.toArrow().column("row").to_numpy()) if rest <= SHUFFLED else None
    if ids is None:
        ids = asking.sample(fraction=4 * FEW / rest, seed=settings.seed).toArrow().column("row").to_numpy()
    few = np.random.default_rng(settings.seed).permutation(ids)[:FEW]
    found = pairs_with(own_keys(blocks, settings), _frame(rows, few)).select("one", "two").toArrow()
    found = found.sort_by([("one", "ascending"), ("two", "ascending")])
    some = np.random.default_rng(settings.seed).permutation(found.num_rows)[:ENOUGH]
    one, two = (found.column(name).to_numpy()[some] for name in ("one", "two"))
    near, one, two = _fetched(far(rows, judge.reader, size), one, two)
    return Glance.learned(marked(near, settings), one, two, judge.scale.odds(near, one, two)).promising
