"""B9 of SOPBench: a second day's run over all customers beside one that asks only those who may have something new: 2 % have other rows, some
more have facts that flip with time alone. Both from the same memory; everything done and remembered is compared. Once with the tables loaded,
and once as a command of its own, from files and a state file to both."""
import filecmp
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

import duckdb
import enrolled

# The very first run tags whoever it meets, and each tag is seen from the next instant on: it comes an hour before.
BEGINNING, FIRST_DAY, SECOND_DAY = "2026-11-22 09:00", "2026-11-22 10:00", "2026-11-23 10:00"
BENCH = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = BENCH / "fifty_facts.sop"

# One more event for one customer in fifty, and an order for every third of them.
NEW_EVENTS = """
SELECT customer_id, TIMESTAMP '2026-11-22 10:00:00' + to_seconds(1 + (i * 7919) % 86000) AS happened_at,
       ['view', 'click', 'visit', 'cart', 'reply', 'complaint'][1 + i % 6] AS kind, ['app', 'mini', 'web'][1 + i % 3] AS place, i % 600 AS seconds
FROM (SELECT customer_id, row_number() OVER () AS i FROM '{customers}') WHERE i * 2654435761 % 4294967296 < 85899345
"""
NEW_ORDERS = """
SELECT customer_id, 'n' || i AS order_id, TIMESTAMP '2026-11-22 10:00:00' + to_seconds(1 + (i * 6007) % 86000) AS paid_at, 1 + i % 3 AS quantity,
       CAST(10 + i % 300 AS DECIMAL(18, 2)) AS price, ['tea', 'coffee', 'gift'][1 + i % 3] AS category, ['app', 'store'][1 + i % 2] AS channel
FROM (SELECT customer_id, row_number() OVER () AS i FROM '{customers}') WHERE i * 2654435761 % 4294967296 < 85899345 AND i % 3 = 0
"""


def tables(folder, customers):
    """The shop's tables of the first day, and folders with those of the second: the same files and one more."""
    if not (folder / "second" / "events" / "new.parquet").exists():
        made = [sys.executable, BENCH / "generate.py", folder, "--customers", customers]
        subprocess.run([str(word) for word in made], check=True, stdout=subprocess.DEVNULL)
        for name, query in (("orders", NEW_ORDERS), ("events", NEW_EVENTS)):
            more = folder / "second" / name
            more.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / f"{name}.parquet", more / "before.parquet")
            query = query.format(customers=folder / "customers.parquet")
            duckdb.connect().execute(f"COPY ({query}) TO '{more / 'new.parquet'}' (FORMAT parquet)")
    first = [f"{name}={folder / name}.parquet" for name in ("customers", "orders", "events")]
    second = [first[0]] + [f"{name}={folder / 'second' / name}" for name in ("orders", "events")]
    return first, second


def loaded(options, first, second, rounds):
    """Rounds of both kinds of run on tables that are loaded once."""
    command = [options.built / "bench" / "sop_daily", PROGRAM, FIRST_DAY, *first, "--", SECOND_DAY, *second]
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    found = {}
    for threads in options.threads:
        for _ in range(rounds + 1):
            for task in ("all", "few"):
                print(task, threads, file=process.stdin, flush=True)
                answer = json.loads(process.stdout.readline())
                if answer.get("difference"):
                    sys.exit(f"B9: the run that asked few differs in its {answer['difference']}")
                if answer.get("whole"):
                    sys.exit("B9: the run that should ask few asked all")
                found.setdefault((task, threads), []).append(answer)
    process.stdin.close()
    process.wait()
    return found


def check_state(one, other):
    """All that two state files remember, without the notes of who is to be asked. SQLite compares: a million customers have millions of rows."""
    database = sqlite3.connect(one)
    database.execute("ATTACH ? AS other", [str(other)])
    for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('daily', 'truths')").fetchall():
        counts = [database.execute(f"SELECT count(*) FROM {which}.{name}").fetchone() for which in ("main", "other")]
        lost = database.execute(f"SELECT * FROM main.{name} EXCEPT SELECT * FROM other.{name} LIMIT 1").fetchone()
        if lost or counts[0] != counts[1]:
            sys.exit(f"B9: the command that asked few remembers other {name}")
    # How far bits go on behind the last customer says nothing.
    bits = [{thing: bits.rstrip(b"\0") for thing, bits in database.execute(f"SELECT * FROM {which}.truths")} for which in ("main", "other")]
    if bits[0] != bits[1]:
        sys.exit("B9: the command that asked few remembers other truths")
    database.close()


def run_command(options, out, state, as_of, given, more=()):
    command = [options.built / "sopc", "run", PROGRAM, "--as-of", as_of, "--threads", "1", "--state", state, "--allow-blast", "100000000",
               "--select", "is_new", "--out", out, *more]
    for one in given:
        command += ["--data", one]
    shutil.rmtree(out, ignore_errors=True)
    return enrolled.measure(command)


def commands(options, folder, first, second, rounds):
    """The same as commands, each on a copy of the state that the first day left; once reading the files, once with their columns kept."""
    before = folder / "before.sqlite"
    for file in folder.glob("*.sqlite*"):
        file.unlink()
    for as_of in (BEGINNING, FIRST_DAY):
        run_command(options, folder / "out", before, as_of, first, ["--incremental"])
    kept = ["--cache", folder / "cache"]
    shutil.rmtree(folder / "cache", ignore_errors=True)
    shutil.copy(before, folder / "state.sqlite")
    run_command(options, folder / "out", folder / "state.sqlite", SECOND_DAY, second, kept)
    found = {}
    for number in range(rounds):
        for cache in ((), kept):
            for task, more in (("all", ()), ("few", ("--incremental",))):
                state, out = folder / f"state_{task}.sqlite", folder / f"out_{task}"
                for file in folder.glob(f"{state.name}*"):
                    file.unlink()
                shutil.copy(before, state)
                found.setdefault((task, bool(cache)), []).append(run_command(options, out, state, SECOND_DAY, second, [*more, *cache]))
            if number > 0:
                continue
            check_state(folder / "state_all.sqlite", folder / "state_few.sqlite")
            for name in ("actions.csv", "tags.csv", "segments.csv", "decisions.csv"):
                if not filecmp.cmp(folder / "out_all" / name, folder / "out_few" / name, shallow=False):
                    sys.exit(f"B9: the command that asked few writes other {name}")
    return found


def run(options):
    customers = options.daily_customers
    folder = options.data / f"daily_{customers}"
    first, second = tables(folder, customers)
    rows = []
    for (task, threads), answers in loaded(options, first, second, options.rounds).items():
        form = "all customers" if task == "all" else f"{answers[0]['asked']:,} asked, {answers[0]['touched']:,} of them with other rows"
        rows.append({"task": "B9", "what": f"daily run, {task} asked", "size": customers, "threads": threads, "engine": "sop", "form": form,
                     "unit": "s", "first": answers[0]["seconds"], "times": [one["seconds"] for one in answers[1:]],
                     "cpu": [one["cpu"] for one in answers[1:]]})
    start = time.monotonic()
    for (task, cached), runs in commands(options, folder, first, second, min(options.rounds, 3)).items():
        rows.append({"task": "B9", "what": f"daily command{' with --cache' if cached else ''}, {task} asked", "size": customers, "threads": 1,
                     "engine": "sop", "form": "sopc run --state" + (" --incremental" if task == "few" else "") + (" --cache" if cached else ""), "unit": "s", "first": runs[0][0],
                     "times": [wall for wall, _, _ in runs], "cpu": [cpu for _, cpu, _ in runs], "peak_mb": max(peak for _, _, peak in runs)})
    print(f"B9: the same is done and remembered for {customers:,} customers ({time.monotonic() - start:.0f} s of commands)", flush=True)
    return rows, {}
