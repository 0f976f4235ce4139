"""What runs on an executor: the rows of its partition become tables again, the engine decides, its tables leave as rows of one
shape. The program arrives once per executor, and a worker compiles it once. In a pass over all customers (`program.passes`) a
piece says its part of what is asked of everybody, and nothing else."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..program import Program
from ..result import Result
from .inputs import Input
from .rows import BUCKET, STATE, TABLE, with_unread

PART = pa.schema([pa.field("part", pa.binary())])
_NO_LIMIT = 2**63 - 1
_SLICE = 65_536  # rows of an outgoing batch


@dataclass(frozen=True)
class Job:
    """What every executor is told, besides the rows. `inputs`: those by customer; `for_all`: the others, as Arrow streams."""

    program: bytes
    as_of: Any
    inputs: tuple[Input, ...]
    for_all: tuple[tuple[str, bytes], ...]
    wanted: tuple[str, ...]
    accept_redefined: bool = False


@functools.lru_cache(maxsize=4)
def _program(text: bytes) -> Program:
    program: Program = pickle.loads(text)
    return program


def _rows_of(rows: pa.Table, name: str) -> pa.Table:
    of_it = rows.filter(pc.equal(rows[TABLE], name))[name].combine_chunks()
    if isinstance(of_it, pa.ChunkedArray):  # of no rows
        of_it = pa.concat_arrays(of_it.chunks) if of_it.num_chunks else pa.array([], of_it.type)
    return pa.Table.from_arrays(of_it.flatten(), names=[field.name for field in of_it.type])


def _tables_of(job: Job, rows: pa.Table) -> dict[str, pa.Table]:
    tables = {one.name: with_unread(one, _rows_of(rows, one.name)) for one in job.inputs}
    return tables | {name: pa.ipc.open_stream(stream).read_all() for name, stream in job.for_all}


def _evaluate(job: Job, edges: bytes | None, rows: pa.Table, memory: bytes | None) -> Result:
    limits: dict[str, Any] = {} if memory is None else {"max_actions": _NO_LIMIT, "accept_redefined": job.accept_redefined}
    return _program(job.program).evaluate(_tables_of(job, rows), job.as_of, memory=memory, edges=edges, **limits)


def _part(job: Job, edges: bytes | None, rows: pa.Table, memory: bytes | None) -> pa.RecordBatch:
    said = _program(job.program).part(_tables_of(job, rows), job.as_of, edges=edges or b"", memory=memory)
    return pa.RecordBatch.from_arrays([pa.array([said], pa.binary())], schema=PART)


def _as_rows(name: str, table: pa.Table, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
    """A table as rows of the common shape: its name, itself as a struct, nothing in the other structs."""
    struct = shape.field(name).type
    columns = [table[field.name].cast(field.type) for field in struct]
    whole = pa.table(dict(zip([field.name for field in struct], columns))).combine_chunks()
    for begin in range(0, whole.num_rows, _SLICE):
        part = whole.slice(begin, _SLICE)
        arrays = [pa.concat_arrays(column.chunks) for column in part.columns]
        own = pa.StructArray.from_arrays(arrays, fields=list(struct))
        named = pa.array([name] * len(own), pa.string())
        yield pa.RecordBatch.from_arrays(
            [named if field.name == TABLE else own if field.name == name else pa.nulls(len(own), field.type) for field in shape], schema=shape)


def _out(job: Job, result: Result, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
    for name in job.wanted:
        table = getattr(result, name).to_arrow()
        if table.num_rows:
            yield from _as_rows(name, table, shape)


def _table(batches: Iterable[pa.RecordBatch]) -> pa.Table | None:
    """The rows of a partition, if there are any."""
    held = list(batches)
    return pa.Table.from_batches(held) if sum(batch.num_rows for batch in held) > 0 else None


def _by_bucket(rows: pa.Table | None) -> Iterator[tuple[int, pa.Table, bytes]]:
    """Each bucket of a partition, and what the tick before left of it."""
    if rows is None:
        return
    for bucket in sorted(pc.unique(rows[BUCKET]).to_pylist()):
        own = rows.filter(pc.equal(rows[BUCKET], bucket))
        before = _rows_of(own, STATE)["memory"].to_pylist()
        if len(before) != 1:
            raise ValueError(f"bucket {bucket} has {len(before)} rows of state: the state must be the whole of one earlier tick's")
        yield bucket, own, before[0] or b""


def part_of_partition(job: Job, edges: bytes | None, shape: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What the customers of the partition say in a pass."""
    if (rows := _table(batches)) is not None:
        yield _part(job, edges, rows, None)


def part_of_buckets(job: Job, edges: bytes | None, shape: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same for a tick, bucket by bucket, each on its own memory."""
    for _, own, memory in _by_bucket(_table(batches)):
        yield _part(job, edges, own, memory)


def decide_partition(job: Job, edges: bytes | None, shape: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One evaluation over all customers of the partition."""
    if (rows := _table(batches)) is not None:
        yield from _out(job, _evaluate(job, edges, rows, None), shape)


def tick_partition(job: Job, edges: bytes | None, shape: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One tick per bucket, each on its own memory, which leaves as a row of `state`."""
    for bucket, own, memory in _by_bucket(_table(batches)):
        result = _evaluate(job, edges, own, memory)
        yield from _out(job, result, shape)
        yield from _as_rows(STATE, pa.table({"bucket": pa.array([bucket], pa.int32()), "memory": pa.array([result.memory], pa.binary())}), shape)
