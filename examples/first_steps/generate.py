"""Makes the data of this example: 60 customers and their orders up to 2026-11-22. Seeded: the same files every time."""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261122)
here = pathlib.Path(__file__).parent
today = dt.datetime(2026, 11, 22, 10, 0)
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周杰 吴倩".split()
cities = ["上海", "北京", "杭州", "成都", ""]
categories = ["tea", "tea", "snacks", "beauty", ""]

customers, orders = [], []
for i in range(1, 61):
    customer = f"C{i:03d}"
    joined = today - dt.timedelta(days=rng.choice([rng.randint(5, 59), rng.randint(60, 700)]), minutes=rng.randint(0, 900))
    customers.append([customer, rng.choice(names), rng.choice(cities), joined.strftime("%Y-%m-%d %H:%M"),
                      "true" if rng.random() < 0.1 else "false"])
    at = joined
    for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 8])):
        at += dt.timedelta(days=rng.randint(0, 45), minutes=rng.randint(1, 900))
        if at >= today:
            break
        orders.append([customer, f"O{len(orders) + 1:05d}", at.strftime("%Y-%m-%d %H:%M:%S"), rng.randint(1, 4),
                       f"{rng.choice([19.9, 49, 89, 168.5, 320])}", rng.choice(categories)])
orders[7][3] = -1  # a return: it does not count
rng.shuffle(orders)

for name, header, rows in [("customers", "customer_id name city joined_at opted_out", customers),
                           ("orders", "customer_id order_id paid_at quantity price category", orders)]:
    with open(here / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
