"""Makes the data of this example: 160 members of the Yunli mall and what they did in four houses up to 2026-11-18. Seeded."""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261119)
data = pathlib.Path(__file__).parent / "data"
today = dt.datetime(2026, 11, 18, 12, 30)
names = "陈静 李娜 王芳 张伟 刘洋 杨帆 赵敏 黄磊 周洁 吴倩 徐璐 孙悦 马超 朱琳 胡军 郭颖".split()
out = {name: [] for name in "members friend_added promises visits reading test_drives car_sales chat purchases invitations likes posts baskets 到店 结账".split()}


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


def ago(days, first=0):
    return today - dt.timedelta(days=rng.randint(first, max(first, days)), minutes=rng.randint(1, 700))


reps = [[f"R{i}", rng.choice(names), "sales", "", "2026-11-10" if i == 3 else ""] for i in range(1, 6)]
reps += [[f"W{i}", rng.choice(names), "waiter", i, ""] for i in range(1, 7)] + [["G1", "高月", "manager", "", ""]]

for i in range(1, 161):
    m = f"M{i:03d}"
    joined = today - dt.timedelta(days=rng.choice([rng.randint(1, 90), rng.randint(90, 700)]), minutes=rng.randint(0, 600))
    age = (today - joined).days
    liking = rng.choice(["car", "car", "fashion", "fashion", "bread", "hotpot", "hotpot", "all"])
    model = rng.choice(["comet", "aurora"]) if liking in ("car", "all") else ""
    out["members"].append([m, rng.choice(names + [""]), stamp(joined), model, rng.choice(["R1", "R2", "R3", "R4", "R5", ""]),
                           "true" if rng.random() < 0.05 else "false"])

    if liking in ("car", "all"):
        added = max(joined, ago(40))
        out["friend_added"].append([m, stamp(added)])
        if rng.random() < 0.1:  # promised for last weekend, and not seen
            made = today - dt.timedelta(days=7, minutes=rng.randint(5, 600))
            out["friend_added"][-1] = [m, stamp(made)]
            out["promises"].append([m, stamp(made + dt.timedelta(minutes=20)), rng.choice(["2026-11-14", "2026-11-15"])])
            out["members"][-1][2] = stamp(min(joined, made))
        elif rng.random() < 0.8:
            made = min(added + dt.timedelta(days=rng.randint(0, 6)), today - dt.timedelta(minutes=5))
            visit = made + dt.timedelta(days=rng.randint(1, 28))
            out["promises"].append([m, stamp(made), visit.date()])
            if visit < today and rng.random() < 0.6:
                out["visits"].append([m, stamp(visit)])
        for _ in range(rng.randint(0, 14)):
            what = rng.choice(["link", "article", "article", "price_list"])
            out["reading"].append([m, stamp(max(joined, ago(30))), what, f"T{rng.randint(1, 20):02d}" if what == "article" else ""])
        if rng.random() < 0.12:
            out["test_drives"].append([m, stamp(max(joined, ago(rng.choice([0, 10]))))])
        if rng.random() < 0.25:
            sold = max(joined, ago(200))
            out["car_sales"].append([m, f"K{i:03d}", stamp(sold), model])
            for _ in range(rng.choice([0, 2, 6, 12])):
                out["chat"].append([m, stamp(max(sold, ago(30))), f"{model}_owners"])

    star = rng.random() < 0.15
    if liking in ("fashion", "all") or star:
        for _ in range(rng.randint(3, 12) if star else rng.choice([1, 1, 2, 4, 8])):
            out["purchases"].append([m, f"P{len(out['purchases']) + 1:05d}", stamp(max(joined, ago(360))), rng.choice([129, 259, 399, 899, 1599])])
    for name, most, days in [("invitations", 5 if star else 2, 80), ("likes", 14 if star else 5, 80), ("posts", 5 if star else 1, 80)]:
        for _ in range(rng.randint(2 if star else 0, most)):
            row = [m, stamp(max(joined, ago(days)))]
            out[name].append(row + [f"M{rng.randint(1, 160):03d}"] if name == "invitations" else row)
    if liking in ("bread", "all") or star:
        for _ in range(rng.randint(2, 9)):
            out["baskets"].append([m, f"B{len(out['baskets']) + 1:05d}", stamp(max(joined, ago(85))), rng.choice([18, 36, 52, 68, 96])])
    if liking in ("hotpot", "all"):
        for _ in range(rng.choice([1, 1, 2, 3, 5])):
            came = max(joined, rng.choice([ago(1), ago(300), ago(300), ago(300), ago(300), ago(60), ago(60)]).replace(hour=rng.choice([11, 11, 12, 17, 18, 19, 20]), second=0))
            if came >= today:
                continue
            number = len(out["到店"]) + 1
            out["到店"].append([m, f"D{number:05d}", stamp(came), rng.randint(1, 8)])
            paid = came + dt.timedelta(minutes=rng.randint(50, 110))
            if paid < today:
                out["结账"].append([m, f"Z{number:05d}", stamp(paid), rng.choice([68, 89, 128, 180, 256, 320])])

headers = {
    "members": "member_id name joined_at fan_of owner_id opted_out", "friend_added": "member_id added_at",
    "promises": "member_id made_at visit_on", "visits": "member_id came_at", "reading": "member_id at what article_id",
    "test_drives": "member_id asked_at", "car_sales": "member_id sale_id sold_at model", "chat": "member_id at chat",
    "purchases": "member_id order_id paid_at amount", "invitations": "member_id at friend_id", "likes": "member_id at",
    "posts": "member_id at", "baskets": "member_id order_id paid_at amount", "到店": "member_id 到店号 扫码时间 桌号",
    "结账": "member_id 账单号 付款时间 金额", "reps": "staff_id name duty table_no left_on",
}
data.mkdir(exist_ok=True)
for name, rows in [*out.items(), ("reps", reps)]:
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers[name].split())
        writer.writerows(rows)
