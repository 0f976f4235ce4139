"""A program over the customers of a cluster, without memory: facts, segments, tags, rules, journeys from their beginning."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame, SparkSession

from ..program import Instant, Program
from . import deciding, shapes
from .inputs import Input, inputs_of, tables_of
from .result import SparkResult
from .rows import as_bytes, frame_of, gathered, session_of, tagged

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

Batches = Iterator["pa.RecordBatch"]


def job_of(program: Program, inputs: Mapping[str, Input], tables: Mapping[str, Any], as_of: Instant | None, wanted: tuple[str, ...],
           accept_redefined: bool = False) -> deciding.Job:
    """What every executor is to know."""
    by_customer = tuple(inputs[name] for name in tables if inputs[name].by_customer)
    for_all = tuple((name, as_bytes(inputs[name], table)) for name, table in tables.items() if not inputs[name].by_customer)
    return deciding.Job(pickle.dumps(program), as_of, by_customer, for_all, wanted, accept_redefined)


def decided(session: SparkSession, rows: DataFrame, job: deciding.Job, shape: StructType,
            work: Callable[[deciding.Job, pa.Schema, Batches], Batches]) -> DataFrame:
    """`work` over every partition. The job is a broadcast: it goes to each executor once."""
    shipped = session.sparkContext.broadcast((job, shapes.as_arrow(shape)))

    def on_executor(batches: Batches) -> Batches:
        told, arrow_shape = shipped.value
        return work(told, arrow_shape, batches)

    return rows.mapInArrow(on_executor, shape)


def evaluate(
    customers: DataFrame | None,
    tables: Mapping[str, Any],
    program: Program,
    as_of: Instant | None = None,
    *,
    partitions: int | None = None,
    wanted: tuple[str, ...] = shapes.TABLES,
) -> SparkResult:
    """Decides about everybody at one instant, customers given out over the cluster.

    `customers` is the program's table of customers (None where it takes them from a stream), `tables` its other inputs by name:
    DataFrames, or anything with the Arrow interface. Tables without a customer (products, staff) go to every executor whole. A
    partition is decided at once, in the memory of one Python worker: give so many `partitions` that each holds some 100,000
    customers (default: the session's `spark.sql.shuffle.partitions`). `wanted`: the tables of the result; the fewer, the less is
    sent. Raises NotByCustomer where the program asks something of all customers together.
    """
    inputs = inputs_of(program)
    given = tables_of(inputs, customers, tables)
    session = session_of(given)
    count = partitions or int(session.conf.get("spark.sql.shuffle.partitions") or 200)
    job = job_of(program, inputs, given, as_of, wanted)
    rows = gathered([tagged(one, frame_of(session, given[one.name]), count) for one in job.inputs], count)
    nobody = shapes.about_nobody(program, inputs, as_of)
    shape = shapes.shape_of(nobody, wanted, with_state=False)
    return SparkResult(decided(session, rows, job, shape, deciding.decide_partition), wanted, nobody)
