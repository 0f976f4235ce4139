"""All rows that belong to customers as one DataFrame: a bucket, which input the row is of, and its columns as a struct. So any number
of tables meets by customer in one shuffle, in the columns that the program reads and no others."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from .inputs import Input, check_columns

STATE = "sop_state"
OF_THE_WHOLE, EDGES = -1, -2  # rows of a state that are no bucket's
BUCKET, TABLE = "sop_bucket", "sop_table"


def session_of(tables: Mapping[str, Any]) -> SparkSession:
    """The session of the first DataFrame given."""
    for table in tables.values():
        if isinstance(table, DataFrame):
            return table.sparkSession
    raise TypeError("none of these tables is a Spark DataFrame")


def frame_of(session: SparkSession, table: Any) -> DataFrame:
    """A DataFrame as it is; anything with the Arrow interface as one."""
    return table if isinstance(table, DataFrame) else session.createDataFrame(pa.table(table))


def _bucket(key: Column, buckets: int) -> Column:
    """The same for one customer in every table, whatever type her id has there; and the same in every later run."""
    return F.pmod(F.xxhash64(key.cast("string")), F.lit(buckets)).cast("int")


def read_columns(given: Input, frame: DataFrame) -> list[str]:
    """Those of the frame's columns that the program reads."""
    return [name for name in given.columns if name in frame.columns and name not in given.unread]


def with_unread(given: Input, table: pa.Table) -> pa.Table:
    """The engine wants to see every declared column; those that nobody reads come without values."""
    for name in given.unread:
        table = table.append_column(name, pa.nulls(table.num_rows))
    return table


def _quoted(name: str) -> Column:
    return F.col("`" + name.replace("`", "``") + "`")


def tagged(given: Input, frame: DataFrame, buckets: int) -> DataFrame:
    """The rows of one input, each with its bucket."""
    check_columns(given, frame.columns)
    assert given.key is not None
    columns = F.struct(*[_quoted(name) for name in read_columns(given, frame)])
    return frame.select(_bucket(_quoted(given.key), buckets).alias(BUCKET), F.lit(given.name).alias(TABLE), columns.alias(given.name))


def gathered(parts: list[DataFrame], buckets: int) -> DataFrame:
    """All rows, those of one bucket in one partition."""
    rows = functools.reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)
    return rows.repartition(buckets, BUCKET)


def as_bytes(given: Input, table: Any) -> bytes:
    """A table for every executor, as an Arrow stream. It comes to the driver whole."""
    if isinstance(table, DataFrame):
        check_columns(given, table.columns)
    whole = with_unread(given, table.select(*map(_quoted, read_columns(given, table))).toArrow()) if isinstance(table, DataFrame) else pa.table(table)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        writer.write_table(whole)
    return sink.getvalue()
