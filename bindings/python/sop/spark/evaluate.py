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
Step = Callable[[deciding.Job, "bytes | None", "pa.Schema", Batches], Batches]
_PART = "part binary"


def job_of(program: Program, inputs: Mapping[str, Input], tables: Mapping[str, Any], as_of: Instant | None, wanted: tuple[str, ...],
           accept_redefined: bool = False) -> deciding.Job:
    """What every executor is to know."""
    by_customer = tuple(inputs[name] for name in tables if inputs[name].by_customer)
    for_all = tuple((name, as_bytes(inputs[name], table)) for name, table in tables.items() if not inputs[name].by_customer)
    return deciding.Job(pickle.dumps(program), as_of, by_customer, for_all, wanted, accept_redefined)


class Work:
    """A job over rows that lie in partitions. What every executor is to know is a broadcast: it goes to each once."""

    def __init__(self, session: SparkSession, rows: DataFrame, program: Program, job: deciding.Job, shape: StructType) -> None:
        self._session = session
        self._rows = rows
        self._program = program
        self._shape = shape
        self._job = session.sparkContext.broadcast((job, shapes.as_arrow(shape)))

    def decided(self, edges: bytes | None, step: Step, shape: StructType | None = None) -> DataFrame:
        """`step` over every partition, with what is known of all customers."""
        shipped, known = self._job, self._session.sparkContext.broadcast(edges)

        def on_executor(batches: Batches) -> Batches:
            told, arrow_shape = shipped.value
            return step(told, known.value, arrow_shape, batches)

        return self._rows.mapInArrow(on_executor, shape or self._shape)

    def edges(self, before: bytes, nobody: Callable[[bytes], bytes], step: Step, passes: int) -> bytes | None:
        """What the program asks of all customers, found out pass by pass: each piece says its part, the driver merges them.
        `before`: what an earlier tick found out; `nobody`: the part of no customers, so that there is one."""
        edges = before
        try:
            for _ in range(passes):
                said = self.decided(edges, step, _PART).collect()
                edges = self._program.merge_parts([nobody(edges), *(bytes(row["part"]) for row in said)], edges)
        except Exception:
            self._rows.unpersist()
            raise
        return edges if passes else None


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
    sent. What the program asks of all customers together (`rank`, `avg(customers…)`) is found out in `program.passes()` passes over
    the rows before this returns; the rows are held in the cluster for them, until `unpersist()` of the result. Raises
    NotByCustomer where it cannot be found out so.
    """
    inputs = inputs_of(program)
    given = tables_of(inputs, customers, tables)
    session = session_of(given)
    count = partitions or int(session.conf.get("spark.sql.shuffle.partitions") or 200)
    job = job_of(program, inputs, given, as_of, wanted)
    rows = gathered([tagged(one, frame_of(session, given[one.name]), count) for one in job.inputs], count)
    empty, nobody = shapes.nobodys_tables(inputs, given), shapes.about_nobody(program, inputs, as_of)
    shape = shapes.shape_of(nobody, wanted, with_state=False)
    passes = program.passes()
    if passes:
        rows = rows.persist()
    work = Work(session, rows, program, job, shape)
    edges = work.edges(b"", lambda known: program.part(empty, as_of, edges=known), deciding.part_of_partition, passes)
    done = work.decided(edges, deciding.decide_partition)
    return SparkResult(done, wanted, nobody, rows if passes else None)
