-- What fifty_facts.sop does at {as_of}, by hand: its actions, tags and decisions, from the query of expected.sql.
-- Only the facts that rules and tags read are kept, so that the others need not be computed.
CREATE TEMP TABLE facts AS
SELECT
  customer_id, city, opted_out, member, points, page_views, birthday, churn_score,
  order_count, orders_30d, orders_90d, orders_365d, spend_total, spend_30d, avg_basket, biggest_basket, days_since_order,
  favourite, categories, tea_spend, coffee_spend, app_orders, big_orders_90d, usual_gap, gift_buyer,
  events_30d, views_30d, carts_7d, complaints_90d, seconds_30d, active_days_30d, evening_events, age, share_of_tea, worth,
  is_new, at_risk, big_spender, chatty, quiet, consumption
FROM ({facts}) AS f
JOIN '{data}/customers.parquet' AS c USING (customer_id);

CREATE TEMP TABLE fired AS
SELECT customer_id, opted_out, 'coupon_reminder' AS object, '您的券快到期了' AS words,
  'tag = new_high_spend and days_since_order > 27' AS reason
FROM facts WHERE consumption = 'new_high_spend' AND days_since_order > 27
UNION ALL
SELECT customer_id, opted_out, 'welcome', '欢迎', 'is_new and order_count = 0'
FROM facts WHERE is_new AND order_count = 0
UNION ALL
SELECT customer_id, opted_out, 'second_order', '再来一杯', 'order_count = 1 and days_since_order between 7 and 14'
FROM facts WHERE order_count = 1 AND days_since_order BETWEEN 7 AND 14
UNION ALL
SELECT customer_id, opted_out, 'cart_left', '购物车还在等您', 'carts_7d >= 1 and orders_30d = 0'
FROM facts WHERE carts_7d >= 1 AND orders_30d = 0
UNION ALL
SELECT customer_id, opted_out, 'tea_news', '新茶到了', 'share_of_tea > 0.5 and orders_90d >= 1'
FROM facts WHERE share_of_tea > 0.5 AND orders_90d >= 1
UNION ALL
SELECT customer_id, opted_out, 'vip_preview', '会员先享', 'big_spender and member'
FROM facts WHERE big_spender AND member
UNION ALL
SELECT customer_id, opted_out, 'win_back', '好久不见', 'at_risk and spend_total >= 300 and city in ("上海", "北京", "杭州")'
FROM facts WHERE at_risk AND spend_total >= 300 AND city IN ('上海', '北京', '杭州')
UNION ALL
SELECT customer_id, opted_out, 'birthday_gift', '生日快乐', 'age between 18 and 60 and month(birthday) = 11 and events_30d > 0'
FROM facts WHERE age BETWEEN 18 AND 60 AND month(birthday) = 11 AND events_30d > 0
UNION ALL
SELECT customer_id, opted_out, 'points_expiry', '积分可兑换', 'points >= 1000 and page_views > 20'
FROM facts WHERE points >= 1000 AND page_views > 20
UNION ALL
SELECT customer_id, opted_out, 'sorry', '很抱歉', 'complaints_90d >= 2'
FROM facts WHERE complaints_90d >= 2;

COPY (
  SELECT
    md5('send_' || object || chr(31) || customer_id) AS effect_id, customer_id, 'send' AS verb, object, 'send_' || object AS source,
    'send_' || object AS step, 'private_chat' AS channel, CAST(NULL AS VARCHAR) AS staff,
    CAST(TIMESTAMP '{as_of}' AS TIMESTAMPTZ) AS due_at,
    CAST(CAST(TIMESTAMP '{as_of}' AS DATE) + 2 AS TIMESTAMPTZ) AS expires_at,
    reason, '{"text":"' || words || '"}' AS params
  FROM fired WHERE NOT opted_out
) TO '{out}/actions.parquet' (FORMAT parquet);

COPY (
  SELECT customer_id, 'send_' || object AS source, 'send_' || object AS step, CAST(TIMESTAMP '{as_of}' AS TIMESTAMPTZ) AS "at",
    'suppressed' AS outcome, 'opted_out' AS reason
  FROM fired WHERE opted_out
) TO '{out}/decisions.parquet' (FORMAT parquet);

COPY (
  SELECT customer_id, "group", tag, 'add' AS change, coalesce("group", 'tag_' || tag) AS source, CAST(NULL AS TIMESTAMPTZ) AS until
  FROM (
    SELECT customer_id, 'consumption' AS "group", consumption AS tag FROM facts
    UNION ALL SELECT customer_id, NULL, 'care_pool' FROM facts WHERE chatty AND orders_365d <= 1
    UNION ALL SELECT customer_id, NULL, 'tea_lover' FROM facts WHERE tea_spend >= 500
    UNION ALL SELECT customer_id, NULL, 'coffee_lover' FROM facts WHERE coffee_spend >= 500 AND favourite = 'coffee'
    UNION ALL SELECT customer_id, NULL, 'gift_person' FROM facts WHERE gift_buyer AND big_orders_90d >= 1
    UNION ALL SELECT customer_id, NULL, 'app_person' FROM facts WHERE app_orders >= 3 AND app_orders * 2 >= order_count
    UNION ALL SELECT customer_id, NULL, 'evening_person' FROM facts WHERE evening_events >= 3 AND evening_events * 2 > events_30d
    UNION ALL SELECT customer_id, NULL, 'watch_complaints' FROM facts WHERE complaints_90d >= 1 AND worth >= 1000
    UNION ALL SELECT customer_id, NULL, 'nearly_lost' FROM facts WHERE quiet AND churn_score > 0.8 AND usual_gap < 60
    UNION ALL SELECT customer_id, NULL, 'top_customer' FROM facts WHERE biggest_basket >= 400 AND avg_basket >= 200 AND categories >= 3
    UNION ALL SELECT customer_id, NULL, 'window_shopper' FROM facts
      WHERE views_30d >= 5 AND orders_90d = 0 AND seconds_30d > 600 AND active_days_30d >= 3
  )
) TO '{out}/tags.parquet' (FORMAT parquet);
