"""A cluster of two executors on this machine, and rows as they are compared."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyspark
from pyspark.sql import DataFrame, SparkSession

MASTER = os.environ.get("SOP_SPARK_MASTER", "local-cluster[2,1,1024]")


@contextmanager
def cluster(master: str = MASTER) -> Iterator[SparkSession]:
    """A session over two executor processes; their folders go when it ends."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    packages = os.pathsep.join(os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path)
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false", "spark.driver.memory": "1g",
        "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "3",
        "spark.task.maxFailures": "1", "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.PYTHONPATH": packages, "spark.executorEnv.SPARK_LOCAL_IP": "127.0.0.1",
    }
    builder = SparkSession.builder.master(master).appName("sop")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("FATAL")
    work = pathlib.Path(pyspark.__file__).parent / "work" / session.sparkContext.applicationId
    try:
        yield session
    finally:
        session.stop()
        shutil.rmtree(work, ignore_errors=True)


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind) or pa.types.is_time(kind):
        return pa.string()
    return pa.timestamp("us", tz="UTC") if pa.types.is_timestamp(kind) else kind


def rows_of(table: Any) -> list[tuple[Any, ...]]:
    """The rows of a DataFrame or of a local table, in an order of their own."""
    whole = table.toArrow() if isinstance(table, DataFrame) else pa.table(table)
    columns = [whole[name].cast(_plain(whole[name].type)).to_pylist() for name in whole.schema.names]
    return sorted(zip(*columns), key=repr)
