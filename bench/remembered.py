"""Writes the program that is measured with a state: 200 facts, 50 tags in 10 groups, 5 scores, 3 tiers, 10 rules.

Its inputs are those of generate.py. The facts are made from small tables of streams, conditions and windows, so that no two
are equal; groups, scores and tiers read them. Nothing is random.

Usage: remembered.py PROGRAM.sop
"""

import itertools
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent


def inputs():
    """The declarations of fifty_facts.sop, up to its facts."""
    text = (here / "fifty_facts.sop").read_text()
    return text[text.index("project bench") : text.index("# ---- Orders")].replace("project bench", "project remembered")


def facts():
    windows = (7, 14, 30, 60, 90, 180, 365)
    kinds = ("view", "click", "article", "moments", "reply", "question", "share", "visit", "cart", "coupon")
    categories = ("tea", "coffee", "cake", "gift", "cup", "beauty", "toys")
    found = {}
    for kind, days in itertools.product(kinds, windows):
        found[f"{kind}_{days}d"] = f'count(events where kind = "{kind}" within {days} days)'
    for category, days in itertools.product(categories, windows):
        found[f"{category}_{days}d"] = f'sum(orders.amount where category = "{category}" within {days} days)'
    for days in windows:
        found[f"orders_{days}d"] = f"count(orders within {days} days)"
        found[f"spend_{days}d"] = f"sum(orders.amount within {days} days)"
        found[f"biggest_{days}d"] = f"max(orders.amount within {days} days)"
        found[f"active_{days}d"] = f"days_active(events within {days} days)"
        found[f"seconds_{days}d"] = f"sum(events.seconds within {days} days)"
    for kind in kinds:
        found[f"last_{kind}"] = f'last(events where kind = "{kind}")'
        found[f"since_{kind}"] = f"days_since(last_{kind})"
    for category in categories:
        found[f"last_{category}"] = f'last(orders where category = "{category}")'
    found["days_since_order"] = "days_since(last(orders))"
    found["days_known"] = "days_since(joined_at)"
    found["order_count"] = "count(orders)"
    found["spend_total"] = "sum(orders.amount)"
    found["favourite"] = "mode(orders.category within 180 days)"
    found["favourite_kind"] = "mode(events.kind within 90 days)"
    for share, days in itertools.product(categories, (30, 90, 180, 365)):
        found[f"{share}_share_{days}d"] = f"{share}_{days}d / spend_{days}d"
    found = dict(itertools.islice(found.items(), 200))
    return [f"attribute {name} = {text}" for name, text in found.items()]


def groups():
    """Ten groups of five tags: levels of what is counted, the last one for everybody else."""
    out = []
    for number, (fact, edges) in enumerate((
        ("orders_365d", (8, 4, 2, 1)), ("spend_365d", (2000, 800, 300, 100)), ("active_90d", (20, 10, 5, 1)),
        ("view_90d", (12, 6, 3, 1)), ("click_90d", (10, 5, 2, 1)), ("seconds_30d", (900, 500, 200, 50)),
        ("biggest_180d", (400, 200, 100, 20)), ("reply_180d", (6, 3, 2, 1)), ("spend_30d", (500, 250, 100, 20)),
        ("moments_365d", (8, 4, 2, 1)),
    )):
        arms = [f"  g{number}_{level} when {fact} >= {edge}" for level, edge in enumerate(edges)]
        arms.append(f"  g{number}_4 otherwise" + (" or missing" if fact.startswith("biggest") else ""))
        out += [f"taggroup group_{number} one_of enterprise {{", *arms, "}"]
    return out


def scores():
    out = []
    for name, fading in (("intent", "half_life 14 days"), ("care", "half_life 30 days"), ("heat", "linear to 0 in 60 days"),
                         ("taste", "step 50% every 30 days"), ("fresh", "half_life 7 days")):
        out += [f"score {name} cap 100 {{", "  8 per orders within 90 days cap 60", "  2 per events within 30 days cap 40",
                f'  10 if any(events where kind = "cart" within {7 + len(out)} days)', f"  decay {fading}", "}"]
    return out


tiers = """
tier value {
  gold when spend_90d >= 600
  silver when spend_90d >= 150
  bronze otherwise
  fall one level per 30 days
}
tier habit {
  daily when active_30d >= 8
  weekly when active_30d >= 3
  seldom otherwise
  fall one level per 14 days
}
tier buyer {
  loyal when orders_365d >= 5
  buyer when orders_365d >= 1
  guest otherwise
}
"""

rules = """
rule loses_gold { on value.changes where old = gold and new = silver then send we_miss_you }
rule rises      { on value.changes where new = gold then send welcome_gold }
rule hot        { if intent >= 60 then send call_offer once per 30 days }
rule cart       { if cart_7d >= 2 and orders_7d = 0 then send cart_reminder once per 14 days }
rule quiet      { if active_30d = 0 and orders_365d >= 2 then send come_back once per 90 days }
rule refill     { if tea_90d >= 100 and tea_30d = 0 then send tea_refill once per 60 days }
rule cared      { if care >= 80 then send thank_you once per 60 days }
rule big        { if biggest_30d >= 400 then send gift once per 30 days }
rule tasting    { if cake_90d > 0 and coffee_90d > 0 then send tasting once per 90 days }
rule sharer     { if share_30d >= 2 then send share_bonus once per 30 days }
policy contact { suppress opted_out }
"""


def main():
    parts = [*facts(), *groups(), *scores()]
    title = "# Made by remembered.py: 200 facts, 50 tags in 10 groups, 5 scores, 3 tiers, with a state.\n"
    pathlib.Path(sys.argv[1]).write_text(title + inputs() + "\n".join(parts) + "\n" + tiers + rules)


main()
