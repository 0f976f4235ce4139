"""Makes the data of this example: 150 customers of a shop for the home and what they did up to 2026-11-20. Seeded: the same files every
time. What they need decides what they do: some have a purifier and its filters, some cover their family, some only look.
"""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261120)
data = pathlib.Path(__file__).parent / "data"
end = dt.datetime(2026, 11, 20, 16, 0)
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周洁 吴倩 徐璐 孙悦 马超 朱琳 胡军 郭颖".split()
products = [  # sku, title, kind, price, refill_days
    ("P100", "台式净水器", "purifier", 899, ""), ("P300", "厨下净水器", "purifier", 2399, ""),
    ("F100", "复合滤芯", "filter", 199, 180), ("F300", "反渗透滤芯", "filter", 399, 365),
    ("T10", "骨瓷碗", "tableware", 59, ""), ("T20", "铸铁锅", "tableware", 329, ""), ("T30", "玻璃壶", "tableware", 129, ""),
    ("B10", "意外险", "insurance", 98, ""),
]
price = {row[0]: row[3] for row in products}
ladder = [("free_cover", 0), ("medical", 900), ("critical", 4800), ("life", 6500)]
customers, scores, behaviour, orders, policies, remarks = [], [], [], [], [], []


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


def chance(share):
    return rng.random() < share


def note(rows, customer, at, *rest):
    if at <= end:
        rows.append([customer, stamp(at), *rest])


def buy(customer, at, sku):
    if at <= end:
        orders.append([customer, f"A{len(orders) + 1:04d}", stamp(at), sku, rng.choice([1, 1, 1, 2]), price[sku]])


def at_day(at, days):
    return (at + dt.timedelta(days=days)).replace(hour=rng.randint(8, 22), minute=rng.randint(0, 59))


for i in range(1, 151):
    customer = f"H{i:03d}"
    joined = end - dt.timedelta(days=rng.choice([rng.randint(1, 60), rng.randint(60, 420)]), minutes=rng.randint(30, 800))
    born = dt.date(rng.randint(1955, 2003), rng.randint(1, 12), rng.randint(1, 28)) if chance(0.75) else ""
    income = rng.randint(40, 400) * 1000 if chance(0.5) else ""
    customers.append([customer, rng.choice(names + [""]), stamp(joined), born, income, rng.choice(["A1", "A2", "A3", ""]),
                      "true" if chance(0.05) else "false"])
    if chance(0.4):
        scores.append([customer, round(rng.random(), 2), (end - dt.timedelta(days=rng.randint(0, 60))).date()])
    kind = rng.choice(["looks", "looks", "purifier", "purifier", "tableware", "family"])
    note(behaviour, customer, joined + dt.timedelta(minutes=5), "exposure", "", "")
    point = rng.choice(["price", "quality", "delivery", "health"])
    for _ in range(rng.randint(1, 12)):
        what = rng.choice(["visit", "visit", "visit", "favourite", "add_to_cart", "consult", "share"])
        sku = rng.choice(products)[0] if what in ("favourite", "add_to_cart") else ""
        day = at_day(joined, rng.randint(0, 90))
        note(behaviour, customer, day, what, sku, (point if chance(0.7) else "delivery") if what == "consult" else "")
        if what == "add_to_cart" and chance(0.4):
            buy(customer, day + dt.timedelta(minutes=rng.randint(10, 600)), sku)
    if chance(0.12):
        for back in range(rng.randint(3, 4)):
            note(behaviour, customer, end - dt.timedelta(days=back * 3, minutes=rng.randint(10, 500)), "consult", "", point)
    if kind == "purifier":
        sku = rng.choice(["P100", "P300"])
        day = at_day(joined, rng.randint(0, 20))
        buy(customer, day, sku)
        life = 180 if sku == "P100" else 365
        while day < end:
            day = at_day(day, rng.randint(5, 30))
            buy(customer, day, "F100" if life == 180 else "F300")
            day += dt.timedelta(days=life + rng.randint(-20, 30))
    if kind == "tableware":
        day = joined
        for _ in range(rng.randint(1, 5)):
            day = at_day(day, rng.randint(3, 60))
            buy(customer, day, rng.choice(["T10", "T20", "T30"]))
    if kind == "family" or chance(0.1):
        day = joined
        for name, premium in ladder[:rng.randint(1, 4)]:
            day = at_day(day, rng.randint(1, 50))
            note(policies, customer, day, name, premium)
    if chance(0.15):
        note(remarks, customer, at_day(joined, rng.randint(1, 60)), rng.choice(["insurance", "insurance", "tableware", "purifier"]),
             rng.choice(["likes", "dislikes", "dislikes"]))

data.mkdir(exist_ok=True)
for name, header, rows in [
    ("customers", "customer_id name joined_at birthday fixed_income owner_id opted_out", customers),
    ("model", "customer_id likely scored_on", scores),
    ("reps", "staff_id name duty left_on", [["A1", "徐璐", "advisor", ""], ["A2", "马超", "advisor", ""],
                                            ["A3", "朱琳", "advisor", "2026-10-31"], ["M1", "郭颖", "manager", ""]]),
    ("products", "sku title kind price refill_days", products),
    ("behaviour", "customer_id at what sku topic", behaviour),
    ("orders", "customer_id order_id paid_at sku quantity price", orders),
    ("policies", "customer_id signed_at kind premium", policies),
    ("remarks", "customer_id at about feeling", remarks),
    ("tags", "customer_id tag staff_id since", [[f"H{n:03d}", "objection_solved", "A1", "2026-11-05 10:00"] for n in (4, 11, 30, 77)]
     + [[f"H{n:03d}", "worried_about_price", "A2", "2026-11-01 10:00"] for n in (9, 52)]),
]:
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
