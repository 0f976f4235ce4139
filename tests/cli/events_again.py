"""An event that was decided is decided (semantics D5, E3): rows that vanish from the data and come back, times that are corrected, and
how late an event may be. Usage: events_again.py SOPC"""
import csv
import datetime
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
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime } %s
events replies key customer_id time at id reply_id { customer_id id   reply_id id   at datetime }
policy contact { suppress opted_out }
template a { text "A" }
template b { text "B" }
template c { text "C" }
"""
ACTING = """
rule each { on orders then send a }
journey again  { enter on orders  reenter after exit  wait 1 hour  send b }
journey weekly { enter on orders  reenter max 2 per 7 days  send c }
"""


class EventsAgain(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("customers.csv", "customer_id,opted_out\nc1,false\nc2,false\n")
        self.write("replies.csv", "customer_id,reply_id,at\n")

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    # What is sent at this instant, with these orders: (id, local time).
    def at(self, instant, *orders, program=ACTING, lateness=""):
        self.write("p.sop", SHOP % lateness + program)
        self.write("orders.csv", "customer_id,order_id,paid_at\n" + "".join(f"c1,{order},{at}\n" for order, at in orders))
        done = subprocess.run([SOPC, "run", "p.sop", "--as-of", instant, "--state", "s.db", "--out", "out"]
                              + [part for name in ("customers", "orders", "replies") for part in ("--data", f"{name}={name}.csv")],
                              cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(pathlib.Path(self.folder.name, "out", "actions.csv"), encoding="utf-8") as file:
            return sorted(row["object"] for row in csv.DictReader(file))

    def test_a_row_that_vanishes_and_comes_back(self):
        order = ("o1", "2026-03-01 10:00")
        self.assertEqual(self.at("2026-03-01 09:00"), [])
        self.assertEqual(self.at("2026-03-01 12:00", order), ["a", "b", "c"])
        self.assertEqual(self.at("2026-03-01 13:00"), [])
        self.assertEqual(self.at("2026-03-01 14:00", order), [])
        self.write("customers.csv", "customer_id,opted_out\nc2,false\n")
        self.assertEqual(self.at("2026-03-01 15:00", order), [])
        self.write("customers.csv", "customer_id,opted_out\nc1,false\nc2,false\n")
        self.assertEqual(self.at("2026-03-01 16:00", order), [])

    def test_a_time_that_is_corrected(self):
        self.assertEqual(self.at("2026-03-01 09:00"), [])
        self.assertEqual(self.at("2026-03-01 12:00", ("o1", "2026-03-01 10:00")), ["a", "b", "c"])
        self.assertEqual(self.at("2026-03-01 13:00", ("o1", "2026-03-01 10:05")), [])
        self.assertEqual(self.at("2026-03-01 14:00", ("o1", "2026-03-01 13:30")), [])
        self.assertEqual(self.at("2026-03-01 18:00", ("o1", "2026-03-01 13:30"), ("o2", "2026-03-01 15:00")), ["a", "b", "c"])

    def test_a_reply_whose_time_is_corrected_wakes_one_wait(self):
        program = """journey j { enter on orders  reenter never
          first:  wait for replies up to 1 day { on replies { send a }  on timeout { stop } }
          second: wait for replies up to 1 day { on replies { send b }  on timeout { stop } } }"""
        self.assertEqual(self.at("2026-03-01 09:00", program=program), [])
        order = ("o1", "2026-03-01 10:00")
        self.write("replies.csv", "customer_id,reply_id,at\nc1,r1,2026-03-01 11:00\n")
        self.assertEqual(self.at("2026-03-01 12:00", order, program=program), ["a"])
        self.write("replies.csv", "customer_id,reply_id,at\nc1,r1,2026-03-01 11:05\n")
        self.assertEqual(self.at("2026-03-01 13:00", order, program=program), [])
        self.write("replies.csv", "customer_id,reply_id,at\nc1,r1,2026-03-01 11:05\nc1,r2,2026-03-01 13:30\n")
        self.assertEqual(self.at("2026-03-01 14:00", order, program=program), ["b"])

    def test_how_late_an_event_may_be(self):
        for lateness, hours in (("2 hours", 1), ("2 hours", 3), ("25 hours", 24), ("25 hours", 26), ("1 day", 23), ("1 day", 25),
                                ("1 month", 24 * 27), ("1 month", 24 * 32)):
            limit = {"2 hours": 2, "25 hours": 25, "1 day": 24, "1 month": 24 * 31}[lateness]
            for part in ("", "-wal", "-shm"):
                pathlib.Path(self.folder.name, "s.db" + part).unlink(missing_ok=True)
            late = f"{datetime.datetime(2026, 3, 31, 12) - datetime.timedelta(hours=hours):%Y-%m-%d %H:%M}"
            program = "rule each { on orders then send a }"
            self.at("2026-02-01 09:00", program=program, lateness="lateness " + lateness)
            self.at("2026-03-31 12:00", program=program, lateness="lateness " + lateness)
            found = self.at("2026-03-31 13:00", ("o1", late), program=program, lateness="lateness " + lateness)
            self.assertEqual(found, ["a"] if hours < limit else [], f"{lateness}, {hours} hours late: {late}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
