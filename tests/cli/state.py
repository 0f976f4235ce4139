"""The state file as a shell sees it (semantics C7, C8, E1, E4, E5): what is refused, what stays as it was, and that a daily
run and a run after a pause come to the same end."""
import csv
import datetime
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai"   guard { cap 3  k 5 } }
table customers key customer_id { customer_id id }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime   amount money }
rule remind { if days_since(last(orders)) > 2 then { send reminder  tag reminded } }
tag reminded
tag buyer when any(orders within 5 days)
tag care when count(orders within 6 days) >= 2 until sum(orders.amount within 3 days) > 900
tag ever when sum(orders.amount) > 700 once
tag talked when any(orders) ttl 4 days
tier level {
  high when sum(orders.amount within 6 days) > 1200
  mid  when sum(orders.amount within 6 days) > 500
  low  otherwise or missing
  fall one level per 3 days
}
attribute heat = count(orders within 4 days) * 30
on heat crosses 60 then tag hot
tag hot
"""


class State(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("p.sop", PROGRAM)
        self.write("customers.csv", "customer_id\nc1\nc2\n")
        self.orders([("c1", "o1", "2026-11-01 09:00", 600), ("c2", "o2", "2026-10-01 09:00", 100)])

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def orders(self, rows):
        lines = ["customer_id,order_id,paid_at,amount"] + [",".join(str(cell) for cell in row) for row in rows]
        self.write("orders.csv", "\n".join(lines) + "\n")

    def run_at(self, instant, *more, code=0, state="state.db"):
        done = subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", instant,
                               "--state", state, "--out", "out", *more],
                              cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def table(self, name):
        with open(pathlib.Path(self.folder.name, "out", name + ".csv"), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def stored(self, what, state="state.db"):
        store = sqlite3.connect(pathlib.Path(self.folder.name, state))
        try:
            return store.execute(what).fetchall()
        finally:
            store.close()

    def test_the_same_instant_again_changes_nothing(self):
        self.run_at("2026-11-02 10:00")
        self.assertEqual([row["customer_id"] for row in self.table("actions")], ["c2"])
        before = self.stored("SELECT * FROM tags"), self.stored("SELECT * FROM outbox"), self.stored("SELECT * FROM held")
        self.run_at("2026-11-02 10:00")
        self.assertEqual((self.table("actions"), self.table("tags")), ([], []))
        self.assertEqual((self.stored("SELECT * FROM tags"), self.stored("SELECT * FROM outbox"), self.stored("SELECT * FROM held")), before)

    def test_an_earlier_instant_is_refused(self):
        self.run_at("2026-11-05 10:00")
        self.assertIn("2026-11-05T10:00:00+08:00", self.run_at("2026-11-04 10:00", code=1).stderr)

    def test_a_damaged_state_is_named_and_never_half_read(self):
        self.run_at("2026-11-02 10:00")
        self.orders([("c1", "o1", "2026-11-01 09:00", 600), ("c2", "o2", "2026-10-01 09:00", 100), ("c2", "o3", "2026-11-03 09:00", 100)])
        path = pathlib.Path(self.folder.name, "state.db")
        whole = path.read_bytes()
        expected = self.run_at("2026-11-04 10:00").stdout
        refused = 0
        damaged = [whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:] for at in range(3, len(whole), len(whole) // 25)]
        for content in damaged + [whole[:length] for length in range(100, len(whole), len(whole) // 10)]:
            path.write_bytes(content)
            done = subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-04 10:00",
                                   "--state", "state.db", "--out", "out"], cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
            self.assertIn(done.returncode, (0, 3))
            if done.returncode == 0:
                self.assertEqual(done.stdout, expected)
            else:
                refused += 1
                self.assertIn("state.db: the state cannot be used: ", done.stderr)
        self.assertGreater(refused, 20)

    def test_a_second_engine_is_refused(self):
        self.run_at("2026-11-02 10:00")
        other = sqlite3.connect(pathlib.Path(self.folder.name, "state.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self.assertIn("another engine", self.run_at("2026-11-03 10:00", code=1).stderr)
        other.execute("ROLLBACK")
        other.close()
        self.run_at("2026-11-03 10:00")

    def test_a_redefinition_waits_until_it_is_accepted(self):
        self.run_at("2026-11-07 10:00")
        self.write("p.sop", PROGRAM.replace("any(orders within 5 days)", "any(orders within 9 days)"))
        before = self.stored("SELECT * FROM tags")
        self.assertIn("`buyer`", self.run_at("2026-11-08 10:00", code=1).stderr)
        self.assertEqual(self.stored("SELECT * FROM tags"), before)
        self.run_at("2026-11-08 10:00", "--accept-redefined")
        self.assertIn(("c1", "buyer", "add"), [(row["customer_id"], row["tag"], row["change"]) for row in self.table("tags")])

    def test_the_guard_stops_a_blast(self):
        self.write("customers.csv", "customer_id\n" + "".join(f"b{i}\n" for i in range(5)))
        self.orders([(f"b{i}", f"o{i}", "2026-10-01 09:00", 10) for i in range(5)])
        self.assertIn("--allow-blast 5", self.run_at("2026-11-02 10:00", code=1).stderr)
        self.assertEqual(self.stored("SELECT count(*) FROM sqlite_master"), [(0,)])
        self.run_at("2026-11-02 10:00", "--allow-blast", "5")
        self.assertEqual(self.stored("SELECT count(*) FROM outbox"), [(5,)])

    def test_a_dry_run_and_a_file_that_is_no_state(self):
        self.run_at("2026-11-02 10:00", "--dry-run")
        self.assertEqual(self.stored("SELECT count(*) FROM sqlite_master"), [(0,)])
        self.write("notes.txt", "not a database, " * 100)
        self.assertIn("notes.txt", self.run_at("2026-11-02 10:00", code=3, state="notes.txt").stderr)

    # What semantics D4 promises of triggers, tiers, tags with `until`, `once` and `ttl` over events, and crossings.
    def test_daily_and_after_a_pause_end_the_same(self):
        moves = random.Random(20261122)
        start = datetime.datetime(2026, 11, 1, 10)
        kept = ("care", "ever", "talked", "hot", "buyer")
        for round_number in range(6):
            days = 24
            people = [f"p{i}" for i in range(12)]
            self.write("customers.csv", "customer_id\n" + "\n".join(people) + "\n")
            rows = []
            for number in range(60):
                at = start + datetime.timedelta(minutes=moves.randrange(1, days * 1440))
                rows.append((moves.choice(people), f"o{number}", at.strftime("%Y-%m-%d %H:%M"), moves.randrange(50, 900)))
            self.orders(rows)
            ends = []
            for name, step in (("daily", 1), ("paused", days)):
                state = f"{name}{round_number}.db"
                for day in range(0, days + 1, step):
                    self.run_at((start + datetime.timedelta(days=day)).strftime("%Y-%m-%d %H:%M"), "--allow-blast", "1000", state=state)
                tags = self.stored("SELECT key, tag FROM tags JOIN customers ON customers.id = customer WHERE locked = 0", state)
                tiers = self.stored("SELECT key, value, held.since FROM held JOIN customers ON customers.id = customer "
                                    "JOIN things ON things.id = thing WHERE name = 'level'", state)
                ends.append((sorted(row for row in tags if row[1] in kept), sorted(tiers)))
            self.assertEqual(ends[0], ends[1], f"round {round_number}")
            self.assertTrue(ends[0][0] and ends[0][1])


if __name__ == "__main__":
    unittest.main()
