"""What is to be reached: a must and an aim per line, as a ratio between two rows of the same run, or as a time. `measured` is None where
the run did not ask."""
import dataclasses

from report import figures


@dataclasses.dataclass
class Goal:
    task: str
    said: str
    must: float
    aim: float
    measured: float | None  # by the clock
    processor: float | None = None  # by the processor; on one thread only
    at_most: bool = False  # else at least
    unit: str | None = None  # a time; else a ratio
    most: float | None = None  # the ratio of an engine that takes what memory takes, and nothing else

    def counts(self):
        """What decides: on one thread the time of the processor, which is the clock's where nothing else runs."""
        return self.measured if self.processor is None else self.processor

    def reached(self, wanted):
        return self.counts() <= wanted if self.at_most else self.counts() >= wanted

    def shown(self, value):
        return figures.timed(value, self.unit) if self.unit else figures.ratio(value)

    def verdict(self):
        if self.measured is None:
            return "not measured"
        if self.reached(self.aim):
            return "aim reached"
        if self.reached(self.must):
            return "must reached"
        short = self.counts() / self.must if self.at_most else self.must / self.counts()
        beyond = self.most is not None and self.most < self.must
        return f"missed by {figures.ratio(short)}" + (f"; memory's pace itself gives {figures.ratio(self.most)}" if beyond else "")


PACK_SIZES = (10, 100, 1000)
PACKS = {"ClickHouse": ((3, 10, 25), (5, 18, 50)), "DuckDB": ((15, 50, 200), (25, 90, 400)), "Polars": ((25, 80, 250), (40, 130, 500))}
ONE_CUSTOMER = {"ZEN, its own figure": (50, 150), "cel-go": (100, 200), "json-rules-engine": (3000, 7000)}
ONE_CUSTOMER_NS = {1: 60, 10: 250, 100: 1000, 1000: 5000}


def quotient(report, above, below):
    """How many times the one's median is the other's; each is (task, what, size, engine[, threads])."""
    rows = figures.find(report, *above), figures.find(report, *below)
    if None in rows:
        return {"measured": None}
    out = {"measured": figures.median(rows[0]) / figures.median(rows[1])}
    if all(row["threads"] == 1 for row in rows):
        out["processor"] = figures.processor(rows[0]) / figures.processor(rows[1])
    return out


def time_of(report, *key):
    row = figures.find(report, *key)
    return {"measured": None} if row is None else {"measured": figures.median(row), "processor": figures.processor(row)}


def packs(report):
    for task, what, part in (("B1", "counts", 1), ("B2", "members", 2)):
        for engine, (musts, aims) in PACKS.items():
            for size, must, aim in zip(PACK_SIZES, musts, aims, strict=True):
                found = quotient(report, (task, what, size, engine), (task, what, size, "sop"))
                most = quotient(report, (task, what, size, engine), (task, what, size, "memory's pace")).get("processor")
                yield Goal(task, f"{what} of {size:,} rules, faster than {engine}", must / part, aim, most=most, **found)
    growth = quotient(report, ("B1", "counts", 1000, "sop"), ("B1", "counts", 10, "sop"))
    yield Goal("B1", "growth: time of 1,000 rules over time of 10", 20, 12, at_most=True, **growth)
    for size, must, aim in ((10, 2.5, 1.4), (100, 5, 2.5)):
        found = quotient(report, ("B1", "counts", size, "sop"), ("B1", "counts", size, "memory's pace"))
        yield Goal("B1", f"{size} rules over reading their columns once at memory's pace", must, aim, at_most=True, **found)


def one_customer(report):
    for engine, (must, aim) in ONE_CUSTOMER.items():
        found = quotient(report, ("B7", "one customer", 100, engine), ("B7", "one customer", 100, "sop"))
        yield Goal("B7", f"one customer, 100 rules, faster than {engine}", must, aim, **found)
    for size, guidance in ONE_CUSTOMER_NS.items():
        found = time_of(report, "B7", "one customer", size, "sop")
        yield Goal("B7", f"one customer, {size:,} rule{'s' if size > 1 else ''} (guidance)", guidance, guidance, at_most=True, unit="ns", **found)


def event_aggregates(report):
    for engine, must, aim in (("ClickHouse", 2, 4), ("DuckDB", 10, 20)):
        for size in (10, 100):
            found = quotient(report, ("B4", "event aggregates", size, engine), ("B4", "event aggregates", size, "sop"))
            yield Goal("B4", f"{size} aggregates of every customer's events, faster than {engine}", must, aim, **found)


def largest(report, task, what):
    return max((row["size"] for row in report["rows"] if (row["task"], row["what"]) == (task, what)), default=0)


def end_to_end(report):
    what = "end to end, Parquet"
    size = largest(report, "B5", what)
    for threads in (1, 2):
        found = quotient(report, ("B5", what, size, "DuckDB", threads), ("B5", what, size, "sop", threads))
        yield Goal("B5", f"end to end, {threads} thread{'s' if threads > 1 else ''}, faster than DuckDB's SQL", 2, 5, **found)


def journey_tick(report):
    what = "journey tick, people inside"
    found = quotient(report, ("B6", what, 1_000_000, "sop"), ("B6", what, 100_000, "sop"))
    yield Goal("B6", "a journey's tick with 1,000,000 people inside over one with 100,000, as many due", 1.5, 1.1, at_most=True, **found)


def project(report):
    found = quotient(report, ("B8", "check", 10000, "sop"), ("B8", "check", 2500, "sop"))
    yield Goal("B8", "growth: check of 10,000 lines over 2,500 lines", 4.4, 4, at_most=True, **found)
    for what, must, aim in (("check", 150, 60), ("check after one line", 20, 5)):
        yield Goal("B8", f"{what}, 10,000 lines (guidance)", must, aim, at_most=True, unit="ms",
                   **time_of(report, "B8", what, 10000, "sop"))


def daily(report):
    """The run itself, on tables that are loaded; and the whole command, which reads all files and its state first."""
    for what, said in (("daily run", "daily incremental run of loaded tables, 2 % touched, faster than over all"),
                       ("daily command", "the same as a command, from files and state file to both")):
        size = largest(report, "B9", f"{what}, all asked")
        found = quotient(report, ("B9", f"{what}, all asked", size, "sop"), ("B9", f"{what}, few asked", size, "sop"))
        yield Goal("B9", said, 3, 8, **found)


def preview(report):
    found = time_of(report, "B3", "preview of one rule", 10_000_000, "sop")
    yield Goal("B3", "preview of one rule while editing, compiled anew, 10 M customers (guidance)", 25, 8, at_most=True, unit="ms", **found)


def all_of(report):
    found = [*packs(report), *event_aggregates(report), *end_to_end(report), *journey_tick(report), *one_customer(report), *project(report),
             *daily(report), *preview(report)]
    return sorted(found, key=lambda goal: goal.task)
