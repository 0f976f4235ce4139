"""Alerts between runs (language.md 2.9): what they remember in a state file, what they pause, how a person releases it; and a slow reckoning
of which alert speaks when, over random days. Usage: alerts.py SOPC"""
import csv
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
SHOP = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   opted_out bool consent }
events added   key customer_id time at { customer_id id   at datetime   staff_id id? }
events deleted key customer_id time at { customer_id id   at datetime   staff_id id? }
events orders  key customer_id time at { customer_id id   at datetime }
policy contact { suppress opted_out }
channel sms direct { }
template sale on sms { text "sale" }
template care on sms { text "care" }
role admin = "E001"
"""


class Alerts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.rows("customers", "customer_id,opted_out", [("c1", "false"), ("c2", "false"), ("c3", "false")])
        self.rows("added", "customer_id,at,staff_id", [])
        self.rows("deleted", "customer_id,at,staff_id", [])
        self.rows("orders", "customer_id,at", [])

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def rows(self, name, head, rows):
        self.write(name + ".csv", head + "\n" + "".join(",".join(row) + "\n" for row in rows))

    def sopc(self, *arguments, code=0, lang="en_US.UTF-8"):
        done = subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": lang})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def table(self, name):
        with open(pathlib.Path(self.folder.name, "out", name), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def run_at(self, instant, state="s.db"):
        data = [part for name in ("customers", "added", "deleted", "orders") for part in ("--data", f"{name}={name}.csv")]
        self.closing = self.sopc("run", "p.sop", "--as-of", instant, "--out", "out", *(["--state", state] if state else []), *data).stderr
        self.summary = json.loads(pathlib.Path(self.folder.name, "out", "summary.json").read_text())
        return self.table("actions.csv")

    def test_paused_until_a_person_releases_it(self):
        self.write("p.sop", SHOP + "on orders then send sale\n"
                   "journey follow { enter on orders  reenter max 9 per 1 day  wait 1 day  send care }\n"
                   "alert leaving by day when count(deleted) >= 2 then { pause template sale  pause journey follow }\n")
        self.rows("orders", "customer_id,at", [("c1", "2026-10-02 12:00"), ("c2", "2026-10-03 12:00"), ("c3", "2026-10-05 12:00"), ("c1", "2026-10-06 12:00")])
        self.rows("deleted", "customer_id,at,staff_id", [("c8", "2026-10-03 09:00", ""), ("c9", "2026-10-03 09:00", "")])
        self.assertEqual(self.run_at("2026-10-02 09:00"), [])
        self.assertEqual([row["object"] for row in self.run_at("2026-10-03 09:00")], ["sale"])
        self.assertEqual(self.summary["paused"], [])
        found = self.run_at("2026-10-04 09:00")
        self.assertEqual([(row["customer_id"], row["verb"], row["object"]) for row in found], [("", "pause", "template sale"), ("", "pause", "journey follow")])
        self.assertEqual([(one["kind"], one["name"], one["by"]) for one in self.summary["paused"]], [("template", "sale", "leaving"), ("journey", "follow", "leaving")])
        self.assertEqual(sorted((row["customer_id"], row["step"], row["outcome"], row["reason"]) for row in self.table("decisions.csv")),
                         [("c1", "send_care", "skipped", "paused by leaving"), ("c2", "enter", "not_entered", "paused by leaving"),
                          ("c2", "send_sale", "skipped", "paused by leaving")])
        self.assertIn("sopc release", self.closing)
        waiting = [json.loads(line) for line in self.sopc("outbox", "list", "--state", "s.db", "--status", "failed").stdout.splitlines()]
        self.assertEqual([(row["object"], row["status"]) for row in waiting if row["verb"] == "send"], [("sale", "failed")])  # c1's, decided the day before
        self.assertEqual(self.run_at("2026-10-05 09:00"), [])
        self.assertEqual(len(self.sopc("release", "--state", "s.db").stdout.splitlines()), 2)
        self.sopc("release", "--state", "s.db", "template", "sales", code=2)
        self.sopc("release", "--state", "s.db", "template", code=2)
        self.sopc("release", "--state", "none.db", code=3)
        self.sopc("release", "--state", "s.db", "template", "sale")
        self.assertIn("journey follow", self.sopc("release", "--state", "s.db").stdout)
        self.assertEqual([row["object"] for row in self.run_at("2026-10-06 09:00")], ["sale"])
        self.assertEqual([one["name"] for one in self.summary["paused"]], ["follow"])
        self.assertIn("旅程", self.sopc("release", "--state", "s.db", "journey", "follow", lang="zh_CN.UTF-8").stdout)
        self.assertIn("nothing is paused", self.sopc("release", "--state", "s.db").stdout)
        self.run_at("2026-10-08 13:00")
        self.assertEqual(sorted(row["object"] for row in self.table("actions.csv")), ["care", "sale"])

    def test_what_a_person_released_stays_released_while_it_is_still_true(self):
        self.write("p.sop", SHOP + "alert many when count(deleted) >= 2 then pause template sale\n")
        self.rows("deleted", "customer_id,at,staff_id", [("c8", "2026-10-03 09:00", ""), ("c9", "2026-10-03 09:00", "")])
        self.assertEqual(len(self.run_at("2026-10-04 09:00")), 1)
        self.sopc("release", "--state", "s.db", "template", "sale")
        self.assertEqual(self.run_at("2026-10-05 09:00"), [])
        self.assertEqual(self.summary["paused"], [])

    def test_two_of_a_kind_and_why(self):
        self.write("p.sop", SHOP + "on orders then send sale\n"
                   "alert many when count(deleted) >= 2 then { notify admin \"a\"  notify admin \"b\"  pause template sale }\n")
        self.rows("deleted", "customer_id,at,staff_id", [("c8", "2026-10-03 09:00", ""), ("c9", "2026-10-03 09:00", "")])
        found = self.run_at("2026-10-04 09:00")
        self.assertEqual(len({row["effect_id"] for row in found}), 3)
        self.rows("orders", "customer_id,at", [("c1", "2026-10-04 12:00")])
        data = [part for name in ("customers", "added", "deleted", "orders") for part in ("--data", f"{name}={name}.csv")]
        why = self.sopc("why", "p.sop", "--customer", "c1", "send_sale", "--state", "s.db", "--as-of", "2026-10-05 09:00", *data).stdout
        self.assertIn("paused by many", why)

    def test_without_a_state_it_says_so(self):
        self.write("p.sop", SHOP + "alert none by day when count(orders) = 0 then notify admin \"nothing\"\n")
        for _ in range(2):
            found = self.run_at("2026-10-04 09:00", state=None)
            self.assertEqual([json.loads(row["params"]) for row in found], [{"text": "nothing"}])
            self.assertIn("every alert that is true speaks", self.closing)

    # By hand: which of two staff had more deletions than additions in the last complete day or week, first time after a day it was not so.
    def test_against_a_slow_reckoning(self):
        for seed in range(4):
            chance = random.Random(seed)
            grain = "week" if seed % 2 else "day"
            self.write("p.sop", SHOP + f"alert shrinking by {grain}, staff_id when count(deleted) > count(added) "
                       f"then notify admin \"{{staff_id}} {{{grain}}} {{count(deleted)}}\"\n")
            first = datetime.datetime(2026, 9, 1)
            hours = 24 * (60 if grain == "week" else 16)
            events = {name: sorted((first + datetime.timedelta(hours=chance.randrange(hours)), chance.choice(["s1", "s2", "s3"][: 2 + seed % 2]))
                                   for _ in range(hours // 12)) for name in ("added", "deleted")}
            for name, all_events in events.items():
                self.rows(name, "customer_id,at,staff_id", [(chance.choice(["c1", "c2", "c7"]), f"{at:%Y-%m-%d %H:%M}", who) for at, who in all_events])
            runs = sorted({first + datetime.timedelta(hours=chance.randrange(24, hours)) for _ in range(18)} | {first + datetime.timedelta(days=8)})
            armed, spoke, state = {}, {}, f"s{seed}.db"
            for at in runs:
                day = at.replace(hour=0, minute=0)
                end = day - datetime.timedelta(days=day.weekday() if grain == "week" else 0)
                begin = end - datetime.timedelta(days=7 if grain == "week" else 1)
                expected = []
                for who in sorted({who for name in events for moment, who in events[name] if moment < end}):
                    number = {name: sum(1 for moment, own in events[name] if own == who and begin <= moment < end) for name in events}
                    holds = number["deleted"] > number["added"]
                    if holds and armed.get(who, True) and spoke.get(who) != begin:
                        expected.append(f"{who} {begin:%Y-%m-%d} {number['deleted']}")
                        spoke[who] = begin
                    armed[who] = not holds
                found = [json.loads(row["params"])["text"] for row in self.run_at(f"{at:%Y-%m-%d %H:%M}", state=state)]
                self.assertEqual(found, expected, f"seed {seed}, {at}")
                self.assertEqual(self.run_at(f"{at:%Y-%m-%d %H:%M}", state=state), [])
            self.assertTrue(spoke)


if __name__ == "__main__":
    unittest.main(verbosity=1)
