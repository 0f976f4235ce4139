"""Programs: compiled once, evaluated as often as needed, from any thread."""

from __future__ import annotations

import datetime
import html
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from . import _native, files, zones
from .diagnostics import Diagnostics
from .errors import CompileError, SopError, error_of
from .result import Page, Result

if TYPE_CHECKING:
    from .decider import Decider

Language = Literal["en", "zh"]


class ArrowStream(Protocol):
    """Anything that gives its rows through the Arrow PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Mapping[str, str]
Instant = str | datetime.datetime


class TestReport:
    """How a program's `test` blocks went; true when all passed."""

    __test__ = False  # no test of pytest's

    def __init__(self, text: str) -> None:
        self.json: dict[str, Any] = json.loads(text)

    @property
    def tests(self) -> list[dict[str, Any]]:
        return list(self.json["tests"])

    @property
    def passed(self) -> int:
        return sum(1 for test in self.tests if not test["failures"])

    @property
    def failed(self) -> int:
        return len(self.tests) - self.passed

    def __bool__(self) -> bool:
        return self.failed == 0

    def __repr__(self) -> str:
        return f"<sop.TestReport: {self.passed} passed, {self.failed} failed>"

    def _repr_html_(self) -> str:
        failed = "".join(
            f"<tr><td>{html.escape(test['name'])}</td><td><pre>{html.escape(_failures(test))}</pre></td></tr>" for test in self.tests if test["failures"]
        )
        table = f"<table><thead><tr><th>test</th><th>what failed</th></tr></thead><tbody>{failed}</tbody></table>" if failed else ""
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{table}"


def _failures(test: dict[str, Any]) -> str:
    return "\n".join("\n  ".join([f"{one['file']}:{one['line']}: {one['expectation']}", *one["reasons"]]) for one in test["failures"])


def compile(source: Source, *, language: Language = "en", zone_rules: Mapping[str, bytes] | None = None) -> Program:
    """Makes a program of text, a path, a folder, several paths, or `{name: text}`.

    Raises CompileError where it has errors; warnings are in `program.diagnostics`. Rules of time zones are taken from the
    machine's database or the package `tzdata`; `zone_rules` gives them as bytes of zone files instead.
    """
    given = files.read(source)
    found: dict[str, bytes] = dict(zone_rules or {})
    for _, text in given:
        for name in zones.named_in(text.decode("utf-8", "replace")):
            rules = found.get(name) or zones.bytes_of(name)
            if rules is not None:
                found[name] = rules
    return _compiled(given, list(found.items()), language)


def _compiled(given: files.Files, rules: list[tuple[str, bytes]], language: Language) -> Program:
    native = _native.Program(given, [(name, bytes_, "") for name, bytes_ in rules], language == "zh")
    if _native.status_name(native.status()) == "SOP_E_PROGRAM":
        raise CompileError(Diagnostics(native.diagnostics()))
    if native.status() != 0:
        raise SopError(f"the program could not be compiled: {_native.status_name(native.status())}")
    return Program(native, given, rules, language)


class Program:
    """A compiled program. Immutable; several threads may evaluate it at once. Pickled it is its text, and compiled again
    where it arrives."""

    def __init__(self, native: _native.Program, given: files.Files, rules: list[tuple[str, bytes]], language: Language) -> None:
        self._native = native
        self._given = (given, rules, language)
        self._chinese = language == "zh"
        self.diagnostics = Diagnostics(native.diagnostics())
        self.schema: dict[str, Any] = json.loads(native.schema())

    @property
    def inputs(self) -> list[str]:
        """The tables that it takes."""
        return [given["name"] for given in self.schema["inputs"]]

    @property
    def facts(self) -> list[str]:
        return [fact["name"] for fact in self.schema["facts"]]

    @property
    def rules(self) -> list[str]:
        return [rule["name"] for rule in self.schema["rules"]]

    def passes(self, *, with_memory: bool = False, with_tags: bool = False) -> int:
        """How many passes over pieces of the customers it takes before each can be evaluated by itself; see `part`. `with_tags`: the
        input `tags` is given. What cannot be found out in passes is in `schema["needs_all_customers"]` without `in_passes`."""
        kinds = self.schema["passes"]
        return int(kinds["without_memory" if not with_memory else "with_memory_and_tags" if with_tags else "with_memory"])

    def __reduce__(self) -> tuple[Any, ...]:
        return _compiled, self._given

    def _evaluator(self, threads: int, max_rows: int, max_memory_bytes: int, max_cost: int) -> _native.Evaluator:
        evaluator = _native.Evaluator(self._native, threads, max_rows, max_memory_bytes, max_cost, self._chinese)
        if evaluator.created() != 0:
            raise error_of(evaluator.created(), "")
        return evaluator

    def evaluate(
        self,
        tables: Mapping[str, ArrowStream],
        as_of: Instant | None = None,
        *,
        memory: bytes | None = None,
        edges: bytes | None = None,
        accept_redefined: bool = False,
        max_actions: int = 0,
        threads: int = 1,
        max_rows: int = 0,
        max_memory_bytes: int = 0,
        max_cost: int = 0,
    ) -> Result:
        """Decides about everybody at one instant.

        `tables` by the names of the program's inputs: anything with the Arrow PyCapsule interface. `as_of`: a text such as
        "2026-11-22 10:00" in the project's zone, or a datetime with a zone. `memory`: what the run before left
        (`result.memory`), `b""` for the first run that is to leave one; without it every rule that is true fires. `edges`: the
        rows are those of some customers, and this is known of all (`merge_parts`). The limits are counts; 0 is none. Ctrl-C ends
        a run.
        """
        evaluator = self._evaluator(threads, max_rows, max_memory_bytes, max_cost)
        _give(evaluator, tables, memory, edges)
        text, micros = _instant(as_of)
        _check(evaluator, evaluator.run(text, micros, accept_redefined, max_actions))
        return Result(evaluator)

    def part(
        self,
        tables: Mapping[str, ArrowStream],
        as_of: Instant | None = None,
        *,
        edges: bytes = b"",
        memory: bytes | None = None,
        threads: int = 1,
    ) -> bytes:
        """What these customers have to say to what is asked of all customers, where they are in pieces.

        Every piece says its part of a pass, `merge_parts` makes edges of them, and after `passes()` passes each piece is evaluated
        with those, as if all customers were there:

            for _ in range(program.passes()):
                edges = program.merge_parts([program.part(piece, as_of, edges=edges) for piece in pieces], edges)
            results = [program.evaluate(piece, as_of, edges=edges) for piece in pieces]

        `edges`: what the passes before found out, none at first; with memories it begins with the edges of the run before.
        """
        evaluator = self._evaluator(threads, 0, 0, 0)
        _give(evaluator, tables, memory, edges)
        status, said = evaluator.part(*_instant(as_of))
        _check(evaluator, status)
        return said

    def merge_parts(self, parts: Sequence[bytes], edges: bytes = b"") -> bytes:
        """One pass is done: the parts of all pieces, in any order, and `edges` of the passes before, as the edges after it."""
        evaluator = self._evaluator(1, 0, 0, 0)
        _check(evaluator, evaluator.set_edges(edges))
        status, merged = evaluator.merge_parts(list(parts))
        _check(evaluator, status)
        return merged

    def why(self, tables: Mapping[str, ArrowStream], customer: str, name: str | None = None, *, as_of: Instant | None = None,
            memory: bytes | None = None) -> Page:
        """`evaluate` and `result.why` in one."""
        return self.evaluate(tables, as_of, memory=memory).why(customer, name)

    def plan(self, tables: Mapping[str, ArrowStream], *, as_of: Instant | None = None, memory: bytes | None = None) -> Page:
        """What a run would do against what the one before did, as a page for people. Nothing is kept."""
        result = self.evaluate(tables, as_of, memory=memory, accept_redefined=True, max_actions=2**63 - 1)
        return Page(result.plan())

    def test(self) -> TestReport:
        """Runs the program's `test` blocks."""
        evaluator = self._evaluator(1, 0, 0, 0)
        status, text = evaluator.test()
        if status != 0:
            raise error_of(status, evaluator.error())
        return TestReport(text)

    def decider(self) -> Decider:
        """For one customer inside a request. Raises NotOneRow where the rules read more than her row."""
        from .decider import Decider

        return Decider(self._native)

    def __repr__(self) -> str:
        name = self.schema["project"] or "program"
        return f"<sop.Program {name}: {len(self.rules)} rules, {len(self.facts)} facts>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self)[1:-1])}</p>" + self.diagnostics._repr_html_()


def _check(evaluator: _native.Evaluator, status: int) -> None:
    if status != 0:
        raise error_of(status, evaluator.error())


def _give(evaluator: _native.Evaluator, tables: Mapping[str, ArrowStream], memory: bytes | None, edges: bytes | None) -> None:
    """Everything that a run or a part stands on."""
    if memory is not None:
        _check(evaluator, evaluator.set_memory(memory))
    if edges is not None:
        _check(evaluator, evaluator.set_edges(edges))
    for name, table in tables.items():
        _check(evaluator, evaluator.add_stream(name, _stream_of(name, table)))


def _stream_of(name: str, table: ArrowStream) -> object:
    give = getattr(table, "__arrow_c_stream__", None)
    if give is None:
        raise TypeError(f"`{name}`: {type(table).__name__} has no __arrow_c_stream__ (pyarrow, polars, pandas and DuckDB tables have)")
    stream: object = give()
    return stream


def _instant(as_of: Instant | None) -> tuple[str | None, int | None]:
    if as_of is None or isinstance(as_of, str):
        return as_of, None
    if as_of.tzinfo is None:
        return as_of.strftime("%Y-%m-%d %H:%M:%S"), None  # in the project's zone
    since = as_of - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return None, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
