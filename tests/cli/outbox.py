"""The outbox as a relay sees it (semantics E3, E7): what is handed out when, what becomes of it, and that nothing goes out twice."""
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   visits int   opted_out bool consent   blocked bool   left bool consent }
role owner = "E1"
channel sms   direct { rate 3 per minute   on_unknown park }
channel email direct { on_unknown retry }
template hello on sms   { text "您好" }
template order on email { class service   text "您的订单" }
template news  on email { text "新品" }
policy contact {
  suppress opted_out class marketing
  suppress left class service
  forbid send news when blocked
}
rule greet  { if visits > 0 then send hello }
rule remind { if visits > 1 then { send order   send news expires 2 hours   notify owner "来了" } }
rule later  { if visits > 2 then send hello at 15:00 }
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8"}


class Outbox(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("p.sop", PROGRAM)

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def customers(self, rows):
        self.write("customers.csv", "customer_id,visits,opted_out,blocked,left\n" + "".join(f"{r},false\n" for r in rows))

    def sopc(self, *args, code=0, given=None):
        done = subprocess.run([SOPC, *args], cwd=self.folder.name, capture_output=True, text=True, input=given, env=ENVIRONMENT)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def run_at(self, instant, rows):
        self.customers(rows)
        return self.sopc("run", "p.sop", "--data", "customers=customers.csv", "--as-of", instant, "--state", "s.db", "--out", "out")

    def take(self, now, *more):
        done = self.sopc("outbox", "take", "--state", "s.db", "--now", now, *more)
        self.told = done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def settle(self, verb, now, *lines, code=0):
        return self.sopc("outbox", verb, "--state", "s.db", "--now", now, code=code, given="".join(json.dumps(line) + "\n" for line in lines)).stderr

    def listed(self, *more):
        return [json.loads(line) for line in self.sopc("outbox", "list", "--state", "s.db", *more).stdout.splitlines()]

    @staticmethod
    def what(rows):
        return [(row["customer_id"], row["object"]) for row in rows]

    def test_the_way_of_a_message(self):
        self.run_at("2026-11-02 10:00", ["c1,1,false,false"])
        self.assertEqual([row["status"] for row in self.listed()], ["new"])
        [row] = self.take("2026-11-02 10:00")
        self.assertEqual({**row, "effect_id": ""},
                         {"effect_id": "", "customer_id": "c1", "verb": "send", "object": "hello", "source": "greet", "step": "send_hello",
                          "channel": "sms", "due_at": "2026-11-02T10:00:00+08:00", "expires_at": "2026-11-04T00:00:00+08:00",
                          "reason": "visits > 0", "params": {"text": "您好"}, "attempt": 1, "lease_until": "2026-11-02T10:05:00+08:00"})
        self.assertEqual(self.take("2026-11-02 10:01"), [])
        self.assertEqual(self.listed()[0]["status"], "sending")
        self.settle("done", "2026-11-02 10:02", {"effect_id": row["effect_id"]})
        self.settle("done", "2026-11-02 10:03", {"effect_id": row["effect_id"]})  # saying it again is no fault
        self.assertEqual(self.listed(), [])
        [sent] = self.listed("--status", "sent")
        self.assertEqual((sent["changed_at"], sent["attempt"]), ("2026-11-02T10:02:00+08:00", 1))

    def test_what_is_refused(self):
        self.run_at("2026-11-02 10:00", ["c1,1,false,false"])
        effect = self.listed()[0]["effect_id"]
        self.assertIn("has not been taken", self.settle("done", "2026-11-02 10:00", {"effect_id": effect}, code=1))
        self.assertIn("there is no effect x1", self.settle("fail", "2026-11-02 10:00", {"effect_id": "x1"}, code=1))
        self.take("2026-11-02 10:00")
        told = self.settle("done", "2026-11-02 10:00", {"outcome": "sent"}, {"effect_id": effect, "outcome": "refused"}, code=1)
        self.assertIn("line 1: it names no `effect_id`", told)
        self.assertIn("line 2: `refused` is no outcome", told)
        self.assertIn("line 1", self.sopc("outbox", "done", "--state", "s.db", code=1, given="sent\n").stderr)
        self.sopc("outbox", "fail", "--state", "s.db", effect)
        self.assertIn("is failed already", self.settle("done", "2026-11-02 10:00", {"effect_id": effect}, code=1))
        self.sopc("outbox", "take", "--state", "none.db", code=3)
        self.write("notes.txt", "no database, " * 200)
        self.sopc("outbox", "take", "--state", "notes.txt", code=3)
        self.sopc("outbox", "take", "--state", "s.db", "--lease", "soon", code=2)
        self.sopc("outbox", "take", "--state", "s.db", "--now", "2026-11-02", code=2)
        self.sopc("outbox", code=2)

    def test_work_of_somebody_who_left(self):
        self.write("p.sop", """project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   visits int   opted_out bool consent   owner_id id? }
staff reps key staff_id { staff_id id   left_on date? }
role owner = customer.owner_id else "M1"
template call for staff { text "call" }
policy contact { suppress opted_out }
rule visit { if visits > 0 then task call to owner expires 30 days }
""")
        self.write("customers.csv", "customer_id,visits,opted_out,owner_id\nc1,1,false,E1\nc2,1,false,E2\n")
        run = ["run", "p.sop", "--data", "customers=customers.csv", "--data", "reps=reps.csv", "--state", "s.db", "--out", "out", "--as-of"]
        self.write("reps.csv", "staff_id,left_on\nE1,\nE2,\nM1,\n")
        self.sopc(*run, "2026-11-02 10:00")
        self.assertEqual([(row["customer_id"], row["staff"]) for row in self.listed()], [("c1", "E1"), ("c2", "E2")])
        self.write("reps.csv", "staff_id,left_on\nE1,2026-11-04\nE2,\nM1,\n")
        self.sopc(*run, "2026-11-05 10:00")
        self.assertEqual([(row["customer_id"], row["staff"], row["status"]) for row in self.listed()], [("c2", "E2", "new"), ("c1", "M1", "new")])
        self.assertEqual([(row["customer_id"], row["staff"]) for row in self.listed("--status", "staff_left")], [("c1", "E1")])
        self.sopc(*run, "2026-11-06 10:00")
        self.assertEqual(len(self.listed()), 2)

    def test_outcomes_of_people(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        rows = {row["object"]: row["effect_id"] for row in self.take("2026-11-02 10:00")}
        self.settle("fail", "2026-11-02 10:01", {"effect_id": rows["hello"], "outcome": "not_a_friend", "detail": "deleted us"})
        self.settle("done", "2026-11-02 10:01", {"effect_id": rows["owner"], "outcome": "done"})
        status = {row["object"]: (row["status"], row.get("detail")) for row in self.listed("--status", "not_a_friend,done")}
        self.assertEqual(status, {"hello": ("not_a_friend", "deleted us"), "owner": ("done", None)})

    def test_due_later_and_too_late(self):
        self.run_at("2026-11-02 10:00", ["c1,3,false,false"])
        self.assertEqual(self.what(self.take("2026-11-02 10:00", "--channel", "sms")), [("c1", "hello")])
        taken = self.take("2026-11-02 12:00", "--channel", "email")  # `news` expires after two hours, exactly
        self.assertEqual(self.what(taken), [("c1", "order")])
        self.assertIn("1 expired", self.told)
        self.assertEqual(self.what(self.listed("--status", "expired")), [("c1", "news")])
        self.assertEqual(self.take("2026-11-02 12:00", "--channel", "sms"), [])
        first = self.listed("--status", "unknown")
        self.assertEqual(self.what(first), [("c1", "hello")])  # its lease had ended by then
        self.assertEqual(self.take("2026-11-02 14:59", "--channel", "sms"), [])
        self.assertEqual(self.what(self.take("2026-11-02 15:00", "--channel", "sms")), [("c1", "hello")])

    def test_a_lease_that_ends_when_it_is_too_late(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        self.take("2026-11-02 10:00", "--lease", "1 minute")
        self.assertEqual(self.take("2026-11-05 10:00"), [])
        self.assertIn("4 unknown", self.told)
        self.assertNotIn("handed out again", self.told)

    def test_a_lease_that_ends(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        self.assertEqual(self.what(self.take("2026-11-02 10:00", "--lease", "1 minute")),
                         [("c1", "hello"), ("c1", "order"), ("c1", "news"), ("c1", "owner")])
        self.assertEqual(self.take("2026-11-02 10:00:59"), [])
        again = self.take("2026-11-02 10:01")
        self.assertEqual([(row["object"], row["attempt"]) for row in again], [("order", 2), ("news", 2)])  # e-mail knows the effect id
        self.assertIn("2 unknown", self.told)
        self.assertIn("2 handed out again", self.told)
        self.assertEqual(self.what(self.listed("--status", "unknown")), [("c1", "hello"), ("c1", "owner")])
        effect = self.listed("--status", "unknown")[0]["effect_id"]
        self.settle("done", "2026-11-02 12:00", {"effect_id": effect})  # a person found out
        # What was handed out before may have arrived: it does not expire, it is unknown.
        self.assertEqual(self.take("2026-11-05 10:00"), [])
        self.assertEqual(sorted(row["object"] for row in self.listed("--status", "unknown")), ["news", "order", "owner"])

    def test_a_failure_that_is_tried_again(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        rows = {row["object"]: row for row in self.take("2026-11-02 10:00", "--channel", "email", "--limit", "1")}
        self.assertEqual(list(rows), ["order"])
        self.assertEqual(self.take("2026-11-02 10:00", "--channel", "email"), [])  # the next one of hers there waits for it
        self.settle("fail", "2026-11-02 10:01", {"effect_id": rows["order"]["effect_id"], "detail": "no route", "retry_at": "2026-11-02 10:10"})
        self.assertEqual(self.take("2026-11-02 10:09:59", "--channel", "email"), [])
        again = self.take("2026-11-02 10:10", "--channel", "email")
        self.assertEqual([(row["object"], row["attempt"]) for row in again], [("order", 2), ("news", 1)])

    def test_rates(self):
        self.run_at("2026-11-02 10:00", [f"c{i},1,false,false" for i in range(5)])
        self.assertEqual(len(self.take("2026-11-02 10:00:00")), 3)
        self.assertEqual(self.take("2026-11-02 10:00:59"), [])
        self.assertEqual(len(self.take("2026-11-02 10:01:00", "--limit", "1")), 1)
        self.assertEqual(len(self.take("2026-11-02 10:01:10")), 1)

    def test_consent_taken_back_before_the_relay_comes(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false", "c2,2,false,false", "c3,1,false,false"])
        self.run_at("2026-11-02 10:05", ["c1,2,true,false", "c2,2,false,true"])
        taken = self.what(self.take("2026-11-02 10:05"))
        # c1: service goes out, and what staff is told; c2: `forbid`; c3 is not in this data, nothing new is known of her.
        self.assertEqual(sorted(taken), [("c1", "order"), ("c1", "owner"), ("c2", "hello"), ("c2", "order"), ("c2", "owner"), ("c3", "hello")])
        held = {(row["customer_id"], row["object"]): row["reason"] for row in self.listed("--status", "failed")}
        self.assertEqual(held, {("c1", "hello"): "suppressed: opted_out", ("c1", "news"): "suppressed: opted_out",
                                ("c2", "news"): "forbidden: "})

    def test_consent_taken_back_while_the_relay_has_it(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        self.take("2026-11-02 10:00", "--lease", "1 minute")
        self.run_at("2026-11-02 10:05", ["c1,2,true,false"])
        self.run_at("2026-11-02 10:05:30", ["c1,2,true,false"])
        self.assertEqual(self.what(self.take("2026-11-02 10:06")), [("c1", "order")])  # marketing is not handed out again
        unknown = {row["object"]: row.get("detail", "") for row in self.listed("--status", "unknown")}
        self.assertEqual(unknown["news"], "withheld: suppressed: opted_out")

    def test_consent_taken_back_before_a_second_attempt(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        rows = {row["object"]: row for row in self.take("2026-11-02 10:00")}
        self.run_at("2026-11-02 10:00:30", ["c1,2,true,false"])
        for name in ("news", "order"):
            self.settle("fail", "2026-11-02 10:01", {"effect_id": rows[name]["effect_id"], "detail": "no route", "retry_at": "2026-11-02 10:10"})
        self.assertEqual(self.what(self.take("2026-11-02 10:10")), [("c1", "order")])
        failed = {row["object"]: row["detail"] for row in self.listed("--status", "failed")}
        self.assertEqual(failed, {"news": "withheld: suppressed: opted_out"})

    def test_an_engine_at_work(self):
        self.run_at("2026-11-02 10:00", ["c1,1,false,false"])
        other = sqlite3.connect(pathlib.Path(self.folder.name, "s.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = subprocess.Popen([SOPC, "outbox", "take", "--state", "s.db", "--now", "2026-11-02 10:00"], cwd=self.folder.name,
                                   stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        time.sleep(0.3)
        other.execute("ROLLBACK")
        other.close()
        self.assertEqual(len(waiting.communicate(timeout=20)[0].splitlines()), 1)

    # Takers are killed at any moment. What one printed no other prints again, and in the end everything is sent or unknown.
    def test_killed_takers(self):
        chance = random.Random(20261123)
        people = [f"c{i},1,false,false" for i in range(40)]
        self.write("p.sop", 'project p { timezone "Asia/Shanghai" }\ntable customers key customer_id { customer_id id   visits int   opted_out bool consent   blocked bool }\n'
                            'channel sms direct\ntemplate hello on sms { text "a" }\npolicy c { suppress opted_out }\nrule greet { if visits > 0 then send hello }\n')
        self.run_at("2026-11-02 10:00", people)
        seen, killed = [], 0
        for _ in range(60):
            taker = subprocess.Popen([SOPC, "outbox", "take", "--state", "s.db", "--now", "2026-11-02 10:00", "--limit", "3"], cwd=self.folder.name,
                                     stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
            time.sleep(chance.uniform(0, 0.02))
            taker.send_signal(signal.SIGKILL)
            rows = [line for line in taker.communicate()[0].splitlines() if line.endswith("}")]
            killed += taker.returncode == -signal.SIGKILL
            seen += [json.loads(line)["effect_id"] for line in rows]
        while rows := self.take("2026-11-02 10:01", "--limit", "3"):
            seen += [row["effect_id"] for row in rows]
        self.assertGreater(killed, 0)
        self.assertEqual(len(seen), len(set(seen)))
        if seen:
            self.settle("done", "2026-11-02 10:02", *[{"effect_id": effect} for effect in seen])
        self.take("2026-11-02 11:00")
        rows = self.listed("--status", "new,sending,sent,unknown,expired")
        self.assertEqual(sorted(row["effect_id"] for row in rows if row["status"] == "sent"), sorted(seen))
        self.assertEqual({row["status"] for row in rows} - {"sent", "unknown"}, set())
        self.assertEqual(len(rows), len(people))

    def test_a_status_or_a_channel_that_does_not_exist(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        for words, en, zh in ((("list", "--status", "snt"), "no delivery has the status `snt`; did you mean `sent`? There are new, sending", "没有 `snt` 这种状态;是否指 `sent`?现有 new、sending"),
                              (("list", "--status", "sent,nonsense"), "no delivery has the status `nonsense`; there are new", "没有 `nonsense` 这种状态;现有 new"),
                              (("list", "--channel", "emial"), "no channel is called `emial`; did you mean `email`? There are email, sms", "没有名为 `emial` 的渠道;是否指 `email`?现有 email、sms"),
                              (("take", "--channel", "nonsense"), "no channel is called `nonsense`; there are email, sms", "没有名为 `nonsense` 的渠道;现有 email、sms")):
            self.assertIn(en, self.sopc("outbox", *words, "--state", "s.db", code=2).stderr)
            self.assertIn(zh, self.sopc("outbox", *words, "--state", "s.db", "--lang", "zh", code=2).stderr)
        self.assertEqual({row["status"] for row in self.listed()}, {"new"})
        self.assertEqual(self.listed("--status", "not_a_friend", "--channel", "sms"), [])

    def test_one_channel_is_taken_and_the_others_are_left_alone(self):
        self.run_at("2026-11-02 10:00", ["c1,2,false,false"])
        self.assertEqual(self.what(self.take("2026-11-02 10:00", "--channel", "sms")), [("c1", "hello")])
        # The lease on sms has ended, and `news` on email is too late by now.
        self.assertEqual(self.what(self.take("2026-11-02 13:00", "--channel", "sms")), [])
        self.assertIn("1 unknown", self.told)
        self.assertNotIn("expired", self.told)
        self.assertEqual({row["object"]: row["status"] for row in self.listed("--channel", "email")}, {"order": "new", "news": "new"})
        self.assertEqual(self.what(self.take("2026-11-02 13:00", "--channel", "email")), [("c1", "order")])
        self.assertIn("1 expired", self.told)


if __name__ == "__main__":
    unittest.main()
