"""`sopc plan` as a shell sees it: what it says of a last time and of none, that it writes nothing, and that it answers as
the run would."""
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai"   guard { cap 2  k 5 } }
table customers key customer_id { customer_id id   city text? }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime   amount money }
attribute days_away = days_since(last(orders))
segment at_risk = days_away > 10
tag big when sum(orders.amount) >= 500
rule remind { if days_away > 10 then send come_back }
"""


class Plan(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("p.sop", PROGRAM)
        self.write("customers.csv", "customer_id,city\nc1,上海\nc2,\n")
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\nc1,o1,2026-11-01 09:00,600\nc2,o2,2026-11-04 09:00,100\n")

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def sopc(self, command, instant, *more, code=0, orders="orders=orders.csv", lang="en_US.UTF-8"):
        done = subprocess.run([SOPC, command, "p.sop", "--data", "customers=customers.csv", "--data", orders, "--as-of", instant, *more],
                              cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": lang})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def run_at(self, instant, *more):
        return self.sopc("run", instant, "--state", "s.db", "--out", "out", *more)

    def plan_at(self, instant, *more, code=0, **options):
        before = self.files()
        done = self.sopc("plan", instant, "--state", "s.db", *more, code=code, **options)
        self.assertEqual(self.files(), before)
        return done

    def as_json(self, instant, *more, code=0):
        return json.loads(self.plan_at(instant, "--format", "json", *more, code=code).stdout)

    def files(self):
        found = {}
        for path in pathlib.Path(self.folder.name).rglob("*"):
            if path.is_file():
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def test_without_a_state_there_is_no_last_time(self):
        done = self.sopc("plan", "2026-11-22 10:00")
        self.assertIn("no --state was given", done.stdout)
        self.assertIn("没有上次", self.sopc("plan", "2026-11-22 10:00", "--lang", "zh").stdout)
        self.assertIn("at_risk", done.stdout)
        self.assertNotIn("last  ", done.stdout)

    def test_a_state_that_is_not_there_is_new_and_stays_away(self):
        done = self.plan_at("2026-11-22 10:00")
        self.assertIn("the state is new", done.stdout)
        self.assertFalse(pathlib.Path(self.folder.name, "s.db").exists())

    def test_nothing_is_written_by_any_argument_of_a_run(self):
        self.run_at("2026-11-05 10:00")
        self.plan_at("2026-11-22 10:00", "--out", "elsewhere", "--quarantine", "aside", "--select", "at_risk", "--raw", "--dry-run",
                     "--threads", "2", "--format", "csv")

    def test_the_difference_is_the_one_the_run_then_makes(self):
        self.run_at("2026-11-05 10:00")
        planned = self.as_json("2026-11-13 10:00")
        self.assertEqual([row["enter"] for row in planned["segments"]], [["c1"]])
        self.assertEqual([(row["object"], row["last"], row["now"], row["customers"]) for row in planned["actions"]],
                         [("come_back", 0, 1, ["c1"])])
        self.run_at("2026-11-13 10:00")
        self.assertIn("c1,send,come_back", pathlib.Path(self.folder.name, "out", "actions.csv").read_text().replace("\r", "").split("\n", 1)[1]
                      .split(",", 1)[1])
        after = self.as_json("2026-11-13 10:00")
        self.assertEqual((after["segments"][0]["enter"], after["segments"][0]["last"]), ([], 1))
        self.assertEqual([(row["last"], row["now"]) for row in after["actions"]], [(1, 0)])
        self.assertEqual(after["last_program"], "same")

    def test_a_redefinition_answers_1_until_it_is_accepted(self):
        self.run_at("2026-11-05 10:00")
        self.write("p.sop", PROGRAM.replace(">= 500", ">= 50"))
        done = self.plan_at("2026-11-06 10:00", code=1)
        self.assertIn("`sopc run` would stop: redefined since the last run, and it changes what is stored: `big`", done.stdout)
        accepted = self.as_json("2026-11-06 10:00", "--accept-redefined")
        self.assertEqual((accepted["redefined"], accepted["redefined_accepted"], accepted["last_program"]), (["big"], True, "edited"))
        self.assertEqual([(row["kind"], row["name"], row["more"]) for row in accepted["edits"]], [("tag", "big", ["c2"])])

    def test_an_edit_that_reads_a_new_table(self):
        self.run_at("2026-11-05 10:00")
        self.write("visits.csv", "customer_id,at\nc2,2026-11-04 10:00\n")
        self.write("p.sop", PROGRAM.replace("sum(orders.amount) >= 500", "any(visits)") +
                   "events visits key customer_id time at { customer_id id   at datetime }\n")
        planned = self.as_json("2026-11-06 10:00", "--data", "visits=visits.csv", "--accept-redefined")
        self.assertEqual([(row["name"], row["more"], row["fewer"]) for row in planned["edits"]], [("big", ["c2"], ["c1"])])

    def test_a_last_program_that_does_not_run_on_these_tables(self):
        self.run_at("2026-11-05 10:00")
        self.write("orders.csv", "customer_id,paid_at\nc1,2026-11-01 09:00\n")
        self.write("p.sop", PROGRAM.replace("   amount money", "").replace("sum(orders.amount) >= 500", "count(orders) > 5").replace(" id order_id", "")
                   .replace("   order_id id", ""))
        done = self.plan_at("2026-11-06 10:00", "--accept-redefined")
        self.assertIn("the last one does not run on these tables", done.stdout)

    def test_a_blast_answers_1(self):
        self.write("customers.csv", "customer_id,city\n" + "".join(f"b{i},\n" for i in range(4)))
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\n" + "".join(f"b{i},o{i},2026-10-01 09:00,1\n" for i in range(4)))
        self.assertIn("4 actions are more than the guard's 2", self.plan_at("2026-11-22 10:00", code=1).stdout)
        self.plan_at("2026-11-22 10:00", "--allow-blast", "4")

    def test_strict_an_earlier_instant_and_unreadable_input(self):
        self.run_at("2026-11-22 10:00")
        self.assertIn("time does not run backwards", self.plan_at("2026-11-21 10:00", code=1).stderr)
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\nnobody,o1,2026-11-01 09:00,600\n")
        self.assertIn("--strict", self.plan_at("2026-11-23 10:00", "--strict", code=1).stderr)
        self.plan_at("2026-11-23 10:00", "--no-such-option", code=2)
        self.plan_at("2026-11-23 10:00", code=3, orders="orders=nowhere.csv")
        self.write("s.db", "no database, " * 100)
        self.plan_at("2026-11-23 10:00", code=3)

    def test_while_another_engine_works(self):
        self.run_at("2026-11-05 10:00")
        engine = sqlite3.connect(pathlib.Path(self.folder.name, "s.db"), isolation_level=None)
        engine.execute("BEGIN IMMEDIATE")
        engine.execute("DELETE FROM truths")
        done = self.sopc("plan", "2026-11-13 10:00", "--state", "s.db", "--format", "json")
        self.assertEqual(json.loads(done.stdout)["segments"][0]["last"], 0)
        engine.execute("ROLLBACK")
        engine.close()

    def test_people_who_left_the_data_and_segments_that_come_back(self):
        self.run_at("2026-11-22 10:00")
        self.write("customers.csv", "customer_id,city\nc1,上海\n")
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\nc1,o1,2026-11-01 09:00,600\n")
        self.assertIn("customers of the last run that are not in the data: 1", self.plan_at("2026-11-23 10:00").stdout)
        self.write("p.sop", PROGRAM.replace("segment at_risk = days_away > 10\n", ""))
        self.assertEqual(self.as_json("2026-11-23 10:00")["gone_segments"], ["at_risk"])
        self.run_at("2026-11-23 10:00")
        self.write("p.sop", PROGRAM)
        back = self.as_json("2026-11-24 10:00")
        self.assertEqual((back["segments"][0]["last"], back["gone_segments"]), (None, []))


if __name__ == "__main__":
    unittest.main()
