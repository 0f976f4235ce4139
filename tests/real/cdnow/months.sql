-- By hand: the months in which somebody ordered, then each month's end against them. Days away and stages of
-- std.lifecycle from the days in which somebody ordered.
WITH instants(as_of) AS (VALUES {as_of}),
months AS (SELECT as_of, CAST(as_of AS DATE) AS today, date_trunc('month', as_of)::DATE AS month FROM instants),
days AS (
  SELECT DISTINCT customer_id, strptime(date, '%Y%m%d')::DATE AS day
  FROM read_csv('{data}/cdnow/orders.csv', header = true, all_varchar = true)
),
gaps AS (
  SELECT *, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap FROM days
),
lives AS (
  SELECT
    as_of, month, today, customer_id,
    min(day) AS first_day, max(day) AS last_day, max(day) FILTER (gap >= 180) AS back_day,
    bool_or(day >= month) AS now,
    bool_or(day >= month - INTERVAL 1 MONTH AND day < month) AS before
  FROM months JOIN gaps ON day <= today
  GROUP BY ALL
)
SELECT
  as_of, customer_id,
  CASE WHEN first_day >= month THEN 'newcomer' WHEN now AND before THEN 'active' WHEN now THEN 'returned' ELSE 'silent' END AS month,
  today - last_day AS "life.days_away",
  back_day AS "life.came_back_on",
  CASE WHEN today - first_day < 30 THEN 'newcomer'
       WHEN today - back_day < 30 THEN 'returned'
       WHEN today - last_day < 30 THEN 'active'
       WHEN today - last_day < 60 THEN 'cooling'
       WHEN today - last_day < 180 THEN 'silent'
       ELSE 'lost' END AS "life.stage"
FROM lives
