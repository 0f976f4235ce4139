"""Results as DataFrames: lazy, of one evaluation whose rows are told apart here."""

from __future__ import annotations

import functools
import json
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ..result import Result
from .rows import EDGES, OF_THE_WHOLE, STATE, TABLE


class SparkResult:
    """The tables of a run as DataFrames: `actions`, `tags`, `facts`, `segments`, `issues`, `decisions`, `stages`, those that were
    asked for. Nothing is computed before a row is wanted, and everything each time: `persist()` where several are."""

    def __init__(self, rows: DataFrame, wanted: tuple[str, ...], nobody: Result, held: DataFrame | None = None) -> None:
        self._rows = rows
        self._held = held  # what it stands on, where passes needed that more than once
        self._wanted = wanted
        self._nobody = nobody

    def _own(self, name: str) -> DataFrame:
        return self._rows.where(F.col(TABLE) == name).select(f"{name}.*")

    def _table(self, name: str) -> DataFrame:
        if name not in self._wanted:
            raise AttributeError(f"`{name}` was not asked for: tables=(…, {name!r})")
        return self._own(name)

    def persist(self) -> SparkResult:
        """Computes once what is asked for afterwards."""
        self._rows = self._rows.persist()
        return self

    def unpersist(self) -> None:
        """Lets go of what is held in the cluster for it."""
        self._rows.unpersist()
        if self._held is not None:
            self._held.unpersist()

    @property
    def actions(self) -> DataFrame:
        return self._table("actions")

    @property
    def tags(self) -> DataFrame:
        return self._table("tags")

    @property
    def facts(self) -> DataFrame:
        return self._table("facts")

    @property
    def decisions(self) -> DataFrame:
        return self._table("decisions")

    def _counted(self, name: str, by: list[str]) -> DataFrame:
        """Counts of all executors together; who counts nobody is there with 0."""
        own = self._table(name)
        zero = own.sparkSession.createDataFrame(getattr(self._nobody, name).to_arrow().to_pylist(), own.schema)
        together = own.unionByName(zero).groupBy(*by).agg(F.sum("count").alias("count"))
        return together.select(*own.columns)

    @functools.cached_property
    def segments(self) -> DataFrame:
        return self._counted("segments", ["name"])

    @functools.cached_property
    def stages(self) -> DataFrame:
        return self._counted("stages", ["name", "step", "stage"])

    @property
    def issues(self) -> DataFrame:
        """What failed, summed up. What fails in a table that every executor has is counted by each; it names no customer, and one
        executor's count stands."""
        own = self._table("issues")
        count = F.when(F.min("first_customer").isNull(), F.max("evaluations")).otherwise(F.sum("evaluations"))
        return own.groupBy("builtin", "place").agg(count.alias("evaluations"), F.min("first_customer").alias("first_customer"))

    def __repr__(self) -> str:
        return f"<sop.spark.{type(self).__name__}: {', '.join(self._wanted)}>"


class SparkTick(SparkResult):
    """A tick, computed already. `state` is for the next one; keep it and the actions together, or neither."""

    def __init__(self, rows: DataFrame, wanted: tuple[str, ...], nobody: Result, summary: dict[str, Any], edges: bytes | None) -> None:
        super().__init__(rows, wanted, nobody)
        self.summary = summary
        self._edges = edges

    @property
    def state(self) -> DataFrame:
        own = self._own(STATE)
        whole = [(OF_THE_WHOLE, bytearray(json.dumps(self.summary).encode()))]
        if self._edges is not None:
            whole.append((EDGES, bytearray(self._edges)))
        return own.unionByName(own.sparkSession.createDataFrame(whole, own.schema))
