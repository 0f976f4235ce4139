"""Customers and orders for shop.sop, around every edge that decides: joined 30 days ago, 500 spent, 27 days of silence.

The same seed gives the same files. Usage: generate.py FOLDER
"""

import csv
import datetime
import pathlib
import random
import sys

as_of = datetime.datetime(2026, 11, 22, 10, 0)
customers = 3000


def instant(source, days_ago):
    """Any minute of the day that many days ago, midnight and the last minute often."""
    minute = source.choice([0, 1, 599, 600, 601, 1438, 1439, source.randrange(1440)])
    return datetime.datetime.combine(as_of.date() - datetime.timedelta(days_ago), datetime.time()) + datetime.timedelta(
        minutes=minute
    )


def orders_of(source, customer_id):
    for number in range(source.choice([0, 1, 1, 2, 3])):
        yield {
            "customer_id": customer_id,
            "order_id": f"{customer_id}-{number}",
            "paid_at": instant(source, source.choice([-1, 0, 20, 26, 27, 28, 29, 30, 31])),
            "quantity": source.choice([-1, 0, 1, 1, 2, 5]),
            "price": source.choice(["0", "99.98", "100.00", "249.9999", "250", "499.9999", "500", "1000.5"]),
        }


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def main(folder):
    source = random.Random(20261122)
    people, orders = [], []
    for number in range(customers):
        customer_id = f"c{number:05}"
        opted_out = source.random() < 0.2
        joined_at = instant(source, source.choice([1, 28, 29, 30, 31, 200]))
        people.append({"customer_id": customer_id, "joined_at": joined_at, "opted_out": str(opted_out).lower()})
        orders.extend(orders_of(source, customer_id))
    source.shuffle(orders)
    write(folder / "customers.csv", people)
    write(folder / "orders.csv", orders)


main(pathlib.Path(sys.argv[1]))
