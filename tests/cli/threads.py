"""`sopc run --threads`: how many threads there are changes no byte of what is written, in any format, with a state and without.
More customers than a block of a table has rows.

Usage: threads.py SOPC
"""
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
CUSTOMERS, ORDERS = 140_000, 210_000
PROGRAM = """
project threads { timezone "Asia/Shanghai"  currency CNY }
table customers key customer_id { customer_id id  city text?  phone text? }
events orders key customer_id time paid_at id order_id { customer_id id  order_id id  paid_at datetime  amount money  kind text }
attribute spend = sum(orders.amount)
attribute favourite = mode(orders.kind)
segment spender = spend > ¥300
taggroup value { high when spend > ¥500  some when spend > ¥0  none otherwise }
template hello { text "{spend} spent" }
policy calm { cap 1 send per day on_cap skip }
rule thanks { if spender then send hello }
rule again { if value = high then send hello }
report months "months" by month within 12 months { count(orders)  sum(orders.amount) }
"""


def write_tables(folder):
    chance = random.Random(7)
    with open(folder / "customers.csv", "w", encoding="utf-8") as out:
        out.write("customer_id,city,phone\n")
        for i in range(CUSTOMERS):
            out.write(f"c{i:06d},{chance.choice(('', '上海', 'Lyon', 'Graz'))},{chance.randrange(10**8)}\n")
    with open(folder / "orders.csv", "w", encoding="utf-8") as out:
        out.write("customer_id,order_id,paid_at,amount,kind\n")
        for i in range(ORDERS):
            day, second = chance.randrange(1, 29), chance.randrange(86_400)
            at = f"2026-{chance.randrange(1, 11):02d}-{day:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+08:00"
            out.write(f"c{chance.randrange(CUSTOMERS):06d},o{i},{at},{chance.randrange(1, 40_000) / 100:.2f},{chance.choice(('tea', '咖啡', 'cup'))}\n")


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = pathlib.Path(cls.folder.name)
        (cls.work / "threads.sop").write_text(PROGRAM, encoding="utf-8")
        write_tables(cls.work)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def written(self, threads, *more):
        out = self.work / f"out{threads}"
        done = subprocess.run([SOPC, "run", "threads.sop", "--as-of", "2026-11-22 10:00", "--data", "customers=customers.csv", "--data",
                               "orders=orders.csv", "--out", out, "--threads", str(threads), *more], cwd=self.work, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}, done.stderr

    def same(self, *more):
        alone, said = self.written(1, *more)
        for name in ("tags", "decisions"):
            self.assertGreater(next(len(text) for file, text in alone.items() if file.startswith(name)), 100_000)
        for threads in (3,):
            files, said_too = self.written(threads, *more)
            self.assertEqual(list(files), list(alone))
            self.assertEqual([name for name in files if files[name] != alone[name]], [], f"{threads} threads")
            self.assertEqual(said_too, said)

    def test_csv(self):
        self.same()

    def test_parquet(self):
        self.same("--format", "parquet")

    def test_some_tables_as_json_lines(self):
        self.same("--format", "jsonl", "--tables", "tags,decisions")


if __name__ == "__main__":
    unittest.main()
