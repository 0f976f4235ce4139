"""Measures one tick of a journey in which N instances wait and a fixed number is due, for growing N.

The first --base people are enrolled by a run; the others are copies, in the state file, of those of them that are due later.
Then come ticks a day apart, with as many due, entering and ordering for every N. Two populations: `fixed`, the same customers
for every N; `grows`, one customer per instance. The tick's input streams hold what is new, its table all customers. Everything
is made from counters; the state files are left in the folder.

Usage: enrolled.py --sopc build/release/sopc --data FOLDER [--enrolled 100000,1000000] [--due 1000] [--ticks 3] [--base 100000]
"""

import argparse
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

import duckdb

here = pathlib.Path(__file__).resolve().parent
days = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10")


def measure(command):
    """Wall seconds, CPU seconds, peak megabytes of one process; the peak is at least what this one has."""
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaints = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(str(word) for word in command)}\n{complaints}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def write(query, path):
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


class Bench:
    def __init__(self, options, population, enrolled):
        self.options, self.enrolled, self.base = options, enrolled, options.base
        self.customers = options.customers if population == "fixed" else enrolled
        self.folder = options.data / f"{population}_{enrolled}"
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in self.folder.glob("state.sqlite*"):
            file.unlink()

    def run(self, as_of, select):
        """One run; `select` are the queries of the signups and the orders it is given."""
        for name, query in zip(("signups", "orders"), select):
            write(query, self.folder / f"{name}.parquet")
        command = [self.options.sopc, "run", here / "enrolled.sop", "--as-of", as_of, "--threads", "1"]
        for name in ("customers", "signups", "orders"):
            command += ["--data", f"{name}={self.folder / name}.parquet"]
        command += ["--state", self.folder / "state.sqlite", "--allow-blast", "100000000", "--out", self.folder / "out"]
        return measure(command)

    def signups(self, first, last, at):
        """Numbers first..last; each tick's due ones are spread over all of them."""
        gap = self.base // self.options.due
        due = f"i % {gap} < {self.options.ticks} AND i // {gap} < {self.options.due}"
        return (f"SELECT 'c' || i AS customer_id, 's' || i AS signup_id, "
                f"TIMESTAMP '{at}' AS signed_at, "
                f"CASE WHEN {due} THEN DATE '{days[0]}' + CAST(i % {gap} AS INT) ELSE DATE '2027-01-01' + CAST(i % 90 AS INT) "
                f"END AS write_on FROM range({first}, {last}) AS r(i)")

    def orders(self, count, at):
        step = max(1, self.customers // max(1, count))
        return (f"SELECT 'c' || (i * {step}) AS customer_id, 'o{at}' || i AS order_id, TIMESTAMP '{at}' AS paid_at "
                f"FROM range({count}) AS r(i)")

    def copy_people(self):
        """Each copy under another customer, as far as there are customers, and another key."""
        state = sqlite3.connect(self.folder / "state.sqlite")
        state.execute("PRAGMA cache_size = -100000")
        state.execute("CREATE TEMP TABLE far AS SELECT * FROM instances WHERE live = 1 AND wake > ? ORDER BY customer",
                      (1_780_000_000_000_000,))
        for copy in range(1, self.enrolled // self.base):
            state.execute("INSERT INTO instances SELECT journey, definition, (customer - 1 + ?1) % ?2 + 1, key || '-' || ?3, entry, "
                          "live, wake, step, state FROM far", (copy * self.base, self.customers, copy))
        state.commit()
        state.execute("VACUUM")  # the engine's pages carry checksums, which only a page written anew may lack
        state.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        inside = state.execute("SELECT count(*) FROM instances WHERE live = 1").fetchall()[0][0]
        state.close()
        return inside

    def go(self):
        write(f"SELECT 'c' || i AS customer_id, i % 97 = 5 AS opted_out FROM range({self.customers}) AS r(i)",
              self.folder / "customers.parquet")
        self.run("2026-01-01 00:00:00", (self.signups(0, 0, "2026-01-02"), self.orders(0, "2026-01-02")))
        took = self.run("2026-01-02 10:00:00", (self.signups(0, self.base, "2026-01-02 10:00:00"), self.orders(0, "2026-01-02")))
        inside = self.copy_people()
        print(f"  {inside} inside; {self.base} enrolled in {took[1]:.1f} s CPU", flush=True)
        ticks = []
        for tick in range(self.options.ticks):
            at = f"{days[tick]} 08:00:00"
            new = f"SELECT customer_id, 'new{tick}' || signup_id AS signup_id, signed_at, write_on FROM (" + \
                self.signups(0, 100, at) + ")"
            ticks.append(self.run(f"{days[tick]} 10:00:00", (new, self.orders(100, at))))
            sent = (self.folder / "out" / "actions.csv").read_text().count("\n") - 1
            print(f"  tick {tick + 1}: {ticks[-1][0]:.2f} s wall, {ticks[-1][1]:.2f} s CPU, {ticks[-1][2]:.0f} MB, {sent} sends",
                  flush=True)
        return ticks


def main():
    parser = argparse.ArgumentParser(description="the tick of a journey with very many people inside")
    parser.add_argument("--sopc", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--enrolled", default="100000,1000000")
    parser.add_argument("--customers", type=int, default=100_000, help="of the fixed population")
    parser.add_argument("--base", type=int, default=100_000, help="how many are enrolled by a run")
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--ticks", type=int, default=3)
    parser.add_argument("--population", default="fixed,grows")
    options = parser.parse_args()
    for population in options.population.split(","):
        for enrolled in map(int, options.enrolled.split(",")):
            ticks = Bench(options, population, enrolled).go()
            wall, cpu, peak = [sorted(values)[len(ticks) // 2] for values in zip(*ticks)]
            print(f"| {population} | {enrolled} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
