"""Rows of all tables as facts: numbered, read with one vocabulary, rid of values that fill gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.compare import Comparer
from wasl.linkage.facts import MANY, NAME_PARTS, Facts
from wasl.linkage.model import Floats
from wasl.linkage.settings import Kind, Settings
from wasl.linkage.spark.store import Batches, Store, batch, column, mapped
from wasl.linkage.spark.workers import Counted, Reader, SharedWords

FACTS = "row long, table int, record string, number long, valid boolean, facts binary"
OTHERS = ("number", "number_valid", "full_name", "mother_name", *(f"{part}_name" for part in NAME_PARTS))
PLACES = 33  # monotonically_increasing_id: the partition above these bits, the place in it below


@dataclass(frozen=True)
class SparkTable:
    """Rows to be resolved. `once`: a person stands in it at most once."""

    name: str
    frame: DataFrame
    once: bool = False


@dataclass(frozen=True)
class Read:
    """`facts`: as FACTS, a row's number being its place in all tables one after the other."""

    facts: DataFrame
    size: int
    reader: Reader
    comparer: Comparer
    notes: tuple[str, ...]


def read(tables: Sequence[SparkTable], settings: Settings, store: Store) -> Read:
    """Raises ValueError where there is nothing to resolve."""
    staged = [_staged(table, place, settings, store) for place, table in enumerate(tables)]
    starts = [_starts(frame) for frame in staged]
    sizes = [sum(count for _, count in start) for start in starts]
    if sum(sizes) < 2:
        raise ValueError("linkage: resolve needs tables with at least two rows between them")
    words = SharedWords.of(_forms(staged, settings))
    reader = store.spark.sparkContext.broadcast(Reader(settings, words))
    parts = [
        _facts(frame, reader, place, _first_rows(starts[place], sum(sizes[:place])))
        for place, frame in enumerate(staged)
    ]
    raw = store.keep(reduce(DataFrame.unionAll, parts), "facts")
    values = store.keep(_values(raw, reader), "values")
    defaults, silent, notes = _defaults(values, settings)
    crowded, lost = _crowded(raw, settings)
    notes += [f"number: {lost} rows carry one that too many rows carry"] if lost else []
    clean = _cleaned(raw, reader, defaults, crowded, store)
    comparer = Comparer(settings, Counted(_counts(values, defaults, settings)))
    return Read(clean, sum(sizes), reader.value.with_silent(silent), comparer, tuple(notes))


def _staged(table: SparkTable, place: int, settings: Settings, store: Store) -> DataFrame:
    """The columns that count, in the order in which they are read this once."""
    wanted = {*OTHERS, *(f.name for f in settings.fields)}
    chosen = [sql.col("record").cast("string"), *(sql.col(name) for name in table.frame.columns if name in wanted)]
    return store.keep(table.frame.select(*chosen, sql.monotonically_increasing_id().alias("place")), f"rows-{place}")


def _starts(frame: DataFrame) -> list[tuple[int, int]]:
    """Each partition of the source, in order, and how many rows it has."""
    counts = frame.groupBy(sql.shiftright("place", PLACES).alias("part")).count().collect()
    return sorted((part, count) for part, count in counts)


def _first_rows(starts: list[tuple[int, int]], first: int) -> dict[int, int]:
    ends = np.cumsum([first, *(count for _, count in starts)])
    return {part: int(end) for (part, _), end in zip(starts, ends, strict=False)}


def _forms(staged: list[DataFrame], settings: Settings) -> list[str]:
    """Every word of every table in its standard form."""

    def heard(batches: Batches) -> Batches:
        words = SharedWords()
        reader = Reader(settings, words)
        for rows in batches:
            reader.read(rows)
        yield batch(form=pa.array(words.forms[1:], pa.string()))

    frames = [frame.mapInArrow(heard, "form string") for frame in staged]
    return list(reduce(DataFrame.unionAll, frames).distinct().toArrow().column("form").to_pylist())


def _facts(frame: DataFrame, reader: Any, table: int, first: dict[int, int]) -> DataFrame:
    def facts_of(rows: pa.RecordBatch) -> pa.RecordBatch:
        facts = reader.value.read(rows)
        place = column(rows, "place")
        part = place >> PLACES
        parts = np.unique(part)
        row = np.array([first[int(p)] for p in parts])[np.searchsorted(parts, part)] + (place & (1 << PLACES) - 1)
        return _batch(reader.value, row, np.full(facts.size, table, np.int32), rows.column("record"), facts)

    return mapped(frame, facts_of, FACTS)


def _batch(reader: Reader, row: Any, table: Any, record: pa.Array, facts: Facts) -> pa.RecordBatch:
    return batch(
        row=row,
        table=table,
        record=record,
        number=facts.number.view(np.int64),
        valid=facts.valid,
        facts=reader.packed(facts),
    )


def _values(raw: DataFrame, reader: Any) -> DataFrame:
    """How often each value of each field stands in each table; of addresses, how often there is one."""

    def counted(rows: pa.RecordBatch) -> pa.RecordBatch:
        facts, table = reader.value.unpacked(rows.column("facts")), column(rows, "table")
        parts = []
        for place, chosen in enumerate(reader.value.settings.fields):
            values = facts.column(chosen.name).astype(np.int64)
            values = (values > 0).any(axis=1).astype(np.int64) if chosen.kind is Kind.WORDS else values
            keys, counts = np.unique(np.stack([table, values])[:, values > 0], axis=1, return_counts=True)
            parts.append((keys[0], np.full(len(counts), place), keys[1], counts))
        tables, fields, values, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
        return batch(table=tables.astype(np.int32), field=fields.astype(np.int32), value=values, count=counts)

    frame = mapped(raw.select("table", "facts"), counted, "table int, field int, value long, count long")
    return frame.groupBy("table", "field", "value").agg(sql.sum("count").alias("count"))


def _defaults(values: DataFrame, settings: Settings) -> tuple[dict[tuple[int, int], int], frozenset[str], list[str]]:
    """Values that stand in a large share of a table's rows, by table and field; fields that say nothing; notes."""
    most = sql.max(sql.struct("count", (-sql.col("value")).alias("value"))).alias("most")
    found = values.groupBy("table", "field").agg(sql.sum("count").alias("held"), most).collect()
    silent = {f.name for f in settings.fields} - {settings.fields[row["field"]].name for row in found}
    defaults, notes = {}, []
    for row in sorted(found, key=lambda row: (row["table"], row["field"])):
        chosen, count = settings.fields[row["field"]], row["most"]["count"]
        told = chosen.kind not in (Kind.CODE, Kind.WORDS) and row["held"] >= MANY
        if told and count >= settings.default_share * row["held"]:
            defaults[row["table"], row["field"]] = -row["most"]["value"]
            notes.append(f"{chosen.name}: one value stands in {count} of {row['held']} rows and was left aside")
    return defaults, frozenset(silent), notes


def _crowded(raw: DataFrame, settings: Settings) -> tuple[list[int], int]:
    """Numbers that are nobody's, and how many rows bear one."""
    counts = raw.where("number != 0").groupBy("number").count().where(sql.col("count") > settings.number_cap).collect()
    return [row["number"] for row in counts], sum(row["count"] for row in counts)


def _cleaned(
    raw: DataFrame, reader: Any, defaults: dict[tuple[int, int], int], crowded: list[int], store: Store
) -> DataFrame:
    if not defaults and not crowded:
        return raw

    def cleaned(rows: pa.RecordBatch) -> pa.RecordBatch:
        facts, table = reader.value.unpacked(rows.column("facts")), column(rows, "table")
        for (chosen, field), value in defaults.items():
            values = facts.column(reader.value.settings.fields[field].name)
            values[(table == chosen) & (values == value)] = 0
        facts = facts.without_numbers(np.isin(facts.number.view(np.int64), crowded))
        return _batch(reader.value, rows.column("row"), rows.column("table"), rows.column("record"), facts)

    return store.keep(mapped(raw, cleaned, FACTS), "facts-cleaned")


def _counts(values: DataFrame, defaults: dict[tuple[int, int], int], settings: Settings) -> dict[str, Floats]:
    """How often each word stands in each name field, by word id."""
    names = {place: f.name for place, f in enumerate(settings.fields) if f.kind is Kind.NAME}
    here = values.where(sql.col("field").isin(list(names)))
    for (table, field), value in defaults.items():
        here = here.where(~((sql.col("table") == table) & (sql.col("field") == field) & (sql.col("value") == value)))
    told = pl.DataFrame(pl.from_arrow(here.groupBy("field", "value").agg(sql.sum("count").alias("count")).toArrow()))
    out = {}
    for place, name in names.items():
        mine = told.filter(pl.col("field") == place)
        ids = mine["value"].to_numpy()
        out[name] = np.bincount(ids, weights=mine["count"].to_numpy(), minlength=1).astype(np.float64)
    return out
