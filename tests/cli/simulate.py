"""`sopc simulate`: counts per step within the period, reasons in the language asked for, assumed answers, named as such."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   owner_id id   city text?   opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime }
events replies key customer_id time at { customer_id id   at datetime   words one of (yes, no)   stars int in 1 to 5 }
role owner = customer.owner_id else "E0"
channel chat staff_task { by owner   valid 09:00 to 21:00 }
template ask on chat { text "?" }
template thanks on chat { text "!" }
template remind on chat { only if city is known   text "." }
policy contact { cap 2 send per 3 days on_cap skip   suppress opted_out }
journey j "跟进" {
  enter on orders
  key entry.order_id
  reenter never
  goal again: any(orders since entry) within 60 days
  send ask
  wait for replies where words = yes up to 4 days { on replies { send thanks } on timeout { send remind } }
}
rule hello { on orders where nth = 1 then send thanks via chat }
"""
CHINESE = re.compile("[\u4e00-\u9fff]")


class Simulate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        people = [f"c{i:03},E{i % 3},{'北京' if i % 4 else ''},{'true' if i % 10 == 0 else 'false'}" for i in range(60)]
        orders = [f"c{i:03},o{i},2026-11-{1 + i % 20:02} {8 + i % 14:02}:30" for i in range(60)]
        self.write("p.sop", PROGRAM)
        self.write("customers.csv", "customer_id,owner_id,city,opted_out\n" + "\n".join(people) + "\n")
        self.write("orders.csv", "customer_id,order_id,at\n" + "\n".join(orders) + "\n")
        self.write("replies.csv", "customer_id,at,words,stars\nc001,2026-11-02 12:00,yes,3\n")

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def sopc(self, *arguments, code=0):
        done = subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def simulate(self, *words, since="2026-11-01 00:00", **options):
        before = sorted(os.listdir(self.folder.name))
        data = [part for name in ("customers", "orders", "replies") for part in ("--data", f"{name}={name}.csv")]
        done = self.sopc("simulate", "p.sop", *data, "--from", since, *(() if "--to" in words else ("--to", "2026-11-30 09:00")), *words, **options)
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)
        return done

    def counts(self, *words, **options):
        return json.loads(self.simulate("--format", "json", *words, **options).stdout)

    def step(self, counts, name, source="j"):
        return next(one for one in counts["steps"] if one["source"] == source and one["step"] == name)

    def test_every_step_adds_up(self):
        counts = self.counts()
        journey = counts["journeys"][0]
        self.assertEqual(journey["entered"], 60)
        self.assertEqual(journey["entered"] + journey["inside_before"], journey["inside"] + journey["goal"] + journey["exited"] + journey["ended"])
        for one in counts["steps"]:
            if one["source"] != "j" or not one["step"].startswith("send_"):
                continue
            dropped = sum(reason["count"] for reason in one["not_done"]) + sum(reason["count"] for reason in one["left"])
            self.assertEqual(one["reached"], one["done"] + dropped + one["waiting"], one)
        wait = self.step(counts, "wait_replies")
        self.assertEqual(wait["replied"], 1)
        self.assertEqual(wait["reached"], wait["replied"] + wait["timed_out"] + wait["waiting"])
        self.assertEqual(wait["arms"], {"replies": 1})

    def test_the_same_as_one_run_at_the_end(self):
        data = [part for name in ("customers", "orders", "replies") for part in ("--data", f"{name}={name}.csv")]
        self.sopc("run", "p.sop", *data, "--as-of", "2026-11-30 09:00", "--out", "out")
        rows = pathlib.Path(self.folder.name, "out", "actions.csv").read_text().splitlines()[1:]
        counts = self.counts()
        for step in ("send_ask", "send_remind", "send_thanks"):
            self.assertEqual(self.step(counts, step)["done"], sum(f",j,{step}," in row for row in rows))
        dropped = pathlib.Path(self.folder.name, "out", "decisions.csv").read_text().splitlines()[1:]
        told = sum(reason["count"] for one in counts["steps"] for reason in one["not_done"])
        self.assertEqual(told, len(dropped))

    def test_tags_of_rules_count_as_done(self):
        self.write("p.sop", PROGRAM + """
tag replied
rule noted { on replies then tag replied }
rule forgotten { on orders where order_id = "o1" then untag replied }
""")
        counts = self.counts("--to", "2026-11-30 09:00")
        self.assertEqual(self.step(counts, "tag_replied", "noted")["done"], 1)
        self.assertEqual(self.step(counts, "untag_replied", "forgotten")["done"], 0)

    def test_only_the_period_counts(self):
        whole, late = self.counts(), self.counts(since="2026-11-11 00:00")
        self.assertEqual(whole["journeys"][0]["inside_before"], 0)
        self.assertEqual(late["journeys"][0]["entered"], 30)
        self.assertGreater(late["journeys"][0]["inside_before"], 0)
        self.assertTrue(all(day >= "2026-11-11" for day in late["contacts_on"]))

    def test_reasons_in_chinese_and_whole(self):
        text = self.simulate("--lang", "zh").stdout
        self.assertIn("屏蔽:opted_out", text)
        self.assertIn("超限:contact:每 3 天 2 条", text)
        self.assertIn("跳过:不满足 仅当", text)
        self.assertIn("顺延到可发时段", text)
        for english in ("suppressed", "capped", "skipped", "only if", "goal", "…", "deferred", "per 3 days"):
            self.assertNotIn(english, text)
        self.assertIsNone(CHINESE.search(self.simulate("--lang", "en").stdout.replace("跟进", "")))

    def test_assumed_answers_are_named_and_drawn_alike(self):
        assume = ("--assume", "replies 40% after j.send_ask within 3 days set words=yes, stars=5")
        counts, again = self.counts(*assume), self.counts(*assume)
        self.assertEqual(counts, again)
        self.assertEqual(counts["assumptions"][0]["assumed"], assume[1])
        made, asked = counts["assumptions"][0]["events_made_up"], self.step(counts, "send_ask")["done"]
        self.assertTrue(0.2 * asked < made < 0.6 * asked, (made, asked))
        self.assertGreater(self.step(counts, "wait_replies")["replied"], 5)
        self.assertNotEqual(self.counts(*assume, "--seed", "2"), counts)
        hourly = self.counts(*assume, "--every", "6 hours")
        self.assertEqual(self.step(hourly, "wait_replies"), self.step(counts, "wait_replies"))
        self.assertIn("ASSUMPTIONS, not data", self.simulate(*assume).stdout)
        self.assertIn("假定,并非数据", self.simulate(*assume, "--lang", "zh").stdout)
        self.assertNotIn("ASSUMPTIONS", self.simulate().stdout)
        self.write("assume.txt", "# what we hope\n" + assume[1] + "\n")
        self.assertEqual(self.counts("--assume-file", "assume.txt"), counts)
        everybody = self.counts("--assume", "replies 100% after ask within 1 hour set words=yes, stars=1")
        self.assertEqual(self.step(everybody, "wait_replies")["timed_out"], self.step(everybody, "wait_replies")["reached"] - self.step(everybody, "wait_replies")["replied"])

    def test_a_period_that_is_none_is_told_by_its_own_options(self):
        self.assertIn("--from is an instant such as \"2026-11-22 10:00\", and `2026-11` is not", self.simulate(since="2026-11", code=2).stderr)
        self.assertEqual(self.simulate(since="2026-11-01").stdout, self.simulate(since="2026-11-01 00:00").stdout)  # a day is its midnight
        self.assertIn("--to 须为时间点,如 \"2026-01-31 09:00\";`2026-11-31` 不是", self.simulate("--to", "2026-11-31", "--lang", "zh", since="2026-11-01 09:00", code=2).stderr)
        self.assertIn("--to (2026-10-01 09:00) comes before --from (2026-11-01 09:00)", self.simulate("--to", "2026-10-01 09:00", since="2026-11-01 09:00", code=2).stderr)
        self.assertIn("`3 moons` is not", self.simulate("--every", "3 moons", code=2).stderr)
        told = self.sopc("simulate", "--help").stdout
        self.assertNotIn("--as-of", told)
        self.assertNotIn("--state", told)

    def test_goals_behind_the_end_are_named_as_such(self):
        self.write("orders.csv", "customer_id,order_id,at\nc001,o1,2026-11-02 08:30\nc001,o2,2026-11-20 08:30\n")
        self.assertIn("goal again, of these 1 after their way had ended", self.simulate().stdout)
        self.assertIn("达成目标 again,其中 1 次在走完或退出之后", self.simulate("--lang", "zh").stdout)

    def test_assumptions_that_do_not_fit(self):
        for wrong, says in (("reply 30% after send_ask", "no event stream of the program is called `reply`"),
                            ("replies 30% after send_nothing set words=yes, stars=1", "no step of the program is called `send_nothing`"),
                            ("replies 130% after send_ask", "a share from 0% to 100%"),
                            ("replies 30% after send_ask within 3 moons", "`within` is a length of time"),
                            ("replies 30% after send_ask set words=yes", "`stars` of `replies` is always there"),
                            ("replies 30% after send_ask set colour=red", "has no column `colour`"),
                            ("replies 99% after send_ask set words=maybe, stars=1", "`maybe` is no value of `words`")):
            self.assertIn(says, self.simulate("--assume", wrong, code=2).stderr)
        for wrong, en, zh in (("replies 30% after send_ask set words=yes stars=5", "separated by commas: `set words=yes, stars=5`", "用逗号隔开:`set words=yes, stars=5`"),
                              ("repleis 30% after send_ask", "called `repleis`; did you mean `replies`?", "是否指 `replies`?"),
                              ("replies 30% after j.send_aks set words=yes, stars=1", "did you mean `j.send_ask`?", "是否指 `j.send_ask`?")):
            self.assertIn(en, self.simulate("--assume", wrong, code=2).stderr)
            self.assertIn(zh, self.simulate("--assume", wrong, "--lang", "zh", code=2).stderr)
        self.simulate("--assume", "replies 99% after send_ask set words=yes, stars=9", code=2)
        self.simulate("--assume-file", "nowhere.txt", code=3)


if __name__ == "__main__":
    unittest.main()
