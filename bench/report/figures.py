"""Rows of results: {"task", "what", "size", "threads", "engine", "form", "unit", "first", "times", "cpu"}; looked up and put into words."""
import statistics


def find(report, task, what, size, engine, threads=1):
    wanted = {"task": task, "what": what, "size": size, "engine": engine, "threads": threads}
    return next((row for row in report["rows"] if all(row[key] == value for key, value in wanted.items())), None)


def median(row):
    return statistics.median(row["times"])


def processor(row):
    """The median of what the processor took: on one thread the time of the clock, less what other work on the machine added."""
    return statistics.median(row["cpu"])


def number(value):
    """Three digits that count."""
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(value):
    return f"{number(value)}×"


def timed(value, unit):
    """A time in the unit that a person would say it in."""
    nanoseconds = value * {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}[unit]
    for name, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{number(nanoseconds / size)} {name}"
    return f"{number(nanoseconds)} ns"
