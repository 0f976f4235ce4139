"""A small shop that most tests use."""

import pathlib

import pyarrow as pa
import pytest

import sop

ROOT = pathlib.Path(__file__).resolve().parents[2]

SHOP = """project shop {
  timezone "Asia/Shanghai"
  currency CNY
}
table customers key id {
  id    id
  city  text?
  age   int?
  spend money?
}
events orders key customer_id time paid_at {
  customer_id id
  paid_at     datetime
  amount      money
}
channel private_chat direct
template coupon_reminder on private_chat {
  class marketing purpose "bring her back" thinks "they remember me" expect orders within 7 days text "soon over"
}
attribute orders_30d = count(orders within 30 days)
segment adults = age >= 18
segment buyers = orders_30d > 0
tag big when spend > 100
rule remind { if adults and orders_30d = 0 then send coupon_reminder }
"""

AS_OF = "2026-11-22 10:00"


@pytest.fixture(scope="session")
def shop() -> sop.Program:
    return sop.compile(SHOP)


@pytest.fixture
def customers() -> pa.Table:
    return pa.table({"id": ["a", "b", "c", "d"], "city": ["杭州", None, "上海", "杭州"], "age": [17, 18, None, 40],
                     "spend": [99.5, 100.01, None, 250.0]})


@pytest.fixture
def orders() -> pa.Table:
    return pa.table({"customer_id": ["a", "a", "d"], "paid_at": ["2026-11-20 10:00", "2026-11-21 11:00", "2026-08-01 09:00"],
                     "amount": [10.0, 20.5, 30.0]})
