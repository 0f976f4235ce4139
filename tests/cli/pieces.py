"""`sopc run --memory` and `--pieces`: the same tables, words and exit codes as a run over everybody at once, over the golden cases of
the semantics, generated programs and tables made to go wrong; less memory; and nothing left behind."""
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
AS_OF = "2026-11-22 10:00"
PIECES = re.compile(r"^in \d+ pieces, by way of \d+ MiB on the disk\n", re.M)
REFUSED = "asks for all of them together"
try:
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet
except ImportError:
    pyarrow = None
try:
    sys.path.insert(0, str(ROOT / "tests" / "sql"))
    import agreement
except ImportError:
    agreement = None


def golden(path):
    """The files of a golden case and its data, by name; nothing where it runs under conditions of its own."""
    sections = re.split(r"^## (.+)\n", path.read_text(), flags=re.M)
    program, data, files, as_of = None, {}, {}, None
    for title, body in zip(sections[1::2], sections[2::2]):
        fenced = re.search(r"^```\w*\n(.*?)^```", body, re.M | re.S)
        text = fenced[1] if fenced else body.strip()
        if title == "SOURCE":
            program = text
        elif title.startswith(("SOURCE ", "FILE ")):
            files[title.split(" ", 1)[1]] = text
        elif title.startswith("DATA "):
            data[title.split()[1]] = text
        elif title == "AS_OF":
            as_of = text.strip()
    return program, data, files, as_of


class Pieces(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)

    def call(self, *command, code=None):
        done = subprocess.run([SOPC, "run", *map(str, command)], cwd=self.work, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def written(self, *folders):
        found = {}
        for folder in folders:
            if (self.work / folder).is_dir():
                found |= {f"{path.relative_to(self.work / folder)}": path.read_bytes()
                          for path in sorted((self.work / folder).rglob("*")) if path.is_file()}
        return found

    def same(self, command, counts=(1, 2, 7), quarantine=False):
        """Whole and in pieces; False: the program cannot be decided in pieces, and that was said; None: it declares no inputs."""
        def once(name, *more):
            shutil.rmtree(self.work / name, ignore_errors=True)
            shutil.rmtree(self.work / f"left_{name}", ignore_errors=True)
            left = ["--quarantine", f"left_{name}"] if quarantine else []
            done = self.call(*command, "--out", name, *left, *more)
            words = PIECES.sub("", done.stderr).replace(f"left_{name}/", "left/")
            return done, (done.returncode, words, done.stdout, self.written(name, f"left_{name}"))

        told = []
        for count in counts:
            done, piecewise = once("pieces", "--pieces", str(count))
            if REFUSED in done.stderr:
                self.assertEqual((done.returncode, self.written("pieces")), (1, {}))
                return False
            if "declares no inputs" in done.stderr:
                return None
            told.append((count, piecewise))
        first, whole = once("whole")
        self.assertNotIn("error[", first.stderr)
        for count, piecewise in told:
            self.assertEqual(whole, piecewise, f"{count} pieces of {command}")
        self.assertEqual(sorted(path.name for path in self.work.glob(".*")), [])
        self.code = first.returncode
        return True

    def test_golden_cases(self):
        cases = sorted((ROOT / "tests/golden/semantics").glob("*.md"))
        self.assertGreater(len(cases), 300)
        done = refused = 0
        for number, case in enumerate(cases):
            program, data, files, as_of = golden(case)
            if program is None or not data:
                continue
            for path in self.work.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            (self.work / "p.sop").write_text(program)
            for name, text in files.items():
                (self.work / name).parent.mkdir(parents=True, exist_ok=True)
                (self.work / name).write_text(text)
            command = ["p.sop", "--raw"]
            for name, text in data.items():
                (self.work / f"{name}.csv").write_text(text)
                command += ["--data", f"{name}={name}.csv"]
            if as_of:
                command += ["--as-of", as_of]
            with self.subTest(case.name):
                same = self.same(command, counts=((1, 2, 7, 40)[number % 4],))
                done += same is True
                refused += same is False
        self.assertGreater(done, 120)
        self.assertGreater(refused, 10)

    @unittest.skipIf(agreement is None, "no duckdb")
    def test_generated_programs(self):
        done = 0
        for seed in range(1, 13):
            choose, text, facts = agreement.programs(seed)
            shutil.rmtree(self.work / "data", ignore_errors=True)
            (self.work / "data").mkdir()
            files = agreement.data_for(choose, str(self.work / "data"), "id order_id" in text)
            data = [word for name, path in files.items() for word in ("--data", f"{name}={path}")]
            kept = []
            for fact in facts:  # those that ask nothing of everybody
                (self.work / "p.sop").write_text(text + "\n" + fact)
                trial = self.call("p.sop", *data, "--as-of", AS_OF, "--out", "o", "--pieces", "2")
                if trial.returncode == 0:
                    kept.append(fact)
            (self.work / "p.sop").write_text(text + "\n" + "\n".join(kept))
            with self.subTest(seed):
                done += self.same(["p.sop", *data, "--as-of", AS_OF])
        self.assertGreater(done, 6)

    # ---- Tables made to go wrong
    SHOP = """project shop { timezone "Asia/Shanghai"  currency CNY }
table customers key id { id id  age int? in 0 to 120  city text?  friend text? }
table cards key id { id id  level text }
table products key sku { sku text  kind text  pack number  boxes number?  per_box number? = pack / boxes }
events orders key customer_id time paid_at id order_id {
  customer_id id?  order_id id  paid_at datetime?  amount number in 0 to 1000  parts number  sku text -> products
  cancelled bool  each number? = amount / parts
} where not cancelled
attribute spend = sum(orders.amount)
attribute each_spend = sum(orders.each)
attribute drinks = count(orders where sku.kind = "drink")
attribute boxes = sum(orders.sku.per_box)
attribute level_now = cards.level
attribute ratio = spend / drinks
segment chosen = from spend > 10 then drinks > 0 then city is known
tag grown when age >= 18
tag buyer when drinks > 1
channel chat direct
template hello on chat { class marketing purpose "a" thinks "b" only if city is known expect orders within 7 days text "hello {city}" }
policy contact { cap 1 send per 7 days on_cap skip }
rule greet { if chosen then send hello }
rule thank { on orders where amount > 100 if tag = grown then send hello }
"""

    def shop(self, customers=300, seed=1, wrong=True):
        dice = random.Random(seed)
        (self.work / "p.sop").write_text(self.SHOP)
        order = list(range(customers))
        dice.shuffle(order)
        people = [f"c{i}" for i in order]
        rows = [f"{p},{dice.choice(['', dice.randint(0, 90)])},{dice.choice(['', '上海', '北京', '=1+1'])}," for p in people]
        orders = []
        for i in range(6 * customers):
            who = dice.choice(people) if dice.random() < 0.95 else f"stranger{dice.randint(0, 20)}"
            orders.append([who, f"o{i}", f"2026-{dice.randint(1, 11):02}-{dice.randint(1, 20):02} 10:00:00",
                           f"{dice.randint(0, 300)}.5", str(dice.choice([0, 1, 1, 2])), dice.choice(["t", "c", "x"]),
                           dice.choice(["false"] * 9 + ["true"])])
        for _ in range(customers // 10):
            orders.append(list(dice.choice(orders)))  # equal rows count once
        if wrong:
            rows += [dice.choice(rows) for _ in range(5)]  # keys that occur twice
            rows += ["zz,200,x,", "yy,nothing,x,", "xx,-1,,"]
            for _ in range(30):  # one id for events of different customers
                one, other = dice.sample(range(len(orders)), 2)
                orders[one][1] = orders[other][1]
            for _ in range(10):
                dice.choice(orders)[3] = dice.choice(["5000", "-3", "much"])
            for _ in range(10):
                dice.choice(orders)[0] = ""
                dice.choice(orders)[2] = ""
        dice.shuffle(orders)
        tables = {"customers": ["id,age,city,friend", *rows], "orders": ["customer_id,order_id,paid_at,amount,parts,sku,cancelled",
                                                                        *map(",".join, orders)],
                  "cards": ["id,level", *(f"{p},{dice.choice(['gold', 'tin'])}" for p in people[::3] + ["nobody"])],
                  "products": ["sku,kind,pack,boxes", "t,drink,6,2", "c,drink,4,0", "x,food,1,"],
                  "tags": ["customer_id,tag,group,source,staff_id,since,until,locked_until",
                           *(f"{p},grown,,,,2026-01-01 00:00:00,," for p in people[::5]), "stranger1,grown,,,,,,"]}
        for name, lines in tables.items():
            (self.work / f"{name}.csv").write_text("\n".join(lines) + "\n")
        return ["p.sop", "--as-of", AS_OF, *(word for name in tables for word in ("--data", f"{name}={name}.csv"))]

    def test_a_shop(self):
        for seed in range(4):
            command = self.shop(seed=seed, wrong=False)
            self.assertTrue(self.same([*command, "--threads", str(1 + seed % 2)], counts=(1, 2, 7, 1000)))
            self.assertEqual(self.code, 0)
            self.assertTrue(self.same([*command, "--select", "spend,chosen", "--format", "jsonl"], counts=(3,)))
            self.assertTrue(self.same([*command, "--strict"], counts=(3,)))
            issues = (self.work / "whole" / "issues.csv").read_text()
            self.assertGreater(issues.count("p.sop"), 2, "there are issues to compare")
            self.assertEqual(self.code, 1)
            self.same([*command, "--dry-run"], counts=(3,))
            self.assertFalse((self.work / "pieces").exists())

    def test_bad_rows_fail_in_the_same_words(self):
        for seed in range(3):
            command = self.shop(seed=seed)
            self.assertTrue(self.same(command))
            self.assertIn("customers.csv:", self.call(*command, code=3).stderr)
            text = (self.work / "customers.csv").read_text().replace("yy,nothing,x,", "yy,1,x,")
            (self.work / "customers.csv").write_text(text)
            (self.work / "orders.csv").write_text((self.work / "orders.csv").read_text().replace(",much,", ",9,"))
            self.assertTrue(self.same(command))  # what preparing finds, not reading
            self.assertIn("occurs again", self.call(*command, code=3).stderr)

    def test_bad_rows_are_left_out_in_the_same_way(self):
        for seed in range(3):
            self.assertTrue(self.same(self.shop(seed=seed), quarantine=True, counts=(1, 2, 7, 400)))
            left = (self.work / "left_whole" / "orders.csv").read_text()
            self.assertIn("names another event", left)

    def test_empty_tables(self):
        command = self.shop(customers=20, wrong=False)
        for name in ("orders", "customers", "cards", "tags", "products"):
            path = self.work / f"{name}.csv"
            path.write_text(path.read_text().splitlines()[0] + "\n")
            self.assertTrue(self.same(command), name)

    def test_several_files_and_what_is_wrong_with_them(self):
        command = self.shop(wrong=False)
        (self.work / "parts").mkdir()
        head, *rows = (self.work / "orders.csv").read_text().splitlines()
        for i in range(3):
            (self.work / "parts" / f"{i}.csv").write_text("\n".join([head, *rows[i::3]]) + "\n")
        command = [word.replace("=orders.csv", "=parts") for word in command]
        self.assertTrue(self.same(command))
        (self.work / "parts" / "1.csv").write_text("customer_id,paid_at\nc1,x\n")
        self.assertTrue(self.same(command))
        (self.work / "parts" / "1.csv").write_bytes(f"{head}\nc1,\xff\n".encode("latin-1"))
        self.assertTrue(self.same(command))
        (self.work / "parts" / "1.csv").write_text(f'{head}\n"c1,o\n')
        self.assertTrue(self.same(command))
        self.assertTrue(self.same([*command, "--data", "nothing=customers.csv"]))
        self.assertTrue(self.same([word for word in command if "customers" not in word and word != "--data"]))

    def test_customers_of_a_stream(self):
        (self.work / "p.sop").write_text("""project shop { timezone "Asia/Shanghai" }
table customers key customer_id from orders
events orders key customer_id time at { customer_id int  at datetime  n int }
attribute total = sum(orders.n)
tag some when total > 3
""")
        dice = random.Random(7)
        (self.work / "orders.csv").write_text("customer_id,at,n\n" + "".join(
            f"{dice.randint(1, 90)},2026-0{dice.randint(1, 9)}-10 08:00:00,{dice.randint(0, 3)}\n" for _ in range(500)))
        self.assertTrue(self.same(["p.sop", "--data", "orders=orders.csv", "--as-of", AS_OF], counts=(1, 2, 7, 200)))

    @unittest.skipIf(pyarrow is None, "no pyarrow")
    def test_row_groups_and_formats(self):
        command = self.shop(wrong=False)
        words = list(command)
        for name in ("customers", "orders"):
            table = pyarrow.csv.read_csv(self.work / f"{name}.csv", convert_options=pyarrow.csv.ConvertOptions(
                strings_can_be_null=True, column_types={"paid_at": pyarrow.string(), "amount": pyarrow.decimal128(12, 2)}))
            pyarrow.parquet.write_table(table, self.work / f"{name}.parquet", row_group_size=97)
            with pyarrow.ipc.new_file(self.work / f"{name}.arrow", table.schema) as file:
                file.write_table(table, max_chunksize=83)
        for kind in ("parquet", "arrow"):
            command = [re.sub(r"=(customers|orders)\.csv", rf"=\1.{kind}", word) for word in words]
            self.assertTrue(self.same(command))
            self.call(*command, "--out", "a", "--format", kind, code=0)
            self.call(*command, "--out", "b", "--format", kind, "--pieces", "5", code=0)
            read = pyarrow.parquet.read_table if kind == "parquet" else lambda path: pyarrow.ipc.open_file(path).read_all()
            for name in ("facts", "actions", "tags", "decisions", "segments", "issues"):
                one, other = (read(self.work / folder / f"{name}.{kind}") for folder in "ab")
                self.assertTrue(one.equals(other) and one.schema.equals(other.schema), name)

    # ---- What it refuses
    def test_refused(self):
        command = self.shop(wrong=False)
        for more, words in ((["--out", "o", "--state", "s.sopstate"], "--state"), (["--out", "o", "--cache", "c"], "--cache"),
                            ([], "--out"), (["--out", "o", "--incremental"], "--state")):
            self.assertIn(words, self.call(*command, "--memory", "1GiB", *more, code=2).stderr)
        self.assertIn("64MiB", self.call(*command, "--memory", "1MiB", "--out", "o", code=2).stderr)
        for line, words in (("attribute place = rank(age)", "`place`: `rank` ranks all customers"),
                            ("attribute everybody = count(customers where age > 3)", "goes over all customers"),
                            ("report r by sku { count(orders) }", "`r` is reckoned over all customers")):
            (self.work / "p.sop").write_text(self.SHOP + line + "\n")
            told = self.call(*command, "--memory", "1GiB", "--out", "o", code=1).stderr
            self.assertIn(words, told)
            self.assertIn(REFUSED, told)
        (self.work / "p.sop").write_text(self.SHOP.replace("friend text?", "friend id? -> customers") + "attribute of_friend = customer.friend.city\n")
        self.assertIn("`customers.friend` leads to other customers", self.call(*command, "--pieces", "2", "--out", "o", code=1).stderr)
        (self.work / "p.sop").write_text("attribute n = count(orders)\n")
        self.assertIn("declares no inputs", self.call(*command, "--pieces", "2", "--out", "o", code=2).stderr)
        self.assertFalse((self.work / "o").exists())

    # ---- What it takes and leaves
    FACTS = """project shop { timezone "Asia/Shanghai" }
table customers key id { id id  age int }
events orders key customer_id time at { customer_id id  at datetime  n int }
""" + "".join(f"attribute n{i} = sum(orders.n where n > {i})\n" for i in range(60)) + "tag some when n3 > 100\n"

    def many(self, customers):
        (self.work / "p.sop").write_text(self.FACTS)
        with open(self.work / "customers.csv", "w") as out:
            out.write("id,age\n" + "".join(f"customer-{i:08},{i % 90}\n" for i in range(customers)))
        with open(self.work / "orders.csv", "w") as out:
            out.write("customer_id,at,n\n")
            for i in range(4 * customers):
                out.write(f"customer-{i * 7919 % customers:08},2026-{i % 9 + 1:02}-{i % 27 + 1:02} 10:00:00,{i % 40}\n")
        return ["p.sop", "--as-of", AS_OF, "--data", "customers=customers.csv", "--data", "orders=orders.csv"]

    def most_memory(self, *command):
        process = subprocess.Popen([SOPC, "run", *map(str, command)], cwd=self.work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss / 1024

    def test_memory(self):
        command = self.many(200_000)
        whole = self.most_memory(*command, "--out", "whole")
        pieces = self.most_memory(*command, "--out", "pieces", "--memory", "128MiB")
        self.assertGreater(whole, 190, "the whole run would fit")
        self.assertLess(pieces, 128)
        self.assertEqual(self.written("whole"), self.written("pieces"))

    def test_nothing_is_left(self):
        command = self.many(40_000)
        files = sorted(path.name for path in self.work.iterdir())
        for number in range(10):
            process = subprocess.Popen([SOPC, "run", *command, "--out", "o", "--memory", "100MiB"], cwd=self.work,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.03 + 0.04 * number)
            process.send_signal((signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[number % 3])
            process.wait()
            if process.returncode == 0:
                break
            self.assertEqual([name for name in sorted(path.name for path in self.work.iterdir()) if name != "o"], files)
        self.call(*command, "--out", "o", "--memory", "100MiB", code=0)
        with open(self.work / "orders.csv", "a") as out:
            out.write("customer-00000001,never,1\n")
        self.call(*command, "--out", "p", "--memory", "100MiB", code=3)
        self.assertEqual([name for name in sorted(path.name for path in self.work.iterdir()) if name != "o"], files)

    def test_a_full_disk(self):
        command = self.many(20_000)
        done = subprocess.run([SOPC, "run", *command, "--out", "o", "--memory", "100MiB"], cwd=self.work, capture_output=True, text=True,
                              preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                                                  resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18))))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertFalse((self.work / "o").exists())


if __name__ == "__main__":
    unittest.main()
