"""The command line as a shell sees it: exit codes, what goes to which stream, help with an example, files whole or not at all."""
import json
import os
import pathlib
import pty
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
RULE = "if tag=new_high_spend and days_since_order>27 then send coupon_reminder\n"
PEOPLE = "customer_id,tag,days_since_order\nc1,new_high_spend,28\nc2,new_high_spend;vip,27\nc3,vip,100\nc4,new_high_spend,\n"
SHOP = 'project p { timezone "Asia/Shanghai" }\ntable customers key customer_id { customer_id id   age int? }\n'


class Commands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("reminder.sop", RULE)
        self.write("people.csv", PEOPLE)

    def write(self, name, text, encoding="utf-8"):
        path = pathlib.Path(self.folder.name, name)
        path.write_bytes(text.encode(encoding))
        return name

    def sopc(self, *arguments, code=0, stdin=None, lang="en_US.UTF-8"):
        environment = {**os.environ, "LC_ALL": lang}
        done = subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True, input=stdin, env=environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_one_line_over_a_plain_file(self):
        done = self.sopc("run", "reminder.sop", "--data", "customers=people.csv")
        self.assertIn("coupon_reminder", done.stdout)
        self.assertIn("c1", done.stdout)
        self.assertNotIn("c2 ", done.stdout)
        self.assertIn("taken from the data", done.stderr)

    def test_files_of_a_run(self):
        self.sopc("run", "reminder.sop", "--data", "customers=people.csv", "--out", "out")
        out = pathlib.Path(self.folder.name, "out")
        self.assertEqual(sorted(f.name for f in out.iterdir()),
                         ["actions.csv", "decisions.csv", "facts.csv", "issues.csv", "segments.csv", "summary.json", "tags.csv"])
        rows = (out / "actions.csv").read_text().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertEqual(json.loads((out / "summary.json").read_text())["actions"], {"send_coupon_reminder": 1})

    def test_some_tables_of_a_run(self):
        self.sopc("run", "reminder.sop", "--data", "customers=people.csv", "--out", "out", "--tables", "actions,tags")
        out = pathlib.Path(self.folder.name, "out")
        self.assertEqual(sorted(f.name for f in out.iterdir()), ["actions.csv", "issues.csv", "summary.json", "tags.csv"])
        self.assertIn("segments", self.sopc("run", "reminder.sop", "--data", "customers=people.csv", "--tables", "action", code=2).stderr)

    def test_dry_run_writes_nothing(self):
        self.sopc("run", "reminder.sop", "--data", "customers=people.csv", "--out", "out", "--dry-run")
        self.assertFalse(pathlib.Path(self.folder.name, "out").exists())

    def test_findings_exit_1_and_wrong_usage_exit_2(self):
        self.write("typo.sop", SHOP + "segment young = agee < 30\n")
        found = self.sopc("check", "typo.sop", code=1)
        self.assertIn("did you mean `age`?", found.stdout)
        self.sopc("check", code=2)
        self.sopc("check", "typo.sop", "--no-such-option", code=2)
        self.sopc("run", "reminder.sop", "--data", "customers", code=2)
        self.sopc("nonsense", code=2)

    def test_findings_in_the_language_of_the_reader(self):
        self.write("typo.sop", SHOP + "segment young = agee < 30\n")
        self.assertIn("错误[S2001]", self.sopc("check", "typo.sop", code=1, lang="zh_CN.UTF-8").stdout)
        self.assertIn("错误[S2001]", self.sopc("check", "typo.sop", "--lang", "zh", code=1).stdout)
        self.assertIn("error[S2001]", self.sopc("check", "typo.sop", "--lang", "en", code=1, lang="zh_CN.UTF-8").stdout)

    def test_json_findings(self):
        self.write("typo.sop", SHOP + "segment young = agee < 30\n")
        found = json.loads(self.sopc("check", "typo.sop", "--format", "json", code=1).stdout)
        self.assertEqual(found["total"], 1)
        self.assertEqual([found["diagnostics"][0][k] for k in ("code", "severity", "file", "line", "column")],
                         ["S2001", "error", "typo.sop", 3, 17])
        self.assertEqual(found["diagnostics"][0]["fixes"][0]["edits"][0]["text"], "age")

    def test_a_warning_fails_when_denied(self):
        self.sopc("check", "reminder.sop")
        self.sopc("check", "reminder.sop", "--deny", "S0100", code=1)

    def test_lint_levels_of_the_command_line(self):
        program = "table customers key customer_id { customer_id id  city text? }\nsegment elsewhere = not city = \"a\"\n"
        self.write("levels.sop", program)
        self.assertIn("warning[S3001]", self.sopc("check", "levels.sop").stdout)
        self.assertIn("no findings", self.sopc("check", "levels.sop", "--allow", "S3001").stdout)
        self.sopc("check", "levels.sop", "--deny", "S3001", code=1)
        self.write("denied.sop", "project p { deny S3001 }\n" + program)
        self.sopc("check", "denied.sop", code=1)
        self.sopc("check", "denied.sop", "--warn", "S3001")
        self.sopc("check", "levels.sop", "--allow", "S2001", code=2)
        self.sopc("check", "levels.sop", "--deny", "S9999", code=2)
        self.write("ended.sop", program.replace("segment", "allow S3001 \"sale\" until 2020-01-01\nsegment"))
        ended = self.sopc("check", "ended.sop").stdout
        self.assertIn("S0102", ended)
        self.assertIn("S3001", ended)

    def test_used_files_join_inside_the_project(self):
        folder = pathlib.Path(self.folder.name)
        (folder / "shop/common").mkdir(parents=True)
        (folder / "shop/common/tags.sop").write_text("segment late = visits > 3\n")
        (folder / "secret.sop").write_text("segment secret = visits > 4\n")
        (folder / "shop/link.sop").symlink_to(folder / "secret.sop")
        table = "table customers key customer_id { customer_id id  visits int }\n"
        main = folder / "shop/main.sop"
        main.write_text(table + 'use "common/tags.sop"\nsegment both = late\n')
        self.assertIn("no findings", self.sopc("check", "shop/main.sop").stdout)
        self.assertIn("no findings", self.sopc("check", "shop").stdout)
        self.assertIn("no findings", self.sopc("check", "shop/main.sop", str(folder / "shop/common/tags.sop")).stdout)
        for path, code in (("link.sop", "S2057"), ("../secret.sop", "S2057"), ("common", "S2058"), ("gone.sop", "S2056")):
            main.write_text(table + f'use "{path}"\n')
            self.assertIn(code, self.sopc("check", "shop/main.sop", code=1).stdout)
        before = main.read_text()
        self.sopc("fmt", "shop/main.sop")
        self.assertEqual((folder / "shop/common/tags.sop").read_text(), "segment late = visits > 3\n")
        self.assertEqual(before.split(), main.read_text().split())

    def test_unreadable_input_exits_3(self):
        self.sopc("check", "absent.sop", code=3)
        self.write("shop.sop", SHOP + "segment young = age < 30\n")
        self.write("bad.csv", "customer_id,age\nc1,abc\nc2,12.5\n")
        done = self.sopc("run", "shop.sop", "--data", "customers=bad.csv", "--out", "out", code=3)
        self.assertIn("bad.csv:2", done.stderr)
        self.assertIn("bad.csv:3", done.stderr)
        self.assertFalse(pathlib.Path(self.folder.name, "out").exists())
        self.write("gbk.csv", "customer_id,age\n张伟,3\n", encoding="gb18030")
        self.assertIn("GB18030", self.sopc("run", "shop.sop", "--data", "customers=gbk.csv", code=3).stderr)

    def test_quarantine_goes_on_without_the_bad_rows(self):
        self.write("shop.sop", SHOP + "segment young = age < 30\n")
        self.write("bad.csv", "customer_id,age\nc1,abc\nc2,12\n")
        done = self.sopc("run", "shop.sop", "--data", "customers=bad.csv", "--quarantine", "q")
        self.assertIn("1 row written to q/customers.csv", done.stderr)
        self.assertIn("abc", pathlib.Path(self.folder.name, "q", "customers.csv").read_text())

    def test_the_clock_is_an_input(self):
        self.write("clock.sop", SHOP + "attribute month_now = month(today)\n")
        self.write("two.csv", "customer_id,age\nc1,3\n")
        data = ["--data", "customers=two.csv"]
        self.sopc("run", "clock.sop", *data, code=2)
        self.sopc("run", "clock.sop", *data, "--as-of", "2026-11-22", code=2)
        self.sopc("run", "clock.sop", *data, "--as-of", "2026-11-22 10:00")

    def on_a_terminal(self, *arguments, lang="en_US.UTF-8"):
        """What sopc writes to standard error when that is a terminal."""
        ours, theirs = pty.openpty()
        done = subprocess.Popen([SOPC, *arguments], cwd=self.folder.name, stdout=subprocess.DEVNULL, stderr=theirs,
                                env={**os.environ, "LC_ALL": lang})
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
        os.close(ours)
        self.assertEqual(done.wait(), 0, seen)
        return seen.decode()

    def test_progress_on_a_terminal_only(self):
        self.write("shop.sop", SHOP + "segment young = age < 30\n")
        self.write("many.csv", "customer_id,age\n" + "".join(f"customer{i},{i % 90}\n" for i in range(2_000_000)))
        run = ["run", "shop.sop", "--data", "customers=many.csv", "--out", "out"]
        seen = self.on_a_terminal(*run)
        self.assertRegex(seen, r"reading \d+%")
        self.assertRegex(seen, r"\d rows · [\d,]+ rows/s")
        self.assertRegex(seen, r"\d s left")
        self.assertIn("\r\x1b[Kcustomers: 2000000 rows read", seen)  # the line is gone before the last words
        self.assertRegex(self.on_a_terminal(*run, lang="zh_CN.UTF-8"), r"读取 \d+%")
        piped = self.sopc(*run)
        self.assertNotIn("rows/s", piped.stderr + piped.stdout)
        self.assertNotIn("\x1b", piped.stderr + piped.stdout)

    def test_check_holds_declarations_against_tables(self):
        self.write("shop.sop", 'project p { timezone "Asia/Shanghai" }\n'
                   'table customers key customer_id { customer_id id   gender one of (male from "1", female from "2")?   age int in 0 to 120   city text? }\n'
                   'events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime   sku text -> products }\n'
                   'table products key sku { sku text   price money }\n')
        self.write("good.csv", "customer_id,gender,age,city\nc1,1,30,\nc2,,31,\n")
        self.write("bad.csv", "customer_id,gender,age,city\nc1,x,30,a\nc1,y,31,a\nc2,x,old,a\nc3,1,121,a\nc4,1,,a\n")
        self.write("orders.csv", "customer_id,order_id,at,sku\nc1,o1,2026-01-01 10:00,a\nc2,o3,2026-01-01 10:00,b\nc9,o2,2026-01-02 10:00,b\n")
        self.write("products.csv", "sku,price\na,1\n")
        self.write("shops.csv", "customer_id,gender,age\nc1,1,30\n")
        good = self.sopc("check", "shop.sop", "--data", "customers=good.csv", "--data", "orders=orders.csv", "--data", "products=products.csv").stdout
        self.assertIn("`gender` is missing in 1 of 2 rows (50.0%)", good)
        self.assertIn("1 of 2 values of `sku` have no row in `products` (50.0%)", good)
        self.assertIn("rows of unknown customers: 1 (33.3%)", good)
        self.assertIn("products: 1 row, all as declared", good)
        bad = self.sopc("check", "shop.sop", "--data", "customers=bad.csv", code=1).stdout
        self.assertIn("bad.csv:2: error: 3 values of `gender` are not declared: `x` (2), `y` (1); expected one of `1` (male), `2` (female)", bad)
        self.assertIn("bad.csv:4: error: `old` in `age` is not a whole number", bad)
        self.assertIn("bad.csv:5: error: `121` in `age` is outside 0..120", bad)
        self.assertIn("bad.csv:6: error: `age` is empty", bad)
        self.assertRegex(bad, "declared `.`, yet always there: .*city")
        self.assertIn("the file has no column `city`", self.sopc("check", "shop.sop", "--data", "customers=shops.csv", code=1).stdout)
        found = json.loads(self.sopc("check", "shop.sop", "--data", "customers=bad.csv", "--format", "json", code=1).stdout)
        self.assertEqual([found["data"][0][k] for k in ("input", "severity", "file", "line", "column", "count")],
                         ["customers", "error", "bad.csv", 2, "gender", 3])
        self.assertIn("::error file=bad.csv,line=2", self.sopc("check", "shop.sop", "--data", "customers=bad.csv", "--format", "github", code=1).stdout)
        self.assertIn("没有对应的行", self.sopc("check", "shop.sop", "--data", "customers=good.csv", "--data", "orders=orders.csv", "--data", "products=products.csv", "--lang", "zh").stdout)
        self.sopc("check", "shop.sop", "--data", "customers=nowhere.csv", code=3)
        self.sopc("check", "shop.sop", "--data", "people=good.csv", code=2)

    def test_a_query_is_an_input(self):
        shop = sqlite3.connect(pathlib.Path(self.folder.name, "shop.db"))
        shop.executescript("CREATE TABLE people (customer_id, age); INSERT INTO people VALUES ('c1', 20), ('c2', NULL), ('c3', 'old');")
        shop.close()
        self.write("shop.sop", SHOP + "segment young = age < 30\n")
        done = self.sopc("run", "shop.sop", "--data", "customers=sqlite:shop.db#SELECT * FROM people WHERE age <> 'old' OR age IS NULL")
        self.assertIn("2 rows read, 2 kept", done.stderr)
        bad = self.sopc("run", "shop.sop", "--data", "customers=sqlite:shop.db#SELECT * FROM people", code=3)
        self.assertIn("SELECT * FROM people:3: `old` in `age` is not a whole number", bad.stderr)
        self.sopc("run", "shop.sop", "--data", "customers=sqlite:shop.db#SELECT", code=3)
        self.sopc("run", "shop.sop", "--data", "customers=sqlite:shop.db", code=2)
        self.assertIn("psql", self.sopc("run", "shop.sop", "--data", "customers=postgresql://h/d#SELECT 1", code=2).stderr)

    def test_issues_fail_a_strict_run(self):
        self.write("ratio.sop", SHOP + "attribute ratio = 1 / age\n")
        self.write("zero.csv", "customer_id,age\nc1,0\nc2,4\n")
        data = ["--data", "customers=zero.csv", "--out", "out"]
        self.sopc("run", "ratio.sop", *data)
        self.assertIn("divide", pathlib.Path(self.folder.name, "out", "issues.csv").read_text().replace("/", "divide"))
        done = self.sopc("run", "ratio.sop", "--data", "customers=zero.csv", "--out", "strict", "--strict", code=1)
        self.assertIn("--strict", done.stderr)
        self.assertEqual(sorted(f.name for f in pathlib.Path(self.folder.name, "strict").iterdir()), ["issues.csv", "summary.json"])

    def test_what_does_not_run_yet_is_named_once(self):
        self.write("later.sop", SHOP + "events orders key customer_id time at { customer_id id   at datetime }\n"
                   "metric bought = count(orders)\ncompare change of bought this month with last month by day\n")
        self.write("none.csv", "customer_id,age\n")
        self.write("orders.csv", "customer_id,at\n")
        done = self.sopc("run", "later.sop", "--data", "customers=none.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-22 10:00", code=1)
        self.assertIn("S5001", done.stderr)
        self.assertIn("a comparison by a period", done.stderr)

    def test_formatting(self):
        self.assertEqual(self.sopc("fmt", "--stdin", "--lang", "zh", stdin=RULE).stdout,
                         "如果 标签 = new_high_spend 且 days_since_order > 27 则 发送 coupon_reminder\n")
        self.sopc("fmt", "--check", "reminder.sop", code=1)
        self.assertIn("+if tag = new_high_spend", self.sopc("fmt", "--diff", "reminder.sop").stdout)
        self.sopc("fmt", "reminder.sop")
        self.sopc("fmt", "--check", "reminder.sop")
        self.sopc("fmt", "--stdin", stdin="segment x =", code=1)

    def test_what_a_program_reads_of_coupons_and_groups_and_is_not_given_is_said(self):
        self.write("c.sop", 'project p { timezone "Asia/Shanghai" }\ntable customers key customer_id { customer_id id }\n'
                   "coupon ten { worth 10 valid 30 days }\nsegment unused = ten.used is missing\n")
        self.write("c.csv", "customer_id\nc1\n")
        self.write("used.csv", "customer_id,coupon,used_at\nc1,ten,2026-11-21 10:00\n")
        asked = ("run", "c.sop", "--data", "customers=c.csv", "--as-of", "2026-11-22 10:00")
        line = "`coupons_used` is not given: what reads it takes it as empty"
        self.assertIn(line, self.sopc(*asked).stderr)
        self.assertNotIn(line, self.sopc(*asked, "--data", "coupons_used=used.csv").stderr)

    def test_init_writes_down_what_a_program_without_declarations_was_given(self):
        self.write("people.csv", "customer_id,code,sku,n,refused\nc1,007,p1,1,true\nc2,010,p2,2,false\n")
        self.write("bare.sop", 'if code contains "07" and sku != "p2" and n > 0 then tag wanted\n')
        at = ("--data", "customers=people.csv", "--as-of", "2026-11-22 10:00")
        bare = self.sopc("run", "bare.sop", *at).stdout
        self.write("inputs.sop", self.sopc("init", "--data", "customers=people.csv").stdout)
        declared = self.sopc("run", "inputs.sop", "bare.sop", *at).stdout
        self.assertIn("wanted", bare)
        self.assertEqual(bare, declared)
        text = self.sopc("init", "--data", "customers=people.csv").stdout
        self.assertIn("code text?", text)
        self.assertIn("n int?", text)
        self.assertIn("refused bool\n", text)  # is always there, and `suppress` needs to know

    def test_init_writes_what_checks_clean(self):
        self.write("shops.csv", "customer_id,First Order,age\nc1,2026-01-02,3\nc2,,4\n")
        text = self.sopc("init", "--data", "customers=shops.csv").stdout
        self.write("inputs.sop", text + "segment young = age < 30\n")
        self.sopc("check", "inputs.sop")
        self.sopc("run", "inputs.sop", "--data", "customers=shops.csv")

    def test_init_asks_where_it_cannot_be_certain(self):
        self.write("shops.csv", "customer_id,opted_out,dnd,退订,spend,visits\nc1,false,0,否,3.5,2\nc2,true,1,是,4,3\n")
        for lang, asks in (("en", ("# does `opted_out` say", "add `consent` behind its type", "`refused bool consent = dnd = 1`", '`refused bool consent = 退订 = "yes"`', "# is `spend` money?")),
                           ("zh", ("# `opted_out` 表示客户拒收吗", "类型后加 `同意项`", "`不可触达 是否 同意项 = dnd = 1`", "# `spend` 是金额吗"))):
            text = self.sopc("init", "--data", "customers=shops.csv", "--lang", lang).stdout
            for words in asks:
                self.assertIn(words, text)
            self.assertNotIn("`visits`", text)
            self.write("inputs.sop", text)
            self.assertIn("no findings", self.sopc("check", "inputs.sop").stdout)
            self.sopc("fmt", "--check", "inputs.sop")
            self.sopc("run", "inputs.sop", "--data", "customers=shops.csv")
        # What it advises checks clean, too.
        self.write("advised.sop", self.sopc("init", "--data", "customers=shops.csv", "--lang", "en").stdout
                   .replace("  opted_out bool\n", "  opted_out bool consent\n").replace("  dnd int\n", "  dnd int\n  refused bool consent = dnd = 1\n")
                   + "policy p { suppress opted_out  suppress refused }\n")
        self.sopc("check", "advised.sop", "--data", "customers=shops.csv")

    def test_a_bad_instant_is_none(self):
        self.write("shop.sop", SHOP + "events visits key customer_id time at { customer_id id   at datetime }\n")
        self.write("customers.csv", "customer_id,age\nc1,1\n")
        self.write("visits.csv", "customer_id,at\nc1,bad\nc1,2026-11-01 10:00\nc1,2026-11-03 10:00\nc1,worse\n")
        done = self.sopc("check", "shop.sop", "--data", "customers=customers.csv", "--data", "visits=visits.csv", code=1)
        self.assertIn("`at` runs from 2026-11-01 to 2026-11-03", done.stdout + done.stderr)
        self.write("visits.csv", "customer_id,at\nc1,bad\n")
        done = self.sopc("check", "shop.sop", "--data", "customers=customers.csv", "--data", "visits=visits.csv", code=1)
        self.assertNotIn("1970", done.stdout + done.stderr)

    def test_a_first_run_says_what_it_passed_over(self):
        rules = ("segment some = count(visits) > 0\nrule often { on visits where nth = 2 then greet() }\naction greet() silent\n"
                 "journey j { enter when some existing exclude  reenter never  greet() }\n")
        self.write("shop.sop", SHOP + "events visits key customer_id time at { customer_id id   at datetime }\n" + rules)
        self.write("customers.csv", "customer_id,age\nc1,1\nc2,2\n")
        self.write("visits.csv", "customer_id,at\nc1,2026-11-01 10:00\nc1,2026-11-03 10:00\nc2,2026-11-03 10:00\n")
        run = ["run", "shop.sop", "--data", "customers=customers.csv", "--data", "visits=visits.csv", "--state", "s.db"]
        first = self.sopc(*run, "--as-of", "2026-11-10 10:00", "--dry-run").stderr
        self.assertIn("of events before it, 1 would have fired (`often`) and feed facts only; `backfill` lets them act", first)
        self.assertIn("who do not enter: 2 (`j`); `existing include` lets them in", first)
        first = self.sopc(*run, "--as-of", "2026-11-10 10:00", "--lang", "zh").stderr
        self.assertIn("此前已有的 1 个事件只用于计算事实(`often`);写 `补录` 则会处理它们", first)
        self.assertIn("2 人在首次运行时已符合进入条件,不进入(`j`);写 `存量 纳入` 则会进入", first)
        for as_of, state in (("2026-11-11 10:00", ["--state", "s.db"]), ("2026-11-10 10:00", [])):
            again = self.sopc(*run[:-2], *state, "--as-of", as_of).stderr
            self.assertNotIn("would have fired", again)
            self.assertNotIn("do not enter", again)

    def test_tests_of_a_program(self):
        shop = ('project p { timezone "Asia/Shanghai" }\ntable customers key customer_id { customer_id id   age int?   phone text? pii }\n'
                'segment young = age < 30\nif young then send hello\n')
        self.write("shop.sop", shop)
        self.write("good.sop", 'test "young" { customer { age: 29 }  at 2026-11-22  expect young  expect send hello }\n')
        self.write("bad.sop", 'test "old & <wise>" { customer { age: 30   phone: "13900001111" }  at 2026-11-22  expect young  expect phone = "1" }\n')
        self.assertEqual(self.sopc("test", "shop.sop", "good.sop").stdout, "1 test: 1 passed, 0 failed\n")
        failed = self.sopc("test", "shop.sop", "bad.sop", code=1).stdout
        self.assertIn("`age < 30` is false (shop.sop:3)", failed)
        self.assertIn("phone = ***", failed)
        self.assertNotIn("13900001111", failed)
        self.assertIn("失败 bad.sop:1", self.sopc("test", "shop.sop", "bad.sop", "--lang", "zh", code=1).stdout)
        found = json.loads(self.sopc("test", "shop.sop", "good.sop", "bad.sop", "--format", "json", code=1).stdout)
        self.assertEqual((found["total"], found["failed"], found["tests"][1]["failures"][0]["line"]), (2, 1, 1))
        suite = xml.etree.ElementTree.fromstring(self.sopc("test", "shop.sop", "bad.sop", "--format", "junit", code=1).stdout.encode())
        self.assertEqual([case.get("name") for case in suite.iter("testcase")], ["old & <wise>"])
        self.assertEqual(len(list(suite.iter("failure"))), 2)
        self.assertIn("`age < 30` was never true", self.sopc("test", "shop.sop", "bad.sop", "--coverage", code=1).stdout)
        self.assertEqual(self.sopc("test", "shop.sop").stdout, "0 tests: 0 passed, 0 failed\n")
        self.write("typo.sop", 'test "typo" { customer { agee: 1 } at 2026-11-22 expect young }\n')
        self.assertIn("S2030", self.sopc("test", "shop.sop", "typo.sop", code=1).stderr)
        self.sopc("test", "nowhere.sop", code=3)
        # What only tests read, a run does not.
        self.write("people.csv", "customer_id,age,phone\nc1,20,5\n")
        self.sopc("run", "shop.sop", "good.sop", "--data", "customers=people.csv")

    def test_explain(self):
        self.assertIn("# S1001", self.sopc("explain", "S1001").stdout)
        self.assertIn("中文", self.sopc("explain", "s1001").stdout)
        self.sopc("explain", "S9999", code=2)

    def test_words_that_do_not_exist(self):
        for words, en, zh in ((["chek", "reminder.sop"], "sopc: there is no command `chek`; did you mean `check`?", "没有命令 `chek`;是否指 `check`?"),
                              (["outbox", "lst", "--state", "s.db"], "sopc outbox: there is no command `lst`; did you mean `list`?", "没有命令 `lst`"),
                              (["check", "reminder.sop", "--lagn", "zh"], "sopc check: there is no option `--lagn`; did you mean `--lang`?", "没有选项 `--lagn`;是否指 `--lang`?"),
                              (["run", "reminder.sop", "--dta=x"], "there is no option `--dta`; did you mean `--data`?", "没有选项 `--dta`"),
                              (["run", "reminder.sop", "--data"], "`--data` is followed by a value", "`--data` 后面须写取值"),
                              (["why", "reminder.sop"], "sopc why: `--customer` is missing", "缺少 `--customer`"),
                              (["check", "reminder.sop", "--format", "jsn"], "`--format` is one of text, json, sarif, github, junit, and `jsn` is not", "`--format` 须为 text"),
                              (["explain", "S3001", "more"], "`more` is one word too many", "多出了 `more`"),
                              (["serve"], "`serve` comes later: its name is kept free", "`serve` 以后才有"),
                              ([], "say what to do: check, fmt, run", "请写明要做什么:check")):
            done = self.sopc(*words, code=2)
            self.assertIn(en, done.stderr)
            self.assertIn("--help` shows how it is used", done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertIn(zh, self.sopc(*words, code=2, lang="zh_CN.UTF-8").stderr)
        self.assertIn("没有选项 `--dta`", self.sopc("run", "reminder.sop", "--dta", "x", "--lang", "zh", code=2).stderr)
        self.assertIn("sopc check --stdin", self.sopc("check", "-", code=3).stderr)
        self.assertIn("`Mars/X` is not", self.sopc("init", "--data", "customers=people.csv", "--timezone", "Mars/X", code=2).stderr)
        run = ["run", "reminder.sop", "--data", "customers=people.csv", "--as-of", "2026-11-22 10:00"]
        for state, en, zh in ((".", "it is a folder", "它是文件夹"), ("nowhere/s.db", "there is no folder nowhere", "没有文件夹 nowhere"),
                              ("people.csv", "it is no state file of sop", "它不是 sop 的状态文件")):
            self.assertIn(en, self.sopc(*run, "--state", state, code=3).stderr)
            self.assertIn(zh, self.sopc(*run, "--state", state, "--lang", "zh", code=3).stderr)
        self.assertIn("there is no such file", self.sopc("outbox", "list", "--state", "none.db", code=3).stderr)

    def test_output_that_could_not_be_written_is_no_success(self):
        for words in (["run", "reminder.sop", "--data", "customers=people.csv"], ["explain", "S1001"], ["check", "reminder.sop", "--format", "json"], ["--help"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([SOPC, *words], cwd=self.folder.name, stdout=full, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertTrue(done.stderr.endswith("sopc: standard output could not be written in full\n"), done.stderr)

    def test_a_column_without_a_name_is_told(self):
        self.write("saved.csv", ",spend\n0,20\n")
        self.write("plain.sop", "if spend > 10 then send hello")
        run = ["run", "plain.sop", "--data", "customers=saved.csv"]
        self.assertIn("column 1 has no name in the header", self.sopc(*run, code=3).stderr)
        self.assertIn("表头的第 1 列没有名字", self.sopc(*run, "--lang", "zh", code=3).stderr)

    def test_a_column_of_tags_in_either_language(self):
        for column in ("tag", "tags", "标签"):
            self.write("held.csv", f"客户号,金额,{column}\n1,28,高;新\n2,28,低\n")
            self.write("held.sop", "如果 标签=高 且 金额>27 则 发送 券")
            self.sopc("run", "held.sop", "--data", "customers=held.csv", "--out", "out_" + column)
            rows = pathlib.Path(self.folder.name, "out_" + column, "actions.csv").read_text(encoding="utf-8").splitlines()[1:]
            self.assertEqual([row.split(",")[1] for row in rows], ["1"], column)

    def test_help_has_an_example_per_command(self):
        for command in ("check", "fmt", "run", "test", "init", "explain"):
            self.assertIn(f"Example: sopc {command}", self.sopc(command, "--help").stdout)
        self.assertIn("Exit codes: 0", self.sopc("--help").stdout)


if __name__ == "__main__":
    unittest.main()
