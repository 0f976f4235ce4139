"""Which columns come out: asked of the engine itself, which decides about nobody here, on the driver."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import BinaryType, IntegerType, StringType, StructField, StructType

from ..program import Instant, Program
from ..result import Result
from .inputs import Input
from .rows import STATE, TABLE

TABLES = ("actions", "tags", "facts", "segments", "issues", "decisions", "stages")


def nobodys_tables(inputs: dict[str, Input], given: Collection[str] = ()) -> dict[str, pa.Table]:
    """Tables without rows: those that must be there, and those `given`."""
    wanted = [one for one in inputs.values() if one.required or one.name in given]
    return {one.name: pa.table({name: pa.array([], pa.string()) for name in one.columns}) for one in wanted}


def about_nobody(program: Program, inputs: dict[str, Input], as_of: Instant | None) -> Result:
    """The program on tables without rows."""
    return program.evaluate(nobodys_tables(inputs), as_of)


def _plain(kind: pa.DataType) -> pa.DataType:
    """The types that Spark has: no large texts, no dictionaries, local times as texts."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_time(kind):
        return pa.string()
    return kind


def _struct_of(table: pa.Table) -> StructType:
    plain = pa.schema([pa.field(field.name, _plain(field.type)) for field in table.schema])
    return from_arrow_schema(plain, prefer_timestamp_ntz=True)


def shape_of(result: Result, wanted: tuple[str, ...], with_state: bool) -> StructType:
    """A row that holds a row of any of the tables wanted."""
    fields = [StructField(TABLE, StringType())] + [StructField(name, _struct_of(getattr(result, name).to_arrow())) for name in wanted]
    if with_state:
        fields.append(StructField(STATE, StructType([StructField("bucket", IntegerType()), StructField("memory", BinaryType())])))
    return StructType(fields)


def as_arrow(shape: StructType) -> pa.Schema:
    """As the batches that executors send must be."""
    return to_arrow_schema(shape, timezone="UTC")
