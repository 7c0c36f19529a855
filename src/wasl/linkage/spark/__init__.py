"""The same engine on many machines: Apache Spark moves the rows, the engine's own functions read, compare and decide.

    from wasl.linkage.spark import SparkTable, resolve_on_spark

    found = resolve_on_spark([SparkTable("civil", frame, once=True), ...], Settings(), work="hdfs:///tmp/linking")
    found.frame, found.unsure, found.notes

Frames have the columns that `wasl.linkage` names. Keys, block counts, pairs, connected components and joins are
DataFrames; standardising, comparing, learning and deciding are calls of the functions that `resolve` calls, in Arrow
batches, so that settings mean the same and links are the same. Needs the extra `wasl[spark]` and Java 17 or newer.

It is for data that one machine does not hold: on one machine `resolve` is many times as fast.
"""

from wasl.linkage.spark.reading import SparkTable
from wasl.linkage.spark.resolve import SparkResolution, resolve_on_spark
from wasl.linkage.spark.session import local_session

__all__ = ["SparkResolution", "SparkTable", "local_session", "resolve_on_spark"]
