"""Blocks of rows that share a key, and the pairs that they make: counts, caps and tighter keys, in DataFrames."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.candidates import TOLD, _note
from wasl.linkage.glance import Glance, marked
from wasl.linkage.keys import cap_of, hashed
from wasl.linkage.settings import Settings, key_steps
from wasl.linkage.spark.store import Store, batch, column, mapped

KEYS = "row long, mark long, family int, keys array<long>"


@dataclass(frozen=True)
class Blocks:
    """`rows`: family, rows (row and mark of each): blocks that are neither too large nor lonely. A family is the place
    of its key among the settings' keys, followed by the household's. `left`: row, family where even the tightest
    key's block is too large."""

    rows: DataFrame
    left: DataFrame


def blocks(facts: DataFrame, reader: Any, settings: Settings, store: Store) -> Blocks:
    families = [key_steps(key) for key in (*settings.keys, *settings.household)]
    rows = store.keep(_keys(facts, reader, families), "keys")
    found, left = [], []
    for step in range(max(map(len, families))):
        caps = [cap_of(steps[step], settings.block_cap) if step < len(steps) else 0 for steps in families]
        cap = sql.element_at(sql.array(*map(sql.lit, caps)), sql.col("family") + 1)
        here = rows.withColumn("key", sql.element_at("keys", step + 1)).where("key != 0")
        counts = here.groupBy("family", "key").agg(sql.count("*").alias("count")).where("count > 1")
        sized = here.join(counts, ["family", "key"])
        members = sql.collect_list(sql.struct("row", "mark")).alias("rows")
        found.append(
            sized.where(sql.col("count") <= cap).groupBy("family", "key").agg(members).select("family", "rows")
        )
        large = store.keep(sized.where(sql.col("count") > cap).select(*rows.columns), f"keys-{step + 1}")
        left.append(large.where(sql.size("keys") == step + 1).select("row", "family"))
        rows = large.where(sql.size("keys") > step + 1)
    return Blocks(store.keep(reduce(DataFrame.unionAll, found), "blocks"), reduce(DataFrame.unionAll, left))


def _keys(facts: DataFrame, reader: Any, families: list[list[tuple[str, ...]]]) -> DataFrame:
    """For each row and family its keys, the widest first."""

    def keyed(rows: pa.RecordBatch) -> pa.RecordBatch:
        read = reader.value.unpacked(rows.column("facts"))
        mark = marked(read, reader.value.settings).view(np.int64)
        parts = [_family(read, rows.column("row"), mark, place, steps) for place, steps in enumerate(families)]
        return pa.Table.from_batches(parts).combine_chunks().to_batches()[0]

    return mapped(facts.select("row", "facts"), keyed, KEYS).where(sql.element_at("keys", 1) != 0)


def _family(facts: Any, row: pa.Array, mark: Any, place: int, steps: list[tuple[str, ...]]) -> pa.RecordBatch:
    keys = np.stack([hashed(facts, step).view(np.int64) for step in steps], axis=1)
    ends = np.arange(len(row) + 1, dtype=np.int32) * len(steps)
    lists = pa.ListArray.from_arrays(pa.array(ends), pa.array(keys.ravel()))
    return batch(row=row, mark=mark, family=np.full(len(row), place, np.int32), keys=lists)


def pairs_with(blocks: DataFrame, rows: DataFrame) -> DataFrame:
    """Distinct pairs (one, two: the lesser first; mark_one, mark_two) of which one at least is among the given rows."""
    each = blocks.select(sql.explode("rows").alias("asked"), "rows").withColumn("row", sql.col("asked.row"))
    met = each.join(rows.select("row"), "row").select("asked", sql.explode("rows").alias("other"))
    ends = sql.array_sort(sql.array("asked", "other")).alias("ends")
    one, two = sql.element_at("ends", 1), sql.element_at("ends", 2)
    chosen = [
        one["row"].alias("one"),
        two["row"].alias("two"),
        one["mark"].alias("mark_one"),
        two["mark"].alias("mark_two"),
    ]
    return met.where("asked.row != other.row").select(ends).select(*chosen).dropDuplicates(["one", "two"])


def own_keys(blocks: Blocks, settings: Settings) -> DataFrame:
    """Blocks by which people are looked for."""
    return blocks.rows.where(sql.col("family") < len(settings.keys))


def candidates(blocks: Blocks, rest: DataFrame, settings: Settings, glance: Any) -> DataFrame:
    """Pairs to be scored: those with a row that no number has settled. `glance`: what says which are worth it, or None
    for all."""
    pairs = pairs_with(own_keys(blocks, settings), rest)
    if glance is None:
        return pairs.select("one", "two")

    def promising(found: pa.RecordBatch) -> pa.RecordBatch:
        marks = np.concatenate([column(found, "mark_one"), column(found, "mark_two")]).view(np.uint64)
        rows = np.arange(found.num_rows)
        kept = found.filter(pa.array(Glance(marks, glance.value).chosen(rows, rows + len(rows))))
        return kept.select(["one", "two"])

    return mapped(pairs, promising, "one long, two long")


def notes(blocks: Blocks, rest: DataFrame, size: int, settings: Settings) -> tuple[str, ...]:
    """The keys by which many of the `size` rest rows were not looked for."""
    counts = {row["family"]: row["count"] for row in blocks.left.join(rest, "row").groupBy("family").count().collect()}
    told = [(key, counts.get(place, 0)) for place, key in enumerate(settings.keys)]
    return tuple(_note(key, count) for key, count in told if count > TOLD * size)
