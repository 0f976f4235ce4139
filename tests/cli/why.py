"""`sopc why` as a shell sees it: what it can be asked, in which language, that it writes nothing and shows no personal data."""
import hashlib
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
table customers key customer_id { customer_id id   city text?   phone text? pii }
events orders key customer_id time paid_at { customer_id id   paid_at datetime   amount money }
attribute days_away "距下单天数" = days_since(last(orders))
segment at_risk = days_away > 10 and city != "上海"
segment reached = phone = "13900000009"
attribute place = percentile(sum(orders.amount))
tag big when sum(orders.amount) >= 500
rule remind { if at_risk then send come_back }
"""

JOURNEY = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   city text?   phone text? pii }
events orders key customer_id time paid_at { customer_id id   paid_at datetime   amount money }
template hello { text "hello" }
template again { only if city is known   text "again" }
journey first { enter on orders   reenter never   goal big: any(orders since entry where amount >= 500) within 60 days   send hello   wait 5 days   send again }
journey card { enter on orders where amount > 9000   reenter never   send hello }
"""

ACCOUNTS = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id since joined_at { customer_id id   joined_at date   phone text? pii }
table tmall key buyer_id { buyer_id id   phone text? pii }
identity one_id { of customers, tmall   phone weak max 3 }
segment busy = customer.accounts > 2
"""

# Half a day behind the first message its outcome is told by an input, and the wait for it ends.
OUTCOMES = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   city text?   phone text? pii   opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime   amount money }
role boss = "E1"
channel chat staff_task { by boss }
template hello on chat { text "hello" }
template more on chat { text "more" }
template call for staff { text "call" }
policy contact { suppress opted_out }
journey first {
  enter on orders   reenter never
  send hello
  task call to boss
  wait for sends where outcome in (sent, done) up to 4 days { on sends { send more } on timeout continue }
  b: wait for tasks where outcome = done up to 3 days { on tasks continue on timeout continue }
}
"""


class Why(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("p.sop", PROGRAM)
        self.write("customers.csv", "customer_id,city,phone\nc1,上海,13812345678\nc2,,\n")
        self.write("orders.csv", "customer_id,paid_at,amount\nc1,2026-11-01 09:00,600\nc2,2026-11-04 09:00,100\n")

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def sopc(self, *arguments, code=0, lang="en_US.UTF-8"):
        done = subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True, env={**os.environ, "LC_ALL": lang})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def why(self, *words, code=0, as_of="2026-11-22 10:00", customer="c2", **options):
        before = self.files()
        done = self.sopc("why", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", as_of,
                         "--customer", customer, *words, code=code, **options)
        self.assertEqual(self.files(), before)
        return done

    def files(self):
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in pathlib.Path(self.folder.name).rglob("*") if path.is_file()}

    def test_everything_in_a_sentence_each(self):
        lines = self.why().stdout.splitlines()
        self.assertEqual(lines[0], "customer c2, 2026-11-22 10:00")
        self.assertIn("`at_risk` holds", lines)
        self.assertIn("the rule `remind` fires", lines)
        self.assertIn("`days_away` \"距下单天数\" is 18", lines)

    def test_one_thing_with_what_it_stands_on(self):
        answer = self.why("at_risk").stdout
        self.assertIn("`city != \"上海\"` holds, because `city` is unknown", answer)
        self.assertIn("1 row of `orders` up to 2026-11-22 10:00: 2026-11-04 09:00", answer)
        self.assertIn("what would flip it: `days_away` 10 instead of 18", answer)

    def test_in_both_languages(self):
        self.assertIn("`at_risk` 成立", self.why("at_risk", "--lang", "zh").stdout)
        self.assertIn("因为 `city` 未知", self.why("at_risk", lang="zh_CN.UTF-8").stdout)

    def test_the_name_may_stand_anywhere_behind_the_files(self):
        common = ("--as-of", "2026-11-22 10:00", "--customer", "c2")
        data = ("--data", "customers=customers.csv", "--data", "orders=orders.csv")
        for words in (("p.sop", "at_risk", *data, *common), ("p.sop", *common, *data, "at_risk"), ("p.sop", *common, "at_risk", *data)):
            self.assertIn("`at_risk` holds", self.sopc("why", *words).stdout)

    def test_unknown_names_and_customers(self):
        self.assertIn("did you mean `at_risk`?", self.why("at_rsk", code=2).stderr)
        self.assertIn("no customer `c9`", self.why(customer="c9", code=2).stderr)
        self.sopc("why", "p.sop", "--data", "customers=customers.csv", code=2)
        self.sopc("why", "p.sop", "--data", "customers=nowhere.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-22 10:00",
                  "--customer", "c1", code=3)

    def test_personal_data_is_nowhere(self):
        for words in ((), ("reached",)):
            answer = self.why(*words, customer="c1").stdout
            self.assertNotIn("138", answer)
            self.assertNotIn("139", answer)
        self.assertIn("`phone = ***`", self.why("reached", customer="c1").stdout)

    def test_a_journey_as_text_and_as_json(self):
        self.write("p.sop", JOURNEY)
        lines = self.why("first").stdout.splitlines()
        self.assertEqual(lines[1], "was in the journey `first` from 2026-11-04 09:00 to 2026-11-09 09:00: went through to its end; not done: `send again` (skipped: only if)")
        self.assertIn("  2026-11-04 09:00: `send hello`", lines)
        told = json.loads(self.why("first", "--format", "json").stdout)["answers"][0]["instances"][0]
        self.assertEqual([(step["step"], step["event"]) for step in told["steps"]],
                         [("send_hello", "done"), ("wait", "waits"), ("send_again", "not_done"), ("", "ended")])
        self.assertEqual(told["steps"][2]["outcome"], "skipped")
        self.assertTrue(told["as_on_record"])
        self.assertIn("不执行 `发送 again`(跳过:不满足 仅当)", self.why("first", "--lang", "zh").stdout)
        self.assertIn("never entered the journey `card`", self.why("card").stdout)
        self.assertEqual(len(json.loads(self.why("--format", "json").stdout)["answers"]), 1)

    def test_people_inside_are_told_of_on_the_version_they_entered(self):
        self.write("p.sop", JOURNEY)
        run = ("run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--state", "s.db", "--out", "out")
        self.sopc(*run, "--as-of", "2026-11-03 10:00")
        self.sopc(*run, "--as-of", "2026-11-05 10:00")
        self.write("p.sop", JOURNEY.replace("wait 5 days", "wait 9 days"))
        answer = self.why("first", "--state", "s.db", as_of="2026-11-06 10:00").stdout
        self.assertIn("in the journey `first`, on the version she entered since 2026-11-04 09:00, at `wait`", answer)
        self.assertIn("next, at 2026-11-09 09:00", answer)
        answer = self.why("first", "--state", "s.db", as_of="2026-11-06 10:00", customer="c1").stdout
        self.assertIn("the program has known this journey since the run of 2026-11-03 10:00", answer)

    def test_outcomes_that_an_input_tells_end_waits_here_too(self):
        self.write("p.sop", OUTCOMES)
        self.write("customers.csv", "customer_id,city,phone,opted_out\nc1,,,false\n")
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\nc1,o1,2026-11-04 09:00,600\n")
        run = ["run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--state", "s.db", "--out", "out"]
        self.sopc(*run, "--as-of", "2026-11-04 08:00")
        self.sopc(*run, "--as-of", "2026-11-04 10:00")
        actions = pathlib.Path(self.folder.name, "out/actions.csv").read_text().splitlines()
        effects = {line.split(",")[3]: line.split(",")[0] for line in actions[1:]}
        self.write("sent.csv", f"effect_id,outcome,at\n{effects['hello']},unknown,2026-11-04 11:00\n{effects['hello']},sent,2026-11-04 12:00\n"
                               f"{effects['hello']},done,2026-11-04 12:20\n")
        self.write("done.csv", f"effect_id,outcome,at\n{effects['call']},done,2026-11-04 12:30\n")
        results = ["--data", "send_results=sent.csv", "--data", "task_results=done.csv"]
        self.sopc(*run, *results, "--as-of", "2026-11-04 13:00")
        for lang, came, differs in (("en", "2026-11-04 12:00: `sends` came", "lead elsewhere"), ("zh", "2026-11-04 12:00:等到了 `发送记录`", "路径与记录不同")):
            answer = self.why("first", *results, "--state", "s.db", "--lang", lang, as_of="2026-11-04 14:00", customer="c1").stdout
            self.assertIn(came, answer)
            self.assertNotIn(differs, answer)
        self.assertIn("`发送 more`", answer)
        self.assertIn("`派任务 call`,由 E1 执行:已完成", answer)

    def test_a_template_and_what_cannot_be_asked(self):
        self.write("p.sop", OUTCOMES + "template spare { text \"\" }\nrule again { if city is missing then send more }\n")
        self.write("customers.csv", "customer_id,city,phone,opted_out\nc1,,,true\nc2,,,false\n")
        self.write("orders.csv", "customer_id,order_id,paid_at,amount\nc1,o1,2026-11-04 09:00,600\n")
        answer = self.why("more", customer="c1").stdout
        self.assertIn("`more` would not go out to her now (suppressed: opted_out)\n  `opted_out` holds\nthe rule `again` fires, but nothing goes out: `send more`", answer)
        self.assertIn("was in the journey `first`", answer)
        self.assertIn("现在没有 `屏蔽`、`禁止` 或 `仅当` 阻止向该客户发送 `more`", self.why("more", "--lang", "zh").stdout)
        self.assertEqual(json.loads(self.why("more", "--format", "json").stdout)["answers"][0]["kind"], "template")
        self.assertTrue(self.why("call", customer="c1").stdout.splitlines()[1].startswith("was in the journey `first`"))
        self.assertIn("no rule and no journey sends `spare`", self.why("spare").stdout)
        for name, en, zh in (("chat", "`chat` is a channel; ask for a template on it (`hello`, `more`)", "`chat` 是渠道;请询问其上的模板"),
                             ("orders", "`orders` is a table", "`orders` 是输入表"), ("city", "`city` is a column of `customers`", "`city` 是 `customers` 的列"),
                             ("mor", "no fact, tag, rule, journey or template is called `mor`; did you mean `more`?", "是否指 `more`?")):
            self.assertIn(en, self.why(name, code=2).stderr)
            self.assertIn(zh, self.why(name, "--lang", "zh", code=2).stderr)

    def test_what_came_too_late_leaves_what_is_on_record(self):
        self.write("p.sop", JOURNEY)
        self.write("orders.csv", "customer_id,paid_at,amount\nc2,2026-11-04 09:00,100\n")
        run = ("run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--state", "s.db", "--out", "out")
        for day in ("2026-11-03 10:00", "2026-11-22 10:00"):
            self.sopc(*run, "--as-of", day)
        self.write("orders.csv", "customer_id,paid_at,amount\nc2,2026-11-04 09:00,100\nc2,2026-11-05 09:00,900\n")
        answer = self.why("first", "--state", "s.db", as_of="2026-11-23 10:00").stdout
        self.assertIn("went through to its end", answer)
        self.assertNotIn("is reached", answer)

    def test_an_account_of_hers_finds_her(self):
        self.write("p.sop", ACCOUNTS)
        self.write("customers.csv", "customer_id,joined_at,phone\nnew,2026-05-01,7\nold,2026-01-01,7\nlone,2026-01-01,8\n")
        self.write("tmall.csv", "buyer_id,phone\nb1,7\n")
        both = ("--data", "customers=customers.csv", "--data", "tmall=tmall.csv", "--as-of", "2026-11-22 10:00")
        for account, first in (("old", "customer old, 2026-11-22 10:00"), ("new", "customer old, who has the account new, 2026-11-22 10:00"),
                               ("b1", "customer old, who has the account b1, 2026-11-22 10:00")):
            lines = self.sopc("why", "p.sop", *both, "--customer", account, "busy").stdout.splitlines()
            self.assertEqual(lines[:2], [first, "one customer with the accounts new, b1 (tmall), by `one_id`"])
        lines = self.sopc("why", "p.sop", *both, "--customer", "b1", "busy", "--lang", "zh").stdout.splitlines()
        self.assertEqual(lines[:2], ["客户 old(账号 b1 属于该客户),2026-11-22 10:00", "依据 `one_id`,与账号 new,b1 (tmall) 为同一客户"])
        told = json.loads(self.sopc("why", "p.sop", *both, "--customer", "b1", "busy", "--format", "json").stdout)
        self.assertEqual((told["customer"], told["asked_as"], told["accounts"]), ("old", "b1", ["new", "b1 (tmall)"]))
        lines = self.sopc("why", "p.sop", *both, "--customer", "lone", "busy").stdout.splitlines()
        self.assertEqual(lines[1], "`busy` does not hold")

    def test_an_account_that_only_the_state_knows(self):
        self.write("p.sop", ACCOUNTS)
        self.write("tmall.csv", "buyer_id,phone\n")
        both = ("--data", "customers=customers.csv", "--data", "tmall=tmall.csv", "--state", "s.db")
        for day, phone in ((20, ""), (21, "7")):
            self.write("customers.csv", f"customer_id,joined_at,phone\nnew,2026-05-01,{phone}\nold,2026-01-01,{phone}\n")
            self.sopc("run", "p.sop", *both, "--as-of", f"2026-11-{day} 10:00", "--out", "out")
        self.write("customers.csv", "customer_id,joined_at,phone\nold,2026-01-01,7\n")
        answer = self.sopc("why", "p.sop", *both, "--as-of", "2026-11-22 10:00", "--customer", "new", "busy").stdout
        self.assertEqual(answer.splitlines()[0], "customer old, who has the account new, 2026-11-22 10:00")
        self.sopc("why", "p.sop", *both, "--as-of", "2026-11-22 10:00", "--customer", "nobody", "busy", code=2)

    def test_right_after_a_run_at_the_same_instant_what_it_did_is_said(self):
        self.write("p.sop", PROGRAM + "tag seen_by_rule\nrule mark { if at_risk then tag seen_by_rule }\nsegment marked = tag = seen_by_rule\n")
        asked = ("--state", "s.db")
        before = self.why("remind", *asked)
        self.assertIn("the rule `remind` fires", before.stdout)
        self.sopc("run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-22 10:00",
                  "--state", "s.db", "--out", "out")
        said = self.why("remind", *asked).stdout
        self.assertIn("the rule `remind` has acted in the last run, at this very instant", said)
        self.assertNotIn("does not fire", said)
        self.assertIn("`send come_back`: in the outbox, due 2026-11-22 10:00", said)
        self.assertIn("规则 `remind` 已在上次运行(正是此刻)执行", self.why("remind", *asked, "--lang", "zh").stdout)
        self.assertIn("it gave the tag `seen_by_rule`", self.why("mark", *asked).stdout)
        taken = json.loads(self.sopc("outbox", "take", "--state", "s.db", "--now", "2026-11-22 10:01", "--lease", "5 minutes").stdout.splitlines()[0])
        self.assertIn("due 2026-11-22 10:00, now `sending`", self.why("remind", *asked).stdout)
        self.sopc("outbox", "done", "--state", "s.db", "--now", "2026-11-22 10:02", taken["effect_id"])
        self.assertIn("`send come_back`: sent at 2026-11-22 10:02", self.why("remind", *asked).stdout)
        later = self.why("remind", *asked, as_of="2026-11-23 10:00").stdout
        self.assertIn("the rule `remind` does not fire", later)

    def test_with_a_state_the_places_are_those_of_the_last_run(self):
        self.sopc("run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-20 10:00",
                  "--state", "s.db", "--out", "out")
        answer = self.why("remind", "--state", "s.db").stdout
        self.assertIn("it held already in the last run, 2026-11-20 10:00", answer)
        self.write("orders.csv", "customer_id,paid_at,amount\nc1,2026-11-01 09:00,50\nc2,2026-11-04 09:00,100\n")
        answer = self.why("place", "--state", "s.db").stdout
        self.assertIn("places among all customers are those of the last run, 2026-11-20 10:00", answer)
        self.assertIn("`place` is 0", answer)
        self.assertIn("`place` is 50", self.why("place").stdout)
        self.why("remind", "--state", "s.db", as_of="2026-11-19 10:00", code=1)


if __name__ == "__main__":
    unittest.main()
