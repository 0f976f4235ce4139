"""What changes between two runs of one state file: columns, tags, who is there, outcomes that come late, versions of a journey, inputs that
are stale. Usage: between_runs.py SOPC"""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PEOPLE = "customer_id,vip,opted_out\na,false,false\nb,false,false\n"
SHOP = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   vip bool   opted_out bool consent }
events ev key customer_id time at id eid { customer_id id   eid id   at datetime }
channel sms direct
role boss = "E1"
template m0 on sms { text "0" }
template m1 on sms { text "1" }
template call for staff { text "call" }
policy contact { suppress opted_out }
"""


class BetweenRuns(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.tables = {}

    def program(self, text):
        (self.folder / "p.sop").write_text(text, encoding="utf-8")

    def table(self, name, text):
        (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        self.tables[name] = f"{name}.csv"

    def run_at(self, instant, code=0, state="s.db"):
        data = [part for name, file in self.tables.items() for part in ("--data", f"{name}={file}")]
        done = subprocess.run([SOPC, "run", "p.sop", *data, "--as-of", instant, "--state", state, "--out", "out"], cwd=self.folder,
                              capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def rows(self, name):
        with open(self.folder / "out" / f"{name}.csv", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def actions(self):
        return sorted((row["customer_id"], row["object"], row["due_at"][5:16].replace("T", " ")) for row in self.rows("actions"))

    def decisions(self):
        return sorted((row["customer_id"], row["step"], row["outcome"], row["at"][5:16].replace("T", " ")) for row in self.rows("decisions"))

    # Language 2.9: an audience, frozen.
    def test_a_list_of_a_segment_stays_what_it_was(self):
        self.program(SHOP + "segment liked = vip\nlist pack of liked at 2026-06-02\nif customer in list pack then send m0\n")
        for instant, vips, listed in (("2026-06-01 10:00", "ab", None), ("2026-06-02 10:00", "a", "a"), ("2026-06-03 10:00", "b", "a")):
            self.table("customers", "customer_id,vip,opted_out\n" + "".join(f"{c},{'true' if c in vips else 'false'},false\n" for c in "ab"))
            self.table("ev", "customer_id,eid,at\n")
            self.run_at(instant)
            file = self.folder / "out" / "reports" / "pack.csv"
            self.assertEqual(file.read_text().splitlines()[1][0] if file.exists() else None, listed)
            self.assertEqual([row[0] for row in self.actions()], ["a"] if instant.startswith("2026-06-02") else [])

    # semantics C4, C8: whom an edit alone lifts over the threshold, nothing has happened to; whom an event lifts then, it has.
    def test_an_edited_score_fires_no_crossing(self):
        rule = "score s cap 100 { %d per ev within 30 days }\nrule r { on s crosses 60 then notify boss “over” }\n"
        people = "customer_id,vip,opted_out\na,false,false\nb,false,false\nc,false,false\n"
        events = "customer_id,eid,at\na,e1,2026-06-01 11:00\na,e2,2026-06-01 12:00\nb,e3,2026-06-01 12:00\n"
        self.table("customers", people)
        self.table("ev", "customer_id,eid,at\n")
        self.program(SHOP + rule % 20)
        self.run_at("2026-06-01 10:00")
        self.table("ev", events)
        self.run_at("2026-06-02 10:00")
        self.assertEqual(self.actions(), [])
        self.program(SHOP + rule % 30)
        self.table("ev", events + "b,e4,2026-06-02 12:00\n")
        self.run_at("2026-06-03 10:00")
        self.assertEqual(self.actions(), [("b", "boss", "06-02 12:00")])
        self.program(SHOP + rule % 10)  # everybody is below again: armed anew
        self.run_at("2026-06-04 10:00")
        self.assertEqual(self.actions(), [])
        self.program(SHOP + rule % 10)
        self.table("ev", events + "b,e4,2026-06-02 12:00\n" + "".join(f"b,f{n},2026-06-04 1{n}:00\n" for n in range(1, 5)))
        self.run_at("2026-06-05 10:00")
        self.assertEqual(self.actions(), [("b", "boss", "06-04 14:00")])

    # Language 2.4: a name may be an arm of two groups, written `group.tag`; taking one away redefines nothing.
    def test_one_name_in_two_groups(self):
        self.program(SHOP + """taggroup g1 any_of enterprise { hot when count(ev) = 1   cold when count(ev) = 0 }
taggroup g2 any_of enterprise { hot when count(ev) >= 1   cool when count(ev) = 0 }
""")
        self.table("customers", "customer_id,vip,opted_out\na,false,false\n")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-01 09:00\n")
        self.run_at("2026-06-01 10:00")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-01 09:00\na,e2,2026-06-01 11:00\n")
        self.run_at("2026-06-02 10:00")
        self.assertEqual([(row["group"], row["tag"], row["change"]) for row in self.rows("tags")], [("g1", "hot", "remove")])

    # semantics C5: somebody whom the file has not seen had events before; a tier that falls is known at each of them.
    def test_a_falling_tier_of_somebody_new(self):
        self.program(SHOP + """events clicks key customer_id time at { customer_id id  at datetime }
tier lv { high when any(clicks within 2 days)   low otherwise   fall one level per 1 day }
journey j { enter on ev  reenter never  exit when lv = low  send m0 }
rule r { on ev if lv = low then notify boss “{lv}” }
""")
        self.table("customers", "customer_id,vip,opted_out\nb,false,false\n")
        self.table("ev", "customer_id,eid,at\n")
        self.table("clicks", "customer_id,at\n")
        self.run_at("2026-06-01 10:00")
        self.table("customers", "customer_id,vip,opted_out\na,false,false\nb,false,false\n")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-02 21:00\n")
        self.run_at("2026-06-04 10:00")
        self.assertEqual(self.actions(), [("a", "boss", "06-02 21:00")])

    # semantics D5: kept in the file for as long as something late may be of before.
    def test_a_late_event_reads_what_a_tier_was(self):
        self.program(SHOP + """tier ti { A when count(ev within 2 days) >= 2   B when count(ev within 2 days) >= 1   C otherwise   fall one level per 2 days }
tag st
rule says { on ev where eid = "late" then notify boss “{ti}” }
rule gives { on ev where eid = "late" then tag st }
rule takes { on ev where eid = "e1" then untag st }
""")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\n")
        self.run_at("2026-06-01 10:00")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-02 12:00\n")
        self.run_at("2026-06-03 10:00")
        self.run_at("2026-06-04 10:00")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-02 12:00\na,late,2026-06-02 08:00\n")
        self.run_at("2026-06-05 10:00")
        self.assertEqual([(row["customer_id"], row["params"], row["due_at"][5:16]) for row in self.rows("actions")],
                         [("a", '{"text":"B"}', "06-02T08:00")])
        self.assertEqual(self.rows("tags"), [])
        self.assertEqual(self.decisions(), [])

    # semantics D10, E10: what waits for its hour, of somebody who is not in the next data, and of a rule that is no more.
    def test_what_waits_for_its_hour_is_not_lost_in_silence(self):
        quiet = SHOP.replace("policy contact {", "policy contact { quiet 21:00 to 09:00 defer ")
        self.program(quiet + "rule r { on ev then send m0 }\nrule s { on ev where eid = \"e1\" then send m1 }\n")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\n")
        self.run_at("2026-06-01 10:00")
        self.table("ev", "customer_id,eid,at\na,e1,2026-06-01 22:00\nb,e2,2026-06-01 22:30\n")
        self.run_at("2026-06-01 23:00")
        self.table("customers", PEOPLE.replace("b,false,false\n", ""))
        self.program(quiet + "rule r { on ev then send m0 }\n")
        self.run_at("2026-06-02 10:00")
        self.assertEqual(self.actions(), [("a", "m0", "06-02 09:00")])
        self.assertEqual(self.decisions(), [("a", "held", "exited", "06-02 10:00")])
        self.table("customers", PEOPLE)
        self.run_at("2026-06-02 12:00")
        self.assertEqual(self.actions(), [("b", "m0", "06-02 09:00")])

    # semantics C6, C7: an arm that is gone, a tag that becomes derived.
    def test_tags_that_are_written_anew(self):
        self.table("customers", PEOPLE.replace("a,false", "a,true"))
        self.table("ev", "customer_id,eid,at\nb,e1,2026-06-01 12:00\n")
        self.program(SHOP + "taggroup g one_of enterprise { hi when vip  lo otherwise }\ntag s\nrule r { on ev then tag s }\n")
        self.run_at("2026-06-01 10:00")
        self.run_at("2026-06-02 10:00")
        self.program(SHOP + "taggroup g one_of enterprise { hi when vip  low otherwise }\ntag s when vip\n")
        self.run_at("2026-06-03 10:00", code=1)
        data = [part for name, file in self.tables.items() for part in ("--data", f"{name}={file}")]
        subprocess.run([SOPC, "run", "p.sop", *data, "--as-of", "2026-06-03 10:00", "--state", "s.db", "--out", "out", "--accept-redefined"],
                       cwd=self.folder, check=True, capture_output=True)
        changes = sorted((row["customer_id"], row["tag"], row["change"]) for row in self.rows("tags"))
        self.assertEqual(changes, [("a", "s", "add"), ("b", "lo", "remove"), ("b", "low", "add"), ("b", "s", "remove")])

    # semantics D7, B1: a column is looked at by every run.
    def test_an_exit_that_reads_a_column(self):
        self.program(SHOP + "journey j { enter on ev  reenter never  exit when vip  wait 8 days  send m0 }\n"
                     "journey k { enter on ev  reenter never  goal up: vip within 40 hours  wait 8 days  send m1 }")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\na,e1,2026-03-01 10:00\n")
        self.run_at("2026-03-01 00:00")
        self.run_at("2026-03-02 12:00")
        self.table("customers", PEOPLE.replace("a,false", "a,true"))
        self.run_at("2026-03-02 15:00")
        self.assertEqual(self.decisions(), [("a", "wait", "exited", "03-02 15:00"), ("a", "wait", "goal", "03-02 15:00")])
        self.run_at("2026-03-12 00:00")
        self.assertEqual(self.actions(), [])

    # semantics D2: before the first run that knows the journey there are no entries.
    def test_who_is_there_already_enters_at_the_run(self):
        self.program(SHOP + "attribute n = count(ev)\nattribute idle = days_since(last(ev))\n"
                     "journey j { enter when n >= 2 existing include  reenter never  send m0 }\n"
                     "journey k { enter when idle = 3 existing include  reenter never  send m1 }")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\na,e1,2026-03-01 10:00\na,e2,2026-03-01 11:00\nb,e3,2026-03-01 10:00\n")
        self.run_at("2026-03-06 00:00")
        self.assertEqual(self.actions(), [("a", "m0", "03-06 00:00")])

    # semantics D5, D11: an outcome counts at its own instant, however late it is told.
    def test_an_outcome_that_comes_late(self):
        program = SHOP + """tag done_ok
journey j { enter on ev  reenter never  task call to boss expires 5 days
  wait for tasks where task = call and outcome = done up to 3 days { on tasks { tag done_ok } on timeout { send m1 } } }
rule told { on tasks where task = call and outcome = done then send m0 }
segment fine = tag = done_ok"""
        for ticks in (["2026-03-02 00:00"], ["2026-03-02 00:00", "2026-03-02 12:00"]):
            with self.subTest(ticks=ticks):
                state = f"s{len(ticks)}.db"
                self.program(program)
                self.table("customers", PEOPLE)
                self.table("ev", "customer_id,eid,at\na,e1,2026-03-01 10:00\nb,e2,2026-03-01 10:00\n")
                self.table("task_results", "effect_id,outcome,at\n")
                self.run_at("2026-03-01 00:00", state=state)
                for tick in ticks:
                    self.run_at(tick, state=state)
                    if tick == ticks[0]:
                        effect = {row["customer_id"]: row["effect_id"] for row in self.rows("actions")}["a"]
                self.table("task_results", f"effect_id,outcome,at\n{effect},done,2026-03-02 11:00\n")
                self.run_at("2026-03-03 00:00", state=state)
                self.assertEqual(self.actions(), [("a", "m0", "03-02 11:00")])
                self.assertEqual([(row["customer_id"], row["tag"]) for row in self.rows("tags")], [("a", "done_ok")])
                self.run_at("2026-03-06 00:00", state=state)
                self.assertEqual(self.actions(), [("b", "m1", "03-04 10:00")])
                listed = subprocess.run([SOPC, "outbox", "list", "--state", state], cwd=self.folder, capture_output=True, text=True)
                self.assertNotIn(effect, [json.loads(line)["effect_id"] for line in listed.stdout.splitlines()])

    def test_an_outcome_that_there_is_not(self):
        self.program(SHOP + "attribute n = count(tasks where outcome = done)\nrule r { on ev then task call to boss }")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\n")
        self.table("task_results", "effect_id,outcome,at\n00,delivered,2026-03-02 11:00\n")
        self.assertIn("`delivered` in `outcome` is not one of", self.run_at("2026-03-03 00:00", code=3))

    # semantics C7: what sop took away after the watermark of `tags` is pending.
    def test_a_removal_that_the_outside_has_not_seen(self):
        self.program("""project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   x int }
taggroup g one_of { hi when x >= 10  low otherwise }""")
        changes = lambda: sorted((row["tag"], row["change"]) for row in self.rows("tags"))
        self.table("customers", "customer_id,x\na,10\n")
        self.run_at("2026-11-01 10:00")
        self.assertEqual(changes(), [("hi", "add")])
        self.table("tags", "customer_id,group,tag,source,since\na,g,hi,g,2026-11-01 11:00\n")
        self.table("customers", "customer_id,x\na,1\n")
        self.run_at("2026-11-02 10:00")
        self.assertEqual(changes(), [("hi", "remove"), ("low", "add")])
        self.table("customers", "customer_id,x\na,10\n")
        self.run_at("2026-11-03 10:00")
        self.assertEqual(changes(), [("hi", "add"), ("low", "remove")])
        self.table("tags", "customer_id,group,tag,source,since\na,g,hi,g,2026-11-03 11:00\n")
        self.run_at("2026-11-04 10:00")
        self.assertEqual(changes(), [])

    # semantics D4: who begins to exist between two runs.
    def test_who_begins_to_exist(self):
        program = """project p { timezone "Asia/Shanghai" }
table customers key customer_id since joined { customer_id id   joined datetime?   opted_out bool consent }
events ev key customer_id time at id eid { customer_id id   eid id   at datetime }
role adm = "E0"
segment hot = count(ev within 3 days) >= 1
score sc { 10 per ev within 3 days }
tier lv { A when count(ev within 3 days) >= 2  B when hot  C otherwise  fall one level per 2 days }
rule r1 { on hot.changes then notify adm "x" }
rule r2 { on sc crosses 5 then notify adm "x" }
rule r3 { on lv.changes then notify adm "x" }"""
        self.program(program)
        self.table("customers", "customer_id,joined,opted_out\nm,2026-11-08 12:00,false\n")
        self.table("ev", "customer_id,eid,at\nm,1,2026-11-08 08:00\nm,2,2026-11-09 20:00\n")
        told = []
        for name, runs in (("once.db", ["07 06:00", "14 06:00"]), ("daily.db", [f"{day:02} 06:00" for day in range(7, 15)])):
            made = []
            for run in runs:
                self.run_at(f"2026-11-{run}", state=name)
                made += [(row["source"], row["due_at"]) for row in self.rows("actions")]
            told.append(sorted(made))
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0][0], ("r1", "2026-11-08T12:00:00+08:00"))

    # semantics E6: people inside a version keep what it reads.
    def test_a_column_that_an_older_version_reads(self):
        journey = "journey j { enter on ev  reenter never  send m0  wait 1 day  %s if vip { send m1 } }"
        self.program(SHOP + journey % "")
        self.table("customers", PEOPLE)
        self.table("ev", "customer_id,eid,at\na,e1,2026-03-01 10:00\n")
        self.run_at("2026-03-01 00:00")
        self.run_at("2026-03-01 12:00")
        self.program((SHOP + journey % "later: wait 1 hour ").replace("   vip bool", "").replace("if vip", "if not opted_out"))
        said = self.run_at("2026-03-03 00:00", code=1)
        self.assertIn("1 people are inside an earlier version of `j`, and it reads `customers.vip`", said)
        self.program(SHOP + journey % "later: wait 1 hour ")
        self.run_at("2026-03-03 00:00")

    # semantics E9, E5: what waited for fresh inputs does not come in one burst.
    def test_stale_inputs_let_nothing_out_late(self):
        self.program(SHOP.replace('"Asia/Shanghai"', '"Asia/Shanghai"  max_staleness 2 days') + "every day at 10:00 if vip then send m1")
        self.table("customers", PEOPLE.replace("a,false", "a,true"))
        self.table("ev", "customer_id,eid,at\nb,e1,2026-03-01 10:00\n")
        self.run_at("2026-03-01 00:00")
        sent = []
        for day in range(1, 8):
            if day == 7:
                self.table("ev", "customer_id,eid,at\nb,e1,2026-03-01 10:00\nb,e2,2026-03-07 09:00\n")
            self.run_at(f"2026-03-0{day} 12:00")
            sent.append(len(self.actions()))
        self.assertEqual(sent[:2], [1, 1])
        self.assertEqual(sent[2:6], [0, 0, 0, 0])
        self.assertLessEqual(sent[6], 3)  # of today and of what has not expired yet
        self.assertTrue(all(row["expires_at"] > row["due_at"] for row in self.rows("actions")))


if __name__ == "__main__":
    unittest.main()
