"""A program over a cluster decides what it decides on one machine."""

import csv
import os
import pathlib
import random
import sys
from collections.abc import Iterator

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

import sop
import sop.spark
from cluster import cluster, rows_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
from agreement import data_for, programs  # noqa: E402

AS_OF = "2026-11-22 10:00"
CONTACTS = """
channel chat direct
template hello on chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "hello" }
policy contact { suppress opted_out  cap 1 send per 7 days on_cap skip }
segment chosen = from age > 20 then count(orders) > 3 then kind is known
rule greet { if plain_one or count(orders within 30 days) > 3 then send hello }
rule thank { on orders where price > 300 if age > 20 then send hello }
journey care {
  enter on orders where price > 250
  reenter after exit cooldown 3 days
  first:
    wait 2 days
    send hello
  second:
    wait for visits up to 5 days {
      on visits { send hello }
      on timeout { stop }
    }
}
"""
# What is asked of all customers: ties, missing values, sums of numbers in order of ids, functions of functions.
EVERYBODY = """
attribute place = rank(age)
attribute place_of_each = rank(wealth low first ties id missing out)
attribute above_others = percentile(wealth among (age > 18))
attribute quarter = ntile(place, 4 ties id)
attribute middle = quantile(age, 50%)
attribute part = share_of_total(wealth among (wealth > 0))
attribute mean_wealth = avg(customers.wealth)
attribute richest = max(customers.limit_of)
attribute usual = mode(customers.kind)
segment first_three = top 3 by age
segment most_of_it = top 60% by limit_of
segment above_mean = count(orders) > avg(customers.place)
"""


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with cluster() as session:
        yield session


def texts_of(path: pathlib.Path) -> pa.Table:
    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    return pa.table({name: pa.array([row[i] or None for row in rows], pa.string()) for i, name in enumerate(head)})


def compiles(text: str) -> sop.Program | None:
    """A program that can be given out, or nothing."""
    try:
        program = sop.compile(text)
    except sop.CompileError:
        return None
    return program if all(one["in_passes"] for one in program.schema["needs_all_customers"]) else None


def generated(seed: int, folder: pathlib.Path) -> tuple[sop.Program, dict[str, pa.Table]]:
    """A program of those pieces of a generated one that can be given out, and its rows."""
    choose, text, facts = programs(seed)
    kept = facts[0] + "\n" + facts[1] + CONTACTS + EVERYBODY
    for fact in facts[2:]:
        if compiles(text + kept + "\n" + fact):
            kept += "\n" + fact
    program = compiles(text + kept)
    assert program is not None and len(program.facts) > 3 and program.passes() >= 2
    files = data_for(choose, str(folder), "id order_id" in text)
    return program, {name: texts_of(path) for name, path in files.items()}


@pytest.mark.parametrize("seed", range(1, 1 + int(os.environ.get("SOP_SPARK_PROGRAMS", "2"))))
def test_generated_programs(spark: SparkSession, tmp_path: pathlib.Path, seed: int) -> None:
    program, tables = generated(seed, tmp_path)
    local = program.evaluate(tables, AS_OF)
    frames = {name: spark.createDataFrame(table) for name, table in tables.items() if name != "customers"}
    wanted = ("facts", "actions", "tags", "segments", "stages", "decisions", "issues")
    result = sop.spark.evaluate(spark.createDataFrame(tables["customers"]), frames, program, AS_OF, partitions=3, wanted=wanted).persist()
    for name in wanted:
        assert rows_of(getattr(result, name)) == rows_of(getattr(local, name)), name
    result.unpersist()


SHOP = """project shop {
  timezone "Asia/Shanghai"
  currency CNY
  guard { cap 2 k 2 }
}
table customers key id { id id  age int?  spend money? }
events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money  sku text -> products }
table products key sku { sku text  kind text }
channel chat direct
template hello on chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "hello" }
use std.lifecycle(visits: orders, new_days: 3, active_days: 5, cooling_days: 8, lost_days: 10) as life
attribute drinks = count(orders where sku.kind = "drinks")
segment adults = age >= 18
tag keen when count(orders within 30 days) > 1
template sorry on chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "sorry" }
attribute lost = count(sends where outcome = failed)
rule greet { if adults and spend > 50 then send hello }
rule repair { if lost > 0 then send sorry }
attribute spent = sum(orders.amount)
attribute place = rank(spent ties id)
segment above_mean = spent > avg(customers.spend)
rule praise { on orders if place <= 3 then send best }
template best on chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "best" }
attribute place_of_lost = rank(lost)
journey care {
  enter on orders where sku.kind = "drinks"
  reenter after exit cooldown 1 day
  wait 1 day
  send hello
}
"""
CHANNEL_QUOTA = "channel chat direct { quota 5 per day }"


def shop_rows(people: int, upto: str) -> dict[str, pa.Table]:
    """The same customers and orders at every call; orders known by that day."""
    choose = random.Random(7)
    customers = {"id": [str(n) for n in range(people)], "age": [choose.choice([None, 15, 30, 44]) for _ in range(people)],
                 "spend": [choose.choice([None, 10.5, 80.0]) for _ in range(people)]}
    orders = [(str(choose.randrange(40)), f"2026-11-{choose.randint(10, 25):02} {choose.randint(0, 23):02}:15", choose.choice([9.9, 20.0]),
               choose.choice(["tea", "cup"])) for _ in range(80)]
    orders = [row for row in orders if row[1] <= upto]
    columns = zip(["customer_id", "paid_at", "amount", "sku"], zip(*orders))
    return {"customers": pa.table(customers), "orders": pa.table({name: list(values) for name, values in columns}),
            "products": pa.table({"sku": ["tea", "cup"], "kind": ["drinks", "things"]})}


def test_ticks(spark: SparkSession) -> None:
    """Ticks with the memory as a DataFrame do what ticks with a memory of bytes do: new customers in later ticks too. Who is among
    the first is asked of all, by the rule on orders as the tick before knew it; `place_of_lost` reads what ticks themselves do."""
    program = sop.compile(SHOP)
    assert program.passes(with_memory=True) == 2
    memory, state = b"", None
    outcomes = pa.table({name: pa.array([], pa.string()) for name in ("effect_id", "outcome", "at")})
    done: list[str] = []
    for people, as_of in ((5, "2026-11-20 10:00"), (40, "2026-11-23 12:00"), (40, "2026-11-26 09:00")):
        tables = {**shop_rows(people, as_of), "send_results": outcomes}
        local = program.evaluate(tables, as_of, memory=memory, max_actions=1000)
        memory = local.memory or b""
        frames = {name: spark.createDataFrame(tables[name]) for name in ("orders", "products", "send_results")}
        tick = sop.spark.tick(spark.createDataFrame(tables["customers"]), frames, program, as_of, state, buckets=None if state else 3, max_actions=1000)
        for name in ("actions", "tags", "facts"):
            assert rows_of(getattr(tick, name)) == rows_of(getattr(local, name)), (as_of, name)
        state = spark.createDataFrame(tick.state.toArrow())
        tick.unpersist()
        ids = pa.table(local.actions)["effect_id"]
        done += pa.table(local.actions)["object"].to_pylist()
        # Every second of them failed: an outcome names no customer, so all executors have it.
        outcomes = pa.table({"effect_id": ids.filter(pa.array([n % 2 == 0 for n in range(len(ids))])).cast(pa.string())})
        outcomes = outcomes.append_column("outcome", pa.array(["failed"] * outcomes.num_rows)).append_column("at", pa.array([as_of] * outcomes.num_rows))
    assert done.count("hello") > 5 and done.count("sorry") > 0 and done.count("best") > 0, done
    with pytest.raises(sop.SopError, match="3 buckets"):
        sop.spark.tick(spark.createDataFrame(tables["customers"]), frames, program, "2026-11-27 09:00", state, buckets=4)


def test_the_guard_is_for_the_whole_cluster(spark: SparkSession) -> None:
    tables = shop_rows(40, "2026-11-23 12:00")
    customers = spark.createDataFrame(tables["customers"])
    with pytest.raises(sop.RefusedError, match="guard's 2"):
        sop.spark.tick(customers, {"orders": tables["orders"], "products": tables["products"]}, sop.compile(SHOP), "2026-11-23 12:00", buckets=3)


@pytest.mark.parametrize("extra, told", [
    ("segment rich = age > avg(customers.age)\nrule on_event { on orders if rich then send hello }",
     "`rich`: `avg` goes over all customers, and is asked at the instants of events"),
    ("rule of_sends { on orders if rank(lost) = 1 then send hello }", "`rank` asks all customers about what the run itself changes"),
    (CHANNEL_QUOTA, "the quota of channel `chat`"),
    ("max_staleness 2 days", "newest event of all customers"),
])
def test_what_asks_for_everybody_is_refused(spark: SparkSession, extra: str, told: str) -> None:
    text = SHOP + extra + "\n"
    if extra == CHANNEL_QUOTA:
        text = SHOP.replace("channel chat direct", extra)
    if extra.startswith("max_staleness"):
        text = SHOP.replace("currency CNY", "currency CNY\n  " + extra)
    customers = spark.createDataFrame(shop_rows(2, "2026")["customers"])
    with pytest.raises(sop.spark.NotByCustomer) as caught:
        sop.spark.evaluate(customers, {}, sop.compile(text), AS_OF)
    assert told in str(caught.value)


def test_tables_are_asked_for_before_a_job_starts(spark: SparkSession) -> None:
    program, tables = sop.compile(SHOP), shop_rows(3, "2026-11-23")
    customers, orders = spark.createDataFrame(tables["customers"]), spark.createDataFrame(tables["orders"])
    rest = {"orders": orders, "products": tables["products"]}
    with pytest.raises(sop.InputError, match="products"):
        sop.spark.evaluate(customers, {"orders": orders}, program, AS_OF)
    with pytest.raises(sop.InputError, match="strangers"):
        sop.spark.evaluate(customers, {**rest, "strangers": orders}, program, AS_OF)
    with pytest.raises(sop.InputError, match="`sku`"):
        sop.spark.evaluate(customers, {**rest, "orders": orders.drop("sku")}, program, AS_OF)
    with pytest.raises(AttributeError, match="actions"):
        sop.spark.evaluate(customers, rest, program, AS_OF, wanted=("facts",)).actions


def test_rows_that_do_not_fit_are_told(spark: SparkSession) -> None:
    tables = shop_rows(3, "2026-11-23")
    wrong = tables["orders"].set_column(2, "amount", pa.array(["ten"] * tables["orders"].num_rows))
    with pytest.raises(Exception, match="amount"):
        sop.spark.evaluate(spark.createDataFrame(tables["customers"]), {"orders": wrong, "products": tables["products"]}, sop.compile(SHOP), AS_OF).facts.collect()
