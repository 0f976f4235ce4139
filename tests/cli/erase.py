"""sopc erase: nothing about the customer is left in the state's files, nothing reaches her again, and nobody else notices."""
import csv
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
HER, NAME, PHONE = "canary-id-77", "Kanarienvogel", "13800001234"
PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id {
  customer_id id   name text   phone text? pii   spend money   opted_out bool consent
}
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime   note text? }
events visits key customer_id time at { customer_id id   at datetime }
channel sms direct { valid 09:00 to 21:00 }
template hello on sms { text “hello {name}, {phone default "none"}” }
template later on sms { text "again {name}" }
template night on sms { text "late {name}" }
policy contact { suppress opted_out }
segment buyers = any(orders)
attribute place = rank(spend high first ties id)
segment best = top 2 by spend
tag buyer when any(orders) ttl 30 days
tag hot
tier level { high when count(orders) >= 2   low otherwise   fall one level per 3 days }
rule remind { if buyers then { send hello  tag hot } once per 30 days }
rule by_note { on orders then send later once per note backfill enter }
rule seen_at_night { on visits then send night backfill enter }
rule moved { on level.changes then tag hot }
journey follow {
  enter on orders  key entry.order_id  reenter never  while_live queue  backfill enter
  send hello  wait for visits where at > entry.paid_at up to 3 days { on visits { send later } on timeout { again: send later } }
}
journey one_at_a_time { enter on orders  reenter after exit  while_live queue  backfill enter  wait 20 days  send later }
"""


class Erase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("p.sop", PROGRAM)
        self.write("customers.csv", "customer_id,name,phone,spend,opted_out\n"
                   f"{HER},{NAME},{PHONE},900,false\nc2,Bea,13900000000,700,false\nc3,Cid,,500,false\n")
        self.write("orders.csv", "customer_id,order_id,paid_at,note\n"
                   f"{HER},{HER}-o1,2026-11-01 10:00,note of {NAME}\n{HER},{HER}-o2,2026-11-02 11:00,\n"
                   "c2,o3,2026-11-01 10:00,x\nc3,o4,2026-11-02 10:00,\n")
        self.write("visits.csv", f"customer_id,at\n{HER},2026-11-03 23:30\nc2,2026-11-03 23:40\n")

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def sopc(self, *arguments, code=0, **more):
        done = subprocess.run([SOPC, *arguments], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "en_US.UTF-8"}, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def run_at(self, instant, *more, code=0, inputs=("customers", "orders", "visits")):
        data = [part for name in inputs for part in ("--data", f"{name}={name}.csv")]
        return self.sopc("run", "p.sop", *data, "--as-of", instant, "--state", "s.db", "--out", "out", *more, code=code)

    def erase(self, customer=HER, *more, code=0):
        return self.sopc("erase", "--state", "s.db", "--customer", customer, *more, code=code)

    def stored(self, what):
        store = sqlite3.connect(self.folder / "s.db")
        try:
            return store.execute(what).fetchall()
        finally:
            store.close()

    def raw(self):
        return b"".join(file.read_bytes() for file in self.folder.glob("s.db*"))

    def table(self, name):
        with open(self.folder / "out" / f"{name}.csv", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def live(self):
        """Two runs; a relay has delivered something of hers, and holds something."""
        self.run_at("2026-11-03 22:00")
        taken = self.sopc("outbox", "take", "--state", "s.db", "--limit", "3", "--now", "2026-11-03 22:01")
        first = [json.loads(line) for line in taken.stdout.splitlines() if json.loads(line)["customer_id"] == HER]
        self.sopc("outbox", "done", "--state", "s.db", "--now", "2026-11-03 22:02", first[0]["effect_id"])
        self.run_at("2026-11-04 01:00")  # the visit at night waits for the morning
        return first

    def test_nothing_of_hers_is_left_in_the_files(self):
        self.live()
        for canary in (HER, NAME, PHONE):
            self.assertIn(canary.encode(), self.raw())
        tables = [name for name, in self.stored("SELECT name FROM sqlite_master WHERE type = 'table'")]
        about_her = [name for name in ("instances", "queued", "held_contacts", "tags", "held", "changes", "fired", "seen_events")
                     if self.stored(f"SELECT count(*) FROM {name} WHERE customer = 1")[0][0] > 0]
        self.assertEqual(len(about_her), 8, about_her)
        done = self.erase()
        self.assertIn("they end", done.stdout)
        for canary in (HER, NAME, PHONE):
            self.assertNotIn(canary.encode(), self.raw(), canary)
        for name in tables:
            columns = [row[1] for row in self.stored(f"PRAGMA table_info({name})")]
            if "customer" in columns:
                self.assertEqual(self.stored(f"SELECT count(*) FROM {name} WHERE customer IN (1, '{HER}')"), [(0,)], name)
        self.assertEqual(self.stored("SELECT count(*) FROM deliveries WHERE seq NOT IN (SELECT seq FROM outbox)"), [(0,)])
        self.assertTrue(all(bits[0] & 2 == 0 for bits, in self.stored("SELECT bits FROM truths")))
        (mark,), = self.stored("SELECT mark FROM erased")
        self.assertRegex(mark, "^[0-9a-f]{32}$")

    def test_nothing_reaches_her_again_and_nobody_else_notices(self):
        self.run_at("2026-11-03 22:00")
        before = self.stored("SELECT effect_id FROM outbox WHERE customer <> '%s' ORDER BY 1" % HER)
        self.erase()
        self.assertEqual(self.stored("SELECT effect_id FROM outbox ORDER BY 1"), before)
        taken = self.sopc("outbox", "take", "--state", "s.db", "--now", "2026-11-03 22:05").stdout
        self.assertNotIn(HER, taken)
        self.assertIn('"c3"', taken)
        # Her rows still come, with a new order.
        self.write("orders.csv", (self.folder / "orders.csv").read_text() + f"{HER},{HER}-o9,2026-11-04 09:00,\nc3,o8,2026-11-04 09:00,\n")
        done = self.run_at("2026-11-04 12:00", "--strict")
        self.assertIn("1 of erased customers", done.stderr)
        for name in ("facts", "actions", "tags", "decisions"):
            self.assertNotIn(HER, [row["customer_id"] for row in self.table(name)], name)
        self.assertIn("c3", [row["customer_id"] for row in self.table("actions")])
        self.assertNotIn(HER.encode(), self.raw())
        self.assertEqual({row["name"]: row["count"] for row in self.table("segments")}["buyers"], "2")
        places = {row["customer_id"]: row["place"] for row in self.table("facts")}
        self.assertEqual(places, {"c2": "1", "c3": "2"})

    def test_a_later_run_is_as_if_her_rows_had_not_come(self):
        self.run_at("2026-11-03 22:00")
        self.erase()
        (self.folder / "copy.db").write_bytes((self.folder / "s.db").read_bytes())
        self.run_at("2026-11-06 12:00")
        with_rows = [self.table(name) for name in ("facts", "actions", "tags", "decisions", "segments")]
        (self.folder / "s.db").write_bytes((self.folder / "copy.db").read_bytes())
        for name in ("customers", "orders", "visits"):
            lines = (self.folder / f"{name}.csv").read_text().splitlines(True)
            self.write(f"{name}.csv", "".join(line for line in lines if HER not in line))
        self.run_at("2026-11-06 12:00")
        self.assertEqual([self.table(name) for name in ("facts", "actions", "tags", "decisions", "segments")], with_rows)

    def test_plan_and_why_leave_her_out_too(self):
        self.run_at("2026-11-03 22:00")
        self.erase()
        data = [part for name in ("customers", "orders", "visits") for part in ("--data", f"{name}={name}.csv")]
        plan = self.sopc("plan", "p.sop", *data, "--as-of", "2026-11-06 12:00", "--state", "s.db", "--format", "json")
        self.assertNotIn(HER, plan.stdout)
        why = self.sopc("why", "p.sop", *data, "--as-of", "2026-11-06 12:00", "--state", "s.db", "--customer", HER, code=2)
        self.assertIn("was erased", why.stderr)

    def test_again_unknown_dry_and_missing(self):
        self.run_at("2026-11-03 22:00")
        before = self.stored("SELECT * FROM outbox"), self.stored("SELECT * FROM instances")
        dry = self.erase(HER, "--dry-run")
        self.assertIn("nothing was written", dry.stderr)
        self.assertEqual((self.stored("SELECT * FROM outbox"), self.stored("SELECT * FROM instances")), before)
        self.assertIn("no run on this state has seen", self.erase("nobody", code=2).stderr)
        self.assertEqual(self.stored("SELECT count(*) FROM erased"), [(0,)])
        self.assertEqual(self.erase().stdout, dry.stdout)
        self.assertIn("was erased before", self.erase().stdout)
        self.assertIn("此前已清除", self.erase(HER, "--lang", "zh").stdout)
        self.assertIn("no such file", self.sopc("erase", "--state", "none.db", "--customer", "c1", code=3).stderr)
        self.assertFalse((self.folder / "none.db").exists())
        self.sopc("erase", "--state", "s.db", code=2)

    def test_marks_of_two_files_cannot_be_compared(self):
        marks = []
        for _ in range(2):
            for file in self.folder.glob("s.db*"):
                file.unlink()
            self.run_at("2026-11-03 22:00")
            self.erase()
            marks += self.stored("SELECT mark FROM erased")
        self.assertNotEqual(marks[0], marks[1])

    def test_while_an_engine_works_nothing_is_erased(self):
        self.run_at("2026-11-03 22:00")
        engine = sqlite3.connect(self.folder / "s.db", isolation_level=None)
        engine.execute("BEGIN IMMEDIATE")
        self.assertIn("working on this state; nothing was erased", self.erase(code=1).stderr)
        engine.execute("ROLLBACK")
        # A reader keeps the log: she is gone, and what is left is said until it is not.
        engine.execute("BEGIN")
        engine.execute("SELECT count(*) FROM runs").fetchall()
        self.assertIn("may still hold bytes", self.erase(code=1).stderr)
        self.assertEqual(self.stored("SELECT count(*) FROM customers"), [(2,)])
        engine.execute("COMMIT")
        engine.close()
        self.erase()
        self.assertNotIn(HER.encode(), self.raw())

    def test_what_a_relay_holds_is_named(self):
        self.run_at("2026-11-03 22:00")
        taken = [json.loads(line) for line in
                 self.sopc("outbox", "take", "--state", "s.db", "--now", "2026-11-03 22:01").stdout.splitlines()]
        hers = [row["effect_id"] for row in taken if row["customer_id"] == HER]
        self.assertIn("cannot be called back", self.erase().stdout)
        late = self.sopc("outbox", "done", "--state", "s.db", "--now", "2026-11-03 22:02", hers[0], code=1)
        self.assertIn("there is no effect", late.stderr)
        self.assertNotIn(HER.encode(), self.raw())

    def test_one_person_of_several_accounts(self):
        self.write("p.sop", """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   phone text? pii   opted_out bool consent }
table pos key card { card id   phone text? pii }
identity person { of customers, pos   phone strong   prefer customers }
events buys key card time at { card id   at datetime }
events orders key customer_id time at { customer_id id   at datetime }
template hello { text "hi" }
policy contact { suppress opted_out }
rule greet { on orders then send hello backfill enter }
rule met { on buys then send hello backfill enter }
""")
        self.write("customers.csv", f"customer_id,phone,opted_out\n{HER},{PHONE},false\n{HER}-b,{PHONE},false\nc2,1,false\n")
        self.write("pos.csv", f"card,phone\nk1,{PHONE}\nk2,1\n{HER},5\n")
        self.write("orders.csv", f"customer_id,at\n{HER}-b,2026-11-01 09:00\nc2,2026-11-01 09:00\n")
        self.write("buys.csv", "card,at\nk1,2026-11-01 09:00\nk2,2026-11-01 09:00\n")
        inputs = ("customers", "pos", "orders", "buys")
        self.run_at("2026-11-02 10:00", inputs=inputs)
        self.assertEqual([row["customer_id"] for row in self.table("actions")], [HER, HER, "c2", "c2"])
        self.erase()
        self.write("orders.csv", f"customer_id,at\n{HER}-b,2026-11-03 09:00\nc2,2026-11-03 09:00\n")
        self.write("buys.csv", "card,at\nk1,2026-11-03 09:00\nk2,2026-11-03 09:00\n")
        done = self.run_at("2026-11-03 10:00", "--strict", inputs=inputs)
        self.assertEqual([row["customer_id"] for row in self.table("actions")], ["c2", "c2"])
        self.assertIn("orders: 2 rows read, 1 kept, 1 of erased customers", done.stderr)
        self.assertIn("buys: 2 rows read, 1 kept, 1 of erased customers", done.stderr)

    def test_whom_only_events_name(self):
        self.write("p.sop", """
project p { timezone "Asia/Shanghai" }
table customers key customer_id from orders
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
list fair from "fair.csv"
segment at_fair = customer in list fair
rule greet { on orders then send hello }
""")
        self.write("fair.csv", f"customer_id\n{HER}\nc2\n")
        self.run_at("2026-11-02 10:00", inputs=("orders",))
        self.erase()
        done = self.run_at("2026-11-05 10:00", "--strict", inputs=("orders",))
        self.assertEqual([row["customer_id"] for row in self.table("facts")], ["c2", "c3"])
        self.assertIn("orders: 4 rows read, 2 kept, 2 of erased customers", done.stderr)


if __name__ == "__main__":
    unittest.main()
