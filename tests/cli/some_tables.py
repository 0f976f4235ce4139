"""`sopc run --tables` and `--select`: what is left out is not computed into tables, and changes nothing about the rest: the other tables,
the issues, the summary and the state file are those of a run that writes everything."""
import csv
import importlib.util
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ALL = ("actions", "tags", "facts", "segments", "decisions", "reports")
PROGRAM = """project shop { timezone "Asia/Shanghai"  currency CNY }
table customers key id { id id  city text?  age int?  opted_out bool consent }
events orders key customer_id time paid_at id order_id { order_id id  customer_id id  paid_at datetime  kind text  amount money }
channel private_chat direct
template thanks on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text “{favourite default "tea"}, {share default 0}” }
policy contact { suppress opted_out   cap 1 send per 7 days class marketing on_cap skip }
attribute orders_30d = count(orders within 30 days)
attribute spent = sum(orders.amount within 90 days)
attribute share = orders_30d / (age - 40)
attribute favourite = mode(orders.kind)
attribute adult = age >= 18
attribute place = rank(spent)
score interest { 10 per orders within 30 days }
tier level { high when spent >= 300  low otherwise }
segment best = top 10% by spent
segment quiet = not any(orders within 40 days)
tag big when spent > 200 and adult
tag stays
rule greet { if tag = big and not quiet then send thanks }
rule keep { if best then tag stays }
report months by month { count(orders)  sum(orders.amount) }
"""


class SomeTables(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)
        (self.work / "shop.sop").write_text(PROGRAM, encoding="utf-8")
        with open(self.work / "customers.csv", "w", encoding="utf-8") as out:
            out.write("id,city,age,opted_out\n")
            for i in range(500):
                out.write(f"c{i:04},{('杭州', '上海', '')[i % 3]},{i % 70 if i % 7 else ''},{'true' if i % 11 == 0 else 'false'}\n")
        with open(self.work / "orders.csv", "w", encoding="utf-8") as out:
            out.write("order_id,customer_id,paid_at,kind,amount\n")
            for i in range(3_000):
                out.write(f"o{i},c{i * 7919 % 450:04},2026-{8 + i % 4:02}-{1 + i % 21:02} 1{i % 10}:00,{('tea', 'cake')[i % 2]},{1 + i % 90}.50\n")

    def run_here(self, out, *more, at="2026-11-22 10:00"):
        done = subprocess.run([SOPC, "run", "shop.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", at, "--out", out,
                               "--allow-blast", "100000", *more], cwd=self.work, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {path.name: path.read_text(encoding="utf-8") for path in sorted((self.work / out).rglob("*")) if path.is_file()}

    def state(self, name):
        with sqlite3.connect(self.work / name) as database:
            tables = [table for table, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}

    def test_the_rest_is_the_same(self):
        whole = self.run_here("whole")
        self.assertGreater(whole["actions.csv"].count("\n"), 20)
        self.assertIn("shop.sop:9:", whole["issues.csv"])  # of `share`
        for tables in (("actions", "tags"), ("segments", "decisions", "reports"), ("facts",), ALL):
            with self.subTest(tables):
                some = self.run_here("-".join(tables), "--tables", ",".join(tables))
                for name in tables:
                    if name != "reports":
                        self.assertIn(f"{name}.csv", some)
                for name, text in some.items():
                    self.assertEqual(text, whole[name], name)
                self.assertEqual("facts.csv" in some, "facts" in tables)

    def test_selected_facts_are_those_of_all(self):
        facts = list(csv.DictReader(self.run_here("whole")["facts.csv"].splitlines()))
        names = ["place", "share", "level", "best", "favourite"]
        some = list(csv.DictReader(self.run_here("some", "--select", ",".join(names))["facts.csv"].splitlines()))
        self.assertEqual(list(some[0]), ["customer_id", *names])
        self.assertEqual(some, [{name: row[name] for name in ("customer_id", *names)} for row in facts])
        self.assertGreater(len({row["place"] for row in some}), 100)

    def test_the_state_is_the_same(self):
        for name, more in (("whole.db", ()), ("some.db", ("--tables", "actions"))):
            for day in (20, 21, 22):
                self.run_here("out", "--state", name, *more, at=f"2026-11-{day} 10:00")
        whole, some = self.state("whole.db"), self.state("some.db")
        self.assertEqual(whole.keys(), some.keys())
        for table in whole:
            self.assertEqual(whole[table], some[table], table)

    # ---- Memory
    MANY = """project shop { timezone "Asia/Shanghai" }
table customers key id { id id  age int }
events orders key customer_id time at { customer_id id  at datetime  n int }
""" + "".join(f"attribute n{i} = sum(orders.n where n > {i})\n" for i in range(40)) + "tag some when n3 > 100 and n30 > 10\n"

    # In a process of its own: what the system counts of a child begins with what its parent has.
    WRITE = """import sys, pyarrow, pyarrow.parquet
customers = int(sys.argv[1])
people = pyarrow.table({"id": [f"customer-{i:08}" for i in range(customers)], "age": [i % 90 for i in range(customers)]})
rows = range(6 * customers)
events = pyarrow.table({"customer_id": [f"customer-{i * 7919 % customers:08}" for i in rows],
                        "at": pyarrow.array([1_790_000_000 - i % 20_000_000 for i in rows], pyarrow.timestamp("s")), "n": [i % 40 for i in rows]})
pyarrow.parquet.write_table(people, "people.parquet")
pyarrow.parquet.write_table(events, "events.parquet")
print(people.nbytes + events.nbytes)
"""

    def write_many(self, customers):
        """The bytes of all columns."""
        return int(subprocess.run([sys.executable, "-c", self.WRITE, str(customers)], cwd=self.work, capture_output=True, check=True).stdout)

    def most_memory(self):
        process = subprocess.Popen([SOPC, "run", "many.sop", "--data", "customers=people.parquet", "--data", "orders=events.parquet", "--as-of", "2026-11-22 10:00",
                                    "--out", "many", "--tables", "tags", "--format", "parquet"], cwd=self.work, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss * 1024

    @unittest.skipIf(importlib.util.find_spec("pyarrow") is None, "no pyarrow")
    def test_memory_follows_the_columns(self):
        """Beside what the program itself takes, half as much again as the columns in use, and 64 MiB."""
        (self.work / "many.sop").write_text(self.MANY, encoding="utf-8")
        self.write_many(10)
        alone = self.most_memory()
        columns = self.write_many(200_000)
        taken = self.most_memory() - alone
        self.assertLess(taken, 1.5 * columns + (64 << 20), f"{columns >> 20} MiB of columns, {taken >> 20} MiB taken")
        self.assertGreater(taken, columns / 2)


if __name__ == "__main__":
    unittest.main()
