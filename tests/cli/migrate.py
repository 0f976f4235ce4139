"""People in flight go over to a new version of their journey (semantics E6): who goes where, who cannot, and that nobody is
lost and nothing is sent twice."""
import collections
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
HEAD = """
project p { timezone "Asia/Shanghai"   guard { cap 100000  k 5 } }
table customers key customer_id { customer_id id   opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime   amount money }
channel sms direct {}
""" + "".join(f'template {name} on sms {{ text "{name}" }}\n' for name in "abcdf") + """
policy contact { suppress opted_out }
"""
OLD = HEAD + """
journey follow {
  enter on orders  key entry.order_id  reenter never  backfill enter
  send a  wait 3 days  send b
  later: wait 4 days  send c
}
journey gone { enter on orders where amount > 50  key entry.order_id  reenter never  backfill enter  wait 20 days  send d }
"""
# `wait` and `later.wait` are still there, among other steps; `gone` is not.
NEW = HEAD + """
journey follow {
  enter on orders  key entry.order_id  reenter never  backfill enter
  send a  wait 3 days  send b
  early: wait 1 day  send d
  later: wait 9 days  send c
}
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8"}


class Migrate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("old.sop", OLD)
        self.write("new.sop", NEW)
        self.write("customers.csv", "customer_id,opted_out\nc1,false\nc2,false\nc3,false\n")
        self.orders([("c1", "o1", "2026-11-01 09:00", 10), ("c2", "o2", "2026-11-04 09:00", 60), ("c3", "o3", "2026-11-05 09:00", 10)])

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def orders(self, rows):
        self.write("orders.csv", "customer_id,order_id,at,amount\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))

    def sopc(self, *args, code=0):
        done = subprocess.run([SOPC, *args], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def run_at(self, program, instant, state="s.db", code=0):
        done = self.sopc("run", program, "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", instant, "--state", state,
                         "--out", "out", code=code)
        if code:
            return done.stderr
        with open(pathlib.Path(self.folder.name, "out", "actions.csv"), encoding="utf-8") as file:
            return [(row["customer_id"], row["object"], row["due_at"][:16]) for row in csv.DictReader(file)]

    def migrate(self, *more, old="old.sop", new="new.sop", code=0, moves=None):
        if moves is not None:
            self.write("map.json", json.dumps(moves))
            more += ("--map", "map.json")
        return self.sopc("migrate", old, new, "--state", "s.db", *more, code=code)

    def test_who_cannot_go_stays_and_is_counted(self):
        self.run_at("old.sop", "2026-11-05 12:00")  # o1 at later.wait, o2 and o3 at wait, o2 in gone
        self.assertIn("keep it until they have left", self.run_at("new.sop", "2026-11-05 13:00", code=1))
        refused = self.migrate(code=1)
        self.assertIn("`gone`: 1 person at wait, which has no counterpart", refused.stderr)
        self.assertEqual(refused.stdout, "")
        self.assertIn("keep it until they have left", self.run_at("new.sop", "2026-11-05 13:00", code=1))
        self.assertEqual(self.run_at("old.sop", "2026-11-07 10:00"), [("c2", "b", "2026-11-07T09:00")])

    def test_steps_go_by_their_names_and_waits_keep_their_ends(self):
        self.run_at("old.sop", "2026-11-05 12:00")
        moves = {"gone": {"wait": "exit"}}
        dry = self.migrate("--dry-run", moves=moves)
        self.assertEqual(dry.stdout, "follow: later.wait -> later.wait: 1 person\nfollow: wait -> wait: 2 people\ngone: wait -> exit: 1 person\n")
        self.assertIn("nothing was written", dry.stderr)
        self.assertEqual(self.migrate(moves=moves).stdout, dry.stdout)
        self.assertEqual(self.migrate(moves=moves).stdout, "")  # nobody is left to move
        # b after the three days they were promised, c after the four of o1, nine for those who come there later
        self.assertEqual(self.run_at("new.sop", "2026-11-30 10:00"),
                         [("c1", "c", "2026-11-08T09:00"), ("c2", "b", "2026-11-07T09:00"), ("c2", "d", "2026-11-08T09:00"),
                          ("c2", "c", "2026-11-17T09:00"), ("c3", "b", "2026-11-08T09:00"), ("c3", "d", "2026-11-09T09:00"),
                          ("c3", "c", "2026-11-18T09:00")])

    def test_a_map_sends_them_to_another_step_which_begins_now(self):
        self.run_at("old.sop", "2026-11-05 12:00")
        self.migrate(moves={"gone": {"wait": "exit"}, "follow": {"wait": "early.wait", "later.wait": "exit"}})
        self.assertEqual(self.run_at("new.sop", "2026-11-10 10:00"),
                         [("c2", "d", "2026-11-06T12:00"), ("c3", "d", "2026-11-06T12:00")])

    def test_nobody_enters_again(self):
        self.run_at("old.sop", "2026-11-05 12:00")
        self.migrate(moves={"gone": {"wait": "exit"}, "follow": {"wait": "exit", "later.wait": "exit"}})
        self.assertEqual(self.run_at("new.sop", "2026-12-10 10:00"), [])

    def test_what_was_kept_of_the_entering_event_goes_along(self):
        self.write("old.sop", HEAD + "journey j { enter on orders key entry.order_id reenter never backfill enter wait 3 days if entry.amount > 20 { send f } }")
        self.write("new.sop", HEAD + """journey j { enter on orders key entry.order_id reenter never backfill enter
          if entry.amount > 20 { send a }  wait 3 days  if entry.amount > 20 { big: send f } else { send b } }""")
        self.run_at("old.sop", "2026-11-05 12:00")
        self.migrate()
        self.assertEqual([row[1:] for row in self.run_at("new.sop", "2026-11-30 10:00")],
                         [("f", "2026-11-07T09:00"), ("b", "2026-11-08T09:00")])

    def test_maps_that_say_nothing(self):
        self.run_at("old.sop", "2026-11-05 12:00")
        self.assertIn("has no journey `nothing`", self.migrate(moves={"nothing": {"wait": "exit"}}, code=2).stderr)
        self.assertIn("of old.sop has no step `nowhere`", self.migrate(moves={"follow": {"nowhere": "exit"}}, code=2).stderr)
        self.assertIn("of new.sop has no step `nowhere`", self.migrate(moves={"follow": {"wait": "nowhere"}}, code=2).stderr)
        self.assertIn("a map is JSON", self.migrate(moves=["wait"], code=3).stderr)
        self.assertIn("对照表须为 JSON", self.migrate("--lang", "zh", moves=3, code=3).stderr)
        self.assertIn("no such file", self.sopc("migrate", "old.sop", "new.sop", "--state", "none.db", code=3).stderr)
        self.assertFalse(pathlib.Path(self.folder.name, "none.db").exists())

    def test_random_edits_lose_nobody_and_send_nothing_twice(self):
        """Lengths and labels change at random, people move with them: each order's a, b and c go out once, in order."""
        dice = random.Random(5)
        for case in range(6):
            rows = [(f"c{dice.randint(1, 3)}", f"o{n}", f"2026-11-{dice.randint(1, 20):02} {dice.randint(0, 23):02}:00", 10) for n in range(12)]
            self.orders(rows)
            self.write("p0.sop", HEAD)
            sent, before = collections.Counter(), None
            pathlib.Path(self.folder.name, "s.db").unlink(missing_ok=True)
            for n, day in enumerate(range(3, 28, 4)):
                label = dice.choice(("later", "final"))
                self.write("p.sop", HEAD + f"""journey j {{ enter on orders key entry.order_id reenter never backfill enter
                  send a  wait {dice.randint(1, 5)} days  send b  {label}: wait {dice.randint(1, 5)} days  send c }}""")
                if before:
                    self.migrate(old="before.sop", new="p.sop", moves={"j": {"later.wait": "final.wait"} if (before, label) == ("later", "final") else
                                                                        {"final.wait": "later.wait"} if (before, label) == ("final", "later") else {}})
                sent.update(row[1] for row in self.run_at("p.sop", f"2026-11-{day:02} 12:00"))
                before = label
                self.write("before.sop", pathlib.Path(self.folder.name, "p.sop").read_text())
            sent.update(row[1] for row in self.run_at("p.sop", "2027-02-01 12:00"))
            self.assertEqual(sent, {"a": 12, "b": 12, "c": 12}, case)


if __name__ == "__main__":
    unittest.main()
