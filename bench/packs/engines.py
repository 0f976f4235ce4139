"""The engines of the comparison. Each loads the customers into its own best form once, prepares a pack, and answers tasks: the head-count
of every rule (`counts`) or the sum of the members' row numbers (`members`), in one of the forms that it offers."""
from packs import customers, rules
from packs.apart import Apart
from packs.clock import Clock
from packs.sop import Sop


class Inside:
    """An engine in this process: nothing to end."""

    def close(self):
        pass


class DuckDB(Inside):
    """A native in-memory table, texts as ENUM. FILTER, and a column per condition first, were three times slower than CASE."""
    name = "DuckDB"
    forms = {"one pass of CASE": {"counts": "count(CASE WHEN {} THEN 1 END)", "members": "coalesce(sum(CASE WHEN {} THEN row_number END), 0)"},
             "a scalar query per rule": {"counts": "(SELECT count(*) FROM c WHERE {})",
                                         "members": "(SELECT coalesce(sum(row_number), 0) FROM c WHERE {})"}}

    def __init__(self, data):
        import duckdb

        self.database = duckdb.connect()
        texts = [name for name, kind, _ in customers.columns() if kind == "text"]
        for name in texts:
            self.database.execute(f"CREATE TYPE e_{name} AS ENUM (SELECT DISTINCT {name} FROM '{data}' WHERE {name} IS NOT NULL ORDER BY 1)")
        replaced = ", ".join(f"CAST({name} AS e_{name}) AS {name}" for name in texts)
        self.database.execute(f"CREATE TABLE c AS SELECT * REPLACE ({replaced}), CAST(substr(customer_id, 2) AS BIGINT) AS row_number FROM '{data}'")

    def prepare(self, pack):
        self.conditions = [rule.sql("coalesce") for rule in pack]
        # A thousand scalar queries in one are deeper than its limit for expressions.
        self.forms = {name: form for name, form in DuckDB.forms.items() if len(pack) < 500 or name != "a scalar query per rule"}

    def query(self, task, form):
        text = self.forms[form][task]
        source = "" if text.startswith("(SELECT") else " FROM c"
        return "SELECT " + ", ".join(text.format(condition) for condition in self.conditions) + source

    def run(self, task, threads, form):
        self.database.execute(f"SET threads = {threads}")
        query = self.query(task, form)
        clock = Clock()
        row = self.database.execute(query).fetchone()
        return *clock.read(), [int(value) for value in row]

    @staticmethod
    def version():
        import duckdb

        return duckdb.__version__


class ClickHouse(Inside):
    """chdb: a Memory table, texts as LowCardinality, nullable only where something is missing; one query."""
    name = "ClickHouse"
    forms = {"countIf": {"counts": "countIf({})", "members": "sumIf(row_number, {})"}}

    def __init__(self, data, missing):
        from chdb import session

        self.session = session.Session()
        types = {"text": "LowCardinality({})", "bool": "{}", "count": "{}", "amount": "{}", "date": "{}", "free": "{}"}
        plain = {"text": "String", "bool": "Bool", "count": "Int32", "amount": "Decimal(18, 2)", "date": "Date", "free": "String"}
        columns = ["row_number UInt64"]
        for number, (name, kind, _) in enumerate(customers.columns()):
            inner = f"Nullable({plain[kind]})" if number + 1 in missing else plain[kind]
            columns.append(f"{name} {types[kind].format(inner)}")
        names = ", ".join(name for name, _, _ in customers.columns())
        self.session.query("CREATE DATABASE IF NOT EXISTS b ENGINE = Atomic")
        self.session.query(f"CREATE TABLE b.c ({', '.join(columns)}) ENGINE = Memory")
        self.session.query(f"INSERT INTO b.c SELECT toUInt64(substring(customer_id, 2)), {names} FROM file('{data}', Parquet)")

    def prepare(self, pack):
        self.conditions = [rule.sql("ifNull") for rule in pack]

    def run(self, task, threads, form):
        query = "SELECT " + ", ".join(self.forms[form][task].format(condition) for condition in self.conditions) + " FROM b.c"
        limits = f" SETTINGS max_threads = {threads}, max_query_size = 100000000, max_ast_elements = 10000000, max_expanded_ast_elements = 10000000"
        clock = Clock()
        text = self.session.query(query + limits, "CSV").bytes().decode()
        return *clock.read(), [int(value) if value not in ("", "\\N") else 0 for value in text.strip().split(",")]

    @staticmethod
    def version():
        import chdb

        return f"chdb {chdb.__version__}"


class DataFusion(Inside):
    """Record batches in memory, texts as dictionaries. FILTER was twice as slow as CASE; one query of 1,000 rules was given up after minutes."""
    name = "DataFusion"
    rules_per_query, batch_rows = 100, 1 << 16
    forms = {"CASE, a query per 100 rules": {"counts": "count(CASE WHEN {} THEN 1 END)", "members": "coalesce(sum(CASE WHEN {} THEN row_number END), 0)"}}

    def __init__(self, data, partitions):
        import datafusion
        import pyarrow as pa
        import pyarrow.compute
        import pyarrow.parquet

        self.contexts, self.partitions = {}, partitions
        table = pa.parquet.read_table(data)
        kinds = {name: kind for name, kind, _ in customers.columns()}
        asked = {name: table[name] for name, kind in kinds.items() if kind != "free"}
        short = pa.dictionary(pa.int16(), pa.string())
        table = pa.table({name: column.combine_chunks().dictionary_encode().cast(short) if kinds[name] == "text" else column
                          for name, column in asked.items()} | {"row_number": pa.array(range(len(table)))}).combine_chunks()
        for threads in partitions:
            self.contexts[threads] = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
            rows = -(-len(table) // threads)
            parts = [table.slice(part * rows, rows).to_batches(max_chunksize=self.batch_rows) for part in range(threads)]
            self.contexts[threads].register_record_batches("c", parts)

    def prepare(self, pack):
        self.conditions = [rule.sql("coalesce") for rule in pack]

    def queries(self, text):
        for first in range(0, len(self.conditions), self.rules_per_query):
            asked = self.conditions[first:first + self.rules_per_query]
            yield "SELECT " + ", ".join(f"{text.format(condition)} AS r{i}" for i, condition in enumerate(asked)) + " FROM c"

    def run(self, task, threads, form):
        queries = list(self.queries(self.forms[form][task]))
        clock = Clock()
        batches = [self.contexts[threads].sql(query).collect()[0] for query in queries]
        return *clock.read(), [column[0].as_py() for batch in batches for column in batch.columns]

    @staticmethod
    def version():
        import datafusion

        return datafusion.__version__


class Polars:
    """A frame in memory, texts as Categorical. The number of threads holds for a process: an object for each, apart."""
    name = "Polars"
    forms = {"one lazy select": None, "one lazy select, streaming": None}

    def __init__(self, data, threads):
        import polars as pl

        self.pl, self.threads = pl, threads
        texts = [name for name, kind, _ in customers.columns() if kind == "text"]
        self.frame = pl.read_parquet(data).with_columns([pl.col(name).cast(pl.Categorical) for name in texts] + [
            pl.col("customer_id").str.slice(1).cast(pl.Int64).alias("row_number")])

    def prepare(self, pack):
        conditions = [rule.polars(self.pl) for rule in pack]
        self.selects = {"counts": [c.sum().alias(f"r{i}") for i, c in enumerate(conditions)],
                        "members": [self.pl.col("row_number").filter(c).sum().alias(f"r{i}") for i, c in enumerate(conditions)]}

    def run(self, task, threads, form):
        engine = "streaming" if form.endswith("streaming") else "in-memory"
        clock = Clock()
        row = self.frame.lazy().select(self.selects[task]).collect(engine=engine).row(0)
        return *clock.read(), [int(value or 0) for value in row]

    @staticmethod
    def version():
        import polars

        return polars.__version__


def all_of(options, data, missing, threads):
    """sop first: what it answers is what the others are held against."""
    def program(pack):
        return rules.program(pack, missing)

    sop = Sop(options.build / "sop_packs", options.data, program, {"customers": data}, "a segment per rule")
    out = [sop, DuckDB(data), ClickHouse(data, missing), DataFusion(data, threads)]
    return out + [Apart(Polars, data, one, {"POLARS_MAX_THREADS": str(one)}) for one in threads]
