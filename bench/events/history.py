"""Events for aggregates: eight per customer on average, a few customers with most of them; twelve kinds, four places. The same number of
customers gives the same rows, in order of customer and time."""
import pathlib

import duckdb

KINDS = ("view", "click", "article", "moments", "reply", "question", "share", "visit", "cart", "coupon", "complaint", "unfollow")
PLACES = ("app", "mini", "wecom", "web")
MOST_SECONDS = 600
DAYS = 400
AS_OF = "2026-11-22"
PER_CUSTOMER = 8


def unit(what):
    """A number in [0, 1) of an event's own; powers make small values frequent."""
    return f"((hash(i * 8 + {what}) >> 11) / 9007199254740992.0)"


def one_of(words, what):
    listed = ", ".join(f"'{word}'" for word in words)
    return f"[{listed}][1 + CAST(floor({len(words)} * pow({unit(what)}, 2)) AS INTEGER)]"


def write(folder, count):
    """customers and events as Parquet; the paths of both."""
    customers, events = (pathlib.Path(folder) / f"history_{name}_{count}.parquet" for name in ("customers", "events"))
    if events.exists():
        return customers, events
    database = duckdb.connect()
    database.execute(f"COPY (SELECT 'c' || lpad(CAST(i AS VARCHAR), 8, '0') AS customer_id FROM range({count}) AS r(i)) "
                     f"TO '{customers}' (FORMAT parquet)")
    made = (f"SELECT CAST(floor({count} * pow({unit(0)}, 1.6)) AS BIGINT) AS customer, "
            f"TIMESTAMP '{AS_OF} 10:00:00' - to_seconds(CAST(floor({DAYS * 86400} * {unit(1)}) AS BIGINT)) AS happened_at, "
            f"{one_of(KINDS, 2)} AS kind, {one_of(PLACES, 3)} AS place, "
            f"CASE WHEN {unit(4)} >= 0.2 THEN CAST(floor({MOST_SECONDS} * pow({unit(5)}, 3)) AS INTEGER) END AS seconds "
            f"FROM range({PER_CUSTOMER * count}) AS r(i)")
    database.execute(f"COPY (SELECT 'c' || lpad(CAST(customer AS VARCHAR), 8, '0') AS customer_id, customer, happened_at, CAST(happened_at AS DATE) AS day, kind, place, seconds "
                     f"FROM ({made}) ORDER BY customer, happened_at) TO '{events}.part' (FORMAT parquet)")
    pathlib.Path(f"{events}.part").rename(events)
    return customers, events
