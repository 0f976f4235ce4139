"""Accounts that turn out to be one customer between two runs with a state file (semantics E8): nothing is sent again, tags and
levels are one, and the file forgets the accounts."""
import csv
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id since joined_at { customer_id id   joined_at datetime   phone text?   n int }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
identity one_id { of customers   phone weak max 3 }
attribute spent = count(orders)
segment buyers = spent > 0
tag buyer when spent > 0
tag greeted
rule greet { if spent > 0 then { send hello  tag greeted } }
rule once_only { if spent > 0 then send rare once }
rule quiet { if n > 5 then send loud }
"""


class Identity(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.program = PROGRAM
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o1,2026-11-01 09:00\nnew,o2,2026-11-02 09:00\n")
        self.customers("", "")

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def customers(self, old_phone, new_phone):
        self.write("customers.csv", f"customer_id,joined_at,phone,n\nnew,2026-05-01,{new_phone},1\nold,2026-01-01,{old_phone},1\nlone,2026-01-01,7,1\n")

    def run_at(self, instant, journey=""):
        self.write("p.sop", self.program + journey)
        done = subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", instant,
                               "--state", "s.db", "--out", "out"],
                              cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def rows(self, name):
        with open(pathlib.Path(self.folder.name, "out", name + ".csv"), encoding="utf-8") as file:
            return [tuple(row.values()) for row in csv.DictReader(file)]

    def actions(self):
        return sorted((row[1], row[3]) for row in self.rows("actions"))

    def stored(self, what):
        store = sqlite3.connect(pathlib.Path(self.folder.name, "s.db"))
        try:
            return store.execute(what).fetchall()
        finally:
            store.close()

    def test_what_was_done_for_either_account_is_not_done_again(self):
        self.run_at("2026-11-03 10:00")
        self.assertEqual(self.actions(), [("new", "hello"), ("new", "rare"), ("old", "hello"), ("old", "rare")])
        self.customers("139", "139")
        done = self.run_at("2026-11-04 10:00")
        self.assertIn("one_id: accounts 3, customers 2, of them with several accounts 1", done.stderr)
        self.assertEqual((self.actions(), self.rows("tags")), ([], []))
        self.assertEqual(self.rows("facts")[0][:2], ("old", "2"))
        self.assertEqual(self.stored("SELECT key FROM customers ORDER BY key"), [("lone",), ("old",)])
        self.assertEqual(self.stored("SELECT key, tag FROM tags JOIN customers ON customers.id = customer ORDER BY tag"),
                         [("old", "buyer"), ("old", "greeted")])
        self.run_at("2026-11-05 10:00")
        self.assertEqual((self.actions(), self.rows("tags")), ([], []))

    def test_what_only_the_other_account_had_done_counts_too(self):
        self.write("orders.csv", "customer_id,order_id,paid_at\nnew,o2,2026-11-02 09:00\n")
        self.run_at("2026-11-03 10:00")
        self.assertEqual(self.actions(), [("new", "hello"), ("new", "rare")])
        self.customers("139", "139")
        self.run_at("2026-11-04 10:00")
        self.assertEqual(self.actions(), [])
        # What she holds by the other account is told of her own id, once (C7: the outside may lack it).
        self.assertEqual(self.rows("tags"), [("old", "", "buyer", "add", "buyer", ""), ("old", "", "greeted", "add", "greet", "")])
        self.assertEqual(self.stored("SELECT key, value FROM fired JOIN customers ON customers.id = customer"), [("old", "")])
        # What becomes true later fires as ever: nothing of the account is left over to keep it from that.
        self.write("orders.csv", "customer_id,order_id,paid_at\n")
        self.run_at("2026-11-05 10:00")
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o2,2026-11-02 09:00\n")
        self.run_at("2026-11-06 10:00")
        self.assertEqual(self.actions(), [("old", "hello")])

    def test_ids_that_are_whole_numbers(self):
        self.program = PROGRAM.replace("customer_id id", "customer_id int")
        self.write("orders.csv", "customer_id,order_id,paid_at\n2,o2,2026-11-02 09:00\n")
        rows = "customer_id,joined_at,phone,n\n1,2026-01-01,{0},1\n2,2026-05-01,{0},1\n"
        self.write("customers.csv", rows.format(""))
        self.run_at("2026-11-03 10:00")
        self.assertEqual(self.actions(), [("2", "hello"), ("2", "rare")])
        self.write("customers.csv", rows.format("139"))
        self.run_at("2026-11-04 10:00")
        self.assertEqual(self.actions(), [])
        self.assertEqual(self.rows("tags"), [("1", "", "buyer", "add", "buyer", ""), ("1", "", "greeted", "add", "greet", "")])
        self.assertEqual(self.stored("SELECT key FROM customers"), [("1",)])

    # Language 2.4: a new one replaces its sibling, whichever account it was of; what an id does not hold outside is told.
    def test_of_two_tags_of_a_group_the_later_one_stays(self):
        self.program = PROGRAM + """taggroup mood one_of enterprise { first_one second_one }
rule first { on orders where order_id = "o1" then tag first_one }
rule second { on orders where order_id = "o2" then tag second_one }
"""
        self.write("orders.csv", "customer_id,order_id,paid_at\n")
        self.run_at("2026-10-30 10:00")
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o1,2026-11-01 09:00\nnew,o2,2026-11-02 09:00\n")
        self.run_at("2026-11-03 10:00")
        moods = lambda: [row for row in self.rows("tags") if row[1] == "mood"]
        self.assertEqual(moods(), [("new", "mood", "second_one", "add", "second", ""), ("old", "mood", "first_one", "add", "first", "")])
        self.customers("139", "139")
        self.run_at("2026-11-04 10:00")
        self.assertEqual(moods(), [("old", "mood", "first_one", "remove", "second", ""), ("old", "mood", "second_one", "add", "second", "")])
        self.run_at("2026-11-05 10:00")
        self.assertEqual(moods(), [])
        self.customers("", "")
        self.run_at("2026-11-06 10:00")
        self.assertEqual(moods(), [("new", "mood", "second_one", "add", "second", "")])
        self.run_at("2026-11-07 10:00")
        self.assertEqual(moods(), [])


    def sends_of(self, journey):
        return [(row[1], row[3]) for row in self.rows("actions") if row[4] == journey]

    # Both are inside when they turn out to be one: the older instance goes on, and alone.
    def test_the_older_instance_survives(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  send first  wait 5 days  send second }"
        self.run_at("2026-11-03 10:00", journey)
        self.assertEqual(self.sends_of("j"), [("new", "first"), ("old", "first")])
        self.customers("139", "139")
        self.run_at("2026-11-04 10:00", journey)
        self.assertEqual(self.sends_of("j"), [])
        self.assertEqual(self.stored("SELECT entry, live FROM instances ORDER BY entry"), [(1, 1), (2, 0)])
        self.run_at("2026-11-08 10:00", journey)
        self.assertEqual(self.sends_of("j"), [("old", "second")])
        self.assertEqual(self.stored("SELECT DISTINCT customer FROM outbox"), [("old",)])
        self.run_at("2026-11-20 10:00", journey)
        self.assertEqual(self.sends_of("j"), [])

    # The younger instance was further: what it sent is not sent again by the older one.
    def test_a_step_done_for_the_other_account_is_not_done_again(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  wait for orders up to 10 days { on orders { } on timeout { } }  send second }"
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o1,2026-11-01 09:00\nnew,o2,2026-11-02 09:00\nnew,o3,2026-11-03 09:00\n")
        self.run_at("2026-11-03 10:00", journey)
        self.assertEqual(self.sends_of("j"), [("new", "second")])
        self.customers("139", "139")
        self.run_at("2026-11-12 10:00", journey)
        self.assertEqual(self.sends_of("j"), [])
        self.assertIn(("old", "j", "send_second", "skipped", "done for another account"),
                      [(row[0], row[1], row[2], row[4], row[5]) for row in self.rows("decisions")])

    def test_accounts_that_come_apart_again_are_sent_nothing_again(self):
        self.customers("", "")
        self.run_at("2026-11-03 10:00")
        self.assertEqual(self.actions(), [("new", "hello"), ("new", "rare"), ("old", "hello"), ("old", "rare")])
        self.customers("5", "5")
        self.run_at("2026-11-04 10:00")
        self.customers("", "")
        self.run_at("2026-11-05 10:00")
        self.assertEqual(self.actions(), [])
        self.assertEqual(self.rows("tags"), [("new", "", "buyer", "add", "buyer", ""), ("new", "", "greeted", "add", "greet", "")])
        self.assertEqual(self.stored("SELECT count(*) FROM accounts"), [(0,)])
        self.run_at("2026-11-06 10:00")
        self.assertEqual(self.actions(), [])

    # semantics E7: what waits under the id of an account is hers, and so is her no.
    def test_what_waits_under_an_accounts_id_is_held_back_with_hers(self):
        self.program = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id since joined_at { customer_id id   joined_at datetime   phone text?   opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
identity one_id { of customers   phone weak max 3 }
template hello { text "hello" }
policy contact { suppress opted_out }
rule greet { on orders then send hello }
"""
        people = "customer_id,joined_at,phone,opted_out\nnew,2026-05-01,{0},{1}\nold,2026-01-01,{0},{1}\n"
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o1,2026-11-03 09:00\nnew,o2,2026-11-03 09:00\n")
        self.write("customers.csv", people.format("", "false"))
        self.run_at("2026-11-02 10:00")
        self.run_at("2026-11-03 10:00")
        self.assertEqual(self.actions(), [("new", "hello"), ("old", "hello")])
        self.write("customers.csv", people.format("5", "true"))
        self.run_at("2026-11-03 11:00")
        taken = subprocess.run([SOPC, "outbox", "take", "--state", "s.db", "--now", "2026-11-03 12:00"], cwd=self.folder.name, capture_output=True, text=True)
        self.assertEqual((taken.returncode, taken.stdout), (0, ""), taken.stderr)

    def test_who_came_apart_does_not_go_through_a_journey_again(self):
        journey = "journey first { enter when spent > 0 existing include  reenter never  send welcome }"
        self.run_at("2026-11-03 10:00", journey)
        self.assertIn(("new", "welcome"), self.actions())
        self.customers("5", "5")
        self.run_at("2026-11-04 10:00", journey)
        self.customers("", "")
        for day in ("05", "06"):
            self.run_at(f"2026-11-{day} 10:00", journey)
            self.assertEqual(self.actions(), [])

    def test_a_crossing_that_fired_for_either_waits_to_be_armed_again(self):
        score = "score heat cap 100 { 30 per orders within 30 days }\nrule hot { on heat crosses 60 then send warm }"
        self.write("orders.csv", "customer_id,order_id,paid_at\nnew,o2,2026-11-02 10:00\nnew,o3,2026-11-02 11:00\n")
        self.run_at("2026-11-01 00:00", score)
        self.run_at("2026-11-03 00:00", score)
        self.assertIn(("new", "warm"), self.actions())
        self.customers("5", "5")
        for day in ("05", "06"):
            self.run_at(f"2026-11-{day} 10:00", score)
            self.assertNotIn(("old", "warm"), self.actions())

    def test_who_was_through_for_good_is_not_inside_by_another_account(self):
        journey = "journey steps { enter on orders  reenter never  a: send one  wait 3 days  b: send two }"
        self.write("orders.csv", "customer_id,order_id,paid_at\nold,o1,2026-11-03 12:00\nnew,o2,2026-11-05 12:00\n")
        for day in ("03", "04", "07"):
            self.run_at(f"2026-11-{day} 10:00", journey)
        self.assertIn(("old", "two"), self.actions())
        self.customers("5", "5")
        for day in ("08", "09"):
            self.run_at(f"2026-11-{day} 15:00", journey)
            self.assertNotIn(("old", "two"), self.actions())


if __name__ == "__main__":
    unittest.main()
