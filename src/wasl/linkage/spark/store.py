"""Stages written out as Parquet: what comes next reads them again instead of reckoning them again, also after a
worker was lost, and nothing has to fit into memory."""

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

Batches = Iterator[pa.RecordBatch]
BUCKET = 200_000  # rows that one worker looks at together


class Store:
    """A folder that all workers reach: a path, hdfs:// or s3a://. `seconds`: how long each stage took, with what the
    driver did before it."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        self.spark, self.folder = spark, folder.rstrip("/")
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def keep(self, frame: DataFrame, name: str) -> DataFrame:
        path = f"{self.folder}/{name}"
        frame.write.mode("overwrite").parquet(path)
        before, self._last = self._last, perf_counter()
        self.seconds[name] = self._last - before
        return self.spark.read.schema(frame.schema).parquet(path)


def mapped(frame: DataFrame, function: Callable[[pa.RecordBatch], pa.RecordBatch | None], schema: str) -> DataFrame:
    """The frame with a function applied to each batch."""

    def each(batches: Batches) -> Batches:
        return (made for batch in batches if batch.num_rows and (made := function(batch)) is not None)

    return frame.mapInArrow(each, schema)


def bucket(rows: int, *columns: str) -> Any:
    """A column that spreads rows over buckets, equal values together."""
    return sql.pmod(sql.xxhash64(*columns), sql.lit(1 + rows // BUCKET)).alias("bucket")


def column(table: pa.RecordBatch | pa.Table, name: str) -> npt.NDArray[Any]:
    values = table.column(name)
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return np.asarray(whole.to_numpy(zero_copy_only=False))


def batch(**columns: npt.NDArray[Any] | pa.Array | Iterable[Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(values) for values in columns.values()], list(columns))
