"""Who computes aggregates per customer: each loads the events once into its own best form, sorted by customer, and answers the sum of every
aggregate over all customers, in one query that groups by customer. The others are given the customer as a number."""
from packs.clock import Clock


class DuckDB:
    """A native in-memory table, texts as ENUM."""
    name = "DuckDB"
    forms = {"FILTER": ("count(*) FILTER (WHERE {})", "{}(seconds) FILTER (WHERE {})"),
             "CASE": ("count(CASE WHEN {} THEN 1 END)", "{}(CASE WHEN {} THEN seconds END)")}

    def __init__(self, events):
        import duckdb

        self.database = duckdb.connect()
        for name in ("kind", "place"):
            self.database.execute(f"CREATE TYPE e_{name} AS ENUM (SELECT DISTINCT {name} FROM '{events}' ORDER BY 1)")
        self.database.execute("CREATE TABLE e AS SELECT CAST(customer AS INTEGER) AS customer, day, "
                              f"CAST(kind AS e_kind) AS kind, CAST(place AS e_place) AS place, seconds FROM '{events}' ORDER BY customer, happened_at")

    def prepare(self, pack):
        self.pack = [one.sql() for one in pack]

    def run(self, task, threads, form):
        count, other = self.forms[form]
        parts = [f"{count.format(condition) if what == 'count' else other.format(what, condition)} AS a{i}"
                 for i, (what, condition) in enumerate(self.pack)]
        sums = ", ".join(f"coalesce(sum(a{i}), 0)" for i in range(len(parts)))
        query = f"SELECT {sums} FROM (SELECT {', '.join(parts)} FROM e GROUP BY customer)"
        self.database.execute(f"SET threads = {threads}")
        clock = Clock()
        row = self.database.execute(query).fetchone()
        return *clock.read(), [int(value) for value in row]

    def close(self):
        self.database.close()


class ClickHouse:
    """chdb: a Memory table, or one sorted by customer that is aggregated in its order; texts as LowCardinality."""
    name = "ClickHouse"
    forms = {"Memory, countIf": "m", "MergeTree in order, countIf": "t"}

    def __init__(self, events):
        from chdb import session

        self.session = session.Session()
        columns = "customer UInt32, day Date, kind LowCardinality(String), place LowCardinality(String), seconds Nullable(Int32)"
        self.session.query("CREATE DATABASE IF NOT EXISTS h ENGINE = Atomic")
        self.session.query(f"CREATE TABLE h.m ({columns}) ENGINE = Memory")
        self.session.query(f"CREATE TABLE h.t ({columns}) ENGINE = MergeTree ORDER BY customer")
        for table in ("m", "t"):
            self.session.query(f"INSERT INTO h.{table} SELECT customer, day, kind, place, seconds FROM file('{events}', Parquet)")

    def prepare(self, pack):
        self.pack = [one.sql() for one in pack]

    def run(self, task, threads, form):
        parts = [f"countIf({condition}) AS a{i}" if what == "count" else f"{what}If(seconds, {condition}) AS a{i}"
                 for i, (what, condition) in enumerate(self.pack)]
        sums = ", ".join(f"sum(a{i})" for i in range(len(parts)))
        table = self.forms[form]
        query = (f"SELECT {sums} FROM (SELECT {', '.join(parts)} FROM h.{table} GROUP BY customer) "
                 f"SETTINGS max_threads = {threads}, optimize_aggregation_in_order = {int(table == 't')}")
        clock = Clock()
        text = self.session.query(query, "CSV").bytes().decode()
        return *clock.read(), [int(value) if value not in ("", "\\N") else 0 for value in text.strip().split(",")]

    def close(self):
        self.session.query("DROP DATABASE h SYNC")
