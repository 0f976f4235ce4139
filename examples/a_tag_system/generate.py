"""Makes the data of this example: 180 customers of Kaixi and what they did up to 2026-11-18. Seeded: the same files every time."""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261118)
data = pathlib.Path(__file__).parent / "data"
today = dt.datetime(2026, 11, 18, 10, 0)

stores = {"S1": ("east", "shanghai"), "S2": ("east", "hangzhou"), "S3": ("north", "beijing"), "S4": ("south", "guangzhou")}
products = [  # sku, title, kind, price, upgrade, pairing
    ("americano", "美式", "coffee", 18, "cold_brew", "croissant"),
    ("latte", "拿铁", "coffee", 24, "oat_latte", "cheesecake"),
    ("cold_brew", "冷萃", "coffee", 28, "", "croissant"),
    ("oat_latte", "燕麦拿铁", "coffee", 30, "", "cheesecake"),
    ("pearl_tea", "珍珠奶茶", "milk_tea", 16, "cheese_tea", "egg_tart"),
    ("cheese_tea", "芝士奶茶", "milk_tea", 22, "", "egg_tart"),
    ("oolong", "乌龙", "tea", 26, "", "egg_tart"),
    ("croissant", "可颂", "pastry", 14, "", "americano"),
    ("cheesecake", "芝士蛋糕", "pastry", 32, "", "latte"),
    ("egg_tart", "蛋挞", "pastry", 8, "", "pearl_tea"),
    ("hand_cream", "护手霜", "skin_care", 69, "", ""),
]
price = {row[0]: row[3] for row in products}
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周洁 吴倩 徐璐 孙悦 马超 朱琳 胡军 郭颖".split()


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


reps = [[f"A{i}", rng.choice(names), f"S{(i - 1) // 2 + 1}", "advisor", "2026-10-31" if i == 4 else ""] for i in range(1, 9)]
reps += [[f"M{i}", rng.choice(names), f"S{i}", "manager", ""] for i in range(1, 5)]

customers, survey, orders, added, deleted, cards = [], [], [], [], [], []


def buy(customer, at, sku, group):
    orders.append([customer, f"O{len(orders) + 1:05d}", stamp(at), sku, rng.choice([1, 1, 1, 2, 3 if sku == "hand_cream" else 1]),
                   price[sku], "true" if group else "false"])


for i in range(1, 181):
    customer = f"C{i:03d}"
    store = rng.choice(list(stores))
    region, city = stores[store]
    joined = today - dt.timedelta(days=rng.choice([rng.randint(0, 30), rng.randint(30, 500)]), minutes=rng.randint(30, 600))
    habit = rng.choice(["student", "daily", "daily", "weekly", "weekly", "rare", "gone", "never"])
    occupation = "student" if habit == "student" else rng.choice(["office", "office", "public_service", "freelance", ""])
    customers.append([customer, rng.choice(names + [""]), stamp(joined), rng.choice([region, region, region, ""]),
                      rng.choice([city, city, ""]), rng.choice("0122"), rng.choice(["dry", "oily", "mixed", "none", "", ""]), occupation,
                      "" if occupation in ("student", "") else rng.choice(["education", "finance", "retail", "technology", ""]),
                      rng.choice([f"C{rng.randint(1, 180):03d}", "", ""]), store,
                      rng.choice([r[0] for r in reps if r[2] == store and r[3] == "advisor"] + [""]),
                      "true" if rng.random() < 0.06 else "false"])
    code = rng.choice(["counter", "counter", "parcel_card", "poster", "friend"])
    added.append([customer, stamp(joined + dt.timedelta(minutes=3)), code, rng.choice([r[0] for r in reps if r[2] == store])])
    if rng.random() < 0.08:
        left = rng.choice([joined + dt.timedelta(days=rng.randint(1, 90)), today - dt.timedelta(hours=rng.randint(1, 20))])
        if joined < left < today:
            deleted.append([customer, stamp(left)])
            back = left + dt.timedelta(days=rng.randint(5, 60))
            if rng.random() < 0.3 and back < today:
                added.append([customer, stamp(back), "counter", added[-1][3]])
    if rng.random() < 0.25:
        survey.append([customer, rng.choice(["under_25", "from_25_to_40", "from_25_to_40", "over_40", ""]),
                       rng.choice(["beginner", "beginner", "some"]), rng.choice(["hobby", "hobby", "career"])])

    usual = rng.choice(["pearl_tea", "pearl_tea", "cheese_tea"] if habit == "student" else ["americano", "latte", "oolong", "latte", "pearl_tea"])
    every, count = {"student": (3, 30), "daily": (2, 45), "weekly": (8, 20), "rare": (45, 8), "gone": (12, 6), "never": (1, 0)}[habit]
    at = joined if habit != "gone" else min(joined, today - dt.timedelta(days=rng.randint(310, 480)))
    customers[-1][2] = stamp(at)
    at = at.replace(hour=rng.randint(8, 19))
    for _ in range(count):
        at += dt.timedelta(days=rng.randint(1, 2 * every - 1), minutes=rng.randint(-60, 60))
        if at >= today:
            break
        buy(customer, at, usual if rng.random() < 0.6 else rng.choice(products)[0], habit == "student" and rng.random() < 0.5)
    if habit == "gone" and rng.random() < 0.4:
        opened = today - dt.timedelta(days=rng.randint(1, 20))
        cards.append([customer, stamp(opened), f"C{rng.randint(1, 180):03d}"])
        if rng.random() < 0.5:
            buy(customer, opened + dt.timedelta(days=1) if opened + dt.timedelta(days=1) < today else opened + dt.timedelta(hours=1), usual, False)

orders[11][4] = -1  # a return: it does not count
rng.shuffle(orders)
data.mkdir(exist_ok=True)
for name, header, rows in [
    ("customers", "customer_id name joined_at region city gender skin_type occupation industry invited_by store owner_id opted_out", customers),
    ("survey", "customer_id age_range knowledge aim", survey),
    ("orders", "customer_id order_id paid_at sku quantity price group_buy", orders),
    ("products", "sku title kind price upgrade pairing", products),
    ("friend_added", "customer_id added_at code staff_id", added),
    ("friend_deleted", "customer_id deleted_at", deleted),
    ("recall_cards", "customer_id opened_at friend_id", cards),
    ("reps", "staff_id name store duty left_on", reps),
]:
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
