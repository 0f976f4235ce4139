"""The engines of the comparison. Each loads the customers into its own best form once, prepares a pack, and answers tasks: the head-count
of every rule (`counts`) or the sum of the members' row numbers (`members`)."""
import json
import pathlib
import subprocess
import time


class Sop:
    name = "sop"

    def __init__(self, binary, data, folder):
        self.binary, self.data, self.folder = binary, data, pathlib.Path(folder)
        self.process = None

    def prepare(self, rules):
        import rules as packs

        self.close()
        path = self.folder / f"pack_{len(rules)}.sop"
        path.write_text(packs.program(rules), encoding="utf-8")
        self.process = subprocess.Popen([str(self.binary), str(path), str(self.data), "2026-11-22 10:00"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("sop_packs could not begin")
        self.told = json.loads(line)

    def run(self, task, threads):
        self.process.stdin.write(f"{task} {threads}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["seconds"], answer["answer"]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None

    @staticmethod
    def version():
        return "this tree"


class DuckDB:
    """A native in-memory table, texts as ENUM; one query of `count(*) FILTER`."""
    name = "DuckDB"

    def __init__(self, data):
        import customers
        import duckdb

        self.database = duckdb.connect()
        texts = [name for name, kind, _ in customers.columns() if kind == "text"]
        for name in texts:
            self.database.execute(f"CREATE TYPE e_{name} AS ENUM (SELECT DISTINCT {name} FROM '{data}' WHERE {name} IS NOT NULL ORDER BY 1)")
        replaced = ", ".join(f"CAST({name} AS e_{name}) AS {name}" for name in texts)
        self.database.execute(f"CREATE TABLE c AS SELECT * REPLACE ({replaced}), CAST(substr(customer_id, 2) AS BIGINT) AS row_number FROM '{data}'")

    def prepare(self, rules):
        what = {"counts": "count(*) FILTER (WHERE {})", "members": "coalesce(sum(row_number) FILTER (WHERE {}), 0)"}
        self.queries = {task: "SELECT " + ", ".join(form.format(rule.sql("coalesce")) for rule in rules) + " FROM c" for task, form in what.items()}

    def run(self, task, threads):
        self.database.execute(f"SET threads = {threads}")
        start = time.perf_counter()
        row = self.database.execute(self.queries[task]).fetchone()
        return time.perf_counter() - start, [int(value) for value in row]

    @staticmethod
    def version():
        import duckdb

        return duckdb.__version__


class ClickHouse:
    """chdb: a Memory table, texts as LowCardinality, nullable only where something is missing; one query of `countIf`."""
    name = "ClickHouse"

    def __init__(self, data):
        import customers
        from chdb import session

        self.session = session.Session()
        types = {"text": "LowCardinality({})", "bool": "{}", "count": "{}", "amount": "{}", "date": "{}", "free": "{}"}
        plain = {"text": "String", "bool": "Bool", "count": "Int32", "amount": "Decimal(18, 2)", "date": "Date", "free": "String"}
        columns = ["row_number UInt64"]
        for number, (name, kind, _) in enumerate(customers.columns()):
            inner = f"Nullable({plain[kind]})" if customers.may_miss(number + 1) else plain[kind]
            columns.append(f"{name} {types[kind].format(inner)}")
        names = ", ".join(name for name, _, _ in customers.columns())
        self.session.query("CREATE DATABASE IF NOT EXISTS b ENGINE = Atomic")
        self.session.query(f"CREATE TABLE b.c ({', '.join(columns)}) ENGINE = Memory")
        self.session.query(f"INSERT INTO b.c SELECT toUInt64(substring(customer_id, 2)), {names} FROM file('{data}', Parquet)")

    def prepare(self, rules):
        what = {"counts": "countIf({})", "members": "sumIf(row_number, {})"}
        self.queries = {task: "SELECT " + ", ".join(form.format(rule.sql("ifNull")) for rule in rules) + " FROM b.c" for task, form in what.items()}

    def run(self, task, threads):
        limits = f" SETTINGS max_threads = {threads}, max_query_size = 100000000, max_ast_elements = 10000000, max_expanded_ast_elements = 10000000"
        start = time.perf_counter()
        text = self.session.query(self.queries[task] + limits, "CSV").bytes().decode()
        return time.perf_counter() - start, [int(value) if value not in ("", "\\N") else 0 for value in text.strip().split(",")]

    @staticmethod
    def version():
        import chdb

        return f"chdb {chdb.__version__}"


class Polars:
    """A frame in memory, texts as Categorical; one lazy select. The number of threads is set once per process."""
    name = "Polars"

    def __init__(self, data, threads):
        import os

        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import customers
        import polars as pl

        self.pl, self.threads = pl, threads
        texts = [name for name, kind, _ in customers.columns() if kind == "text"]
        self.frame = pl.read_parquet(data).with_columns([pl.col(name).cast(pl.Categorical) for name in texts] + [
            pl.col("customer_id").str.slice(1).cast(pl.Int64).alias("row_number")])

    def prepare(self, rules):
        conditions = [rule.polars(self.pl) for rule in rules]
        self.selects = {"counts": [c.sum().alias(f"r{i}") for i, c in enumerate(conditions)],
                        "members": [self.pl.col("row_number").filter(c).sum().alias(f"r{i}") for i, c in enumerate(conditions)]}

    def run(self, task, threads):
        if threads != self.threads:
            return None
        start = time.perf_counter()
        row = self.frame.lazy().select(self.selects[task]).collect().row(0)
        return time.perf_counter() - start, [int(value or 0) for value in row]

    @staticmethod
    def version():
        import polars

        return polars.__version__
