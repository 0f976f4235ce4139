"""One customer from her row."""

import datetime
import decimal

import pytest

import sop
from conftest import SHOP

NOW = datetime.datetime(2026, 11, 22, 10, 0, tzinfo=datetime.timezone.utc)

ROWS = """project p {
  timezone "UTC"
  currency CNY
}
table customers key id {
  id     id
  city   text?
  age    int?
  spend  money?
  joined date?
  kind   one of (new, old)?
  member bool?
}
segment adults = age >= 18
segment coast  = city in ("上海", "青岛")
segment rich   = spend >= 100.5
segment lately = joined within 30 days
tag vip when kind = old and member
"""


def test_a_row_is_decided() -> None:
    decider = sop.compile(ROWS).decider()
    row = {"city": "上海", "age": 34, "spend": decimal.Decimal("100.5"), "joined": datetime.date(2026, 11, 1), "kind": "old", "member": True}
    everything = {("segment", "adults"), ("segment", "coast"), ("segment", "rich"), ("segment", "lately"), ("tag", "vip")}
    assert decider.decide(row, NOW) == everything
    assert decider.decide({}, NOW) == set()
    assert decider.decide({**row, "age": 17, "kind": "new"}, NOW) == everything - {("segment", "adults"), ("tag", "vip")}
    assert decider.decide({**row, "spend": 100}, NOW) == everything - {("segment", "rich")}
    with pytest.raises(KeyError):
        decider.decide({"kind": "other"}, NOW)
    with pytest.raises(ValueError):
        decider.decide({"spend": "1.00001"}, NOW)


def test_rules_that_read_more_are_refused() -> None:
    with pytest.raises(sop.NotOneRow, match="remind"):
        sop.compile(SHOP).decider()
