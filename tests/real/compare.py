"""Runs programs on real tables and compares every value with a published or independently computed result.

One line per case: rows compared, values compared, differences. What the program must give is the business of each case's
SQL; this file only runs `sopc run`, lets DuckDB cast the texts it wrote to the expectation's types, and counts.

Usage: compare.py --sopc build/release/sopc [--data ../shared/data] [CASE...]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import duckdb

from cases import Case, cases

here = pathlib.Path(__file__).resolve().parent
shown_differences = 10


def arguments():
    parser = argparse.ArgumentParser(description="compare programs on real tables with published results")
    parser.add_argument("--sopc", required=True)
    parser.add_argument("--data", type=pathlib.Path, default=here.parents[2] / "shared" / "data")
    parser.add_argument("case", nargs="*", help="all when left out")
    return parser.parse_args()


def prepare_data(case: Case, options, scratch):
    """The folder the case's inputs lie in; None when they are not there."""
    folder = (here / case.program).parent
    if case.real_tables:
        return options.data if options.data.is_dir() else None
    if case.generate is None:
        return folder
    making = [sys.executable, folder / case.generate, scratch, *case.generate_options]
    subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
    return scratch


def instants_of(case: Case):
    return (case.as_of,) if isinstance(case.as_of, str) else case.as_of


def keys_of(case: Case):
    return case.keys if isinstance(case.as_of, str) or case.together else ("as_of", *case.keys)


def filled_in(case: Case, data, file):
    sql = ((here / case.program).parent / file).read_text()
    instants = case.as_of if isinstance(case.as_of, str) else ", ".join(f"(TIMESTAMP '{at}')" for at in case.as_of)
    for name, value in (("data", data), ("case", (here / case.program).parent), ("as_of", instants)):
        sql = sql.replace("{" + name + "}", str(value))
    return sql


def columns_of(connection, table):
    return [(name, type_) for name, type_, *_ in connection.sql(f"DESCRIBE {table}").fetchall()]


def run(case: Case, options, data, facts, as_of, out):
    command = [options.sopc, "run", here / case.program]
    for name, file in case.inputs.items():
        command += ["--data", f"{name}={data / file}"]
    command += ["--as-of", as_of, "--out", out]
    if case.state:
        command += ["--state", out.parent / "state.sqlite", "--allow-blast", "1000000"]
    if case.output == "facts":
        command += ["--select", ",".join(facts)]
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stdout, result.stderr, sep="", file=sys.stderr)
    return result.returncode


def differences(connection, case: Case, columns):
    """Rows of one side only, rows of one key that occur several times, and values that differ, each as (key, what)."""
    keys = ", ".join(keys_of(case))
    found = []
    for side in ("actual", "expected"):
        twice = connection.sql(f"SELECT {keys}, count(*) FROM {side} GROUP BY {keys} HAVING count(*) > 1").fetchall()
        found += [(*key, f"{count} rows in {side}") for *key, count in twice]
    one_sided = [("expected", "actual")] + ([] if case.part_of else [("actual", "expected")])
    for there, absent in one_sided:
        rows = connection.sql(f"SELECT {keys} FROM {there} ANTI JOIN {absent} USING ({keys}) ORDER BY ALL").fetchall()
        found += [(*key, f"not in {absent}") for key in rows]
    for name, type_ in columns:
        rows = connection.sql(
            f'SELECT {keys}, CAST(e."{name}" AS VARCHAR), a."{name}" '
            f"FROM expected AS e JOIN actual AS a USING ({keys}) "
            f'WHERE e."{name}" IS DISTINCT FROM TRY_CAST(a."{name}" AS {type_}) '
            f'OR (a."{name}" IS NOT NULL AND TRY_CAST(a."{name}" AS {type_}) IS NULL) ORDER BY ALL'
        ).fetchall()
        found += [(*key, f"{name}: expected {want}, got {got}") for *key, want, got in rows]
    return found


def read_result(connection, case: Case, as_of, out):
    """What one run wrote, added to the table `actual`."""
    table = out / f"{case.output}.csv"
    at = "" if isinstance(case.as_of, str) else f"TIMESTAMP '{as_of}' AS as_of, "
    rows = f"SELECT {at}* FROM read_csv('{table}', header = true, all_varchar = true)"
    made = connection.sql("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'actual'").fetchall()[0][0]
    connection.sql(f"INSERT INTO actual {rows}" if made else f"CREATE TABLE actual AS {rows}")


def compare(case: Case, options):
    """The number of differences, or None when the tables are not there."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        data = prepare_data(case, options, scratch)
        if data is None:
            return None
        connection = duckdb.connect()
        connection.sql(f"SET TimeZone = '{case.timezone}'")
        if case.prepare:
            connection.execute(filled_in(case, data, case.prepare))
        connection.sql(f"CREATE TABLE expected AS {filled_in(case, data, case.expected)}")
        columns = [column for column in columns_of(connection, "expected") if column[0] not in keys_of(case)]
        for number, as_of in enumerate(instants_of(case)):
            out = scratch / f"out{number}"
            code = run(case, options, data, [name for name, _ in columns], as_of, out)
            if code != 0:
                print(f"{case.name}: sopc run ended with {code}")
                return 1
            read_result(connection, case, as_of, out)
        if case.together:
            rows = f"SELECT {case.together}, count(*)::VARCHAR AS times FROM actual GROUP BY ALL"
            connection.sql(f"CREATE OR REPLACE TABLE actual AS {rows}")
        found = differences(connection, case, columns)
        for difference in found[:shown_differences]:
            print(*difference, file=sys.stderr)
        rows = connection.sql("SELECT count(*) FROM expected").fetchall()[0][0]
        print(f"{case.name}: {rows} rows, {rows * len(columns)} values compared, {len(found)} differences", flush=True)
        return len(found) + (rows == 0)


def main():
    options = arguments()
    known = {case.name: case for case in cases}
    unknown = [name for name in options.case if name not in known]
    if unknown:
        print("unknown case:", *unknown, file=sys.stderr)
        return 2
    results = [compare(known[name], options) for name in options.case or known]
    if None in results:
        print("skipped: no real tables")
    return 1 if any(results) else 0


sys.exit(main())
