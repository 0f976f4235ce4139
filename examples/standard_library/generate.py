"""Makes the data of this example: 60 customers of a tea shop up to 2026-11-22. Seeded: the same files every time."""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(1111)
here = pathlib.Path(__file__).parent
now = dt.datetime(2026, 11, 22, 10, 0)
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周杰 吴倩".split()


def moment(at):
    return at.strftime("%Y-%m-%d %H:%M")


def some_days(low, high):
    return dt.timedelta(days=rng.randint(low, high), minutes=rng.randint(0, 600))


customers, orders, added, deleted, adverts, views = [], [], [], [], [], []
for i in range(1, 61):
    customer = f"C{i:03d}"
    came_back = i % 20 == 10  # these three stayed away for more than half a year and are here again
    joined = now - (some_days(230, 250) if came_back else some_days(3, 320))
    customers.append([customer, rng.choice(names), moment(joined), "true" if rng.random() < 0.1 else "false"])
    rhythm = rng.choice([7, 15, 30, 60])  # usual days between two orders
    at = joined + some_days(0, 10)
    while at < now and rng.random() < 0.85:
        orders.append([customer, f"O{len(orders) + 1:05d}", moment(at), f"{rng.choice([18, 26.5, 39, 88, 168]):g}"])
        at += some_days(1, 2 * rhythm)
    if came_back:
        orders = [row for row in orders if row[0] != customer]
        for at in (joined, now - some_days(2, 25)):
            orders.append([customer, f"O{len(orders) + 1:05d}X", moment(at), "88"])
    if rng.random() < 0.7:
        friend = joined + some_days(0, 5)
        added.append([customer, moment(friend), rng.choice(["E001", "E002"])])
        if rng.random() < 0.3:
            gone = friend + some_days(5, 200)
            if gone < now:
                deleted.append([customer, moment(gone)])
    for table, most, extra in ((adverts, 3, []), (views, 6, ["menu"])):
        for _ in range(rng.randint(0, most)):
            seen = joined + (now - joined) * rng.random() ** 0.5
            table.append([customer, moment(seen), *extra])
orders.append(["C001", "O99999", moment(now - dt.timedelta(days=1)), "-18"])  # a refund: it does not count
rng.shuffle(orders)

tables = {
    "customers": ("customer_id name joined_at opted_out", customers),
    "orders": ("customer_id order_id paid_at amount", orders),
    "friend_added": ("customer_id at staff_id", added),
    "friend_deleted": ("customer_id at", deleted),
    "adverts": ("customer_id at", adverts),
    "page_views": ("customer_id at page", views),
}
for name, (header, rows) in tables.items():
    with open(here / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
