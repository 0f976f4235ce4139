#!/usr/bin/env python3
"""The bundled examples through libsop.so and through `sopc run`: every table equal, also over ticks with a memory.

usage: examples.py SOPC LIBSOP.so [EXAMPLE...]
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.ipc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from library import Library  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TICKS = ["2026-11-17 10:00", "2026-11-18 10:00", "2026-11-20 15:30"]


def rows_of(path):
    """A CSV as texts: an empty field is missing, as the engine's own reader takes it."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    rows = [row for row in rows if row]
    return pa.table({name: pa.array([row[i] or None for row in rows], pa.string()) for i, name in enumerate(head)})


def list_of(path, key):
    with open(path, encoding="utf-8-sig", newline="") as file:
        ids = [row[0] for row in csv.reader(file) if row]
    return pa.table({"id": pa.array(ids[1:] if ids and ids[0] == key else ids, pa.string())})


def read_tables(folder, schema):
    tables = {}
    key = next((given["key"] for given in schema["inputs"] if given["kind"] == "customers"), None)
    for given in schema["inputs"]:
        path = folder / "data" / (given["name"] + ".csv")
        if given["kind"] == "list":
            lists = sorted((folder / "lists").glob("*.csv"))
            named = [one for one in lists if one.stem == given["name"]] or lists
            tables[given["name"]] = list_of(named[0], key)
        elif path.exists():
            tables[given["name"]] = rows_of(path)
    return tables


def program_files(folder):
    """Without the reports, which `sopc run` alone makes."""
    return [path for path in sorted(folder.rglob("*.sop")) if path.name != "reports.sop"]


def run_sopc(sopc, folder, tables, as_of, out, state, max_actions):
    command = [sopc, "run", *map(str, program_files(folder)), "--as-of", as_of, "--out", str(out), "--format", "arrow"]
    for name in tables:
        path = folder / "data" / (name + ".csv")
        if path.exists():
            command += ["--data", f"{name}={path}"]
    if state:
        command += ["--state", str(state)] + (["--allow-blast", str(max_actions)] if max_actions else [])
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    read = lambda name: pa.ipc.open_file(out / (name + ".arrow")).read_all()
    return {name: read(name) for name in ["actions", "tags", "facts", "segments", "issues", "decisions"]}


def compare(where, ours, theirs):
    mistakes = 0
    for name, expected in theirs.items():
        found = ours[name]
        if found.schema.equals(expected.schema) and found.combine_chunks().equals(expected.combine_chunks()):
            continue
        mistakes += 1
        print(f"{where} {name}: {found.num_rows} rows, sopc {expected.num_rows}")
        for a, b in zip(found.to_pylist(), expected.to_pylist()):
            if a != b:
                print("   library", a, "\n   sopc   ", b)
                break
        if not found.schema.equals(expected.schema):
            print("   library", found.schema, "\n   sopc   ", expected.schema)
    return mistakes


def check(library, sopc, folder):
    files = {str(path): path.read_bytes() for path in program_files(folder)}
    program = library.compile(files)
    tables = read_tables(folder, json.loads(library.schema(program)))
    mistakes = rows = 0
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        ours, _ = library.run(program, tables, TICKS[0])
        theirs = run_sopc(sopc, folder, tables, TICKS[0], temporary / "alone", None, 0)
        mistakes += compare(f"{folder.name} alone", ours, theirs)
        memory = b""
        for number, as_of in enumerate(TICKS):
            ours, memory = library.run(program, tables, as_of, memory, 100_000)
            theirs = run_sopc(sopc, folder, tables, as_of, temporary / str(number), temporary / "state", 100_000)
            mistakes += compare(f"{folder.name} tick {number}", ours, theirs)
            rows += sum(table.num_rows for table in theirs.values())
    library.calls.sop_program_release(program)
    print(f"{folder.name}: {rows} rows in {len(TICKS)} ticks, {len(memory)} bytes of memory, {mistakes} mistakes")
    return mistakes + (rows == 0)


def main():
    sopc, library = sys.argv[1], Library(sys.argv[2])
    wanted = sys.argv[3:]
    folders = [path for path in sorted((ROOT / "examples").iterdir()) if (path / "data").is_dir() and (path / "run").exists()]
    folders = [path for path in folders if not wanted or path.name in wanted]
    return 1 if not folders or sum(check(library, sopc, folder) for folder in folders) else 0


if __name__ == "__main__":
    sys.exit(main())
