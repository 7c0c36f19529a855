"""A Spark of one's own on this machine, to try things out: nothing listens beyond loopback."""

import os
import sys

from pyspark.sql import SparkSession


def local_session(cores: int = 2, *, partitions: int = 8, memory: str = "2g", **more: str) -> SparkSession:
    """A session with so many cores; `more` are options by their own names. Stop it when done."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    options: dict[str, bool | float | int | str | None] = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": memory,
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **more,
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("wasl")
    return builder.config(map=options).getOrCreate()
