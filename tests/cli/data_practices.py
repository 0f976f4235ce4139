"""`sopc check --data`: what becomes of a program's tags and coupons on real tables (practices A10 and B7)."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
HEAD = """project shop { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id  city text?  opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id  order_id id  at datetime  amount money }
policy contact { suppress opted_out }
"""
JOURNEY = """channel app direct { }
template hello on app { class service  text "hi" }
coupon c10 { worth 10 valid %s }
journey back {
  enter on orders  reenter never
  goal again: any(orders since entry) within 60 days
  grant c10
  wait 3 days
  send hello
}
"""


def orders(gaps, customers):
    """Customer i orders every gaps[i % len(gaps)] days, four times, up to 2026-06-30."""
    rows = ["customer_id,order_id,at,amount"]
    for i in range(customers):
        for k in range(4):
            day = 181 - k * gaps[i % len(gaps)]  # of the year 2026
            months = [31, 28, 31, 30, 31, 30]
            month = 0
            while month < 6 and day > months[month]:
                day -= months[month]
                month += 1
            rows.append(f"c{i},c{i}o{k},2026-{month + 1:02}-{day:02} 10:00,{20 + i}")
    return "\n".join(rows) + "\n"


class Practices(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def check(self, rules, people, events, *more, code=0, without=()):
        folder = pathlib.Path(self.folder.name)
        (folder / "rules.sop").write_text(HEAD + rules)
        (folder / "customers.csv").write_text("customer_id,city,opted_out\n" + people)
        (folder / "orders.csv").write_text(events)
        data = []
        for name in ("customers", "orders"):
            if name not in without:
                data += ["--data", f"{name}={name}.csv"]
        done = subprocess.run([SOPC, "check", "rules.sop", *data, *more], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def people(self, count):
        return "".join(f"c{i},{'Xian' if i % 2 else 'Wuhan'},false\n" for i in range(count))

    def test_a_tag_that_fits_nobody_is_told_and_one_of_ten_weeks_ago_is_not(self):
        rules = ("tag away when city = \"Lhasa\"\ntag local when city = \"Xian\"\n"
                 "tag fresh when any(orders within 7 days)\nsegment all = tag in (away, local, fresh)\n")
        old = "customer_id,order_id,at,amount\nc0,o1,2026-04-15 10:00,20\nc1,o2,2026-06-30 10:00,20\n"
        out = self.check(rules, self.people(30), old)
        self.assertIn("away: warning: nobody has this tag: none of the 30 customers on 2026-07-01", out)
        self.assertEqual(out.count("warning: nobody"), 1)
        long_ago = old.replace("c1,o2,2026-06-30", "c1,o2,2026-03-01").replace("2026-04-15", "2026-02-01")
        held = rules.replace("within 7 days", "within 3 days")
        shifted = long_ago + "c2,o3,2026-06-30 10:00,20\n"
        self.assertNotIn("fresh: warning", self.check(held, self.people(30), shifted))

    def test_a_tag_that_no_rule_has_set_is_told(self):
        rules = "tag vip\nif count(orders) >= 9 then tag vip\nsegment all = tag = vip\n"
        out = self.check(rules, self.people(25), orders([10], 25))
        self.assertIn("vip: warning: nobody has this tag on 2026-07-01: no rule has set it for any of the 25 customers", out)
        self.assertNotIn("nobody has", self.check(rules.replace(">= 9", ">= 4"), self.people(25), orders([10], 25)))

    def test_tags_that_come_together_are_told_from_twenty_customers_on(self):
        rules = ("tag a when city = \"Xian\"\ntag b when city = \"Xian\" and opted_out = false\n"
                 "tag c when city = \"Wuhan\"\nsegment all = tag in (a, b, c)\n")
        out = self.check(rules, self.people(40), orders([10], 40))
        self.assertIn("a: warning: comes together with `b`: 20 customers have `a`, 20 have `b`, 20 have both", out)
        self.assertEqual(out.count("comes together"), 1)
        self.assertNotIn("comes together", self.check(rules, self.people(38), orders([10], 38)))

    def test_what_is_in_ten_of_a_hundred_apart_is_not_together(self):
        people = "".join(f"c{i},{'Xian' if i < 30 else 'Wuhan'},{'true' if i < 3 else 'false'}\n" for i in range(40))
        rules = ("tag a when city = \"Xian\"\ntag b when city = \"Xian\" and opted_out = false\n"
                 "segment all = tag in (a, b)\n")
        self.assertIn("comes together", self.check(rules, people, orders([10], 40)))       # 27 of 30: 90 of 100
        people = people.replace("c3,Xian,false", "c3,Xian,true")
        self.assertNotIn("comes together", self.check(rules, people, orders([10], 40)))    # 26 of 30

    def test_a_coupon_that_most_cannot_use_in_time_is_told(self):
        out = self.check(JOURNEY % "20 days", self.people(10), orders([30], 10))
        self.assertIn("c10: warning: good for 20 days, and that is short: of 30 gaps between `orders` 30 are longer; "
                      "the median is 30 days", out)
        self.assertNotIn("short", self.check(JOURNEY % "30 days", self.people(10), orders([30], 10)))
        half = orders([10, 30], 10)
        self.assertNotIn("short", self.check(JOURNEY % "20 days", self.people(10), half))  # 15 of 30
        self.assertNotIn("short", self.check(JOURNEY % "20 days", self.people(6), orders([30], 6)))  # 18 gaps are too few

    def test_in_chinese_and_in_every_format(self):
        asked = (JOURNEY % "20 days", self.people(10), orders([30], 10))
        self.assertIn("有效期只有 20 天,太短:“orders”之间的 30 个间隔中有 30 个更长,间隔的中位数是 30 天",
                      self.check(*asked, "--lang", "zh"))
        found = json.loads(self.check(*asked, "--format", "json"))["data"]
        self.assertEqual([one["severity"] for one in found if one["input"] == "c10"], ["warning"])
        self.assertIn("::warning file=rules.sop,line=7,title=c10::good for 20 days", self.check(*asked, "--format", "github"))
        results = json.loads(self.check(*asked, "--format", "sarif"))["runs"][0]["results"]
        self.assertEqual([one["level"] for one in results if one["properties"].get("input") == "c10"], ["warning"])

    def test_what_was_not_given_is_said(self):
        rules = "tag a when city = \"Xian\"\nsegment all = tag = a\n"
        out = self.check(rules, self.people(3), orders([10], 3), without=("orders",))
        self.assertIn("orders: note: not given: whom the tags fit was not looked at", out)


if __name__ == "__main__":
    unittest.main()
