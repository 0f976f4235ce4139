"""B5 of SOPBench: Parquet to aggregates to rules to changed tags and actions (and what was decided against), a process each; beside DuckDB, which
does the same by SQL (expected_effects.sql). All facts, actions, tags and decisions are compared first."""
import os
import pathlib
import subprocess
import sys
import types

import duckdb

import fifty_facts

here = pathlib.Path(__file__).resolve().parent
TABLES = {"actions": "customer_id, verb, object, source, step, channel, staff, due_at, expires_at, reason, params",
          "tags": "customer_id, \"group\", tag, change, source, until", "decisions": "customer_id, source, step, \"at\", outcome, reason"}

peer = """
import sys, duckdb
connection = duckdb.connect()
connection.execute("SET TimeZone = 'Asia/Shanghai'")
connection.execute(f"SET threads = {sys.argv[1]}")
connection.execute("SET preserve_insertion_order = false")
connection.execute(sys.argv[2])
"""


def sopc_command(options, threads):
    return fifty_facts.sopc_command(options, threads, "--tables", ",".join(TABLES))


def duckdb_command(options, threads):
    script = (here / "expected_effects.sql").read_text().replace("{facts}", fifty_facts.facts_query(options))
    script = script.replace("{data}", str(options.data)).replace("{as_of}", fifty_facts.as_of).replace("{out}", str(options.data / "peer"))
    return [sys.executable, "-c", peer, threads, script]


def check_agreement(options):
    for command in (fifty_facts.sopc_command(options, 1), fifty_facts.duckdb_command(options, 1), duckdb_command(options, 1)):
        fifty_facts.measure(command)
    if fifty_facts.disagreements(options):
        sys.exit("B5: DuckDB disagrees about facts")
    connection = duckdb.connect()
    for table, columns in TABLES.items():
        ours, theirs = (f"SELECT {columns} FROM '{options.data / folder / table}.parquet'" for folder in ("out", "peer"))
        differ = connection.sql(f"SELECT count(*) FROM (({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours}))").fetchall()[0][0]
        if differ:
            sys.exit(f"B5: {differ} rows of {table} differ from DuckDB's")


def run(options):
    folder = options.data / f"shop_{options.shop_customers}"
    if not (folder / "events.parquet").exists():
        made = [sys.executable, here / "generate.py", folder, "--customers", options.shop_customers]
        subprocess.run([str(word) for word in made], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(folder / "peer", exist_ok=True)
    given = types.SimpleNamespace(sopc=options.built / "sopc", data=folder)
    check_agreement(given)
    rows = []
    engines = {"sop": ("sopc run --tables actions,tags,decisions", sopc_command), "DuckDB": ("SQL by hand, a table of the facts that are read", duckdb_command)}
    for threads in options.threads:
        found = {engine: [] for engine in engines}
        for _ in range(options.rounds + 1):
            for engine, (_, command) in engines.items():
                found[engine].append(fifty_facts.measure(command(given, threads)))
        for engine, (form, _) in engines.items():
            first, *runs = found[engine]
            rows.append({"task": "B5", "what": "end to end, Parquet", "size": options.shop_customers, "threads": threads, "engine": engine,
                         "form": form, "unit": "s", "first": first[0], "times": [wall for wall, _, _ in runs],
                         "cpu": [cpu for _, cpu, _ in runs], "peak_mb": max(peak for _, _, peak in runs)})
    print(f"B5: all facts, actions, tags and decisions equal for {options.shop_customers} customers", flush=True)
    return rows, {}
