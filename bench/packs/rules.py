"""Random rule packs: one and the same rule as sop, SQL and Polars. Atoms come from a pool of thresholds, so that rules share some of them,
as rules of one team do. A rule joins two to four atoms; every eighth atom is negated: what is missing is not less than anything, and
`not` of it holds, in every form."""
import datetime
import random

from packs import customers


class Atom:
    def __init__(self, dice, missing):
        number = dice.randrange(38)  # the free texts are asked for nothing
        number = number if number < 36 else dice.randrange(12)
        self.name, self.kind, detail = customers.columns()[number]
        self.negated = dice.random() < 0.125
        self.missing = number + 1 in missing
        if self.kind == "text":
            values = sorted({min(int(detail * dice.random() ** 2), detail - 1) for _ in range(dice.choice((1, 1, 2, 5)))})
            self.values = [customers.text_value(number + 1, i) for i in values]
        elif self.kind == "count":
            self.limit, self.sign = max(1, int(detail * (dice.randrange(1, 16) / 16) ** 3)), dice.choice((">=", "<"))
        elif self.kind == "amount":
            self.limit, self.sign = max(1, int(detail * (dice.randrange(1, 16) / 16) ** 3)), dice.choice((">=", "<"))
        elif self.kind == "date":
            self.limit = max(1, detail * dice.randrange(1, 16) // 16)

    def sop(self):
        if self.kind == "text":
            values = ", ".join(f'"{value}"' for value in self.values)
            text = f"{self.name} = {values}" if len(self.values) == 1 else f"{self.name} in ({values})"
        elif self.kind == "bool":
            text = self.name
        elif self.kind == "date":
            text = f"{self.name} within {self.limit} days"
        else:
            text = f"{self.name} {self.sign} {self.limit}"
        return f"not {text}" if self.negated else text

    def sql(self, known):
        """`known`: how this engine says that a missing condition does not hold."""
        if self.kind == "text":
            values = ", ".join(f"'{value}'" for value in self.values)
            text = f"{self.name} = {values}" if len(self.values) == 1 else f"{self.name} IN ({values})"
        elif self.kind == "bool":
            text = self.name
        elif self.kind == "date":
            first = datetime.date.fromisoformat(customers.AS_OF) - datetime.timedelta(days=self.limit - 1)
            text = f"{self.name} >= DATE '{first}'"  # none lies in the future
        else:
            text = f"{self.name} {self.sign} {self.limit}"
        if not self.negated:
            return text
        return f"NOT {known}({text}, false)" if self.missing else f"NOT ({text})"

    def polars(self, pl):
        column = pl.col(self.name)
        if self.kind == "text":
            out = column == self.values[0] if len(self.values) == 1 else column.is_in(self.values)
        elif self.kind == "bool":
            out = column
        elif self.kind == "date":
            out = column >= datetime.date.fromisoformat(customers.AS_OF) - datetime.timedelta(days=self.limit - 1)
        else:
            out = column >= self.limit if self.sign == ">=" else column < self.limit
        if not self.negated:
            return out
        return ~out.fill_null(False) if self.missing else ~out


class Rule:
    def __init__(self, dice, pool):
        self.atoms = [dice.choice(pool) for _ in range(dice.randint(2, 4))]
        self.either = len(self.atoms) > 2 and dice.random() < 0.4  # (a or b) and c …

    def join(self, parts, both, one_of):
        if not self.either:
            return both.join(parts)
        return "(" + one_of.join(parts[:2]) + ")" + both + both.join(parts[2:])

    def sop(self):
        return self.join([atom.sop() for atom in self.atoms], " and ", " or ")

    def sql(self, known):
        return self.join([atom.sql(known) for atom in self.atoms], " AND ", " OR ")

    def polars(self, pl):
        parts = [atom.polars(pl) for atom in self.atoms]
        if self.either:
            parts = [parts[0] | parts[1], *parts[2:]]
        out = parts[0]
        for part in parts[1:]:
            out = out & part
        return out


def pack(count, seed=1, missing=customers.MISSING):
    dice = random.Random(seed)
    pool = [Atom(dice, missing) for _ in range(max(20, count))]
    return [Rule(dice, pool) for _ in range(count)]


def sharing(rules):
    """Atoms asked for by all rules, per different atom."""
    asked = [atom.sop() for rule in rules for atom in rule.atoms]
    return len(asked) / len(set(asked))


def program(rules, missing=customers.MISSING):
    types = {"text": "text", "bool": "bool", "count": "int", "amount": "money", "date": "date", "free": "text"}
    lines = ['project packs { timezone "Asia/Shanghai" }', "table customers key customer_id { customer_id id"]
    for number, (name, kind, _) in enumerate(customers.columns()):
        lines.append(f"  {name} {types[kind]}{'?' if number + 1 in missing else ''}")
    lines.append("}")
    lines += [f"segment r{i} = {rule.sop()}" for i, rule in enumerate(rules)]
    return "\n".join(lines) + "\n"
