"""A project of a wanted number of lines: files of one team's facts, segments, tag groups, templates, rules and journeys, no two alike."""
import pathlib

HEAD = """project wide {
  timezone "Asia/Shanghai"
  currency CNY
}

table customers key customer_id since joined_at {
  customer_id id
  joined_at datetime
  city text?
  age int?
  points int?
  opted_out bool consent
}

events orders key customer_id time paid_at id order_id {
  customer_id id
  order_id id
  paid_at datetime
  amount money
  category text?
}

channel private_chat direct
policy contact { suppress opted_out }
"""

UNIT = """
attribute orders_{i} = count(orders where category = "c{kind}" within {days} days)
attribute spend_{i} = sum(orders.amount where amount >= {least} within {more_days} days)
attribute worth_{i} = spend_{i} * {weight} + ¥{least} * (points default 0)
segment buyers_{i} = orders_{i} > {few} and spend_{i} >= {money}
segment away_{i} = not buyers_{i} and days_since(last(orders)) > {days}

taggroup level_{i} one_of enterprise {{
  top_{i} when spend_{i} >= {much} and orders_{i} > {few}
  middle_{i} when spend_{i} >= {money} or points default 0 >= {points}
  low_{i} otherwise
}}

template note_{i} on private_chat {{
  class marketing
  purpose "a word to group {i}"
  thinks "that is for me"
  expect orders within 7 days
  text "hello {i}"
}}

rule ask_{i} {{
  if away_{i} and tag = low_{i} and worth_{i} > {money} and age between {age} and {older}
  then send note_{i}
}}

journey path_{i} {{
  enter when buyers_{i} existing exclude
  reenter never
  on day {day} at 15:00 past skip send note_{i}
}}
"""

LINES_PER_UNIT = UNIT.count("\n")
UNITS_PER_FILE = 20


def unit(i):
    return UNIT.format(i=i, kind=i % 37, days=20 + i % 71, more_days=100 + i % 200, least=5 + i % 40, weight=1 + i % 3, few=1 + i % 4,
                       money=50 + 7 * (i % 90), much=1000 + 13 * (i % 70), points=100 + i, age=18 + i % 20, older=45 + i % 30, day=1 + i % 9)


def write(folder, lines):
    """The number of lines written."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.sop").write_text(HEAD, encoding="utf-8")
    units = max(1, (lines - HEAD.count("\n")) // LINES_PER_UNIT)
    for first in range(0, units, UNITS_PER_FILE):
        text = "".join(unit(i) for i in range(first, min(units, first + UNITS_PER_FILE)))
        (folder / f"team_{first // UNITS_PER_FILE}.sop").write_text(text.lstrip("\n"), encoding="utf-8")
    return HEAD.count("\n") + units * LINES_PER_UNIT
