"""What a run decided: tables, the memory for the next run, and explanations."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from . import _native
from .errors import error_of

if TYPE_CHECKING:
    import pyarrow

_TABLES = ("actions", "tags", "facts", "segments", "issues", "decisions", "stages")
_SHOWN_ROWS = 20


def _cell(value: object) -> str:
    return "" if value is None else html.escape(str(value))


class Page(str):
    """Text for people, in lines: a string that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self)}</pre>"


class Table:
    """A table of a result. Any library with the Arrow PyCapsule interface reads it: `pyarrow.table(t)`, `polars.DataFrame(t)`,
    `pandas.DataFrame.from_arrow(t)`, `duckdb.sql("select * from t")` after `t = t.to_arrow()`."""

    def __init__(self, name: str, which: int, evaluator: _native.Evaluator) -> None:
        self.name = name
        self._which = which
        self._evaluator = evaluator

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A new stream of the whole table; its columns are handed over, not copied. Types are not converted on request."""
        stream = self._evaluator.stream(self._which)
        if stream is None:
            raise error_of(7, self._evaluator.error())
        return stream

    def to_arrow(self) -> pyarrow.Table:
        """As a pyarrow table; pyarrow must be installed."""
        import pyarrow

        return pyarrow.table(self)

    def __repr__(self) -> str:
        return f"<sop.Table {self.name}>"

    def _repr_html_(self) -> str:
        try:
            table = self.to_arrow()
        except ModuleNotFoundError:
            return f"<p>sop.Table {html.escape(self.name)} (install pyarrow to see its rows here)</p>"
        names = "".join(f"<th>{html.escape(name)}</th>" for name in table.schema.names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>"
            for row in table.slice(0, _SHOWN_ROWS).to_pylist()
        )
        more = f"<p>{table.num_rows - _SHOWN_ROWS} more rows</p>" if table.num_rows > _SHOWN_ROWS else ""
        return f"<table><caption>{html.escape(self.name)}</caption><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>{more}"


class Result:
    """One decided run. `memory` is what the next run is to be given, where this one was given one."""

    actions: Table
    tags: Table
    facts: Table
    segments: Table
    issues: Table
    decisions: Table
    stages: Table

    def __init__(self, evaluator: _native.Evaluator) -> None:
        self._evaluator = evaluator
        for which, name in enumerate(_TABLES):
            setattr(self, name, Table(name, which, evaluator))
        self.memory: bytes | None = evaluator.memory()
        self.summary: dict[str, Any] = json.loads(self._text(evaluator.summary()))

    def _text(self, answer: tuple[int, str]) -> str:
        status, text = answer
        if status != 0:
            raise error_of(status, self._evaluator.error())
        return text

    def why(self, customer: str, name: str | None = None) -> Page:
        """Why a fact, tag or rule is what it is for this customer, one sentence per line; without a name all of her in short."""
        return Page(self._text(self._evaluator.why(customer, name or "")))

    def plan(self, *, text: bool = True) -> Page | dict[str, Any]:
        """What this run does against what the one before did: a page for people, or as a dict."""
        answer = self._text(self._evaluator.plan(text))
        return Page(answer) if text else dict(json.loads(answer))

    def __repr__(self) -> str:
        actions = sum(self.summary["actions"].values())
        return f"<sop.Result: {self.summary['customers']} customers, {actions} actions, {self.summary['tag_changes']} tag changes>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self)[1:-1])}</p>" + self.segments._repr_html_() + self.actions._repr_html_()
