#!/usr/bin/env python3
"""How the cost of a run on a cluster grows with the number of customers, beside the same run in one process. No test: it prints a table.

usage: sweep.py [--sizes 10000,100000,1000000] [--runs N]    PYTHONPATH: the built package (build/release/python_package)
"""
import argparse
import pathlib
import tempfile
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import sop
import sop.spark
from cluster import MASTER, cluster

PROGRAM = """project shop {
  timezone "Asia/Shanghai"
  currency CNY
}
table customers key id { id id  age int?  spend money? }
events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money  sku text }
attribute orders_30d = count(orders within 30 days)
attribute paid = sum(orders.amount)
attribute paid_90d = sum(orders.amount within 90 days)
attribute kinds = distinct(orders.sku)
attribute silent_days = days_since(last(orders))
score heat { 5 per orders within 30 days cap 20  2 per distinct(orders.sku within 60 days) }
segment adults = age >= 18
segment back = orders_30d > 0 and silent_days < 7
tag big when paid > 500 or spend > 100
tier level { high when paid_90d >= 300  low otherwise or missing }
"""
AS_OF = "2026-11-22 10:00"
ORDERS_EACH = 4


def write_tables(size, folder):
    """The same rows at every call: columns of remainders."""
    ids = pa.array(range(size))
    customers = pa.table({"id": ids.cast(pa.string()), "age": pc.add(pc.bit_wise_and(pc.multiply(ids, 7), 63), 10),
                          "spend": pc.cast(pc.bit_wise_and(pc.multiply(ids, 13), 255), pa.float64())})
    n = pa.array(range(size * ORDERS_EACH))
    of = pc.subtract(n, pc.multiply(pc.divide(n, size), size))
    seconds = pc.add(pc.bit_wise_and(pc.multiply(n, 7919), (1 << 24) - 1), 1780000000 + 4000000)
    orders = pa.table({"customer_id": of.cast(pa.string()), "paid_at": pc.multiply(seconds, 1_000_000).cast(pa.timestamp("us", tz="UTC")),
                       "amount": pc.cast(pc.bit_wise_and(n, 127), pa.float64()),
                       "sku": pc.binary_join_element_wise("sku", pc.bit_wise_and(n, 31).cast(pa.string()), "-")})
    for name, table in (("customers", customers), ("orders", orders)):
        pq.write_table(table, folder / f"{name}.parquet")


def best_of(runs, work):
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    program = sop.compile(PROGRAM)
    print(f"{MASTER}; facts of {ORDERS_EACH} orders each, best of {options.runs}")
    print("| customers | partitions | one process, 1 thread | Spark |\n|---|---|---|---|")
    with cluster() as session, tempfile.TemporaryDirectory() as scratch:
        for size in map(int, options.sizes.split(",")):
            folder = pathlib.Path(scratch, str(size))
            folder.mkdir()
            write_tables(size, folder)
            local = {name: pq.read_table(folder / f"{name}.parquet") for name in ("customers", "orders")}
            alone = best_of(options.runs, lambda: program.evaluate(local, AS_OF).facts.to_arrow())
            frames = {name: session.read.parquet(str(folder / f"{name}.parquet")) for name in local}
            partitions = max(2, size // 100_000)

            def on_cluster():
                facts = sop.spark.evaluate(frames["customers"], {"orders": frames["orders"]}, program, AS_OF, partitions=partitions, wanted=("facts",)).facts
                facts.write.format("noop").mode("overwrite").save()

            together = best_of(options.runs, on_cluster)
            print(f"| {size:,} | {partitions} | {alone:.2f} s | {together:.2f} s |", flush=True)


if __name__ == "__main__":
    main()
