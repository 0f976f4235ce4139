"""Makes the data of this example: some 130 families who buy children's clothes on three islands up to 2026-11-20. Seeded: the same files
every time. A family is one person here; where she shops decides which accounts she has, and what each account knows of her. What shops
really see is there too: a cashier who keys in the shop's own number, couples who share a phone, a WeChat account lent to a sister.
"""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261123)
data = pathlib.Path(__file__).parent / "data"
end = dt.datetime(2026, 11, 20, 9, 30)
names = "陈静 李娜 王芳 张敏 刘洋 杨帆 赵敏 黄蕾 周洁 吴倩 徐璐 孙悦 马丽 朱琳 胡珊 郭颖".split()
cities = ["上海", "杭州", "南京", "苏州"]
goods = {"外套": [199, 269, 359], "裤子": [89, 119, 159], "鞋": [129, 169, 229], "配饰": [29, 39, 59]}
shops = {"一店": "13900000001", "二店": "13900000002"}  # and the number each till keys in when nobody gives one
members, tmall, cards, orders, receipts = [], [], [], [], []


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


def chance(share):
    return rng.random() < share


def ago(days):
    return end - dt.timedelta(days=rng.randint(0, days), minutes=rng.randint(10, 600))


def what_for(liking):
    kind = liking if chance(0.6) else rng.choice(list(goods))
    return kind, rng.choice(goods[kind])


def shops_online(account, platform, often, liking):
    for _ in range(often):
        orders.append([account, "", stamp(ago(360)), platform, *what_for(liking)])


def shops_in_person(card, often, liking, within=360):
    for _ in range(often):
        receipts.append([card, "", stamp(ago(within)), *what_for(liking)])


def new_member(name, unionid, number, phone, city, joined):
    members.append([f"W{len(members) + 1:04d}", name, stamp(joined), unionid, number, phone, city, "true" if chance(0.04) else "false"])
    return members[-1][0]


def new_buyer(number, phone, city):
    tmall.append([f"T{len(tmall) + 1:04d}", number, phone, city, "true" if chance(0.02) else "false"])
    return tmall[-1][0]


def new_card(number, phone, city):
    shop = rng.choice(list(shops))
    cards.append([f"K{len(cards) + 1:04d}", number, phone or (shops[shop] if chance(0.7) else ""), city, "true" if chance(0.02) else "false"])
    return cards[-1][0]


for i in range(1, 131):
    name, city, liking = rng.choice(names), rng.choice(cities), rng.choice(list(goods))
    unionid, number, phone = f"u{i:04d}", f"HM{10000 + i}", f"1380000{i:04d}"
    joined = end - dt.timedelta(days=rng.randint(2, 700), minutes=rng.randint(0, 600))
    busy = rng.choice([1, 1, 2, 3])
    in_app, in_tmall, in_shop = chance(0.7), chance(0.5), chance(0.5)
    if in_app or not (in_tmall or in_shop):
        account = new_member(name, unionid, number, phone if chance(0.6) else "", city if chance(0.5) else "", joined)
        shops_online(account, "小程序", rng.randint(0, 2 * busy), liking)
        if chance(0.12):  # joined again from another phone, and forgot the first time
            again = new_member(name, unionid, "", "", "", joined + dt.timedelta(days=1) if joined < end - dt.timedelta(days=2) else joined)
            shops_online(again, "小程序", rng.randint(0, 2), liking)
    if in_tmall:
        account = new_buyer(number if in_app and chance(0.4) else "", phone if chance(0.85) else "", city)
        shops_online(account, "天猫", rng.randint(1, 2 * busy), liking)
    if in_shop:
        account = new_card(number if in_app and chance(0.3) else "", phone if chance(0.55) else "", city if chance(0.3) else "")
        shops_in_person(account, rng.randint(1, 2 * busy), liking, within=20 if chance(0.25) else 360)

# A mother with four accounts and no large one among them.
mother = new_member("林小满", "u9001", "HM90001", "13700000001", "", end - dt.timedelta(days=500))
again = new_member("小满", "u9001", "", "", "杭州", end - dt.timedelta(days=90))
buyer, card = new_buyer("HM90001", "", "上海"), new_card("", "13700000001", "上海")
members[-2][-1] = members[-1][-1] = tmall[-1][-1] = cards[-1][-1] = "false"
for account, platform, days, kind, amount in [(mother, "小程序", 300, "外套", 359), (again, "小程序", 60, "鞋", 229), (buyer, "天猫", 200, "外套", 359),
                                              (buyer, "天猫", 120, "裤子", 159), (buyer, "天猫", 9, "外套", 359), (again, "小程序", 30, "外套", 269)]:
    orders.append([account, "", stamp(end - dt.timedelta(days=days, minutes=40)), platform, kind, amount])
receipts += [[card, "", stamp(end - dt.timedelta(days=40, minutes=50)), "裤子", 159], [card, "", stamp(end - dt.timedelta(minutes=900)), "鞋", 229]]
# A couple with one phone: three accounts between them, so it joins them. A dormitory with one: four, so it does not.
for phone, accounts in (("13700000002", 2), ("13700000003", 3)):
    for _ in range(accounts):
        shops_in_person(new_card("", phone, "南京"), 1, "配饰")
    shops_online(new_member("何苗" if accounts == 2 else "唐果", f"u9{phone[-3:]}", "", phone, "南京", ago(300)), "小程序", 2, "配饰")
# Three who knew the shop from their phones came in yesterday, for the first time. One has left at Tmall, where nobody had told the shop.
for number, left in (("HM90021", "false"), ("HM90022", "false"), ("HM90023", "true")):
    shops_online(new_member("方圆", f"u9{number[-3:]}", number, "", "上海", ago(300)), "小程序", 2, "裤子")
    members[-1][-1], card = "false", new_card(number, "", "上海")
    shops_online(new_buyer(number, "", "上海"), "天猫", 1, "鞋")
    tmall[-1][-1], cards[-1][-1] = left, "false"
    receipts.append([card, "", stamp(end - dt.timedelta(minutes=rng.randint(800, 1200))), *what_for("裤子")])
# A sister who signed up in a borrowed WeChat: one unionid, two member numbers. Nobody can say which of the two is right.
for number in ("HM90011", "HM90012"):
    shops_online(new_member("宋佳" if number == "HM90011" else "宋怡", "u9011", number, "", "苏州", ago(200)), "小程序", 2, "鞋")

for rows, letter in ((orders, "N"), (receipts, "S")):
    rows.sort(key=lambda row: (row[2], row[0]))
    for number, row in enumerate(rows, 1):
        row[1] = f"{letter}{number:05d}"
headers = {
    "会员": "账号 称呼 入会时间 unionid 会员号 手机 城市 退订", "天猫": "账号 会员号 手机 城市 退订",
    "门店": "卡号 会员号 手机 城市 退订", "网单": "账号 订单号 付款时间 平台 品类 金额", "小票": "卡号 小票号 付款时间 品类 金额",
}
data.mkdir(exist_ok=True)
for name, rows in zip(headers, (members, tmall, cards, orders, receipts)):
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers[name].split())
        writer.writerows(rows)
