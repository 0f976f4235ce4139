"""`sopc diff`: what a change means, in every format, with tables and with people in flight."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOP = """project shop { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id  city text?  visits int  opted_out bool consent }
events orders key customer_id time ordered_at id order_id { customer_id id  order_id id  ordered_at datetime  amount money }
attribute spend = sum(orders.amount)
segment big = spend >= 500
segment few = visits < 3
tag regular when visits >= 4
tier level { gold when visits >= 10  silver when visits >= 3  base otherwise }
channel wechat direct
template hello on wechat { text "hello" }
template bye on wechat { text "bye" }
policy p { suppress opted_out   cap 3 send per 7 days on_cap skip }
rule r { if big then send hello once per 30 days }
rule s { if tag = regular then tag familiar }
tag familiar
journey welcome {
  enter on orders
  reenter never
  offer: send hello
  wait 3 days
  if spend >= 100 { send bye }
}
"""


class Diffs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text)
        return name

    def sopc(self, *arguments, code=0):
        done = subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def diff(self, *changes, more=(), code=0, old=SHOP):
        now = old
        for before, after in changes:
            self.assertIn(before, now)
            now = now.replace(before, after)
        self.write("old.sop", old)
        self.write("new.sop", now)
        return self.sopc("diff", "old.sop", "new.sop", *more, code=code)

    def one(self, *changes, name, old=SHOP):
        found = json.loads(self.diff(*changes, more=["--format", "json"], old=old))
        self.assertFalse(found["same_meaning"])
        return [e for e in found["entries"] if e["name"] == name][0]

    def test_each_relation_with_a_customer(self):
        for before, after, relation, sides in (
                ("visits < 3", "visits < 2", "subset", {"leaves"}), ("visits < 3", "visits < 5", "superset", {"enters"}),
                ("visits < 3", "visits > 1", "overlap", {"enters", "leaves"}), ("visits < 3", "visits >= 3", "disjoint", {"enters", "leaves"})):
            entry = self.one((before, after), name="few")
            self.assertEqual(entry["condition"]["relation"], relation)
            self.assertEqual(set(entry["condition"]) - {"relation"}, sides)
            for side in sides:
                visits = entry["condition"][side]["customer"]["visits"]
                self.assertEqual(eval(after), side == "enters")
                self.assertEqual(eval(before), side == "leaves")
        self.assertIn("no change in meaning", self.diff(("visits < 3", "not visits >= 3")))

    def test_errors_of_the_analysis_are_compared(self):
        shop = SHOP.replace("city text?", "city text?  ends date?")
        old = self.write("old.sop", shop.replace("if big then", "if days_until(ends) <= 7 then"))
        new = self.write("new.sop", shop.replace("if big then", "if days_until(ends) between 0 and 7 then"))
        checked = subprocess.run([SOPC, "check", old], cwd=self.folder.name, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 1)
        self.assertIn("S3003", checked.stdout)
        done = subprocess.run([SOPC, "diff", old, new], cwd=self.folder.name, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("rule r", done.stdout)
        self.write("old.sop", shop.replace("if big then", "if bigg then"))
        self.assertEqual(subprocess.run([SOPC, "diff", old, new], cwd=self.folder.name, capture_output=True).returncode, 1)

    def test_tags_tiers_rules(self):
        self.assertEqual(self.one(("visits >= 4", "visits >= 5"), name="regular")["condition"]["relation"], "subset")
        level = self.one(("gold when visits >= 10", "gold when visits >= 12"), name="level")
        self.assertEqual([(p["now"], p["condition"]["relation"]) for p in level["parts"]], [("gold", "subset"), ("silver", "superset")][::-1]
                         if level["parts"][0]["now"] == "silver" else [("gold", "subset"), ("silver", "superset")])
        rule = self.one(("then send hello", "then send bye"), name="r")
        self.assertEqual([(p["part"], p["change"]) for p in rule["parts"]], [("action", "removed"), ("action", "added")])
        self.assertEqual(self.one(("once per 30 days", "once per 31 days"), name="r")["parts"][0]["part"], "frequency")
        self.assertEqual(self.one(("suppress opted_out", "suppress opted_out or visits = 0"), name="")["condition"]["relation"], "superset")
        self.assertEqual(self.one(("cap 3 send", "cap 4 send"), name="p")["change"], "changed")
        self.assertEqual(self.one(('text "hello"', 'text "hello you"'), name="hello")["change"], "changed")
        self.assertEqual(self.one(("Asia/Shanghai", "Asia/Tokyo"), name="timezone")["change"], "changed")

    def test_a_fact_that_changes_changes_what_stands_on_it(self):
        found = json.loads(self.diff(("spend >= 500", "spend >= 800"), more=["--format", "json"]))
        changed = {e["name"] for e in found["entries"] if e["change"] == "changed"}
        self.assertEqual(changed, {"big", "r"})

    def test_journeys_step_by_step(self):
        steps = lambda *changes: [(p["part"], p["change"]) for p in self.one(*changes, name="welcome")["parts"]]
        self.assertEqual(steps(("wait 3 days", "wait 5 days")), [("step", "changed")])
        self.assertEqual(steps(("  wait 3 days\n", "")), [("step", "removed")])
        self.assertEqual(steps(("  wait 3 days\n", "  wait 3 days\n  grant ten\n"), ("journey welcome", "coupon ten { worth ¥10 valid 30 days }\njourney welcome")),
                         [("step", "added")])
        self.assertEqual(steps(("spend >= 100", "spend >= 50")), [("step", "changed")])
        self.assertEqual(steps(("reenter never", "reenter after exit")), [("reentry", "changed")])
        self.assertEqual(steps(("enter on orders", "enter on orders where amount > 10")), [("entry", "changed")])
        self.assertEqual(steps(("  offer: send", "  exit when visits = 0\n  offer: send")), [("exit", "changed")])

    def test_what_cannot_be_decided_is_said(self):
        entry = self.one(("attribute spend = sum(orders.amount)", "attribute spend = sum(orders.amount) * 2 / 2"), name="spend")
        self.assertEqual(entry["change"], "undecided")
        self.assertIn("not decided", self.diff(("visits < 3", "visits < 3 or visits * visits < 0 - 1")))
        self.diff(("sum(orders.amount)", "sum(orders.amount) + ¥0"), more=["--exit-code"], code=1)

    def test_new_and_gone_and_renamed(self):
        self.assertEqual(self.one(("segment few", "segment none_yet = visits = 0\nsegment few"), name="none_yet")["change"], "added")
        self.assertEqual(self.one(("segment few = visits < 3\n", ""), name="few")["change"], "removed")
        renamed = self.diff(("segment big", "segment spenders"), ("if big", "if spenders"))
        self.assertIn("big → spenders", renamed)
        self.assertIn("no change in meaning (1 renamed)", renamed)
        # A tag is met by people under its name.
        self.assertIn("gone", self.diff(("tag regular", "tag faithful"), ("tag = regular", "tag = faithful")))

    def test_who_reads_what_is_only_called_otherwise_is_not_changed(self):
        old = SHOP + (
            "template up on wechat { text \"up\" }\nrule went { on level.changes where new = gold then send up }\n"
            "journey again { enter on level.changes where new = silver reenter never send hello }\n")
        said = self.diff(("tier level", "tier standing"), ("level.changes", "standing.changes"), old=old)
        self.assertIn("level → standing", said)
        self.assertIn("no change in meaning (1 renamed)", said)
        other = self.diff(("tier level", "tier standing"), ("level.changes where new = gold", "standing.changes where new = base"),
                          ("on level.changes", "on standing.changes"), old=old)
        self.assertIn("rule went: changed", other)

    def test_either_way_round_is_the_same(self):
        old = SHOP + ("attribute both = count(orders) + visits\nsegment keen = count(orders) + visits >= 5\nsegment some = visits >= 3\n"
                      "attribute marks = if some then 1 else 2\nattribute worth = visits * 2\n")
        said = self.diff(("attribute both = count(orders) + visits", "attribute both = visits + count(orders)"),
                         ("count(orders) + visits >= 5", "visits + count(orders) > 4"), ("some = visits >= 3", "some = visits > 2"),
                         ("visits * 2", "2 * visits"), old=old)
        self.assertEqual(said, "no change in meaning\n")
        self.assertIn("keen", self.diff(("count(orders) + visits >= 5", "visits + count(orders) > 5"), old=old))
        self.assertIn("both", self.diff(("both = count(orders) + visits", "both = count(orders) - visits"), old=old))

    def test_longer_between_two_events_is_more_customers(self):
        old = SHOP.replace("attribute spend", "events calls key customer_id time at { customer_id id  at datetime }\nattribute spend") + (
            "segment came = sequence(calls then orders up to 7 days)\n")
        longer = self.diff(("up to 7 days", "up to 9 days"), old=old)
        self.assertIn("superset", longer)
        self.assertNotIn("no longer", longer)
        shorter = self.diff(("up to 7 days", "up to 5 days"), old=old)
        self.assertIn("subset", shorter)
        self.assertNotIn("now also", shorter)

    def test_a_customer_has_all_that_the_change_needs(self):
        old = SHOP + "segment lively = count(orders where amount > 1 within 90 days) >= 3\n"
        said = self.diff(("within 90 days", "within 60 days"), old=old)
        self.assertIn("subset: fewer customers", said)
        self.assertRegex(said, r"no longer: .*within 60 days\) \d.*within 90 days\) 3|no longer: .*within 90 days\) 3.*within 60 days\) \d")

    def test_writing_is_no_meaning(self):
        self.write("old.sop", SHOP)
        chinese = subprocess.run(
            [SOPC, "fmt", "--lang", "zh", "--stdin"], input=SHOP, capture_output=True, text=True, check=True).stdout
        self.write("new.sop", "# 新\n" + chinese.replace("\n", "\n\n"))
        self.assertEqual(self.sopc("diff", "old.sop", "new.sop", "--exit-code"), "no change in meaning\n")
        for example in sorted((ROOT / "examples").iterdir()):
            if subprocess.run([SOPC, "check", example], capture_output=True).returncode == 0:
                self.assertEqual(self.sopc("diff", str(example), str(example), "--exit-code"), "no change in meaning\n")

    def test_schema_changes_are_seen_through_names(self):
        entry = self.one(("city text?", "city one of (north, south)?"), ("segment few", 'segment there = visits > 9\nsegment few'), name="customers")
        self.assertEqual(entry["change"], "changed")
        old = SHOP.replace("city text?", "city one of (north, south, east)?") + "segment up = city = south\n"
        found = json.loads(self.diff(("(north, south, east)", "(east, south, north)"), more=["--format", "json"], old=old))
        self.assertEqual({e["name"] for e in found["entries"] if e["change"] != "same"}, {"customers"})
        found = self.one(("(north, south, east)", "(north, south)"), ("city = south", "city = north"), name="up", old=old)
        self.assertEqual(found["condition"]["relation"], "disjoint")

    def test_a_stream_that_leaves_out_other_rows_is_another(self):
        old = SHOP.replace("amount money }", "amount money } where amount > 0")
        found = json.loads(self.diff(("where amount > 0", "where amount > 5"), more=["--format", "json"], old=old))
        change = {e["name"]: e["change"] for e in found["entries"]}
        self.assertEqual(change["big"], "undecided")
        self.assertEqual(change["few"], "same")

    def test_formats_and_languages(self):
        change = ("visits < 3", "visits < 2")
        self.assertIn("segment few: subset", self.diff(change))
        self.assertIn("分群 few:子集", self.diff(change, more=["--lang", "zh"]))
        page = self.diff(change, more=["--format", "markdown"])
        self.assertTrue(page.startswith("## 1 changed"), page)
        self.assertIn("- segment `few`: subset", page)

    def test_head_counts_on_tables(self):
        self.write("c.csv", "customer_id,city,visits,opted_out\na,,1,false\nb,,2,false\nc,,5,false\n")
        self.write("o.csv", "customer_id,order_id,ordered_at,amount\na,1,2026-11-01 10:00,20\n")
        data = ["--data", "customers=c.csv", "--data", "orders=o.csv", "--as-of", "2026-11-20 10:00"]
        said = self.diff(("visits < 3", "visits < 2"), more=data)
        self.assertIn("on this data: 2 → 1 people (+0 −1)", said)
        people = [e["people"] for e in json.loads(self.diff(("visits < 3", "visits < 2"), more=[*data, "--format", "json"]))["entries"]
                  if e["name"] == "few"]
        self.assertEqual(people, [{"before": 2, "now": 1, "more": 0, "fewer": 1}])

    def test_who_moves_from_which_member_to_which(self):
        lists = SHOP + '''bands often of visits { low below 3  mid below 6  high }
bands rich of spend { poor below ¥10  wealthy  missing unasked }
grid care over often, rich { (low, any) -> call  (mid, any) -> write  (high, any) -> wait  (any, missing) -> ask  otherwise or missing -> ask }
attribute twice = visits * 2
score intent cap 100 { 5 if visits >= 3 }
'''
        self.write("c.csv", "customer_id,city,visits,opted_out\n" + "".join(f"c{i},,{i},false\n" for i in range(1, 9)))
        self.write("o.csv", "customer_id,order_id,ordered_at,amount\nc1,1,2026-11-01 10:00,20\n")
        data = ["--data", "customers=c.csv", "--data", "orders=o.csv", "--as-of", "2026-11-20 10:00"]
        changes = [("low below 3", "low below 4"), ("mid below 6", "mid below 7"), ("visits * 2", "visits * 3"), ("5 if visits", "6 if visits")]
        said = self.diff(*changes, more=data, old=lists)
        self.assertIn("band low: superset: more customers\n    now also: a customer with visits 3\n    on this data: 2 → 3 people (+1 −0)", said)
        self.assertRegex(said, r"on this data: 2 people move\n    high → mid: 1\n    mid → low: 1")
        self.assertRegex(said, r"grid care: changed\n(?:  .*\n)*?  on this data: 2 people move\n    wait → write: 1\n    write → call: 1")
        self.assertIn("value visits * 2 → visits * 3\n  on this data: 8 people have another value (8 higher); mean 9 → 13.5", said)
        self.assertIn("value 5 if visits >= 3 → 6 if visits >= 3\n  on this data: 6 people have another value (6 higher)", said)
        zh = self.diff(*changes, more=[*data, "--lang", "zh"], old=lists)
        self.assertIn("在这份数据上:2 人变动", zh)
        self.assertIn("在这份数据上:8 人的值不同(升高 8 人);平均 9 → 13.5", zh)
        entries = {e["name"]: e for e in json.loads(self.diff(*changes, more=[*data, "--format", "json"], old=lists))["entries"]}
        self.assertIn({"from": "mid", "to": "low", "people": 1}, entries["often"]["moves"])
        self.assertIn({"from": "mid", "to": "mid", "people": 2}, entries["often"]["moves"])
        self.assertEqual((entries["intent"]["values"]["others"], entries["intent"]["values"]["higher"]), (6, 6))

    def test_what_is_written_otherwise_is_shown(self):
        for before, after, shown in (
                ('text "hello"', 'text "hello there"', 'text "hello" → text "hello there"'),
                ("cap 3 send per 7 days on_cap skip", "cap 2 send per 7 days on_cap skip", "cap 3 send per 7 days on_cap skip → cap 2 send per 7 days on_cap skip"),
                ("once per 30 days", "once per 60 days", "how often once per 30 days → once per 60 days: changed"),
                ("reenter never", "reenter max 1 per 7 days", "re-entry reenter never → reenter max 1 per 7 days: changed"),
                ("otherwise }", "otherwise  fall one level per 7 days }", "fall one level per 7 days"),
                ("wait 3 days", "wait 5 days", "step wait 3 days → wait 5 days: changed")):
            self.assertIn(shown, self.diff((before, after)), before)
        # what stands on one line is a step all the same
        old = SHOP + "journey short { enter on orders  reenter never  wait 3 days  send hello }\n"
        self.assertIn("step wait 3 days → wait 4 days: changed", self.diff(("never  wait 3 days", "never  wait 4 days"), old=old))
        zh = self.diff(("visits >= 10", "visits >= 12"), more=["--lang", "zh"])
        self.assertIn("分层 level:已改变\n  等级 silver:超集:人变多", zh)

    def test_first_places_and_lists(self):
        old = SHOP + 'segment best = top 2 by spend\nlist fair from "a.csv"\nsegment guests = customer in list fair\nassume visits >= 0\n'
        said = self.diff(("top 2 by", "top 3 by"), old=old)
        self.assertIn("segment best: not decided; it looks like superset", said)
        self.assertNotIn("no longer", said)
        self.assertIn("looks like subset", self.diff(("top 2 by", "top 1 by"), old=old))
        self.assertIn("segment best: overlap", self.diff(("top 2 by spend", "top 2 by visits"), old=old))
        said = self.diff(('"a.csv"', '"b.csv"'), old=old)
        self.assertIn('a place in list fair "b.csv", no place in list fair "a.csv"', said)
        self.assertIn("assume visits >= 1: new\nassume visits >= 0: gone", self.diff(("assume visits >= 0", "assume visits >= 1"), old=old))

    def test_what_is_only_called_otherwise_holds_whom_it_held(self):
        self.write("old.sop", SHOP)
        self.write("new.sop", SHOP.replace("segment few =", "segment rare =").replace("tier level {", "tier grade {").replace("rule r {", "rule greet {"))
        self.write("customers.csv", "customer_id,city,visits,opted_out\nc1,x,1,false\nc2,x,12,false\n")
        self.write("orders.csv", "customer_id,order_id,ordered_at,amount\nc1,o1,2026-11-01 09:00,600\n")
        told = self.sopc("diff", "old.sop", "new.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-02 10:00")
        for renamed in ("few → rare", "level → grade", "r → greet"):
            self.assertIn(f"{renamed}: renamed, the same meaning", told)
        self.assertNotIn("people", told)

    def test_people_in_flight(self):
        self.write("c.csv", "customer_id,city,visits,opted_out\na,,1,false\nb,,2,false\n")
        self.write("o.csv", "customer_id,order_id,ordered_at,amount\na,1,2026-11-20 09:00,20\nb,2,2026-11-20 09:30,20\n")
        self.write("old.sop", SHOP)
        for at in ("2026-11-20 08:00", "2026-11-20 10:00"):
            self.sopc("run", "old.sop", "--data", "customers=c.csv", "--data", "orders=o.csv", "--as-of", at, "--state", "s.db", "--out", "o")
        said = self.diff(("wait 3 days", "wait 5 days"), more=["--state", "s.db"])
        self.assertRegex(said, r"step wait 3 days → wait 5 days: changed, 2 people are here")
        self.assertIn("people in flight", said)
        gone = self.diff(("  wait 3 days\n", ""), more=["--state", "s.db"])
        self.assertIn("a step the new version does not have", gone)
        removed = self.diff((SHOP[SHOP.index("journey welcome"):], ""), more=["--state", "s.db"])
        self.assertRegex(removed, r"2 people, a journey the new version does not have: `run` refuses it")
        found = json.loads(self.diff(("wait 3 days", "wait 5 days"), more=["--state", "s.db", "--format", "json"]))
        self.assertEqual([p["people"] for p in found["in_flight"]], [2])

    def test_any_program_is_itself_and_can_be_compared_with_any_other(self):
        source = re.compile(r"^## SOURCE(?: \S+)?\n.*?^```sop\n(.*?)^```$", re.M | re.S)
        good = []
        for number, case in enumerate(sorted((ROOT / "tests/golden").rglob("*.md"))[::5]):
            found = source.findall(case.read_text())
            if len(found) == 1:
                name = self.write(f"{number}.sop", found[0])
                if subprocess.run([SOPC, "check", name, "--analysis", "fast"], cwd=self.folder.name, capture_output=True).returncode == 0:
                    good.append(name)
        self.assertGreater(len(good), 50)
        for name, other in zip(good, good[1:]):
            self.assertIn("no change in meaning", self.sopc("diff", name, name))
            self.sopc("diff", name, other, "--format", "json")

    def test_a_program_with_errors_means_nothing(self):
        self.diff(("visits < 3", "vists < 3"), code=1)
        self.write("old.sop", SHOP)
        self.sopc("diff", "old.sop", "absent.sop", code=3)
        self.sopc("diff", "old.sop", code=2)


if __name__ == "__main__":
    unittest.main()
