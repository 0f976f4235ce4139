"""A program that is edited while people are inside its journeys (semantics E6): who is inside finishes on the version she entered,
who has left is remembered, a new wording applies at once. Usage: versions.py SOPC"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
SHOP = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
template a { text "A {customer_id}" }
template b { text "B {customer_id}" }
policy contact { suppress opted_out }
"""


class Versions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("customers.csv", "customer_id,opted_out\nc1,false\nc2,false\n")
        self.orders()
        self.run_with("", "2026-10-01 09:00")  # the state exists before anybody orders

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def orders(self, *rows):
        self.write("orders.csv", "customer_id,order_id,paid_at\n" + "".join(",".join(row) + "\n" for row in rows))

    # What was done: (customer, object), in order.
    def run_with(self, journeys, instant, code=0, shop=SHOP):
        self.write("p.sop", shop + journeys)
        done = subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", instant,
                               "--state", "state.db", "--out", "out", "--accept-redefined"],
                              cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if code != 0:
            return done.stderr
        with open(pathlib.Path(self.folder.name, "out", "actions.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.params = [row["params"] for row in rows]
        return [(row["customer_id"], row["object"]) for row in rows]

    def test_who_is_inside_finishes_on_her_version(self):
        first = "journey j { enter on orders  reenter never  backfill enter  wait 2 days  send a }"
        second = "journey j { enter on orders  reenter never  backfill enter  wait 2 days  send b  later: wait 1 day  send a }"
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.assertEqual(self.run_with(first, "2026-11-01 12:00"), [])
        self.orders(("c1", "o1", "2026-11-01 10:00"), ("c2", "o2", "2026-11-02 10:00"))
        self.assertEqual(self.run_with(second, "2026-11-02 12:00"), [])
        self.assertEqual(self.run_with(second, "2026-11-06 12:00"), [("c1", "a"), ("c2", "b"), ("c2", "a")])

    def test_who_has_left_an_older_version_is_remembered(self):
        first = "journey j { enter on orders  reenter never  backfill enter  goal again: any(orders since entry)  send a }"
        second = "journey j { enter on orders  reenter never  backfill enter  send b }"  # keeps nothing of the entering event
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.assertEqual(self.run_with(first, "2026-11-01 12:00"), [("c1", "a")])
        self.orders(("c1", "o1", "2026-11-01 10:00"), ("c1", "o2", "2026-11-03 10:00"))
        self.assertEqual(self.run_with(second, "2026-11-03 12:00"), [])

    # Semantics D2: default skip, also where local midnights lie between the last run and the first of the edited program.
    def test_who_flips_only_by_the_edit_follows_on_redefine(self):
        form = """
segment active = any(orders where order_id != "o0"{})
journey j {{ enter when active existing exclude reenter never   send a }}
journey k {{ enter when active existing exclude on_redefine enter reenter never   send b }}
rule r {{ on active.changes where new then send a }}
"""
        self.orders(("c1", "o0", "2026-11-01 10:00"))
        self.assertEqual(self.run_with(form.format(""), "2026-11-01 12:00"), [])
        self.orders(("c1", "o0", "2026-11-01 10:00"), ("c2", "o2", "2026-11-03 10:00"))
        self.assertEqual(sorted(self.run_with(form.format(' or order_id = "o0"'), "2026-11-04 12:00")),
                         [("c1", "b"), ("c2", "a"), ("c2", "a"), ("c2", "b")])

    def test_a_queued_entry_waits_for_the_older_version(self):
        form = "journey j {{ enter on orders  reenter after exit  while_live queue  backfill enter  wait {} days  send {} }}"
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.assertEqual(self.run_with(form.format(3, "a"), "2026-11-01 12:00"), [])
        self.orders(("c1", "o1", "2026-11-01 10:00"), ("c1", "o2", "2026-11-02 10:00"))
        self.assertEqual(self.run_with(form.format(2, "b"), "2026-11-02 12:00"), [])  # queued while the older one is live
        self.assertEqual(self.run_with(form.format(2, "b"), "2026-11-08 12:00"), [("c1", "a"), ("c1", "b")])

    # What the edit took out, as nothing uses it any more, holds for whoever is inside still.
    def test_limits_that_are_declared_no_more(self):
        channel = "channel wx direct {{ {} }}\n"
        message = "template late on wx {{ {} text \"L\" }}\n"
        first = "journey j { enter on orders  reenter never  backfill enter  send a  wait 4 days  send late  w: send late }"
        second = "journey j { enter on orders  reenter never  backfill enter  send a  wait 4 days  send b }"
        held_up = 'template late on wx { text "L" }\n'
        for name, before, due in (
                ("only if", channel.format("") + message.format("only if opted_out"), []),
                ("hours of a template", channel.format("") + message.format("valid 12:00 to 13:00"), ["12:00", "12:00"]),
                ("hours of a channel", channel.format("valid 12:00 to 13:00") + held_up, ["12:00", "12:00"]),
                ("a quota", channel.format("quota 1 per day per customer") + held_up, ["10:00"])):
            with self.subTest(name):
                self.setUp()
                self.orders(("c1", "o1", "2026-11-01 10:00"))
                self.assertEqual(self.run_with(before + first, "2026-11-01 12:00"), [("c1", "a")])
                self.assertEqual(self.run_with(second, "2026-11-07 12:00"), [("c1", "late")] * len(due))
                with open(pathlib.Path(self.folder.name, "out", "actions.csv"), encoding="utf-8") as file:
                    self.assertEqual([row["due_at"][11:16] for row in csv.DictReader(file)], due)

    def test_an_older_version_enters_a_journey_that_is_gone(self):
        other = "journey k { enter by rule  reenter after exit  send b }\n"
        first = "journey j { enter on orders  reenter never  backfill enter  wait 2 days  enter k }"
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.run_with(other + first, "2026-11-01 12:00")
        self.assertEqual(self.run_with("journey j { enter on orders  reenter never  backfill enter  wait 2 days  send a }", "2026-11-04 12:00"), [])
        decisions = pathlib.Path(self.folder.name, "out", "decisions.csv").read_text(encoding="utf-8")
        self.assertIn("c1,k,enter,2026-11-03T10:00:00+08:00,not_entered,the journey is no more", decisions)

    def test_a_coupon_that_an_older_version_reads(self):
        coupon = "coupon ten { worth 10 valid 30 days }\n"
        first = "journey j { enter on orders  reenter never  backfill enter  grant ten  wait until ten.expires past skip missing skip  send a }"
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.run_with(coupon + first, "2026-11-01 12:00")
        said = self.run_with("journey j { enter on orders  reenter never  backfill enter  send a }", "2026-11-04 12:00", code=1)
        self.assertIn("it reads `ten`", said)

    def test_a_journey_that_holds_people_is_not_removed(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  wait 2 days  send a }"
        self.orders(("c1", "o1", "2026-11-01 10:00"), ("c2", "o2", "2026-11-01 11:00"))
        self.run_with(journey, "2026-11-01 12:00")
        self.assertIn("`j` is gone and holds people (2 at wait)", self.run_with("", "2026-11-02 12:00", code=1))
        self.assertEqual(self.run_with(journey, "2026-11-04 12:00"), [("c1", "a"), ("c2", "a")])
        self.assertEqual(self.run_with("", "2026-11-05 12:00"), [])  # everybody has left

    def test_a_new_wording_applies_at_once(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  wait 2 days  send a }"
        self.orders(("c1", "o1", "2026-11-01 10:00"))
        self.run_with(journey, "2026-11-01 12:00")
        self.assertEqual(self.run_with(journey, "2026-11-04 12:00", shop=SHOP.replace("A {", "Dear {")), [("c1", "a")])
        self.assertEqual(self.params, ['{"text":"Dear c1"}'])


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
