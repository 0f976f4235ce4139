"""`sopc check --cost` and the worst case in `sopc simulate` (semantics D12)."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   vip bool   opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime }
channel sms  direct {}
channel chat direct { valid 09:00 to 21:00 }
template a on sms  { text "a" }
template b on sms  { text "b" }
template c on chat { class service   text "c" }
policy contact { suppress opted_out   CAPS }
journey plan { enter every day at 10:00 if vip  reenter never  send a  wait 2 hours  send b  noon: wait until 12:00  send a  on day 3 at 10:00 past skip send c }
journey again { enter on orders  reenter after exit cooldown 2 days  send a  wait 1 day  send b }
rule daily { every day at 10:00 then send a }
rule weekly { every monday at 10:00 then { send b  send c } }
rule first { on orders then send c once per 30 days }
rule each { on orders then send c }
rule quiet { on orders then tag seen }
tag seen
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8"}


class Costs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def sopc(self, caps, *args):
        pathlib.Path(self.folder.name, "p.sop").write_text(PROGRAM.replace("CAPS", caps), encoding="utf-8")
        done = subprocess.run([SOPC, *args], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def costs(self, caps=""):
        cost = json.loads(self.sopc(caps, "check", "p.sop", "--cost", "--format", "json"))["worst_case"]
        return cost, {one["source"]: (one["in_a_day"]["most"], one["in_7_days"]["most"]) for one in cost["sources"]}

    def test_each_journey_and_rule(self):
        cost, most = self.costs()
        self.assertEqual(most, {"plan": (3, 4), "again": (1, 5), "daily": (1, 7), "weekly": (2, 2), "first": (1, 1), "each": (None, None)})
        self.assertEqual(cost["together"]["in_7_days"]["most"], None)
        plan = cost["sources"][0]
        self.assertEqual([(at["day"], at["time"], at["step"]) for at in plan["in_7_days"]["calendar"]],
                         [(1, "10:00", "send_a"), (1, "12:00", "send_b"), (1, "12:00", "noon.send_a"), (4, "10:00", "noon.send_c")])
        self.assertTrue(plan["in_7_days"]["reached"])

    def test_entries_that_follow_each_other(self):
        for entry, day, week in (("enter on orders  reenter max 1 per 7 days", 1, 2), ("enter on orders  reenter max 2 per 7 days", 2, 4),
                                 ("enter every monday at 10:00 if vip  reenter after exit", 1, 2),
                                 ("enter every monday at 10:00, every friday at 10:00 if vip  reenter after exit", 1, 4),
                                 ("enter every day at 10:00 if vip  reenter after exit  while_live restart", 2, 14),
                                 ("enter on orders  reenter after exit", 2, 14),
                                 ("enter on orders  reenter after exit  while_live restart", None, None)):
            program = PROGRAM.replace("rule weekly", f"journey more {{ {entry}  send a  wait 1 day  send b }}\nrule weekly")
            pathlib.Path(self.folder.name, "p.sop").write_text(program.replace("CAPS", ""), encoding="utf-8")
            done = subprocess.run([SOPC, "check", "p.sop", "--cost", "--format", "json"], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
            most = {one["source"]: (one["in_a_day"]["most"], one["in_7_days"]["most"]) for one in json.loads(done.stdout)["worst_case"]["sources"]}
            self.assertEqual(most["more"], (day, week), entry)

    def test_what_an_evaluation_reads(self):
        program = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   vip bool   age int   city text }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime   paid money }
attribute spend = sum(orders.paid within 30 days)
segment a = vip and spend > 100 and age < 30
segment b = age < 30 or count(orders) >= 3
"""
        pathlib.Path(self.folder.name, "w.sop").write_text(program, encoding="utf-8")
        asked = ["check", "w.sop", "--cost", "--format", "json"]
        work = json.loads(subprocess.run([SOPC, *asked], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT).stdout)["work"]
        read = {one["name"]: (one["columns_read"], one["columns"], one["aggregates"]) for one in work["inputs"]}
        self.assertEqual(read, {"customers": (3, 4, 0), "orders": (4, 4, 2)})
        self.assertEqual((work["columns_read"], work["aggregates"], work["passes"]), (7, 2, 1))
        self.assertEqual(work["atoms"], 3)  # age < 30 is one, vip is a column
        for limits, code, said in (("atoms=3,passes=1", 0, ""), ("atoms=2", 1, "--limit atoms=2: different conditions: 3"),
                                   ("columns=6,passes=0", 1, "--limit passes=0: passes over events: 1"), ("atom=3", 2, "`contacts_in_a_day`"),
                                   ("atoms=x", 2, "NAME=NUMBER"), ("atoms=-1", 2, "NAME=NUMBER"), ("contacts_in_7_days=0", 0, "")):
            done = subprocess.run([SOPC, "check", "w.sop", "--limit", limits], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
            self.assertEqual(done.returncode, code, limits)
            self.assertIn(said, done.stdout + done.stderr)
        for arguments, said in ((["--limit", "atoms=2"], "--limit atoms=2:不同的条件:3"), (["--limit", "x=1"], "名称=数字"),
                                (["--cost"], "不同的条件 3 个,事件聚合 2 个,事件遍历 1 次")):
            done = subprocess.run([SOPC, "check", "w.sop", "--lang", "zh", *arguments], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
            self.assertIn(said, done.stdout + done.stderr)
        self.sopc("cap 5 send per 7 days on_cap skip", "check", "p.sop", "--limit", "contacts_in_7_days=5")
        refused = subprocess.run([SOPC, "check", "p.sop", "--limit", "contacts_in_7_days=4"], cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertEqual(refused.returncode, 1)

    def test_caps_bound_all_together(self):
        for caps, day, week in (("cap 2 send per day on_cap skip", 2, 14), ("cap 5 send per 7 days on_cap skip", 5, 5),
                                ("cap 2 send per day on sms on_cap skip", None, None), ("cap 2 send per day where vip on_cap skip", None, None),
                                ("cap 2 send per day on sms on_cap skip cap 1 send per day on chat on_cap skip", 3, 21),
                                ("cap 1 send per 12 hours on_cap skip", 3, 15)):
            cost, _ = self.costs(caps)
            self.assertEqual((cost["together"]["in_a_day"]["most"], cost["together"]["in_7_days"]["most"]), (day, week), caps)

    def test_on_the_screen(self):
        text = self.sopc("cap 2 send per day on_cap skip", "check", "p.sop", "--cost")
        self.assertRegex(text, r"plan +3 +4")
        self.assertRegex(text, r"each +no limit +no limit")
        self.assertRegex(text, r"\(together, within the caps\) +at most 2 +at most 14")
        self.assertIn("plan: day 1 10:00 send_a, day 1 12:00 send_b, day 1 12:00 noon.send_a, day 4 10:00 noon.send_c", text)
        self.assertIn("不封顶", self.sopc("", "check", "p.sop", "--cost", "--lang", "zh"))
        self.assertNotIn("no limit", self.sopc("", "check", "p.sop"))

    def test_simulate_prints_it_too(self):
        for name, rows in (("customers", "customer_id,vip,opted_out\nc1,true,false\n"), ("orders", "customer_id,order_id,at\nc1,o1,2026-11-02 09:00\n")):
            pathlib.Path(self.folder.name, name + ".csv").write_text(rows)
        args = ["simulate", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--from", "2026-11-01 09:00", "--to", "2026-11-12 09:00"]
        self.assertRegex(self.sopc("", *args), r"plan +3 +4")
        self.assertEqual(json.loads(self.sopc("", *args, "--format", "json"))["worst_case"]["sources"][0]["source"], "plan")


if __name__ == "__main__":
    unittest.main()
