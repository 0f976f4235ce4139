"""生成本例的数据:拾光里的 150 位会员到 2026-11-20 为止做过的事。固定种子,每次相同。"""
import csv
import datetime as dt
import pathlib
import random

rng = random.Random(20261120)
data = pathlib.Path(__file__).parent / "data"
today = dt.datetime(2026, 11, 20, 12, 0)
names = "陈静 李娜 王芳 张薇 刘洋 杨帆 赵敏 黄蕾 周洁 吴倩 徐璐 孙悦 马超 朱琳 胡静 郭颖".split()
goods = [("SR01", "温和水乳", "水乳", 168), ("SR02", "补水水乳", "水乳", 238), ("JH01", "修护精华", "精华", 598), ("JH02", "亮肤精华", "精华", 688),
         ("TZ01", "童装卫衣", "童装", 129), ("TZ02", "童装外套", "童装", 259), ("CP01", "印花卫衣", "潮牌", 199), ("CP02", "工装裤", "潮牌", 239),
         ("TQ01", "通勤西装", "通勤", 459), ("TQ02", "真丝衬衫", "通勤", 399)]
price, kinds = {g[0]: g[3] for g in goods}, {}
for g in goods:
    kinds.setdefault(g[2], []).append(g[0])

out = {n: [] for n in "会员 加好友 删好友 群发 浏览 点赞 沟通 开卡 订单".split()}


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M")


def ago(days, first=0):
    return today - dt.timedelta(days=rng.randint(first, days), minutes=rng.randint(1, 700))


reps = [[f"Y{i}", rng.choice(names), f"S{(i + 1) // 2}", "顾问", "2026-11-01" if i == 4 else ""] for i in range(1, 7)]
reps += [[f"Z{i}", rng.choice(names), f"S{i}", "店长", ""] for i in range(1, 4)]

for i in range(1, 151):
    m, shop = f"H{i:03d}", rng.choice(["S1", "S2", "S3"])
    joined = today - dt.timedelta(days=rng.randint(2, 500), minutes=rng.randint(0, 600))
    job = rng.choice(["学生", "上班", "上班", "公务", "外派", "全职妈妈", "全职妈妈", ""])
    loves = {"学生": "潮牌", "全职妈妈": "童装", "外派": "精华"}.get(job, rng.choice(["水乳", "精华", "通勤", "水乳"]))
    born = {"学生": rng.randint(2001, 2008), "全职妈妈": rng.randint(1985, 1998)}.get(job, rng.randint(1975, 2002))
    out["会员"].append([m, rng.choice(names + [""]), stamp(joined), rng.choice("02222"), f"{born}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" if rng.random() < 0.85 else "",
                      job, rng.choice(["公务", "公务", "上班", ""]) if job == "全职妈妈" else "", rng.choice([1200, 1800, 2500]) if job == "学生" else "",
                      rng.choice([1, 1, 2, ""]) if job == "全职妈妈" else "", shop, rng.choice([r[0] for r in reps if r[2] == shop and r[3] == "顾问"] + [""]),
                      "true" if rng.random() < 0.06 else "false"])
    out["加好友"].append([m, stamp(joined), rng.choice(["包裹卡", "门店", "直播间", "朋友"])])
    if rng.random() < 0.15:
        out["加好友"].append([m, stamp(max(joined, ago(60))), rng.choice(["门店", "直播间"])])
    for _ in range(rng.choice([0, 1, 3, 6, 10])):
        style = rng.choice(kinds[loves] * 2 + ["JH01"] + [g[0] for g in goods[:4]])
        out["浏览"].append([m, stamp(max(joined, ago(29))), style, rng.choice(["看", "看", "收藏", "加购", "咨询"])])
    for _ in range(rng.choice([0, 0, 2, 5, 9])):
        out["点赞"].append([m, stamp(max(joined, ago(29)))])
    coupons = rng.random()
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 5, 8])):
        style = rng.choice(kinds[loves] if rng.random() < 0.7 else [g[0] for g in goods])
        source = rng.choice(["免税店", "免税店", "商城"]) if job == "外派" else rng.choice(["商城", "商城", "直播间"])
        out["订单"].append([m, f"D{len(out['订单']) + 1:05d}", stamp(max(joined, ago(360))), style, rng.choice([1, 1, 2]), price[style], source,
                          "true" if rng.random() < coupons else "false"])
    for _ in range(rng.choice([0, 1, 1, 2])):
        sent = max(joined, ago(80))
        out["群发"].append([m, stamp(sent)])
        if rng.random() < 0.012:
            gone = sent + dt.timedelta(hours=rng.randint(1, 60))
            if gone < today:
                out["删好友"].append([m, stamp(gone)])
    if rng.random() < 0.3:
        out["沟通"].append([m, stamp(max(joined, ago(40))), rng.choice(["有意", "有意", "无意"])])
    if rng.random() < 0.35:
        opened = max(joined, ago(400))
        out["开卡"].append([m, stamp(opened), (opened + dt.timedelta(days=rng.choice([90, 365]))).date()])

headers = {"会员": "会员号 称呼 入会时间 性别 生日 职业 配偶职业 月可支配 孩子数 门店 专属顾问 拒收", "加好友": "会员号 添加时间 渠道", "删好友": "会员号 删除时间",
           "群发": "会员号 发出时间", "浏览": "会员号 浏览时间 款号 动作", "点赞": "会员号 点赞时间", "沟通": "会员号 沟通时间 结果", "开卡": "会员号 开卡时间 到期",
           "订单": "会员号 订单号 付款时间 款号 件数 单价 来源 用券", "员工表": "工号 姓名 门店 岗位 离职日", "商品": "款号 名称 品类 售价",
           "tags": "customer_id tag group source staff_id until"}
tags = [[row[0], "犹豫价格", "", "manual", row[10], stamp(today + dt.timedelta(days=rng.randint(-5, 50)))] for row in out["会员"] if row[10] and rng.random() < 0.2]
data.mkdir(exist_ok=True)
for name, rows in [*out.items(), ("员工表", reps), ("商品", goods), ("tags", tags)]:
    with open(data / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers[name].split())
        writer.writerows(rows)
