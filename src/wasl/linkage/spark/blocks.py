"""Blocks of rows that share a key, and the pairs that they make: counts, caps and tighter keys, in DataFrames."""

from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.keys import cap_of, hashed
from wasl.linkage.settings import Settings, key_steps
from wasl.linkage.spark.store import Store, batch, mapped

KEYS = "row long, family int, keys array<long>"


def blocks(facts: DataFrame, reader: Any, settings: Settings, store: Store) -> DataFrame:
    """family, rows: the rows of each block that is neither too large nor lonely. A family is the place of its key
    among the settings' keys, followed by the household's."""
    families = [key_steps(key) for key in (*settings.keys, *settings.household)]
    left = store.keep(_keys(facts, reader, families), "keys")
    found = []
    for step in range(max(map(len, families))):
        caps = [cap_of(steps[step], settings.block_cap) if step < len(steps) else 0 for steps in families]
        cap = sql.element_at(sql.array(*map(sql.lit, caps)), sql.col("family") + 1)
        here = left.where(sql.size("keys") > step).withColumn("key", sql.element_at("keys", step + 1)).where("key != 0")
        counts = here.groupBy("family", "key").agg(sql.count("*").alias("count")).where("count > 1")
        sized = here.join(counts, ["family", "key"])
        small = sized.where(sql.col("count") <= cap).groupBy("family", "key").agg(sql.collect_list("row").alias("rows"))
        found.append(small.select("family", "rows"))
        left = store.keep(sized.where(sql.col("count") > cap).select("row", "family", "keys"), f"keys-{step + 1}")
    return store.keep(reduce(DataFrame.unionAll, found), "blocks")


def _keys(facts: DataFrame, reader: Any, families: list[list[tuple[str, ...]]]) -> DataFrame:
    """For each row and family its keys, the widest first."""

    def keyed(rows: pa.RecordBatch) -> pa.RecordBatch:
        read = reader.value.unpacked(rows.column("facts"))
        row = rows.column("row").to_numpy()
        parts = [_family(read, row, place, steps) for place, steps in enumerate(families)]
        return pa.Table.from_batches(parts).combine_chunks().to_batches()[0]

    return mapped(facts.select("row", "facts"), keyed, KEYS).where(sql.element_at("keys", 1) != 0)


def _family(facts: Any, row: Any, place: int, steps: list[tuple[str, ...]]) -> pa.RecordBatch:
    keys = np.stack([hashed(facts, step).view(np.int64) for step in steps], axis=1)
    ends = np.arange(len(row) + 1, dtype=np.int32) * len(steps)
    lists = pa.ListArray.from_arrays(pa.array(ends), pa.array(keys.ravel()))
    return batch(row=row, family=np.full(len(row), place, np.int32), keys=lists)


def pairs_of(blocks: DataFrame, rows: DataFrame) -> DataFrame:
    """Distinct pairs (one, two) of which `one` is among the given rows; both ways round where both are."""
    asked = blocks.select(sql.explode("rows").alias("row"), "rows").join(rows.select("row"), "row")
    return asked.select(sql.col("row").alias("one"), sql.explode("rows").alias("two")).where("one != two").distinct()


def candidates(blocks: DataFrame, rest: DataFrame, settings: Settings) -> DataFrame:
    """Distinct pairs to be scored: those with a row that no number has settled, as `one`."""
    found = pairs_of(blocks.where(sql.col("family") < len(settings.keys)), rest)
    low, high = sql.least("one", "two").alias("low"), sql.greatest("one", "two").alias("high")
    met = found.groupBy(low, high).agg(sql.min("one").alias("one"))
    return met.select("one", (sql.col("low") + sql.col("high") - sql.col("one")).alias("two"))
