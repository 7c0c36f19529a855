"""Connected components of a graph that no machine holds."""

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from wasl.linkage.spark.store import Store


def components(edges: DataFrame, store: Store) -> DataFrame:
    """node, component (its least node) of every node that an edge (u, v) touches.

    Large star and small star in turn until nothing changes: Kiveris et al., Connected Components in MapReduce and
    Beyond, 2014. The number of rounds grows with the logarithm of the longest way, not with the way.
    """
    stars = store.keep(
        edges.select(sql.greatest("u", "v").alias("u"), sql.least("u", "v").alias("v")).distinct(), "stars-0"
    )
    seen, turn = None, 0
    while (now := _fingerprint(stars)) != seen:
        seen, turn = now, turn + 1
        stars = store.keep(_small_star(_large_star(stars)), f"stars-{turn}")
    leaves = stars.select(sql.col("u").alias("node"), sql.col("v").alias("component"))
    return leaves.unionAll(stars.select(sql.col("v").alias("node"), sql.col("v").alias("component")).distinct())


def _large_star(edges: DataFrame) -> DataFrame:
    """Every greater neighbour is tied to the least neighbour."""
    both = edges.unionAll(edges.select(sql.col("v").alias("u"), sql.col("u").alias("v")))
    least = both.groupBy("u").agg(sql.least(sql.first("u"), sql.min("v")).alias("least"))
    return both.join(least, "u").where("v > u").select(sql.col("v").alias("u"), sql.col("least").alias("v")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """The lesser neighbours and the node itself are tied to the least neighbour."""
    least = edges.groupBy("u").agg(sql.min("v").alias("least"))
    others = edges.join(least, "u").where("v != least").select(sql.col("v").alias("u"), sql.col("least").alias("v"))
    return others.unionAll(least.select("u", sql.col("least").alias("v"))).distinct()


def _fingerprint(edges: DataFrame) -> Any:
    return edges.agg(sql.count("*"), sql.sum(sql.xxhash64("u", "v") % sql.lit(1 << 40))).collect()[0]
