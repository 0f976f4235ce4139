"""Random aggregates over a customer's events: one and the same as sop and as SQL. A count, a sum or a maximum; of one or some kinds, of a
place, of a length; over all time or the last days."""
import datetime
import random

from events import history

WINDOWS = (None, None, 7, 14, 30, 30, 60, 90, 180, 365)


class Aggregate:
    def __init__(self, dice):
        self.what = dice.choice(("count", "count", "sum", "max"))
        self.kinds = dice.sample(history.KINDS[:8], dice.choice((0, 1, 1, 1, 2, 3)))
        self.place = dice.choice(history.PLACES) if dice.random() < 0.25 else None
        self.least = dice.randrange(1, 200) if dice.random() < 0.25 else None
        self.days = dice.choice(WINDOWS)

    def conditions(self, is_one_of, also):
        out = []
        if self.kinds:
            values = ", ".join(f"{also}{kind}{also}" for kind in self.kinds)
            out.append(f"kind = {values}" if len(self.kinds) == 1 else f"kind {is_one_of} ({values})")
        if self.place:
            out.append(f"place = {also}{self.place}{also}")
        if self.least:
            out.append(f"seconds >= {self.least}")
        return out

    def sop(self):
        found = " and ".join(self.conditions("in", '"'))
        rest = (f" where {found}" if found else "") + (f" within {self.days} days" if self.days else "")
        return f"count(events{rest})" if self.what == "count" else f"{self.what}(events.seconds{rest})"

    def sql(self):
        """(what is aggregated, the condition or "true")"""
        found = self.conditions("IN", "'")
        if self.days:
            first = datetime.date.fromisoformat(history.AS_OF) - datetime.timedelta(days=self.days - 1)
            found.append(f"day >= DATE '{first}'")  # none lies in the future
        return self.what, " AND ".join(found) or "true"


def pack(count):
    dice = random.Random(7)
    return [Aggregate(dice) for _ in range(count)]


def program(aggregates):
    head = ('project events { timezone "Asia/Shanghai" }\ntable customers key customer_id { customer_id id }\n'
            "events events key customer_id time happened_at { customer_id id happened_at datetime kind text place text seconds int? }\n")
    return head + "\n".join(f"attribute a{i} = {one.sop()}" for i, one in enumerate(aggregates)) + "\n"
