"""Personal data stays where it belongs: columns marked `pii` hold values that stand nowhere else, every command is given them,
and none may show one, as it stands or in small letters, nor an age reckoned from one. What a command puts out on purpose is named per case: a message with her name, a fact that was asked for,
a quarantined row. Each canary carries the column it stands in, so a leak says where it came from."""
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
CANARY = re.compile(r"CANARY[A-Z]+|9{3}0\d{7}|1917-0[1-9]-0\d|\b109\b", re.I)
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
HEAD = """project p {
  timezone "Asia/Shanghai"
  currency CNY
  guard { cap 1000  k 5 }
}
"""
TABLES = """table customers key customer_id since joined_at {
  customer_id id%s
  joined_at datetime
  name text? pii
  phone text? pii
  number int? pii
  born date? pii
  kind one of (CANARYKIND, other)? pii
  city text?
  owner_id id? -> reps
  opted_out bool consent
}
staff reps key staff_id { staff_id id  full_name text pii  duty one of (sales, manager)  left_on date? }
events orders key customer_id time paid_at id order_id {
  customer_id id
  order_id id
  paid_at datetime
  to_phone text? pii
  amount money
  note text? pii
}
events replies key customer_id time at { customer_id id  at datetime  words text? pii }
"""
FACTS = """attribute order_count = count(orders)
attribute lowered = lower(phone)
attribute to_whom = mode(orders.to_phone)
attribute last_note = last(orders.note)
attribute age = years_since(born)
attribute born_in = year(born)
attribute big_number = number + 1
segment called = phone is known and order_count >= 1
segment older = age >= 30
segment local = phone starts with "CAN" and city = "here"
segment same_phone = any(orders where to_phone = customer.phone)
segment special = kind = CANARYKIND
taggroup age_tag one_of enterprise { old when age >= 40  young when age < 40  otherwise none }
tag reached when called
tag noted when last_note is known
segment all_tags = tag in (old, young, reached, noted)
bands by_number of number { low below 10  high  missing none }
"""
ACTS = """role manager = reps where duty = manager else "M0"
role owner = customer.owner_id else manager
channel sms direct
channel chat staff_task { by owner }
template plain on sms { purpose "p" thinks "t" expect orders within 7 days text "hello" }
template named on chat { purpose "p" thinks "t" expect orders within 7 days text “hello {name default "you"}” }
template to_staff for staff { text "call her" }
policy contact {
  suppress opted_out
  cap 1 send per day on sms on_cap defer up to 2 days
  forbid send named unless phone is known because "no phone"
}
if called then send plain
rule per_phone { on orders then send plain once per to_phone backfill enter }
rule on_note { on orders where note is known then task to_staff to owner backfill enter }
on age_tag.changes then notify owner "changed"
journey follow {
  enter on orders
  key entry.to_phone
  reenter after exit
  backfill enter
  goal again: any(orders since entry) within 90 days
  send plain
  wait for replies where words is known up to 1 day { on replies { task to_staff to owner } on timeout continue }
  if phone starts with "CAN" { send named }
  split "salt" by entry.to_phone { 50% a { notify owner "call" } 50% b { stop } }
  wait 3 days
  last: send plain
}
"""
TESTS = """test "about her" {
  customer { customer_id: "t1"  joined_at: 2026-01-01 09:00  phone: lower("CANARYTEST")  opted_out: false }
  at 2026-11-01 10:00
  expect called
  expect lowered = "x"
  expect born_in = 5
  expect local
}
"""
CUSTOMERS = "customer_id,joined_at,name,phone,number,born,kind,city,owner_id,opted_out\n" + "".join(
    f"{key},2026-01-01 09:00,CANARYNAME{letter},CANARYPHONE{letter},{99900000000 + i},1917-0{i + 1}-01,CANARYKIND,here,S1,false\n"
    for i, (key, letter) in enumerate(zip(("c1", "c2", "c3", "c4"), "ABCD")))
ORDERS = "customer_id,order_id,paid_at,to_phone,amount,note\n" + "".join(
    f"c{1 + i % 4},o{i},2026-11-0{1 + i % 5} 10:00,CANARYTO{'ABCD'[i % 4]},10,CANARYNOTE{'ABCDEFGH'[i]}\n" for i in range(8))
REPLIES = "customer_id,at,words\nc1,2026-11-02 08:00,CANARYWORDS\n"
STAFF = "staff_id,full_name,duty,left_on\nS1,CANARYSTAFF,sales,\nM0,CANARYSTAFFM,manager,\n"
DATA = [f"--data={name}={name}.csv" for name in ("customers", "reps", "orders", "replies")]
AT = ["--as-of", "2026-11-06 10:00"]


class Canary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("rules/inputs.sop", HEAD + TABLES % "")
        self.write("rules/facts.sop", FACTS)
        self.write("rules/acts.sop", ACTS)
        for name, text in (("customers", CUSTOMERS), ("orders", ORDERS), ("replies", REPLIES), ("reps", STAFF)):
            self.write(name + ".csv", text)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def sopc(self, *arguments, codes=(0,), allowed="$.", stdin=None):
        """Runs a command in both languages; neither output may hold a canary, but those `allowed`."""
        for language in ("en", "zh"):
            more = () if arguments[0] in ("fmt", "outbox") else ("--lang", language)
            done = subprocess.run([SOPC, *arguments, *more], cwd=self.folder, capture_output=True, text=True, env=ENVIRONMENT, input=stdin)
            self.assertIn(done.returncode, codes, done.stdout + done.stderr)
            self.silent(done.stdout + done.stderr, " ".join(arguments), allowed)
            if not more or "--state" in arguments:
                break
        return done

    def silent(self, text, what, allowed="$."):
        said = [f"{found[0]}: …{text[max(0, found.start() - 60):found.end() + 20]!r}" for found in CANARY.finditer(text)
                if not re.match(allowed, found[0], re.I)]
        self.assertEqual(said[:4], [], f"{what} shows {len(said)}")

    def silent_files(self, folder, allowed="$."):
        for path in (self.folder / folder).rglob("*"):
            if path.is_file():
                self.silent(path.read_bytes().decode("utf-8", "replace"), str(path), allowed)

    # ---- Programs without data: what is in the source may be shown as source, values of tests are not

    def test_check_explain_fmt(self):
        self.sopc("check", "rules", allowed="CANARYKIND")
        self.sopc("check", "rules", "--cost", allowed="CANARYKIND")
        for form in ("json", "sarif", "github", "junit"):
            self.sopc("check", "rules", "--format", form, allowed="CANARYKIND")
        for what in ("test", "tree", "ir"):
            self.sopc("check", "rules", "--emit", what, allowed="CANARYKIND")
        self.sopc("explain", "S3001")
        self.sopc("fmt", "--check", "rules", codes=(0, 1))

    def test_a_failing_test(self):
        self.write("rules/tests.sop", TESTS)
        self.sopc("test", "rules", codes=(1,), allowed="CANARYTEST")  # the line of the program itself
        done = subprocess.run([SOPC, "test", "rules"], cwd=self.folder, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertNotIn("canarytest", done.stdout + done.stderr)

    def test_coverage(self):
        """The rows of a test that lies near are quoted without what stands in `pii` columns, of whatever type."""
        self.write("rules/tests.sop", '''test "near" {
  customer { customer_id: "t1"  joined_at: 2026-01-01 09:00  phone: lower("CANARYTEST")  name : "CANARYNEAR"  number: 99900000007
             born: 1917-03-01  kind: CANARYKIND  opted_out: false }
  orders { customer_id: "t1"  order_id: "o1"  paid_at: 2026-10-31 10:00  to_phone: "CANARYROW"  amount: 10  note: "CANARYOLD" }
  at 2026-11-01 10:00
  expect called
}
''')
        for form in ("text", "json", "junit"):
            done = self.sopc("test", "rules", "--coverage", "--format", form, allowed="CANARYKIND")
        self.assertIn("phone: ***", done.stdout + done.stderr)
        self.assertNotIn("kind: CANARYKIND", done.stdout + done.stderr)

    # ---- Against data

    def test_check_data(self):
        for form in ("text", "json", "sarif", "github", "junit"):
            self.sopc("check", "rules", *DATA, "--format", form, allowed="CANARYKIND")

    def test_a_profile_and_a_cache(self):
        """A profile names facts and tells no value (109 may be nanoseconds); kept columns are the data itself, for their owner alone."""
        for flag in ("--profile", "--profile=profile.json"):
            self.sopc("run", "rules", *DATA, *AT, "--out", "told", "--cache", "columns", flag, allowed="CANARYNAME|CANARYKIND|109")
        self.silent((self.folder / "profile.json").read_text(), "profile.json", "109")
        kept = list((self.folder / "columns").iterdir())
        self.assertTrue(any(b"CANARYPHONE" in path.read_bytes() for path in kept))
        self.assertEqual({path.stat().st_mode & 0o777 for path in kept}, {0o600})

    def test_bad_rows(self):
        """Values that are not what their column says, keys twice, rows that are torn."""
        bad = {"customers": ["c8,2026-01-01 09:00,n,p,CANARYBAD,1917-01-01,other,x,S1,false", "c9,2026-01-01 09:00,n,p,5,CANARYBORN,other,x,S1,false",
                             "c7,2026-01-01 09:00,n,p,5,1917-01-01,CANARYUNKNOWN,x,S1,false", "c1,2026-01-01 09:00,CANARYAGAIN,p,5,1917-01-01,other,x,S1,false",
                             "c6,2026-01-01 09:00,CANARYTORN,p"],
               "orders": ["c1,o0,2026-11-01 10:00,CANARYOTHER,10,CANARYOTHERNOTE", 'c1,o77,2026-11-01 10:00,CANARYQUOTE,10,"CANARYOPEN',
                          "nobody,o78,2026-11-01 10:00,CANARYORPHAN,10,CANARYORPHAN"]}
        for name, rows in bad.items():
            whole = (self.folder / f"{name}.csv").read_text()
            for number, row in enumerate(rows):
                with self.subTest(row=row):
                    self.write(f"{name}.csv", whole + row + "\n")
                    self.sopc("run", "rules", *DATA, *AT, codes=(0, 3), allowed="CANARYNAME|CANARYKIND")
                    self.sopc("run", "rules", *DATA, *AT, "--strict", codes=(1, 3), allowed="CANARYNAME|CANARYKIND")
                    for form in ("text", "json"):
                        self.sopc("check", "rules", *DATA, "--format", form, codes=(0, 1, 3), allowed="CANARYKIND")
                    quarantine = f"left_out_{name}_{number}"  # the rows themselves are for whoever mends the file
                    self.sopc("run", "rules", *DATA, *AT, "--quarantine", quarantine, codes=(0, 3), allowed="CANARYNAME|CANARYKIND")
                    self.write(f"{name}.csv", whole)

    def test_run(self):
        self.sopc("run", "rules", *DATA, *AT, allowed="CANARYNAME")  # a message with her name
        self.sopc("run", "rules", *DATA, *AT, "--select", "called,order_count,by_number", allowed="CANARYNAME")
        for form in ("csv", "jsonl"):
            self.sopc("run", "rules", *DATA, *AT, "--out", form, "--format", form, "--select", "called,order_count")
            self.silent_files(form, "CANARYNAME")
        self.assertIn("CANARYNAME", (self.folder / "csv/actions.csv").read_text())  # else nothing was looked at
        done = subprocess.run([SOPC, "run", "rules", *DATA, *AT, "--select", "to_whom"], cwd=self.folder, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertIn("CANARYTO", done.stdout)  # asked for

    def test_state_outbox_plan_simulate_migrate(self):
        day = itertools.count(5)
        for _ in range(3):
            self.sopc("run", "rules", *DATA, "--as-of", f"2026-11-0{next(day)} 10:00", "--state", "s.db", "--out", "out", "--select", "called,order_count")
            self.silent_files("out", "CANARYNAME")
        # What the program has it remember: keys, messages that wait; nothing else of hers.
        self.silent((self.folder / "s.db").read_bytes().decode("utf-8", "replace"), "the state file", "CANARYNAME|CANARYKIND|CANARYTO")
        for form in ("text", "json", "markdown"):
            self.sopc("plan", "rules", *DATA, "--as-of", "2026-11-09 10:00", "--state", "s.db", "--format", form)
            self.sopc("plan", "rules", *DATA, *AT, "--format", form)
        self.sopc("outbox", "list", "--state", "s.db", allowed="CANARYNAME")  # messages as they go out
        self.sopc("outbox", "take", "--state", "s.db", "--channel", "sms")
        self.sopc("outbox", "take", "--state", "s.db", "--channel", "chat", allowed="CANARYNAME")
        shutil.copytree(self.folder / "rules", self.folder / "newer")
        self.write("newer/acts.sop", ACTS.replace("wait 3 days", "wait 4 days"))
        self.write("map.json", '{"follow": {}}')
        self.sopc("migrate", "rules", "newer", "--state", "s.db", "--map", "map.json", "--dry-run", codes=(0, 1))
        for name in ("called", "lowered", "to_whom", "last_note", "same_phone", "follow", "per_phone", "big_number"):
            self.sopc("why", "rules", name, *DATA, "--as-of", "2026-11-09 10:00", "--customer", "c1", "--state", "s.db", allowed="CANARYKIND")

    def test_simulate(self):
        period = ["--from", "2026-11-01 09:00", "--to", "2026-11-09 09:00", "--every", "1 day"]
        for form in ("text", "json"):
            self.sopc("simulate", "rules", *DATA, *period, "--format", form)
        self.sopc("simulate", "rules", *DATA, *period, "--html", "page.html", "--sample", "4",
                  "--assume", "replies 30% after send_plain within 1 day set words=yes")
        self.silent((self.folder / "page.html").read_text(), "page.html")

    def test_why(self):
        names = [match[2] for match in re.finditer(r"^(attribute|segment|taggroup|bands|rule|journey) (\w+)", FACTS + ACTS, re.M)] + ["old", "reached", "noted"]
        for name in names:
            for form in ("text", "json"):
                self.sopc("why", "rules", name, *DATA, *AT, "--customer", "c1", "--format", form, allowed="CANARYKIND", codes=(0, 1, 2))

    def test_diff(self):
        shutil.copytree(self.folder / "rules", self.folder / "older")
        self.write("older/facts.sop", FACTS.replace("age >= 30", "age >= 31").replace("phone is known and", "phone is known or").replace("last(", "first("))
        for form in ("text", "json", "markdown"):
            self.sopc("diff", "older", "rules", "--format", form, allowed="CANARYKIND")
            self.sopc("diff", "older", "rules", *DATA, *AT, "--format", form, allowed="CANARYKIND")

    def test_init(self):
        self.sopc("init", *DATA)
        self.write("few.csv", "customer_id,phone,name,email,wechat\n" + "".join(
            f"c{i},CANARYFEW,CANARYLITTLE,CANARYMAIL@x,CANARYWECHAT\n" for i in range(50)))
        self.sopc("init", "--data=customers=few.csv")

    def test_a_key_that_is_personal(self):
        """Her id itself: people are counted, nobody is named, but in the tables of a run."""
        self.write("rules/inputs.sop", HEAD + TABLES % " pii")
        for name in ("customers", "orders", "replies"):
            self.write(f"{name}.csv", re.sub(r"^c(\d)", r"CANARYKEY\1", (self.folder / f"{name}.csv").read_text(), flags=re.M))
        self.sopc("check", "rules", *DATA, allowed="CANARYKIND")
        for form in ("text", "json", "markdown"):
            self.sopc("plan", "rules", *DATA, *AT, "--format", form)
        self.sopc("why", "rules", "called", *DATA, *AT, "--customer", "CANARYKEY1")
        self.sopc("simulate", "rules", *DATA, "--from", "2026-11-01 09:00", "--to", "2026-11-04 09:00", "--every", "1 day", "--html", "p.html")
        self.silent((self.folder / "p.html").read_text(), "p.html")
        self.write("orders.csv", ORDERS.replace("c1,o0", "CANARYNOBODY,o0"))
        self.sopc("run", "rules", *DATA, *AT, "--strict", codes=(1,), allowed="CANARYKEY|CANARYNAME")
        whole = (self.folder / "customers.csv").read_text()
        self.write("customers.csv", whole + whole.splitlines()[1] + "\n")
        self.sopc("run", "rules", *DATA, *AT, codes=(3,))
        self.sopc("check", "rules", *DATA, codes=(1,), allowed="CANARYKIND")


if __name__ == "__main__":
    unittest.main()
