"""Customers in pieces, each with the edges that the parts of all pieces make, against one run over everybody: what comes out is
the same, to the bit. The golden cases of the language are the programs, through all their runs; then small programs made of
pieces of the language, and what must be refused."""

from __future__ import annotations

import collections
import csv
import io
import os
import pathlib
import random
import re
from typing import Any

import pyarrow as pa
import pytest

import sop

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/*.md"))
TABLES = ("facts", "actions", "tags", "decisions")
COUNTED = {"segments": ["name"], "stages": ["name", "step", "stage"]}
Tables = dict[str, pa.Table]


def sections_of(text: str) -> list[tuple[str, str]]:
    parts = [part.partition("\n") for part in re.split(r"^## ", text, flags=re.M)[1:]]
    return [(title.strip(), re.sub(r"^```.*\n", "", body, flags=re.M).strip("\n") + "\n") for title, _, body in parts]


def table_of(text: str) -> pa.Table:
    head, *rows = list(csv.reader(io.StringIO(text)))
    cells = [[row[i] or None if i < len(row) else None for row in rows if row] for i in range(len(head))]
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(head, cells)})


class Golden:
    """The parts of a golden case that a host would give."""

    def __init__(self, path: pathlib.Path) -> None:
        self.sources: dict[str, str] = {}
        self.instants: list[str | None] = [None]
        self.data: list[tuple[str, int, pa.Table]] = []
        for title, body in sections_of(path.read_text(encoding="utf-8")):
            kind, *rest = title.split()
            if kind == "SOURCE":
                self.sources[rest[0] if rest else "golden.sop"] = body
            elif kind == "AS_OF":
                self.instants = list(body.split("\n"))[:-1] or [None]
            elif kind == "DATA":
                self.data.append((rest[0], int(rest[1]) if len(rest) > 1 else 1, table_of(body)))

    def tables(self, run: int) -> Tables:
        return {name: table for name, since, table in self.data if since <= run}


def in_pieces(program: sop.Program, tables: Tables, count: int, seed: int) -> list[Tables]:
    """The rows of every customer in one piece, of nobody in each. Some pieces may be empty."""
    out: list[Tables] = [{} for _ in range(count)]
    for given in program.schema["inputs"]:
        name = given["name"]
        if name not in tables:
            continue
        table = tables[name]
        key = next((column["source"] for column in given["columns"] if column["name"] == given["key"]), None)
        if given["kind"] in ("lookup", "predeclared") or key is None:
            for piece in out:
                piece[name] = table
            continue
        of = [random.Random(f"{seed} {id}").randrange(count) for id in table[key].to_pylist()]
        for number, piece in enumerate(out):
            piece[name] = table.filter(pa.array([one == number for one in of], pa.bool_()))
    return out


def rows_of(table: Any) -> list[tuple[Any, ...]]:
    whole = pa.table(table)
    columns = [whole[name].cast(pa.string()).to_pylist() if pa.types.is_dictionary(whole[name].type) else plain(whole[name]).to_pylist() for name in whole.schema.names]
    return [tuple(repr(cell) for cell in row) for row in zip(*columns)]


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Instants as numbers: Python knows no years beyond 9999."""
    return column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column


def counts_of(results: list[sop.Result], name: str, by: list[str]) -> dict[tuple[Any, ...], int]:
    counts: dict[tuple[Any, ...], int] = collections.Counter()
    for result in results:
        for row in getattr(result, name).to_arrow().to_pylist():
            counts[tuple(row[column] for column in by)] += row["count"]
    return counts


def issues_of(results: list[sop.Result]) -> dict[tuple[str, str], int]:
    """How often each failed. Rows of nobody are in every piece, and name no customer."""
    counts: dict[tuple[str, str], int] = collections.Counter()
    for result in results:
        for row in result.issues.to_arrow().to_pylist():
            place = (row["builtin"], row["place"])
            counts[place] = max(counts[place], row["evaluations"]) if row["first_customer"] is None else counts[place] + row["evaluations"]
    return counts


def same(whole: sop.Result, pieces: list[sop.Result]) -> None:
    for name in TABLES:
        assert sorted(row for piece in pieces for row in rows_of(getattr(piece, name))) == sorted(rows_of(getattr(whole, name))), name
    for name, by in COUNTED.items():
        assert counts_of(pieces, name, by) == counts_of([whole], name, by), name
    assert issues_of(pieces) == issues_of([whole])


def passes_of(program: sop.Program, tables: Tables, memories: list[bytes | None]) -> int:
    return program.passes(with_memory=memories[0] is not None, with_tags="tags" in tables)


def edges_after(program: sop.Program, pieces: list[Tables], as_of: str | None, edges: bytes, memories: list[bytes | None]) -> bytes:
    for _ in range(passes_of(program, pieces[0], memories)):
        parts = [program.part(piece, as_of, edges=edges, memory=memory) for piece, memory in zip(pieces, memories)]
        edges = program.merge_parts(random.Random(len(parts[0])).sample(parts, len(parts)), edges)
    return edges


def can_be_given_out(program: sop.Program) -> bool:
    return all(asked["in_passes"] for asked in program.schema["needs_all_customers"])


def lived(program: sop.Program, instants: list[str | None], tables: list[Tables], count: int, seed: int) -> None:
    """All runs, over everybody and in pieces."""
    with_memory = len(instants) > 1
    memory: bytes | None = b"" if with_memory else None
    memories: list[bytes | None] = [memory] * count
    edges = b""
    limits: dict[str, Any] = {"accept_redefined": True, "max_actions": 2**63 - 1}
    for as_of, given in zip(instants, tables):
        whole = program.evaluate(given, as_of, memory=memory, **limits)
        pieces = in_pieces(program, given, count, seed)
        edges = edges_after(program, pieces, as_of, edges, memories)
        results = [program.evaluate(piece, as_of, memory=of, edges=edges, **limits) for piece, of in zip(pieces, memories)]
        same(whole, results)
        memory = whole.memory
        memories = [result.memory for result in results]


def test_golden_cases() -> None:
    lived_through, asking, several = 0, 0, 0
    for path in GOLDEN:
        golden = Golden(path)
        try:
            program = sop.compile(golden.sources)
        except (sop.CompileError, sop.SopError):
            continue
        if not can_be_given_out(program):
            continue
        tables = [golden.tables(run + 1) for run in range(len(golden.instants))]
        try:
            program.evaluate(tables[0], golden.instants[0], memory=b"" if len(golden.instants) > 1 else None, max_actions=2**63 - 1)
        except sop.SopError:
            continue  # the case is about what a run refuses, or about files
        lived_through += 1
        asking += program.passes() > 0
        several += program.passes() > 0 and len(golden.instants) > 1
        for count, seed in ((1, 0), (3, 1), (5, 2)):
            try:
                lived(program, golden.instants, tables, count, seed)
            except sop.SopError as wrong:
                raise AssertionError(f"{path.name}, {count} pieces") from wrong
            except AssertionError as wrong:
                raise AssertionError(f"{path.name}, {count} pieces: {wrong}") from wrong
    print(lived_through, asking, several)
    assert asking > 15 and several > 1, (lived_through, asking, several)


PEOPLE = """project p { timezone "UTC" }
table customers key id { id id  n int?  x number?  m money?  city text?  on_day date? }
events orders key customer_id time at { customer_id id  at datetime  amount money }
"""
# Values that meet, are missing, differ in their last bit, or are nothing.
WHOLES, REALS, MONEY, CITIES = [None, 0, 3, 3, 7, -2], [None, 0.0, -0.0, 0.1, 0.2, 0.3, 1e16, 1.5], [None, 0, 1, 2.5, 2.5, 99.99], [None, "a", "b", "ab", "杭州", ""]


def small_program(choose: random.Random) -> str:
    """Facts that ask all customers, some of them of each other."""
    numbers, orders = ["n", "x", "m", "count(orders)"], ["n", "x", "m", "city", "on_day", "sum(orders.amount)"]
    facts: list[str] = []
    for number in range(choose.randint(3, 7)):
        by, among = choose.choice(orders), choose.choice(["", "", " among (n > 0)", " among (count(orders) > 0)", " among (x is known)"])
        ties, out = choose.choice(["", " ties min", " ties max", " ties dense", " ties id"]), choose.choice(["", " missing out"])
        low, quantity = choose.choice(["", " low first"]), choose.choice(numbers)
        made = choose.choice([
            f"attribute f{number} = rank({by}{low}{among}{ties}{out})",
            f"attribute f{number} = ntile({by}, {choose.randint(2, 5)}{low}{among}{ties}{out})",
            f"attribute f{number} = percentile({by}{among}{out})",
            f"attribute f{number} = quantile({by}, {choose.choice([10, 50, 75, 100])}%{among})",
            f"attribute f{number} = share_of_total({quantity}{among})",
            f"segment f{number} = top {choose.choice(['1', '3', '20%', '60%'])} by {by}{among}",
            f"segment f{number} = top by {quantity} reaching 70%",
            f"attribute f{number} = {choose.choice(['sum', 'avg', 'min', 'max', 'median', 'mode', 'distinct', 'count'])}(customers.{choose.choice(['n', 'x', 'm'])})",
            f"attribute f{number} = count(customers where {choose.choice(['n > 0', 'x is missing', 'any(orders)'])})",
        ])
        facts.append(made)
        if made.startswith("attribute") and "(by" not in made and choose.random() < 0.7 and ("rank(" in made or "ntile(" in made):
            orders.append(f"f{number}")
            numbers.append(f"f{number}")
    return PEOPLE + "\n".join(facts) + "\n"


def small_tables(choose: random.Random, count: int) -> Tables:
    people = [f"c{choose.randint(0, 10**6)}-{n}" for n in range(count)]
    days = [None, "2026-11-01", "2026-02-28"]
    customers = {"id": people, "n": [choose.choice(WHOLES) for _ in people], "x": [choose.choice(REALS) for _ in people],
                 "m": [choose.choice(MONEY) for _ in people], "city": [choose.choice(CITIES) for _ in people], "on_day": [choose.choice(days) for _ in people]}
    types = [pa.string(), pa.int64(), pa.float64(), pa.float64(), pa.string(), pa.string()]
    orders = [(choose.choice(people), f"2026-11-{choose.randint(1, 20):02} 10:00", choose.choice([1.0, 2.5, 10.0])) for _ in range(3 * count)]
    columns = list(zip(*orders)) or [(), (), ()]
    return {"customers": pa.table({name: pa.array(values, kind) for (name, values), kind in zip(customers.items(), types)}),
            "orders": pa.table({"customer_id": pa.array(columns[0], pa.string()), "at": pa.array(columns[1], pa.string()), "amount": pa.array(columns[2], pa.float64())})}


def test_small_programs() -> None:
    """As many as SOP_PIECES_PROGRAMS says; each on one piece and on several, some of them empty."""
    asking = levels = 0
    for seed in range(int(os.environ.get("SOP_PIECES_PROGRAMS", "60"))):
        choose = random.Random(seed)
        text, tables = small_program(choose), small_tables(choose, choose.choice([0, 1, 5, 40]))
        try:
            program = sop.compile(text)
        except sop.CompileError:
            continue
        asking += program.passes() > 0
        levels += program.passes() > 1
        for count in (1, choose.randint(2, 7)):
            try:
                lived(program, ["2026-11-22 10:00"], [tables], count, seed)
            except (sop.SopError, AssertionError) as wrong:
                raise AssertionError(f"seed {seed}, {count} pieces: {wrong}\n{text}") from wrong
    assert asking > 20 and levels > 2, (asking, levels)


def test_a_piece_that_is_forgotten_shows() -> None:
    """The comparison itself: with the parts of all but one piece, somebody's place is another."""
    program = sop.compile(PEOPLE + "attribute place = rank(n ties id)\nattribute total = sum(customers.x)\n")
    tables = small_tables(random.Random(3), 40)
    whole = program.evaluate(tables, "2026-11-22 10:00")
    pieces = in_pieces(program, tables, 4, 1)
    edges = program.merge_parts([program.part(piece, "2026-11-22 10:00") for piece in pieces[1:]])
    results = [program.evaluate(piece, "2026-11-22 10:00", edges=edges) for piece in pieces]
    with pytest.raises(AssertionError):
        same(whole, results)


def test_pieces_are_told_apart_from_everybody() -> None:
    program = sop.compile(PEOPLE + "attribute place = rank(n)\n")
    tables = small_tables(random.Random(3), 40)
    with pytest.raises(sop.SopError, match="passes"):
        program.evaluate(tables, "2026-11-22 10:00", edges=b"")
    with pytest.raises(sop.SopError, match="no parts"):
        program.merge_parts([])
    part = program.part(tables, "2026-11-22 10:00")
    with pytest.raises(sop.SopError, match="checksum"):
        program.merge_parts([part[:-1] + bytes([part[-1] ^ 1])])
