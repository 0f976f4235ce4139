"""Customers and their events as Parquet, for bench/fifty_facts.sop.

The same number of customers gives the same rows: everything comes from one digest per row, nothing from a clock or a
random source. Two orders and six other events per customer on average, in time order; a few customers have most of them.

Usage: generate.py FOLDER [--customers 1000000]
"""

import argparse
import pathlib

import duckdb

# A digest has 128 bits: `wide` takes 24 of them (at 0 and 24), `part` 16 (at 48, 64, 80, 96, 112), as numbers in [0, 1).
macros = """
CREATE MACRO digest(what, i) AS md5_number(what || i);
CREATE MACRO bits(d, first, count) AS CAST((d >> first) & ((CAST(1 AS UHUGEINT) << count) - 1) AS BIGINT);
CREATE MACRO wide(d, first) AS bits(d, first, 24) / 16777216.0::DOUBLE;
CREATE MACRO part(d, first) AS bits(d, first, 16) / 65536.0::DOUBLE;
CREATE MACRO whole(x) AS CAST(floor(x) AS BIGINT);
CREATE MACRO one_of(list, x) AS list[1 + whole(len(list) * x)];
CREATE MACRO named(i) AS 'c' || lpad(CAST(i AS VARCHAR), 8, '0');
CREATE MACRO customer(n, d) AS named((whole(n * pow(wide(d, 0), 1.6)) * 7919) % n);
CREATE MACRO instant(days, d) AS TIMESTAMP '2026-11-22 10:00:00' - to_seconds(whole(days * 86400 * wide(d, 24)));
"""

customers = """
SELECT
  named(i) AS customer_id,
  instant(1500, d) AS joined_at,
  one_of(['上海', '北京', '广州', '深圳', '杭州', '成都', '武汉', '西安', '南京', '重庆'], pow(part(d, 48), 2)) AS city,
  one_of(['female', 'male', ''], part(d, 64)) AS gender,
  one_of(['card', 'store', 'live', 'ads', 'friend'], pow(part(d, 80), 2)) AS source,
  'store' || whole(300 * pow(part(d, 96), 2)) AS store,
  CASE WHEN part(d, 112) < 0.7 THEN DATE '1960-01-01' + CAST(whole(18000 * wide(e, 0)) AS INTEGER) END AS birthday,
  part(e, 48) < 0.08 AS opted_out,
  part(e, 64) < 0.3 AS member,
  CASE WHEN part(e, 80) < 0.85 THEN whole(5000 * pow(part(e, 96), 3)) END AS points,
  whole(200 * pow(part(e, 112), 4)) AS page_views,
  CASE WHEN part(f, 48) < 0.9 THEN CAST(wide(f, 0) * 2000 AS DECIMAL(18, 2)) END AS balance,
  part(f, 64) AS churn_score
FROM (SELECT i, digest('a', i) AS d, digest('b', i) AS e, digest('c', i) AS f FROM range({n}) AS r(i))
ORDER BY i
"""

orders = """
SELECT
  customer({n}, d) AS customer_id,
  'o' || CAST(i AS VARCHAR) AS order_id,
  instant(400, d) AS paid_at,
  CASE WHEN part(d, 48) < 0.03 THEN -1 ELSE 1 + whole(4 * pow(part(d, 64), 3)) END AS quantity,
  CAST(1 + 600 * pow(part(d, 80), 3) AS DECIMAL(18, 2)) AS price,
  one_of(['tea', 'coffee', 'cake', 'gift', 'cup', 'beauty', 'toys'], pow(part(d, 96), 2)) AS category,
  one_of(['store', 'app', 'mini', 'phone'], pow(part(d, 112), 2)) AS channel
FROM (SELECT i, digest('o', i) AS d FROM range(2 * {n}) AS r(i))
ORDER BY paid_at, i
"""

events = """
SELECT
  customer({n}, d) AS customer_id,
  instant(400, d) AS happened_at,
  one_of(['view', 'click', 'article', 'moments', 'reply', 'question', 'share', 'visit', 'cart', 'coupon', 'complaint',
          'unfollow'], pow(part(d, 48), 2)) AS kind,
  one_of(['app', 'mini', 'wecom', 'web'], part(d, 64)) AS place,
  whole(600 * pow(part(d, 80), 3)) AS seconds
FROM (SELECT i, digest('e', i) AS d FROM range(6 * {n}) AS r(i))
ORDER BY happened_at, i
"""


def main():
    parser = argparse.ArgumentParser(description="customers, orders and events as Parquet")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(macros)
    for name, query in (("customers", customers), ("orders", orders), ("events", events)):
        file = options.folder / f"{name}.parquet"
        connection.execute(f"COPY ({query.format(n=options.customers)}) TO '{file}' (FORMAT parquet)")
        print(f"{file}: {file.stat().st_size / 1e6:.0f} MB")


main()
