"""`--threads`: over tables large enough that several threads have something to do, every output of a run on one thread and on eight is
the same, byte for byte: CSV, Parquet, kept columns, bad rows left out, pieces, reports, ticks on a state file, a plan, a check of data.
The program that a build with the thread sanitizer is asked (scripts/sanitize)."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
THREADS = ("1", "8")
CUSTOMERS, ORDERS = 17_000, 95_000  # more than one slice of customers, more than two pieces of a CSV file
try:
    import pyarrow.csv
    import pyarrow.parquet
except ImportError:
    pyarrow = None

PROGRAM = """project shop {
  timezone "America/New_York"
  currency CNY
}
table customers key id {
  id id
  city text?
  age int?
  joined date?
  opted_out bool consent
}
events orders key customer_id time paid_at id order_id {
  order_id id
  customer_id id
  paid_at datetime
  kind text
  amount money
}
channel private_chat direct
template thanks on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text “{city default "there"}” }
template come_back on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "c" }
policy contact { suppress opted_out   cap 2 send per 7 days class marketing on_cap skip }
attribute orders_30d = count(orders within 30 days)
attribute spent = sum(orders.amount within 90 days)
attribute favourite = mode(orders.kind)
attribute kinds = distinct(orders.kind)
attribute usual = median(orders.amount) default ¥0
attribute place = rank(spent)
segment adults = age >= 18
segment coast = city matches "^.*(海|岛)$"
segment best = top 10% by spent
segment quiet = not any(orders within 40 days)
tag big when spent > 900 and adults
rule greet { if tag = big and (coast or best) then send thanks }
"""
JOURNEY = """journey second_order {
  enter on orders
  reenter after exit cooldown 20 days
  wait 3 days
  if not quiet { send come_back }
}
"""
REPORTS = """report months by month { count(orders)  sum(orders.amount)  count(customers) }
cohort buyers from orders where nth = 1 by month up to 6 months { share(any(orders))   sum(orders.amount) running }
"""


def write_tables(folder):
    cities = ("杭州", "上海", "青岛", "")
    with open(folder / "customers.csv", "w", encoding="utf-8") as out:
        out.write("id,city,age,joined,opted_out\n")
        for i in range(CUSTOMERS):
            n = i * 2_654_435_761 % 1_000_003
            out.write(f"c{i:06},{cities[n % 4]},{n % 70 if n % 7 else ''},2026-{1 + n % 10:02}-{1 + n % 28:02},{'true' if n % 11 == 0 else 'false'}\n")
    with open(folder / "orders.csv", "w", encoding="utf-8") as out:
        out.write("order_id,customer_id,paid_at,kind,amount\n")
        for i in range(ORDERS):
            n = i * 2_246_822_519 % 1_000_003
            out.write(f"o{i},c{n % CUSTOMERS:06},2026-{6 + n % 6:02}-{1 + n % 21:02} {n % 24:02}:{i % 60:02},kind {n % 3_000},{1 + n % 400}.{n % 100:02}\n")
    with open(folder / "damaged.csv", "w", encoding="utf-8") as out:
        for number, line in enumerate((folder / "orders.csv").read_text(encoding="utf-8").splitlines(keepends=True)):
            out.write(line.replace(" ", "T", 1).replace(",", ",x", 1) if number % 9_973 == 5 else line)
            if number % 7_919 == 3:
                out.write(f"o{ORDERS + number},c000001,2026-02-30 10:00,kind 1,1\n")


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tables = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.tables.cleanup)
        cls.data = pathlib.Path(cls.tables.name)
        write_tables(cls.data)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)

    def world(self, threads, text=PROGRAM):
        world = self.work / threads
        shutil.rmtree(world, ignore_errors=True)
        world.mkdir()
        (world / "shop.sop").write_text(text, encoding="utf-8")
        return world

    def call(self, world, command, *arguments, code=0, orders="orders.csv"):
        done = subprocess.run([SOPC, command, "shop.sop", "--data", f"customers={self.data}/customers.csv", "--data", f"orders={self.data}/{orders}",
                               *arguments, "--threads", world.name], cwd=world, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stdout[-2000:] + done.stderr[-2000:])
        return done.stdout, done.stderr

    def written(self, world):
        return {str(path.relative_to(world)): path.read_bytes() for path in sorted(world.rglob("*")) if path.is_file() and "keep" not in path.name}

    def run_in(self, world, *arguments, at="2026-11-22 10:00", out="out", **more):
        return self.call(world, "run", "--as-of", at, "--out", out, *arguments, **more)

    def same(self, steps, text=PROGRAM):
        """What `steps` tells of a world and leaves in it, on each number of threads."""
        told = []
        for threads in THREADS:
            world = self.world(threads, text)
            told.append((steps(world), self.written(world)))
        self.assertGreater(sum(map(len, told[0][1].values())), 100_000)
        self.assertEqual(told[0][0], told[1][0])
        self.assertEqual(told[0][1].keys(), told[1][1].keys())
        for name, content in told[0][1].items():
            self.assertTrue(content == told[1][1][name], name)
        return told[0][1]

    def test_a_run(self):
        files = self.same(lambda world: self.run_in(world))
        self.assertGreater(files["out/actions.csv"].count(b"\n"), 100)

    def test_kept_columns(self):
        self.same(lambda world: [self.run_in(world, "--cache", self.work / f"keep{world.name}") for _ in range(2)])

    def test_bad_rows_are_left_out(self):
        files = self.same(lambda world: self.run_in(world, "--quarantine", "left", orders="damaged.csv"))
        self.assertTrue(any(name.startswith("left/") for name in files))

    def test_in_pieces(self):
        alone = "".join(line for line in PROGRAM.splitlines(keepends=True) if not re.search(r"rank\(|top 10%", line)).replace(" or best", "")
        self.same(lambda world: self.run_in(world, "--pieces", "3"), alone)

    def test_reports(self):
        files = self.same(lambda world: self.run_in(world), PROGRAM + REPORTS)
        self.assertTrue(any("months" in name for name in files), list(files))

    def test_ticks(self):
        def steps(world):
            return [self.run_in(world, "--state", "keep.db", "--allow-blast", "1000000", *more, at=f"2026-11-{day} 10:00", out=f"out{day}")
                    for day, more in ((18, ()), (22, ("--incremental",)))] + [
                    self.call(world, "plan", "--state", "keep.db", "--as-of", "2026-11-24 10:00")]
        files = self.same(steps, PROGRAM + JOURNEY)
        self.assertIn(b"come_back", files["out22/actions.csv"])

    def test_a_check_of_data(self):
        told = [self.call(self.world(threads), "check") for threads in THREADS]
        self.assertEqual(*told)

    @unittest.skipIf(pyarrow is None, "no pyarrow")
    def test_parquet_and_arrow(self):
        table = pyarrow.csv.read_csv(self.data / "orders.csv")
        pyarrow.parquet.write_table(table, self.data / "many.parquet", row_group_size=9_000)
        pyarrow.parquet.write_table(table, self.data / "one.parquet", row_group_size=ORDERS)
        for orders, form in (("many.parquet", "parquet"), ("one.parquet", "arrow")):
            with self.subTest(orders):
                self.same(lambda world: self.run_in(world, "--format", form, orders=orders))


if __name__ == "__main__":
    unittest.main()
