-- The facts of fifty_facts.sop by hand, at {as_of} in Shanghai: what its result must agree with before a figure counts.
WITH clock AS (SELECT TIMESTAMP '{as_of}' AS now, CAST(TIMESTAMP '{as_of}' AS DATE) AS today),
o AS (
  SELECT
    *,
    paid_at AS t,
    CAST(quantity * price AS DECIMAL(18, 4)) AS amount,
    today - CAST(paid_at AS DATE) AS ago,
    CAST(paid_at AS DATE) - lag(CAST(paid_at AS DATE)) OVER (PARTITION BY customer_id ORDER BY paid_at, order_id) AS gap
  FROM '{data}/orders.parquet', clock
  WHERE quantity > 0 AND paid_at <= now
),
used AS (
  SELECT customer_id, category, count(*) AS uses, max(t) AS latest
  FROM o WHERE ago < 180 GROUP BY customer_id, category
),
favourites AS (
  SELECT customer_id, category AS favourite
  FROM used
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY uses DESC, latest DESC, category) = 1
),
by_orders AS (
  SELECT
    customer_id,
    count(*) AS order_count,
    count(*) FILTER (ago < 30) AS orders_30d,
    count(*) FILTER (ago < 90) AS orders_90d,
    count(*) FILTER (ago < 365) AS orders_365d,
    sum(amount) AS spend_total,
    sum(amount) FILTER (ago < 30) AS spend_30d,
    sum(amount) FILTER (ago < 90) AS spend_90d,
    sum(amount) FILTER (t >= date_trunc('month', now)) AS spend_this_month,
    max(amount) AS biggest_basket,
    CAST(sum(quantity) AS BIGINT) AS pieces,
    min(t) AS first_order,
    max(t) AS last_order,
    max_by(category, (t, order_id)) AS last_category,
    count(DISTINCT category) AS categories,
    count(DISTINCT CAST(t AS DATE)) AS order_days,
    sum(amount) FILTER (category = 'tea') AS tea_spend,
    sum(amount) FILTER (category = 'coffee') AS coffee_spend,
    count(*) FILTER (channel IN ('app', 'mini')) AS app_orders,
    count(*) FILTER (ago < 90 AND amount >= 300) AS big_orders_90d,
    median(gap) AS usual_gap,
    bool_or(category = 'gift') AS gift_buyer
  FROM o
  GROUP BY customer_id
),
e AS (
  SELECT *, happened_at AS t, today - CAST(happened_at AS DATE) AS ago
  FROM '{data}/events.parquet', clock
  WHERE happened_at <= now
),
by_events AS (
  SELECT
    customer_id,
    count(*) FILTER (ago < 7) AS events_7d,
    count(*) FILTER (ago < 30) AS events_30d,
    count(*) FILTER (ago < 30 AND kind = 'view') AS views_30d,
    count(*) FILTER (ago < 30 AND kind = 'click') AS clicks_30d,
    count(*) FILTER (ago < 30 AND kind = 'moments') AS moments_30d,
    count(*) FILTER (ago < 90 AND kind = 'reply') AS replies_90d,
    count(*) FILTER (ago < 7 AND kind = 'cart') AS carts_7d,
    count(*) FILTER (ago < 90 AND kind = 'complaint') AS complaints_90d,
    CAST(sum(seconds) FILTER (ago < 30) AS BIGINT) AS seconds_30d,
    max(seconds) FILTER (kind = 'visit') AS longest_visit,
    max(t) AS last_seen,
    count(DISTINCT CAST(t AS DATE)) FILTER (ago < 30) AS active_days_30d,
    bool_or(kind = 'unfollow' AND ago < 365) AS left_us,
    count(*) FILTER (ago < 30 AND hour(t) >= 18) AS evening_events
  FROM e
  GROUP BY customer_id
),
facts AS (
  SELECT
    c.*,
    b.* EXCLUDE (customer_id),
    v.* EXCLUDE (customer_id),
    favourite,
    today,
    CAST(spend_total * 10000 AS BIGINT) // order_count AS floor_mean,
    CAST(spend_total * 10000 AS BIGINT) % order_count AS rest
  FROM '{data}/customers.parquet' AS c
  CROSS JOIN clock
  LEFT JOIN by_orders AS b USING (customer_id)
  LEFT JOIN by_events AS v USING (customer_id)
  LEFT JOIN favourites USING (customer_id)
  WHERE joined_at <= now
)
SELECT
  customer_id,
  coalesce(order_count, 0) AS order_count,
  coalesce(orders_30d, 0) AS orders_30d,
  coalesce(orders_90d, 0) AS orders_90d,
  coalesce(orders_365d, 0) AS orders_365d,
  CAST(coalesce(spend_total, 0) AS DECIMAL(18, 4)) AS spend_total,
  CAST(coalesce(spend_30d, 0) AS DECIMAL(18, 4)) AS spend_30d,
  CAST(coalesce(spend_90d, 0) AS DECIMAL(18, 4)) AS spend_90d,
  CAST(coalesce(spend_this_month, 0) AS DECIMAL(18, 4)) AS spend_this_month,
  -- The mean at four decimals, halves to even, in whole ten-thousandths.
  CAST(coalesce(floor_mean + CASE WHEN 2 * rest > order_count OR (2 * rest = order_count AND floor_mean % 2 = 1) THEN 1 ELSE 0 END, 0)
    AS DECIMAL(18, 0)) * 0.0001 AS avg_basket,
  CAST(biggest_basket AS DECIMAL(18, 4)) AS biggest_basket,
  coalesce(pieces, 0) AS pieces,
  CAST(first_order AS TIMESTAMPTZ) AS first_order,
  CAST(last_order AS TIMESTAMPTZ) AS last_order,
  today - CAST(last_order AS DATE) AS days_since_order,
  last_category,
  favourite,
  coalesce(categories, 0) AS categories,
  coalesce(order_days, 0) AS order_days,
  CAST(coalesce(tea_spend, 0) AS DECIMAL(18, 4)) AS tea_spend,
  CAST(coalesce(coffee_spend, 0) AS DECIMAL(18, 4)) AS coffee_spend,
  coalesce(app_orders, 0) AS app_orders,
  coalesce(big_orders_90d, 0) AS big_orders_90d,
  usual_gap,
  coalesce(gift_buyer, false) AS gift_buyer,
  coalesce(events_7d, 0) AS events_7d,
  coalesce(events_30d, 0) AS events_30d,
  coalesce(views_30d, 0) AS views_30d,
  coalesce(clicks_30d, 0) AS clicks_30d,
  coalesce(moments_30d, 0) AS moments_30d,
  coalesce(replies_90d, 0) AS replies_90d,
  coalesce(carts_7d, 0) AS carts_7d,
  coalesce(complaints_90d, 0) AS complaints_90d,
  coalesce(seconds_30d, 0) AS seconds_30d,
  longest_visit,
  CAST(last_seen AS TIMESTAMPTZ) AS last_seen,
  coalesce(active_days_30d, 0) AS active_days_30d,
  coalesce(left_us, false) AS left_us,
  today - CAST(last_seen AS DATE) AS days_unseen,
  coalesce(evening_events, 0) AS evening_events,
  date_diff('year', birthday, today) - CAST(strftime(today, '%m%d') < strftime(birthday, '%m%d') AS BIGINT) AS age,
  today - CAST(joined_at AS DATE) AS days_known,
  coalesce(5 * replies_90d + 2 * clicks_30d + views_30d, 0) AS engagement,
  CAST(coalesce(tea_spend, 0) * 10000 AS BIGINT) / nullif(CAST(spend_total * 10000 AS BIGINT), 0) AS share_of_tea,
  CAST(coalesce(spend_total, 0) + coalesce(balance, 0) AS DECIMAL(18, 4)) AS worth,
  today - CAST(joined_at AS DATE) < 30 AS is_new,
  coalesce(today - CAST(last_order AS DATE) BETWEEN 45 AND 120, false) AND NOT coalesce(left_us, false) AS at_risk,
  coalesce(spend_90d, 0) >= 800 OR coalesce(spend_total, 0) >= 3000 AS big_spender,
  coalesce(replies_90d >= 2 OR 5 * replies_90d + 2 * clicks_30d + views_30d >= 20, false) AS chatty,
  coalesce(today - CAST(last_seen AS DATE) > 30, false) AS quiet,
  CASE WHEN today - CAST(joined_at AS DATE) < 30 THEN 'new' ELSE 'old' END ||
    CASE WHEN coalesce(spend_30d, 0) >= 500 THEN '_high_spend' ELSE '_low_spend' END AS consumption
FROM facts
