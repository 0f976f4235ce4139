#!/usr/bin/env python3
"""Programs on real tables through the command line, C, C++, Python and Spark: five equal tables of facts.

usage: equal_outputs.py BUILD [CASE...]    BUILD has sopc, sop_facts_in_c.so, sop_facts_in_cpp.so and python_package
"""
import ctypes as c
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc

TESTS = pathlib.Path(__file__).resolve().parents[1]
DATA = TESTS.parents[1] / "shared" / "data"
sys.path[:0] = [str(TESTS / part) for part in ("abi", "real", "spark")]
from cases import cases  # noqa: E402
from library import Source, Zone  # noqa: E402

CASES = ["online_retail", "completejourney"]


class Asked(c.Structure):
    """tests/five_ways/asked.h"""

    _fields_ = [("files", c.POINTER(Source)), ("file_count", c.c_size_t), ("zones", c.POINTER(Zone)), ("zone_count", c.c_size_t),
                ("inputs", c.POINTER(c.c_char_p)), ("rows", c.POINTER(c.c_void_p)), ("input_count", c.c_size_t), ("as_of", c.c_char_p),
                ("facts", c.c_void_p), ("said", c.c_char_p), ("said_size", c.c_size_t)]


def texts_of(path):
    """A file as columns of texts: what a host has that reads its own files."""
    names = pa.csv.open_csv(path).schema.names
    types = pa.csv.ConvertOptions(column_types={name: pa.string() for name in names}, null_values=[""], strings_can_be_null=True,
                                  quoted_strings_can_be_null=False)
    return pa.csv.read_csv(path, parse_options=pa.csv.ParseOptions(newlines_in_values=True), convert_options=types)


def by_command(build, case, program):
    with tempfile.TemporaryDirectory() as folder:
        data = [word for name, file in case.inputs.items() for word in ("--data", f"{name}={DATA / file}")]
        command = [build / "sopc", "run", program, *data, "--as-of", case.as_of, "--out", folder, "--format", "arrow"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with pa.ipc.open_file(pathlib.Path(folder, "facts.arrow")) as file:
            return file.read_all()


def by_library(library, function, case, program, tables):
    call = getattr(c.CDLL(str(library)), function)
    text, zone = program.read_bytes(), pathlib.Path("/usr/share/zoneinfo", case.timezone).read_bytes()
    files = (Source * 1)(Source(c.sizeof(Source), program.name.encode(), text, len(text)))
    zones = (Zone * 1)(Zone(c.sizeof(Zone), case.timezone.encode(), b"", zone, len(zone)))
    streams = [c.create_string_buffer(64) for _ in tables]
    for stream, table in zip(streams, tables.values()):
        table.to_reader()._export_to_c(c.addressof(stream))
    names = (c.c_char_p * len(tables))(*[name.encode() for name in tables])
    rows = (c.c_void_p * len(tables))(*[c.addressof(stream) for stream in streams])
    facts, said = c.create_string_buffer(64), c.create_string_buffer(2000)
    asked = Asked(files, 1, zones, 1, names, rows, len(tables), case.as_of.encode(), c.addressof(facts), c.addressof(said), len(said))
    status = call(c.byref(asked))
    if status != 0:
        raise SystemExit(f"{function}: {status}: {said.value.decode()}")
    return pa.RecordBatchReader._import_from_c(c.addressof(facts)).read_all()


def by_spark(session, case, program, tables):
    import sop.spark

    compiled = sop.compile(program)
    frames = {name: session.createDataFrame(table) for name, table in tables.items()}
    result = sop.spark.evaluate(None, frames, compiled, case.as_of, wanted=("facts",))
    return result.facts.toArrow()


def has_spark():
    return importlib.util.find_spec("pyspark") is not None and (shutil.which("java") is not None or "JAVA_HOME" in os.environ)


def check(build, case, session):
    import sop

    program = TESTS / "real" / case.program
    tables = {name: texts_of(DATA / file) for name, file in case.inputs.items()}
    expected = by_command(build, case, program)
    ways = {"C": lambda: by_library(build / "tests" / "sop_facts_in_c.so", "facts_in_c", case, program, tables),
            "C++": lambda: by_library(build / "tests" / "sop_facts_in_cpp.so", "facts_in_cpp", case, program, tables),
            "Python": lambda: sop.compile(program).evaluate(tables, case.as_of).facts.to_arrow()}
    unequal = []
    for way, facts in ways.items():
        found = facts()
        if not (found.schema.equals(expected.schema) and found.combine_chunks().equals(expected.combine_chunks())):
            unequal.append(way)
    if session is not None:
        from cluster import rows_of

        if rows_of(by_spark(session, case, program, tables)) != rows_of(expected):
            unequal.append("Spark")
    count = 1 + len(ways) + (session is not None)
    print(f"{case.name}: {expected.num_rows} customers, {expected.num_columns - 1} facts, {count} ways, "
          + (f"not equal: {', '.join(unequal)}" if unequal else "equal"), flush=True)
    return len(unequal) + (expected.num_rows == 0)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    if not DATA.is_dir():
        print("skipped: no real tables")
        return 0
    sys.path.insert(0, str(build / "python_package"))
    os.environ["PYTHONPATH"] = str(build / "python_package")
    wanted = [case for case in cases if case.name in (sys.argv[2:] or CASES)]
    if not has_spark():
        print("no PySpark or no Java (scripts/setup --tests): four ways, not five")
        return 1 if sum(check(build, case, None) for case in wanted) else 0
    from cluster import cluster

    with cluster() as session:
        return 1 if sum(check(build, case, session) for case in wanted) else 0


if __name__ == "__main__":
    sys.exit(main())
