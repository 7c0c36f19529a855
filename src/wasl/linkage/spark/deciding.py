"""From facts to people: buckets of rows that belong together, each decided by the engine's own functions."""

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.anchor import held
from wasl.linkage.chances import FINE, nobodys_share, sorts
from wasl.linkage.decide import Edges, between_units, grow, with_rivals
from wasl.linkage.explain import reasons
from wasl.linkage.facts import Facts, joined
from wasl.linkage.resolve import SHOWN, Groups, _established
from wasl.linkage.settings import Settings
from wasl.linkage.spark.graph import components
from wasl.linkage.spark.reading import Read
from wasl.linkage.spark.store import Store, batch, bucket, column, mapped

ANCHORED = "row long, unit long, held boolean, refused boolean, wrong double, sure long"
SETTLED = "row long, table int, unit long, held boolean, facts binary"
SCORED = "one long, two long, pattern long, odds double, unit_one long, unit_two long"
SCORED += ", claim_one long, claim_two long, rest long"
SCORED += ", table_one int, table_two int, held_one boolean, held_two boolean"
EDGES = "one long, two long, pattern long, odds double, unit_one long, unit_two long, probability double"
UNSURE = "one long, two long, weight double, probability double, reason string"
CLAIMS = np.uint64(1 << 62)


def anchored(given: Read, judge: Any) -> DataFrame:
    """Rows with a valid number: their unit, and whether the facts of its other bearers refuse the number. `wrong` and
    `sure`: doubt and count of the pairs that are borne out, on one row of each bucket."""

    def bucket_of(table: pa.Table) -> pa.Table:
        table = table.sort_by("row")
        row, facts = column(table, "row"), judge.value.reader.unpacked(table.column("facts"))
        unit, after, proven = judge.value.anchored(facts, column(table, "table"))
        wrong, sure = np.zeros(len(row)), np.zeros(len(row), np.int64)
        wrong[0], sure[0] = (1 - proven).sum(), len(proven)
        refused = (facts.number > 0) & (after.number == 0)
        return pa.Table.from_batches(
            [batch(row=row, unit=row[unit], held=held(unit), refused=refused, wrong=wrong, sure=sure)]
        )

    rows = given.facts.where("valid and number != 0").select("row", "table", "facts", bucket(given.size, "number"))
    return rows.groupBy("bucket").applyInArrow(bucket_of, ANCHORED)


def settled(given: Read, proven: DataFrame, judge: Any) -> DataFrame:
    """All rows with their unit, refused numbers taken out of their facts."""

    def without_refused(rows: pa.RecordBatch) -> pa.RecordBatch:
        reader = judge.value.reader
        facts = reader.unpacked(rows.column("facts")).without_numbers(column(rows, "refused"))
        kept = {name: rows.column(name) for name in ("row", "table", "unit", "held")}
        return batch(**kept, facts=reader.packed(facts))

    none = sql.lit(False)
    chosen = [
        sql.coalesce("unit", "row").alias("unit"),
        *(sql.coalesce(name, none).alias(name) for name in ("held", "refused")),
    ]
    rows = (
        given.facts.select("row", "table", "facts").join(proven, "row", "left").select("row", "table", "facts", *chosen)
    )
    return mapped(rows, without_refused, SETTLED)


def scored(rows: DataFrame, pairs: DataFrame, size: int, judge: Any, store: Store, *, hopeful: bool) -> DataFrame:
    """The pairs that are worth anything, with the probability of each among its rivals."""

    def score(found: pa.RecordBatch) -> pa.RecordBatch:
        one, two = (judge.value.reader.unpacked(found.column(name)) for name in ("left", "right"))
        both, place = joined([one, two], judge.value.reader.words), np.arange(one.size)
        edges = judge.value.scale.edges(both, place, place + one.size, hopeful=hopeful)
        kept = found.take(pa.array(edges.one))
        named = {name: kept.column(name) for name in ("one", "two")}
        units = {name: kept.column(name) for name in ("unit_one", "unit_two")}
        held_one = column(kept, "held_one")
        claims = {
            "claim_one": np.where(held_one, _claims(one)[edges.one], 0),
            "claim_two": np.where(column(kept, "held_two"), _claims(two)[edges.one], 0),
        }
        rest = np.where(held_one, column(kept, "two"), column(kept, "one"))
        ends = {name: kept.column(name) for name in ("table_one", "table_two", "held_one", "held_two")}
        return batch(**named, pattern=edges.patterns, odds=edges.odds, **units, **claims, rest=rest, **ends)

    def rivals(table: pa.Table) -> pa.Table:
        table = table.sort_by([("one", "ascending"), ("two", "ascending")])
        ends = np.concatenate([column(table, "one"), column(table, "two")])
        row, place = np.unique(ends, return_inverse=True)
        claim = np.zeros(len(row), np.int64)
        claim[place] = np.concatenate([column(table, "claim_one"), column(table, "claim_two")])
        one, two = np.split(place, 2)
        edges = Edges(one, two, column(table, "pattern"), column(table, "likely"))
        kept = table.select(["one", "two", "pattern", "odds", "unit_one", "unit_two"])
        return kept.append_column("probability", pa.array(with_rivals(edges, claim)))

    left, right = (_end(rows, *names) for names in (("one", "left"), ("two", "right")))
    found = store.keep(mapped(pairs.join(left, "one").join(right, "two"), score, SCORED), "scored")
    edges = _of_a_table(found, judge.value.bits)
    return edges.withColumn("bucket", bucket(size, "rest")).groupBy("bucket").applyInArrow(rivals, EDGES)


def _end(rows: DataFrame, name: str, facts: str) -> DataFrame:
    named = {"row": name, "unit": f"unit_{name}", "held": f"held_{name}", "table": f"table_{name}", "facts": facts}
    return rows.select(*(sql.col(old).alias(new) for old, new in named.items()))


def _of_a_table(edges: DataFrame, once: Groups) -> DataFrame:
    """As `wasl.linkage.chances.one_of_a_table`: `likely` are the odds against another one of that table or nobody."""
    held_once = np.asarray(once.any(axis=1))
    sort, told = (sql.array(*map(sql.lit, values.tolist())) for values in (sorts(once), held_once))

    def of(table: Any, values: Any) -> Any:
        return sql.element_at(values, table + 1)

    def seen(row: str, other: str) -> DataFrame:
        from_, to = (of(sql.col(f"table_{end}"), sort) for end in (row, other))
        asked = from_ * (1 << 20) + to * 2 + sql.col(f"held_{row}").cast("int")
        chosen = edges.where(of(sql.col(f"table_{other}"), told))
        return chosen.select(sql.col(row).alias("row"), to.alias("other"), asked.alias("asked"), "odds")

    ends = seen("one", "two").unionAll(seen("two", "one"))
    whole = ends.groupBy("row", "other").agg(sql.sum("odds").alias("whole"), sql.first("asked").alias("asked"))
    whole = whole.join(sql.broadcast(_nobody(whole)), "asked").select("row", "other", "whole", "nobody")
    for row, other in (("one", "two"), ("two", "one")):
        side = whole.select(
            sql.col("row").alias(row),
            sql.col("other").alias(f"sort_{other}"),
            (sql.col("whole") + sql.col("nobody")).alias(f"against_{row}"),
        )
        edges = edges.withColumn(f"sort_{other}", of(sql.col(f"table_{other}"), sort))
        edges = edges.join(side, [row, f"sort_{other}"], "left")
    against = [sql.coalesce(sql.col(f"against_{row}") - sql.col("odds"), sql.lit(0.0)) for row in ("one", "two")]
    most = sql.greatest(*against)
    one_table = of(sql.col("table_one"), told) & (sql.col("table_one") == sql.col("table_two"))
    likely = sql.when(one_table, 0.0).when(most > 0, sql.col("odds") / most).otherwise(sql.col("odds"))
    return edges.withColumn("likely", likely)


def _nobody(whole: DataFrame) -> DataFrame:
    """asked, nobody: how often rows of each sort are not in the table that was asked."""
    step = sql.rint(sql.log2("whole") * FINE).cast("long")
    counted = whole.groupBy("asked", step.alias("step")).agg(sql.count("*").alias("count")).toArrow()
    asked, steps, counts = (column(counted, name) for name in ("asked", "step", "count"))
    kinds = np.unique(asked)
    shares = [nobodys_share(steps[asked == kind], counts[asked == kind]) for kind in kinds]
    made = pa.table({"asked": pa.array(kinds, pa.int64()), "nobody": pa.array(shares, pa.float64())})
    return whole.sparkSession.createDataFrame(made)


def _claims(facts: Facts) -> Groups:
    return (facts.number % CLAIMS).astype(np.int64)


def threshold(proven: DataFrame, edges: DataFrame, settings: Settings) -> float:
    """As `wasl.linkage.estimate.wanted_threshold`, over counted probabilities: the least at which all pairs together
    still have the wanted precision."""
    wrong, sure = proven.agg(
        sql.coalesce(sql.sum("wrong"), sql.lit(0.0)), sql.coalesce(sql.sum("sure"), sql.lit(0))
    ).collect()[0]
    low, high = sql.least("unit_one", "unit_two").alias("low"), sql.greatest("unit_one", "unit_two").alias("high")
    likely = edges.where(sql.col("probability") >= settings.unsure)
    best = likely.groupBy(low, high).agg(sql.max("probability").alias("probability"))
    told = best.groupBy("probability").agg(sql.count("*").alias("count")).orderBy(sql.desc("probability")).toArrow()
    probability = np.repeat(column(told, "probability"), column(told, "count"))
    doubt = wrong + np.cumsum(1 - probability)
    good = doubt <= (1 - settings.precision) * (sure + np.arange(1, len(probability) + 1))
    return float(probability[np.flatnonzero(good)[-1]]) if good.any() else 1.0


def clusters(rows: DataFrame, edges: DataFrame, least: float, size: int, judge: Any, store: Store) -> DataFrame:
    """row, cluster of every row. Units that likely pairs join, directly or not, are decided together."""

    def decide(members: pa.Table, pairs: pa.Table) -> pa.Table:
        members = members.sort_by("row")
        row, facts = column(members, "row"), judge.value.reader.unpacked(members.column("facts"))
        unit = np.searchsorted(row, column(members, "unit"))
        one, two = (np.searchsorted(row, column(pairs, name)) for name in ("one", "two"))
        order = np.lexsort((np.maximum(one, two), np.minimum(one, two)))
        likely = Edges(one, two, column(pairs, "pattern"), column(pairs, "odds")).keep(order)
        probability = column(pairs, "probability")[order]
        best = between_units(likely, unit, probability)
        table = column(members, "table")
        number = _established(facts, unit)
        cluster = grow(unit, likely.keep(best), probability[best], number=number, once=judge.value.bits[table])
        cluster = judge.value.mended(cluster, unit, facts, table)
        return pa.table({"row": row, "cluster": row[cluster]})

    good = edges.where(sql.col("probability") >= max(least, judge.value.reader.settings.unsure))
    graph = good.select(sql.col("unit_one").alias("u"), sql.col("unit_two").alias("v")).where("u != v")
    parts = store.keep(components(graph, store), "components")
    ends = parts.select(sql.col("node").alias("unit_one"), sql.col("component").alias("part"))
    members = rows.join(parts.withColumnRenamed("node", "unit"), "unit").withColumn("bucket", bucket(size, "component"))
    pairs = good.join(ends, "unit_one").withColumn("bucket", bucket(size, "part"))
    decided = members.groupBy("bucket").cogroup(pairs.groupBy("bucket")).applyInArrow(decide, "row long, cluster long")
    return (
        rows.select("row", "unit")
        .join(decided, "row", "left")
        .select("row", sql.coalesce("cluster", "unit").alias("cluster"))
    )


def unsure(frame: DataFrame, edges: DataFrame, judge: Any, store: Store) -> DataFrame:
    """Pairs left apart that are likely enough to be looked at, the best of each two clusters, the most doubtful
    first. `frame`: row, table, record, cluster."""

    def told(rows: pa.RecordBatch) -> pa.RecordBatch:
        pattern = column(rows, "pattern")
        weight = np.log2(column(rows, "odds") / judge.value.scale.prior)
        reason = pa.array(
            pl.Series(reasons(pattern, judge.value.scale.comparer), dtype=pl.String).to_list(), pa.string()
        )
        named = {name: rows.column(name) for name in ("one", "two")}
        return batch(**named, weight=weight, probability=rows.column("probability"), reason=reason)

    ends = {
        name: frame.select(
            *(sql.col(part).alias(f"{part}_{name}") for part in ("table", "record", "cluster")),
            sql.col("row").alias(name),
        )
        for name in ("one", "two")
    }
    apart = edges.where(sql.col("probability") >= SHOWN).join(ends["one"], "one").join(ends["two"], "two")
    apart = apart.where("cluster_one != cluster_two")
    between = [sql.least("cluster_one", "cluster_two"), sql.greatest("cluster_one", "cluster_two")]
    first = [-sql.least("one", "two"), -sql.greatest("one", "two")]
    best = sql.max_by(sql.struct("one", "two", "pattern", "odds", "probability"), sql.struct("probability", *first))
    pairs = apart.groupBy(*between).agg(best.alias("best")).select("best.*")
    found = mapped(pairs, told, UNSURE).join(ends["one"], "one").join(ends["two"], "two")
    shown = found.select(
        sql.col("table_one").alias("table"),
        sql.col("record_one").alias("record"),
        sql.col("table_two").alias("other_table"),
        sql.col("record_two").alias("other_record"),
        "weight",
        "probability",
        "reason",
    )
    return store.keep(shown.orderBy(sql.abs(sql.col("probability") - 0.5)), "unsure")
