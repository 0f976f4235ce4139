"""Measures fifty_facts.sop end to end, Parquet to Parquet, beside DuckDB computing the same facts with expected.sql.

Runs are interleaved and each is a process of its own; the first round warms the file cache and is not counted. Before any
figure both results are compared, value by value. DuckDB computes the facts only, sopc the rules and tags too.

Usage: fifty_facts.py --sopc build/release/sopc --data FOLDER [--rounds 5]   (FOLDER made by generate.py)
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

import duckdb

here = pathlib.Path(__file__).resolve().parent
as_of = "2026-11-22 10:00:00"
tables = ("customers", "orders", "events")

peer = """
import sys, duckdb
connection = duckdb.connect()
connection.execute("SET TimeZone = 'Asia/Shanghai'")
connection.execute(f"SET threads = {sys.argv[1]}")
connection.execute(f"COPY ({sys.argv[2]}) TO '{sys.argv[3]}' (FORMAT parquet)")
"""


def sopc_command(options, threads, *more):
    command = [options.sopc, "run", here / "fifty_facts.sop", "--as-of", as_of, "--threads", threads, *more]
    for table in tables:
        command += ["--data", f"{table}={options.data / table}.parquet"]
    return command + ["--out", options.data / "out", "--format", "parquet"]


def facts_query(options):
    return (here / "expected.sql").read_text().replace("{data}", str(options.data)).replace("{as_of}", as_of)


def duckdb_command(options, threads):
    return [sys.executable, "-c", peer, threads, facts_query(options), options.data / "duckdb.parquet"]


def measure(command):
    """Wall seconds, CPU seconds, peak megabytes of one process."""
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def disagreements(options):
    connection = duckdb.connect()
    ours, theirs = options.data / "out" / "facts.parquet", options.data / "duckdb.parquet"
    columns = [name for name, *_ in connection.sql(f"DESCRIBE FROM '{theirs}'").fetchall() if name != "customer_id"]
    differ = " + ".join(f'CAST(a."{name}" IS DISTINCT FROM b."{name}" AS INT)' for name in columns)
    query = f"SELECT count(*), sum({differ}) FROM '{ours}' AS a JOIN '{theirs}' AS b USING (customer_id)"
    rows, differences = connection.sql(query).fetchall()[0]
    print(f"agreement: {rows} customers, {len(columns)} facts, {differences} differences")
    return differences


def figures(options):
    """(wall seconds, CPU seconds, peak megabytes) of every run, by engine and number of threads; None where the results differ."""
    engines = {"sopc, 1 thread": sopc_command(options, 1), "sopc, 2 threads": sopc_command(options, 2)}
    engines |= {"duckdb, 1 thread": duckdb_command(options, 1), "duckdb, 2 threads": duckdb_command(options, 2)}
    for command in engines.values():
        measure(command)
    if disagreements(options):
        return None
    found = {name: [] for name in engines}
    for _ in range(options.rounds):
        for name, command in engines.items():
            found[name].append(measure(command))
    return found


def main():
    parser = argparse.ArgumentParser(description="fifty facts and twenty rules, end to end")
    parser.add_argument("--sopc", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    found = figures(options)
    if found is None:
        return 1
    files = [options.data / f"{table}.parquet" for table in tables]
    rows = duckdb.sql(" UNION ALL ".join(f"SELECT 1 AS one FROM '{file}'" for file in files)).count("one").fetchall()[0][0]
    print(f"{rows} rows, {options.rounds} rounds, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print("| | wall min s | wall median s | CPU min s | peak MB | rows/s (min wall) |\n|---|---|---|---|---|---|")
    for name, runs in found.items():
        wall, cpu, peak = zip(*runs)
        best = f"{min(wall):.2f} | {statistics.median(wall):.2f} | {min(cpu):.2f} | {max(peak):.0f}"
        print(f"| {name} | {best} | {rows / min(wall) / 1e6:.2f} M |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
