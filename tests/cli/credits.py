"""`credit` against a slow reckoning: random orders and touches, every way of sharing out, exact fractions where there are some.
Usage: credits.py SOPC"""
import csv
import datetime
import fractions
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
WAYS = {"last": "last", "first": "first", "even": "even", "fading": "half_life 3 days"}
WINDOWS = {"days": "within 5 days", "hours": "within 36 hours", "ever": ""}


def program():
    text = """project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id }
events orders  key customer_id time at { customer_id id   at datetime   amount money   shop text }
events touches key customer_id time at { customer_id id   at datetime   campaign text? }
"""
    for name, way in WAYS.items():
        for window, words in WINDOWS.items():
            text += f"report {name}_{window} by touches.campaign, shop credit {way} {words} {{ count(orders)  sum(orders.amount)  avg(orders.amount) }}\n"
    return text


def counts(window, touch, order):
    if touch > order:
        return False
    if window == "days":
        return (order.date() - touch.date()).days < 5
    return window == "ever" or touch > order - datetime.timedelta(hours=36)


def parts(way, touches, order):
    if way == "last":
        return [(touches[-1][1], 1)]
    if way == "first":
        return [(touches[0][1], 1)]
    if way == "even":
        return [(campaign, fractions.Fraction(1, len(touches))) for _, campaign in touches]
    weights = [2 ** (-(order - at) / datetime.timedelta(days=3)) for at, _ in touches]
    return [(campaign, weight / sum(weights)) for (_, campaign), weight in zip(touches, weights)]


class Credits(unittest.TestCase):
    def test_every_way_and_window(self):
        for seed in range(5):
            self.one(random.Random(seed))

    def one(self, chance):
        begin = datetime.datetime(2026, 3, 1)
        moment = lambda: begin + datetime.timedelta(minutes=30 * chance.randrange(48 * 12))
        people = ["c1", "c2", "c3", "stranger"]
        orders = [(chance.choice(people), moment(), chance.randrange(1, 500), chance.choice("xy")) for _ in range(40)]
        taken, touches = set(), []
        for _ in range(60):
            who, at = chance.choice(people), moment()
            if (who, at) not in taken:  # at one instant the file's order would decide
                taken.add((who, at))
                touches.append((who, at, chance.choice(["a", "b", "c", ""])))
        with tempfile.TemporaryDirectory() as folder:
            write = lambda name, text: pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            write("p.sop", program())
            write("customers.csv", "customer_id\nc1\nc2\nc3\n")
            write("orders.csv", "customer_id,at,amount,shop\n" + "".join(f"{who},{at:%Y-%m-%d %H:%M},{much},{shop}\n" for who, at, much, shop in orders))
            write("touches.csv", "customer_id,at,campaign\n" + "".join(f"{who},{at:%Y-%m-%d %H:%M},{campaign}\n" for who, at, campaign in touches))
            data = [part for name in ("customers", "orders", "touches") for part in ("--data", f"{name}={name}.csv")]
            done = subprocess.run([SOPC, "run", "p.sop", "--as-of", "2026-04-01 10:00", "--out", "out", *data], cwd=folder, capture_output=True, text=True,
                                  env={**os.environ, "LC_ALL": "en_US.UTF-8"})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            for way in WAYS:
                for window in WINDOWS:
                    with open(pathlib.Path(folder, "out", "reports", f"{way}_{window}.csv"), encoding="utf-8") as file:
                        self.compare(way, window, list(csv.DictReader(file)), orders, touches)

    def compare(self, way, window, rows, orders, touches):
        count, amount = {}, {}
        for who, at, much, shop in orders:
            before = sorted((moment, campaign) for own, moment, campaign in touches if own == who and counts(window, moment, at))
            for campaign, part in parts(way, before, at) if before else [("", 1)]:
                count[campaign, shop] = count.get((campaign, shop), 0) + part
                amount[campaign, shop] = amount.get((campaign, shop), 0) + part * much
        self.assertEqual({(row["campaign"], row["shop"]) for row in rows[:-1]}, set(count))
        for row in rows[:-1]:
            key = row["campaign"], row["shop"]
            self.assertAlmostEqual(float(row["count(orders)"]), float(count[key]), 9)
            self.assertAlmostEqual(float(row["sum(orders.amount)"]), float(amount[key]), delta=0.000051)
            self.assertAlmostEqual(float(row["avg(orders.amount)"]), float(amount[key] / count[key]), delta=0.000051)
        self.assertEqual(float(rows[-1]["count(orders)"]), len(orders))
        self.assertEqual(float(rows[-1]["sum(orders.amount)"]), sum(much for _, _, much, _ in orders))


if __name__ == "__main__":
    unittest.main(verbosity=1)
