"""Makes the data of this example: 160 customers of a shop for frozen food and what they did up to 2026-11-20. Seeded: the same files
every time. They answer as the team counted it: 92 % the address, 80 % of these the personal account, 60 % the parcel; a third buys again.
"""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261120)
data = pathlib.Path(__file__).parent / "data"
end = dt.datetime(2026, 11, 20, 10, 0)
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周洁 吴倩 徐璐 孙悦 马超 朱琳 胡军 郭颖".split()
products = [("DX01", "带鱼段", "true", 59), ("DX02", "虾仁", "true", 89), ("DX03", "三文鱼", "true", 168), ("JZ01", "鲅鱼饺子", "true", 49),
            ("GH01", "干贝", "false", 128)]

customers, added, deleted, replies, parcels, orders, members, used = [], [], [], [], [], [], [], []


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


def note(rows, customer, at, *rest):
    if at <= end:
        rows.append([customer, stamp(at), *rest])


def chance(share):
    return rng.random() < share


def later(at, low, high):
    return at + dt.timedelta(minutes=rng.randint(low, high))


def order(customer, at):
    sku, _, _, price = rng.choice(products)
    number = f"D{len(orders) + 1:04d}"
    if at <= end:
        orders.append([customer, number, stamp(at), sku, rng.choice([1, 1, 2, 2, 3]), price])
    arrived = (at + dt.timedelta(days=rng.randint(1, 3))).replace(hour=rng.randint(7, 20), minute=rng.randint(0, 59))
    note(parcels, customer, later(at, 60, 600), number, "已发货")
    note(parcels, customer, arrived, number, "到达城市")
    note(parcels, customer, later(arrived, 120, 1200), number, "已签收")
    return number, arrived


for i in range(1, 161):
    customer = f"K{i:03d}"
    met = end - dt.timedelta(days=rng.randint(0, 80), minutes=rng.randint(30, 800))
    birthday = f"{rng.randint(1970, 2003)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" if chance(0.6) else ""
    customers.append([customer, rng.choice(names + [""]), stamp(met), birthday, rng.choice(["Y1", "Y2", "Y3", ""]),
                      "true" if chance(0.05) else "false"])
    source = rng.choice(["包裹卡", "包裹卡", "包裹卡", "直播间", "朋友"])
    note(added, customer, later(met, 1, 5), "企业号", source)
    chatty = chance(0.15)
    for _ in range(rng.randint(8, 20) if chatty else rng.randint(0, 2)):
        note(replies, customer, later(met, 60, 80 * 1440), "闲聊")
    if chance(0.04):
        note(deleted, customer, later(met, 1440, 20 * 1440))
    if not chance(0.2 if chatty else 0.62):
        continue
    paid = later(met, 10, 4 * 1440)
    number, arrived = order(customer, paid)
    if chance(0.92):
        answered = later(paid, 2, 300)
        note(replies, customer, answered, "地址对")
        if chance(0.8):
            note(added, customer, later(answered, 1, 600), "个人号", source)
    if chance(0.6):
        answered = later(arrived, 5, 700)
        note(replies, customer, answered, "收到")
        joined = later(answered, 5, 900)
        note(members, customer, joined, "试吃群")
        for week in range(12):
            wednesday = (joined + dt.timedelta(days=7 * week + (2 - joined.weekday()) % 7)).replace(hour=15, minute=0)
            if chance(0.2):
                note(replies, customer, later(wednesday, 5, 900), "想要")
    if chance(0.35):
        again = later(paid, 12 * 1440, 45 * 1440)
        number, _ = order(customer, again)
        if again <= end and again < paid + dt.timedelta(days=30) and chance(0.7):
            used.append([customer, "十元券", stamp(again), number])

data.mkdir(exist_ok=True)
for name, header, rows in [
    ("顾客", "顾客号 称呼 认识时间 生日 专员 拒收", customers),
    ("员工表", "工号 姓名 岗位 离职日", [["Y1", "徐璐", "专员", ""], ["Y2", "马超", "专员", ""], ["Y3", "朱琳", "专员", "2026-11-10"],
                                     ["Z1", "郭颖", "主管", ""]]),
    ("商品", "款号 名称 冷冻 售价", products),
    ("加好友", "顾客号 添加时间 账号 来路", added),
    ("删好友", "顾客号 删除时间", deleted),
    ("回复", "顾客号 回复时间 内容", replies),
    ("物流", "顾客号 更新时间 订单号 状态", parcels),
    ("订单", "顾客号 订单号 付款时间 款号 件数 单价", orders),
    ("group_members", "customer_id joined_at group", members),
    ("coupons_used", "customer_id coupon used_at order_id", used),
]:
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
