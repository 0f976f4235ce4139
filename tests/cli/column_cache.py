"""`--cache DIR`: whatever is read through it gives the same bytes as without it, over all examples and two real tables; it never
fails a run; processes side by side, and such as were killed, do no harm."""
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "first_steps"
REAL = ROOT.parent / "shared" / "data"
REAL_RUNS = {  # program below tests/real, its tables, the instant
    "online_retail/rfm.sop": (["lines=online_retail/lines.csv"], "2011-12-09 23:59:59"),
    "cdnow/summary.sop": (["orders=cdnow/orders.csv"], "1997-09-30 23:59:59"),
}
try:
    import pyarrow.csv
    import pyarrow.parquet
except ImportError:
    pyarrow = None


class ColumnCache(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)

    def call(self, command, code=0, lang="C.UTF-8"):
        done = subprocess.run([str(part) for part in command], cwd=self.work, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": lang, "SOPC": SOPC})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def written(self, folder):
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def rows(self, name):
        phases = json.loads((self.work / name).read_text())["phases"]
        return {row["phase"]: row["rows"] for row in phases}

    def same_through_the_cache(self, command):
        """Plain, then through an empty cache, then through a full one; a file that `use`s nothing else is read once."""
        told = []
        for name, more in (("plain", []), ("cold", ["--cache", self.work / "cache"]), ("warm", ["--cache", self.work / "cache"])):
            done = self.call([*command, "--out", self.work / name, f"--profile={self.work / name}.json", *more])
            told.append((done.stdout, done.stderr, self.written(self.work / name)))
        self.assertTrue(told[0][2])
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])
        plain, cold, warm = (self.rows(f"{name}.json") for name in ("plain", "cold", "warm"))
        self.assertEqual((plain.get("reading_cache"), plain.get("writing_cache")), (None, None))
        self.assertIn("writing_cache", cold)
        self.assertGreater(warm["reading_cache"], 0)
        self.assertLessEqual(warm["reading_cache"], plain["reading"])
        return plain, cold, warm

    def test_examples(self):
        runs = sorted(ROOT.glob("examples/*/run"))
        self.assertGreaterEqual(len(runs), 9)
        for script in runs:
            with self.subTest(script.parent.name):
                shutil.rmtree(self.work / "cache", ignore_errors=True)
                plain, _, warm = self.same_through_the_cache(["bash", script])
                self.assertNotIn("writing_cache", warm, "every file is kept")
                for name in ("plain", "cold", "warm"):
                    shutil.rmtree(self.work / name)

    def test_real_tables(self):
        if not REAL.is_dir():
            self.skipTest("no real tables")
        for program, (tables, as_of) in REAL_RUNS.items():
            with self.subTest(program):
                data = [f"--data={one.replace('=', '=' + str(REAL) + '/')}" for one in tables]
                self.same_through_the_cache([SOPC, "run", ROOT / "tests/real" / program, *data, "--as-of", as_of])
                for name in ("plain", "cold", "warm"):
                    shutil.rmtree(self.work / name)

    def parquet_shop(self):
        for name in ("customers", "orders"):
            table = pyarrow.csv.read_csv(SHOP / f"{name}.csv", convert_options=pyarrow.csv.ConvertOptions(
                strings_can_be_null=True, quoted_strings_can_be_null=False,
                column_types={"paid_at": pyarrow.string(), "joined_at": pyarrow.string(), "price": pyarrow.decimal128(12, 2)}))
            pyarrow.parquet.write_table(table, self.work / f"{name}.parquet")
        return ["--data", "customers=customers.parquet", "--data", "orders=orders.parquet"]

    @unittest.skipIf(pyarrow is None, "no pyarrow")
    def test_parquet(self):
        self.same_through_the_cache([SOPC, "run", SHOP / "tags.sop", *self.parquet_shop(), "--as-of", "2026-11-22 10:00"])

    def shop(self):
        for name in ("customers.csv", "orders.csv", "tags.sop"):
            shutil.copy(SHOP / name, self.work)
        return ["tags.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", "2026-11-22 10:00"]

    def test_other_commands(self):
        shop = self.shop()
        program, data = shop[:1], shop[1:5]
        period = ["--from", "2026-11-20 10:00", "--to", "2026-11-22 10:00"]
        for command in (["plan", *shop], ["why", *shop, "--customer", "C012", "at_risk"], ["simulate", *program, *data, *period],
                        ["diff", "tags.sop", "tags.sop", *data, "--as-of", "2026-11-22 10:00"]):
            with self.subTest(command[0]):
                plain = self.call([SOPC, *command])
                for _ in range(2):
                    through = self.call([SOPC, *command, "--cache", "cache", "--profile=p.json"])
                    self.assertEqual((plain.stdout, plain.stderr), (through.stdout, through.stderr))
                self.assertGreater(self.rows("p.json")["reading_cache"], 0)

    def test_a_row_that_came_is_seen(self):
        shop = self.shop()
        self.call([SOPC, "run", *shop, "--cache", "cache", "--out", "before"])
        orders = self.work / "orders.csv"
        stamps = orders.stat()
        text = orders.read_text()
        self.assertIn(",2,", text)
        orders.write_text(text.replace(",2,", ",3,", 1))
        os.utime(orders, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
        self.assertEqual(orders.stat().st_size, stamps.st_size)
        self.same_through_the_cache([SOPC, "run", *shop])

    def test_bad_rows_stay_bad(self):
        shop = self.shop()
        (self.work / "orders.csv").write_text((self.work / "orders.csv").read_text() + "C001,X1,not a day,1,5,tea\n")
        plain = self.call([SOPC, "run", *shop], code=3)
        for _ in range(2):
            through = self.call([SOPC, "run", *shop, "--cache", "cache"], code=3)
            self.assertEqual((plain.stdout, plain.stderr), (through.stdout, through.stderr))
        told = []
        for name, more in (("q0", []), ("q1", ["--cache", "cache"]), ("q2", ["--cache", "cache"])):
            self.call([SOPC, "run", *shop, "--quarantine", name, "--out", name, *more])
            told.append(self.written(self.work / name))
        self.assertIn("orders.csv", told[0])
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])

    def test_a_folder_that_cannot_be_written_is_a_warning(self):
        shop = self.shop()
        (self.work / "taken").write_text("")
        plain = self.call([SOPC, "run", *shop])
        for lang, word in (("C.UTF-8", "warning: the column cache cannot be written: taken/cache: "), ("zh_CN.UTF-8", "警告:列缓存无法写入:taken/cache")):
            through = self.call([SOPC, "run", *shop, "--cache", "taken/cache"], lang=lang)
            self.assertEqual(sum(line.startswith(word) for line in through.stderr.splitlines()), 1, through.stderr)
        through = self.call([SOPC, "run", *shop, "--cache", "taken/cache"])
        self.assertEqual(plain.stdout, through.stdout)

    def test_only_the_owner_reads_it(self):
        self.call([SOPC, "run", *self.shop(), "--cache", "cache"])
        self.assertEqual(stat.S_IMODE((self.work / "cache").stat().st_mode), 0o700)
        entries = list((self.work / "cache").iterdir())
        self.assertEqual(len(entries), 2)
        for entry in entries:
            self.assertEqual(stat.S_IMODE(entry.stat().st_mode), 0o600)

    def many_orders(self, rows=60_000):
        with open(self.work / "orders.csv", "w") as out:
            out.write("customer_id,order_id,paid_at,quantity,price,category\n")
            for i in range(rows):
                out.write(f"C{i % 60 + 1:03},O{i},2026-{i % 9 + 1:02}-{i % 27 + 1:02} 10:00:00,{i % 3 + 1},{i % 500}.5,tea {i % 40}\n")

    def test_side_by_side(self):
        shop = self.shop()
        self.many_orders()
        plain = self.call([SOPC, "run", *shop]).stdout
        for _ in range(3):
            shutil.rmtree(self.work / "cache", ignore_errors=True)
            running = [subprocess.Popen([SOPC, "run", *shop, "--cache", "cache"], cwd=self.work, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}) for _ in range(4)]
            for process in running:
                out, err = process.communicate()
                self.assertEqual((process.returncode, out), (0, plain), err)
                self.assertNotIn("warning", err)
        self.call([SOPC, "run", *shop, "--cache", "cache", "--profile=p.json"])
        self.assertNotIn("writing_cache", self.rows("p.json"))
        self.assertEqual([name for name in os.listdir(self.work / "cache") if name.startswith(".")], [])

    def test_killed_while_writing(self):
        shop = self.shop()
        self.many_orders()
        plain = self.call([SOPC, "run", *shop]).stdout
        for number in range(12):
            shutil.rmtree(self.work / "cache", ignore_errors=True)
            process = subprocess.Popen([SOPC, "run", *shop, "--cache", "cache"], cwd=self.work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.01 + 0.015 * number)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertEqual(self.call([SOPC, "run", *shop, "--cache", "cache"]).stdout, plain)


if __name__ == "__main__":
    unittest.main()
