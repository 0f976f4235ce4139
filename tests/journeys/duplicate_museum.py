"""The duplicate museum: ways in which tools of this kind are known to have sent twice, never, or at the wrong moment, each as one
small journey. Every case says what such a tool does and pins what happens here. Usage: duplicate_museum.py SOPC"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
SHOP = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   level int?   opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
channel mail direct { on_unknown park }
policy contact { suppress opted_out }
template a on mail { text "A" }
template b on mail { text "B" }
template c on mail { text "C" }
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8"}


class Museum(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.customers("c1,5,false")
        self.orders()

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def customers(self, *rows):
        self.write("customers.csv", "customer_id,level,opted_out\n" + "".join(row + "\n" for row in rows))

    def orders(self, *rows):
        self.write("orders.csv", "customer_id,order_id,paid_at\n" + "".join(row + "\n" for row in rows))

    def command(self, instant):
        return [SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", instant, "--state", "s.db",
                "--out", "out", "--accept-redefined"]

    def sopc(self, *args, code=0, given=None):
        done = subprocess.run([SOPC, *args], cwd=self.folder.name, capture_output=True, text=True, input=given, env=ENVIRONMENT)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    # Runs once per instant.
    def run_with(self, journeys, *instants):
        self.write("p.sop", SHOP + journeys)
        for instant in instants:
            done = subprocess.run(self.command(instant), cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def outbox(self, *status):
        wanted = ["--status", ",".join(status)] if status else []
        return [json.loads(line) for line in self.sopc("outbox", "list", "--state", "s.db", *wanted).splitlines()]

    def take(self, now, *more):
        return [json.loads(line) for line in self.sopc("outbox", "take", "--state", "s.db", "--now", now, *more).splitlines()]

    # All that is to be delivered: (object, local due instant).
    def decided(self):
        return [(row["object"], row["due_at"][:16].replace("T", " ")) for row in self.outbox()]

    # A scheduler starts the next run while the last one is still at work: both send.
    def test_overlapping_runs(self):
        self.run_with("journey j { enter on orders  reenter never  backfill enter  send a }", "2026-11-01 08:00")
        self.orders("c1,o1,2026-11-01 10:00")
        both = [subprocess.Popen(self.command("2026-11-01 12:00"), cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 env=ENVIRONMENT) for _ in range(4)]
        ended = [(run.communicate()[1], run.returncode) for run in both]
        self.assertIn(0, [code for _, code in ended])
        for told, code in ended:
            self.assertIn(code, (0, 3), told)
        self.assertEqual(self.decided(), [("a", "2026-11-01 10:00")])

    # One row of a batch fails, and the tool sends the whole batch again.
    def test_whole_batch_retry(self):
        self.customers("c1,5,false", "c2,5,false", "c3,5,false")
        self.run_with("rule greet { if level > 1 then send a }", "2026-11-01 12:00")
        rows = self.take("2026-11-01 12:00", "--lease", "1 minute")
        self.assertEqual(len(rows), 3)
        for row in rows[:2]:
            self.sopc("outbox", "done", "--state", "s.db", row["effect_id"])
        self.assertEqual(self.take("2026-11-01 12:05"), [])  # neither the two nor the one whose fate nobody knows
        self.assertEqual([row["customer_id"] for row in self.outbox("unknown")], ["c3"])

    # Somebody leaves a segment and comes back: she is welcomed a second time.
    def test_leave_and_re_enter(self):
        journey = "journey j { enter when level > 3 existing include  reenter never  send a }"
        for day, level in ((1, 5), (2, 1), (3, 5), (4, 1), (5, 5)):
            self.customers(f"c1,{level},false")
            self.run_with(journey, f"2026-11-0{day} 12:00")
        self.assertEqual([what for what, _ in self.decided()], ["a"])

    # A flow is switched off and on again, and starts anew for everybody.
    def test_restart_switch(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  send a }\nrule r { if level > 3 then send b once }"
        self.orders("c1,o1,2026-11-01 10:00")
        self.run_with(journey, "2026-11-01 12:00")
        self.run_with("", "2026-11-02 12:00")
        self.run_with(journey, "2026-11-03 12:00", "2026-11-04 12:00")
        self.assertEqual(sorted(what for what, _ in self.decided()), ["a", "b"])

    # A step is replaced by another: those who had the old one get the new one as well.
    def test_replaced_steps(self):
        form = "journey j {{ enter on orders  reenter never  backfill enter  first: send {}  wait 3 days  later: send c }}"
        self.orders("c1,o1,2026-11-01 10:00")
        self.run_with(form.format("a"), "2026-11-01 12:00")
        self.run_with(form.format("b"), "2026-11-02 12:00", "2026-11-05 12:00")
        self.assertEqual(self.decided(), [("a", "2026-11-01 10:00"), ("c", "2026-11-04 10:00")])

    # The program is rebuilt (another order, another language, other comments) and forgets what was scheduled.
    def test_rebuild_deleting_schedules(self):
        journey = "journey j { enter on orders  reenter never  backfill enter  wait 3 days  send a }"
        self.orders("c1,o1,2026-11-01 10:00")
        self.run_with(journey, "2026-11-01 12:00")
        self.sopc("fmt", "--lang", "zh", "p.sop")
        chinese = pathlib.Path(self.folder.name, "p.sop").read_text(encoding="utf-8")
        self.assertIn("旅程 j", chinese)
        self.write("p.sop", "# rebuilt\n" + chinese)
        subprocess.run(self.command("2026-11-02 12:00"), cwd=self.folder.name, check=True, capture_output=True, env=ENVIRONMENT)
        self.run_with("template d on mail { text \"D\" }\n" + journey, "2026-11-05 12:00", "2026-11-06 12:00")
        self.assertEqual(self.decided(), [("a", "2026-11-04 10:00")])

    # A delay that ends on a weekend with messages on weekdays only: sent at once, or every day until Monday.
    def test_delay_with_allowed_weekdays(self):
        journey = """journey j { enter on orders  reenter never  backfill enter
            wait 2 days
            branch {
              when weekday(today) = 6 { over_saturday: wait 2 days }
              when weekday(today) = 7 { over_sunday: wait 1 day }
              otherwise { }
            }
            send a }"""
        self.orders("c1,o1,2026-11-05 10:00")  # a Thursday
        self.run_with(journey, "2026-11-05 12:00", "2026-11-07 12:00", "2026-11-08 12:00", "2026-11-09 08:00", "2026-11-09 12:00", "2026-11-10 12:00")
        self.assertEqual(self.decided(), [("a", "2026-11-09 10:00")])

    # The machine was off for weeks: all reminders of the past go out in one minute.
    def test_past_reminders_in_a_burst(self):
        plan = """journey j { enter on orders  reenter never  backfill enter
          on day 2 at 10:00 past skip send a
          on day 5 at 10:00 past skip send b
          on day 40 at 10:00 past skip send c }"""
        self.run_with(plan, "2026-10-01 12:00")
        self.orders("c1,o1,2026-10-02 10:00")  # found out a month later
        self.run_with(plan, "2026-11-03 12:00", "2026-11-12 12:00")
        self.assertEqual(self.decided(), [("a", "2026-10-04 10:00"), ("b", "2026-10-07 10:00"), ("c", "2026-11-11 10:00")])
        self.assertEqual([row["object"] for row in self.take("2026-11-12 12:00")], ["c"])  # what is over expires, in the outbox too
        self.assertEqual([row["object"] for row in self.outbox("expired")], ["a", "b"])

    # An edit of the audience ejects people in the middle of a journey.
    def test_edits_that_eject_people(self):
        form = "segment audience = level > {}\njourney j {{ enter on orders if audience  reenter never  backfill enter  wait 3 days  send a }}"
        self.orders("c1,o1,2026-11-01 10:00")
        self.run_with(form.format(3), "2026-11-01 12:00")
        self.run_with(form.format(100), "2026-11-02 12:00", "2026-11-05 12:00")
        self.assertEqual(self.decided(), [("a", "2026-11-04 10:00")])

    # The message went out, recording that failed, and the tool sends it again.
    def test_retry_after_a_failed_record(self):
        self.run_with("rule greet { if level > 1 then send a }", "2026-11-01 12:00")
        [row] = self.take("2026-11-01 12:00", "--lease", "1 minute")  # delivered, and nobody says so
        self.assertEqual(self.take("2026-11-01 13:00"), [])
        self.assertEqual([one["effect_id"] for one in self.outbox("unknown")], [row["effect_id"]])
        self.run_with("rule greet { if level > 1 then send a }", "2026-11-02 12:00")
        self.assertEqual(self.take("2026-11-02 12:00"), [])
        self.sopc("outbox", "done", "--state", "s.db", row["effect_id"])  # a person found out
        self.assertEqual([one["effect_id"] for one in self.outbox("sent")], [row["effect_id"]])


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
