"""The model learned on the driver from the rows that one machine alone would have sampled."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sql

from wasl.linkage.compare import Comparer
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Rows
from wasl.linkage.learn import PAIRS, PILOT, SAMPLE, Sample, blind_model, learned
from wasl.linkage.model import Model
from wasl.linkage.settings import Settings
from wasl.linkage.spark.blocks import pairs_of
from wasl.linkage.spark.reading import Read
from wasl.linkage.spark.workers import Reader

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


def learn(read: Read, blocks: DataFrame, settings: Settings) -> tuple[Model, float]:
    """The model, and the odds that a candidate pair is one person."""
    nothing = read.reader.unpacked(pa.array([], pa.binary()))
    parts = {name: getattr(nothing, name) for name in Facts.__dataclass_fields__}
    facts = Far(**parts, frame=read.facts, reader=read.reader, rows=read.size)
    first, strangers = blind_model(facts, read.comparer, settings)
    sample = _sampled(read, facts, blocks, read.comparer, settings)
    model, share = learned(sample, first, strangers, read.comparer, settings)
    return model, share / (1 - share)


def _sampled(read: Read, facts: Far, blocks: DataFrame, comparer: Comparer, settings: Settings) -> Sample:
    """As `wasl.linkage.learn.sampled`, its candidates found by joins."""
    order = _order(read.size, settings.seed)
    who, other = _around(read.facts, blocks, order, settings)
    among = int(np.isin(who, order[:PILOT]).sum())
    chosen = order[: max(PILOT, int(PAIRS / max(1.0, among / PILOT)))]
    kept = np.isin(who, chosen)
    who, other = who[kept], other[kept]
    near = facts.take(np.concatenate([who, other]))
    places = np.arange(len(who))
    return Sample.of(comparer.patterns(near, places, near, places + len(who)), len(chosen))


def _order(size: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    if size <= SHUFFLED:
        return rng.permutation(size)[:SAMPLE]
    return rng.permutation(np.unique(rng.integers(0, size, SAMPLE)))


def _around(facts: DataFrame, blocks: DataFrame, order: Rows, settings: Settings) -> tuple[Rows, Rows]:
    """Candidates of the rows by keys, by household and by number."""
    asked = sql.broadcast(facts.sparkSession.createDataFrame(pa.table({"row": pa.array(order, pa.int64())})))
    numbers = facts.select("row", "number").where("number != 0")
    ranked = numbers.join(sql.broadcast(numbers.join(asked, "row").select("number").distinct()), "number")
    ranked = ranked.withColumn("rank", sql.row_number().over(Window.partitionBy("number").orderBy("row")))
    near = ranked.where(sql.col("rank") <= settings.block_cap).select("number", sql.col("row").alias("two"))
    by_number = numbers.join(asked, "row").join(near, "number").select(sql.col("row").alias("one"), "two")
    found = pairs_of(blocks, asked).unionAll(by_number.where("one != two")).distinct().toArrow()
    return found.column("one").to_numpy(), found.column("two").to_numpy()
