#!/usr/bin/env python3
"""Every Arrow type a host may give, against every declared type: libsop.so must read a column as `sopc run` reads the same
column from an Arrow file, or both must refuse it.

usage: column_types.py SOPC LIBSOP.so [--every N]    N: only every Nth pair
"""
import datetime as dt
import decimal
import pathlib
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.ipc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from library import Failed, Library  # noqa: E402

DECLARED = ["bool?", "int?", "number?", "money?", "text?", "date?", "time?", "datetime?", "duration?", "one of (a, b)?",
            "int", "date? format \"%Y%m%d\"", "int? missing (\"0\", \"-1\")", "bool? missing (\"\")"]

DAY = dt.date(2026, 11, 21)
NOON = dt.datetime(2026, 11, 21, 12, 30, 15, 250_000)
MIDNIGHT = dt.datetime(2026, 11, 21)
D = decimal.Decimal


def columns():
    """(what, array): values and a missing one, some that fit nowhere, slices, dictionaries."""
    whole = [0, 1, -1, None, 20261121, 7]
    for kind in [pa.int8(), pa.int16(), pa.int32(), pa.int64()]:
        yield str(kind), pa.array([v if v is None or abs(v) < 100 or kind.bit_width > 16 else 100 for v in whole], kind)
    for kind in [pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]:
        yield str(kind), pa.array([0, 1, None, 3, 200, 20], kind)
    yield "uint64 large", pa.array([2**63 + 5, 1, None, 2, 3, 4], pa.uint64())
    yield "int64 large", pa.array([2**62, -2**63, None, 2, 3, 4], pa.int64())
    for kind in [pa.float32(), pa.float64()]:
        yield str(kind), pa.array([0.0, 1.0, -2.5, None, float("nan"), 100.25], kind)
    yield "double money", pa.array([0.1, 0.2, 99.9999, 12.5, 3.0, 1e9], pa.float64())
    yield "double too fine", pa.array([0.1, 0.00001, 99.9999, None, 3.0, 1e300], pa.float64())
    yield "double infinite", pa.array([0.1, float("inf"), 1.0, None, 3.0, 1.0], pa.float64())
    yield "decimal128", pa.array([D("0.1"), D("-12.5000"), None, D("3"), D("0"), D("99999.9999")], pa.decimal128(19, 4))
    yield "decimal128 fine", pa.array([D("0.12345"), D("-12.5"), None, D("3"), D("0"), D("1")], pa.decimal128(30, 5))
    yield "decimal128 whole", pa.array([D("3"), D("-12"), None, D("1"), D("0"), D("1")], pa.decimal128(10, 0))
    yield "decimal256", pa.array([D("0.1"), D("-12.5"), None, D("3"), D("0"), D("1")], pa.decimal256(40, 2))
    yield "bool", pa.array([True, False, None, True, False, True])
    yield "date32", pa.array([DAY, None, dt.date(1970, 1, 1), DAY, dt.date(1900, 2, 28), DAY], pa.date32())
    yield "date64", pa.array([DAY, None, dt.date(1970, 1, 1), DAY, dt.date(1900, 2, 28), DAY], pa.date64())
    for unit in ["s", "ms", "us", "ns"]:
        cut = [v and (v.replace(microsecond=0) if unit == "s" else v) for v in [NOON, None, MIDNIGHT, NOON, MIDNIGHT, NOON]]
        yield f"timestamp {unit}", pa.array(cut, pa.timestamp(unit))
        yield f"timestamp {unit} zoned", pa.array(cut, pa.timestamp(unit, "Asia/Shanghai"))
    yield "timestamp midnight", pa.array([MIDNIGHT, None] * 3, pa.timestamp("us"))
    yield "timestamp ns fine", pa.array([1, None, 1000, 2000, 3001, 5], pa.timestamp("ns"))
    yield "time32", pa.array([dt.time(9, 30), None, dt.time(0), dt.time(23, 59, 59), None, dt.time(1)], pa.time32("s"))
    yield "time64", pa.array([dt.time(9, 30, 0, 5), None, dt.time(0), dt.time(23, 59, 59), None, dt.time(1)], pa.time64("us"))
    yield "duration", pa.array([dt.timedelta(hours=2), None, dt.timedelta(0), dt.timedelta(days=3), None, dt.timedelta(seconds=-1)])
    texts = ["a", "b", None, "", "2026-11-21", "12"]
    for kind in [pa.string(), pa.large_string(), pa.string_view()]:
        yield str(kind), pa.array(texts, kind)
    long = ["a longer text than fits into a view", "b", None, "另一段比视图更长的文字在这里", "true", "9:30"]
    yield "string_view long", pa.array(long, pa.string_view())
    yield "members", pa.array(["a", "b", None, "a", "b", "a"])
    yield "numbers as text", pa.array(["1", "2.5", None, "-3", "1e3", "7"])
    yield "dates as text", pa.array(["2026-11-21", "20261121", None, "2026-11-21 09:30", "2026-02-30", "x"])
    for index in [pa.int8(), pa.uint8(), pa.int32(), pa.uint64()]:
        yield f"dictionary {index}", pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1, 0, 1], index), pa.array(["a", "b"]))
    yield "dictionary whole", pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1, 0, 1]), pa.array([1, 0]))
    yield "dictionary double", pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1, 0, 1]), pa.array([1.5, 0.0]))
    yield "null", pa.nulls(6)
    yield "binary", pa.array([b"a", b"b", None, b"c", b"d", b"e"])
    yield "list", pa.array([[1], [2], None, [], [3], [4]])
    yield "half", pa.array([1.0, 2.0, None, 3.0, 4.0, 5.0], pa.float16())


def program_of(declared):
    return f"""project types {{
  timezone "Asia/Shanghai"
  currency CNY
}}
table customers key id {{
  id id
  x  {declared}
}}
attribute value = x
"""


def by_sopc(sopc, folder, program, table):
    (folder / "types.sop").write_text(program)
    with pa.OSFile(str(folder / "customers.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    done = subprocess.run([sopc, "run", str(folder / "types.sop"), "--data", f"customers={folder}/customers.arrow", "--as-of",
                           "2026-11-22 10:00", "--out", str(folder / "out"), "--format", "arrow"], capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr
    return pa.ipc.open_file(folder / "out" / "facts.arrow").read_all(), ""


def main():
    sopc, library = sys.argv[1], Library(sys.argv[2])
    every = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    number = pairs = read = mistakes = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for declared in DECLARED:
            program = library.compile({"types.sop": program_of(declared).encode()})
            for what, array in columns():
                number += 1
                if number % every:
                    continue
                ids = pa.array([f"c{i}" for i in range(len(array))])
                table = pa.table({"id": ids, "x": array}).slice(1)  # an offset into every buffer
                expected, why = by_sopc(sopc, folder, program_of(declared), table)
                try:
                    found, refusal = library.run(program, {"customers": table}, "2026-11-22 10:00")[0]["facts"], ""
                except Failed as failed:
                    found, refusal = None, str(failed)
                pairs += 1
                read += expected is not None
                same = found.equals(expected) if found is not None and expected is not None else found is expected
                if not same:
                    mistakes += 1
                    print(f"{what} as {declared}:\n  library {found and found.column(1).to_pylist()} {refusal[:300]}"
                          f"\n  sopc    {expected and expected.column(1).to_pylist()} {why[:300]}")
    print(f"{pairs} pairs of types, {read} of them read, {mistakes} mistakes")
    return 1 if mistakes or read < 100 // every else 0


if __name__ == "__main__":
    sys.exit(main())
