"""Many tables grouped into people on many machines: the stages of `wasl.linkage.resolve`, in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.model import Model
from wasl.linkage.resolve import Table, _once_bits
from wasl.linkage.settings import Settings
from wasl.linkage.spark.blocks import blocks, candidates, notes
from wasl.linkage.spark.deciding import anchored, clusters, scored, settled, threshold, unsure
from wasl.linkage.spark.learning import glance, learn
from wasl.linkage.spark.reading import SparkTable, read
from wasl.linkage.spark.store import Store
from wasl.linkage.spark.workers import Judge


@dataclass(frozen=True)
class SparkResolution:
    """`frame`: table, record, cluster (every row once; rows of one cluster are one person).

    `unsure`: pairs left apart that a person should decide: table, record, other_table, other_record, weight,
    probability, reason. `notes`: what was left aside, and why. `seconds`: how long each stage took.
    """

    frame: DataFrame
    unsure: DataFrame
    model: Model
    notes: tuple[str, ...]
    seconds: Mapping[str, float]


def resolve_on_spark(tables: Sequence[SparkTable], settings: Settings, *, work: str) -> SparkResolution:
    """Group the rows of all tables into people. `work`: a folder that all workers reach, for the stages; it may be
    removed when the results have been read."""
    store = Store(tables[0].frame.sparkSession, work)
    given = read(tables, settings, store)
    if given.size < 2:
        raise ValueError("linkage: resolve needs tables with at least two rows between them")
    share = store.spark.sparkContext.broadcast
    met = blocks(given.facts, share(given.reader), settings, store)
    once = _once_bits([Table(table.name, pl.DataFrame({"record": [""]}), table.once) for table in tables], settings)
    scale = learn(given, met, settings, once)
    judge = share(Judge(given.reader, scale, once))
    proven = store.keep(anchored(given, judge), "anchored")
    rows = store.keep(settled(given, proven, judge), "settled")
    rest = rows.where("not held").select("row")
    count = rest.count()
    promising = glance(rows, count, met, judge.value, settings, given.size)
    pairs = candidates(met, rest, settings, None if promising is None else share(promising))
    edges = store.keep(scored(rows, pairs, given.size, judge, store, hopeful=promising is None), "edges")
    least = threshold(proven, edges, settings)
    cluster = store.keep(clusters(rows, edges, least, given.size, judge, store), "clusters")
    names = sql.array(*(sql.lit(table.name) for table in tables))
    named = given.facts.select("row", sql.element_at(names, sql.col("table") + 1).alias("table"), "record")
    frame = store.keep(named.join(cluster, "row"), "resolution")
    told = (*given.notes, *notes(met, rest, count, settings))
    shown = unsure(frame, edges, judge, store)
    return SparkResolution(frame.select("table", "record", "cluster"), shown, scale.model, told, store.seconds)
