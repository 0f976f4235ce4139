"""Ticks on a cluster: journeys go on and rules fire when they become true, with the memory between ticks as a DataFrame.

The customers are in buckets, for ever: a customer's bucket follows from her id, and what a tick leaves of a bucket is one row of
bytes. A row with the number -1 holds what is known of the whole: how many buckets there are, and how much earlier ticks did; a row
-2, where the program asks something of all customers together, what the tick found out about that."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from ..errors import RefusedError, SopError
from ..program import Instant, Program
from . import deciding, shapes
from .evaluate import Work, job_of
from .inputs import inputs_of, tables_of
from .result import SparkTick
from .rows import BUCKET, EDGES, OF_THE_WHOLE, STATE, TABLE, frame_of, gathered, session_of, tagged

_REMEMBERED_TICKS = 20


def _known(state: DataFrame | None, buckets: int) -> dict[str, Any]:
    """What an earlier tick left of the whole."""
    if state is None:
        return {"version": 1, "buckets": buckets, "actions": []}
    found = state.where(F.col("bucket") == OF_THE_WHOLE).collect()
    if len(found) != 1:
        raise SopError("this is no state of sop.spark.tick: its row -1 is not there once")
    known: dict[str, Any] = json.loads(bytes(found[0]["memory"]))
    return known


def _edges(state: DataFrame | None) -> bytes:
    """What the tick before found out of all customers."""
    found = state.where(F.col("bucket") == EDGES).collect() if state is not None else []
    return bytes(found[0]["memory"]) if found else b""


def _memories(session: SparkSession, state: DataFrame | None, buckets: int) -> DataFrame:
    """One row per bucket, in the first tick without bytes: a bucket without customers has its ticks too."""
    if state is None:
        rows = session.range(buckets).select(F.col("id").cast("int").alias(BUCKET), F.lit(None).cast("binary").alias("memory"))
    else:
        rows = state.where(F.col("bucket") >= 0).select(F.col("bucket").cast("int").alias(BUCKET), "memory")
    return rows.select(BUCKET, F.lit(STATE).alias(TABLE), F.struct("memory").alias(STATE))


def _guard(program: Program, earlier: list[int]) -> int:
    """semantics E5, over the whole cluster."""
    guard = program.schema["guard"]
    return max(int(guard["cap"]), int(guard["factor"] * statistics.median(earlier)) if earlier else 0)


def tick(
    customers: DataFrame | None,
    tables: Mapping[str, Any],
    program: Program,
    as_of: Instant,
    state: DataFrame | None = None,
    *,
    buckets: int | None = None,
    max_actions: int = 0,
    accept_redefined: bool = False,
) -> SparkTick:
    """One tick over all customers of a cluster.

    `state` is the `state` of the tick before, none for the first. `buckets` is chosen in the first tick (default: the session's
    `spark.sql.shuffle.partitions`) and stays. `max_actions`: more are refused (0: as the project's guard says), and nothing of the
    tick is kept then. The tick is computed before this returns and held in the cluster until `unpersist()`. Keep `actions` and `state`
    together, in one transaction, or neither: a tick that is run again with the state before it gives the same effects.
    """
    inputs = inputs_of(program)
    given = tables_of(inputs, customers, tables)
    session = session_of(given)
    known = _known(state, buckets or int(session.conf.get("spark.sql.shuffle.partitions") or 200))
    count = int(known["buckets"])
    if buckets is not None and buckets != count:
        raise SopError(f"this state has {count} buckets, for ever: a customer's bucket follows from their number")
    job = job_of(program, inputs, given, as_of, shapes.TABLES, accept_redefined)
    parts = [tagged(one, frame_of(session, given[one.name]), count) for one in job.inputs]
    rows = gathered([*parts, _memories(session, state, count)], count)
    nobody = shapes.about_nobody(program, inputs, as_of)
    shape = shapes.shape_of(nobody, shapes.TABLES, with_state=True)
    passes = program.passes(with_memory=True, with_tags="tags" in given)
    if passes:
        rows = rows.persist()
    work = Work(session, rows, program, job, shape)
    empty = shapes.nobodys_tables(inputs, given)
    edges = work.edges(_edges(state), lambda known: program.part(empty, as_of, edges=known, memory=b""), deciding.part_of_buckets, passes)
    done = work.decided(edges, deciding.tick_partition).persist()
    actions = done.where(F.col(TABLE) == "actions").count()
    if passes:
        rows.unpersist()
    limit = max_actions or _guard(program, known["actions"])
    if actions > limit:
        done.unpersist()
        raise RefusedError(f"{actions} actions, more than the guard's {limit}: nothing of this tick is to be sent")
    told = [*known["actions"], actions] if actions else known["actions"]
    summary = {**known, "as_of": str(as_of), "actions": told[-_REMEMBERED_TICKS:]}
    return SparkTick(done, shapes.TABLES, nobody, summary, edges)
