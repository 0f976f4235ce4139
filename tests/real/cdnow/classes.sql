-- The same by hand, at the end of the data. Nothing is divided here: x against sum / n is n * x against sum. The program
-- compares money with a mean rounded at four decimals; that nobody lies between the two is part of what is shown.
WITH people AS (
  SELECT
    customer_id,
    DATE '1998-06-30' - max(strptime(date, '%Y%m%d')::DATE) AS recency,
    count(*) AS frequency,
    CAST(sum(CAST(dollar_value AS DECIMAL(18, 4))) AS DECIMAL(18, 4)) AS monetary
  FROM read_csv('{data}/cdnow/orders.csv', header = true, all_varchar = true)
  GROUP BY customer_id
), sides AS (
  SELECT *, count(*) OVER () AS n, sum(recency) OVER () AS all_days, sum(frequency) OVER () AS all_orders,
    sum(monetary) OVER () AS all_money
  FROM people
), classed AS (
  SELECT *, recency * n <= all_days AS near, frequency * n >= all_orders AS often,
    CAST(monetary AS DECIMAL(38, 4)) * n >= all_money AS much
  FROM sides
)
SELECT
  customer_id, recency AS "rfm.recency", frequency AS "rfm.frequency", monetary AS "rfm.monetary",
  CAST(all_days AS DOUBLE) / n AS "rfm.mean_recency", CAST(all_orders AS DOUBLE) / n AS "rfm.mean_frequency",
  CASE WHEN near THEN 'recent' ELSE 'stale' END AS "rfm.freshness",
  CASE WHEN often THEN 'often' ELSE 'seldom' END AS "rfm.loyalty",
  CASE WHEN much THEN 'much' ELSE 'little' END AS "rfm.spending",
  CASE WHEN near AND often AND much THEN 'important_value'
       WHEN near AND NOT often AND much THEN 'important_develop'
       WHEN NOT near AND often AND much THEN 'important_keep'
       WHEN NOT near AND NOT often AND much THEN 'important_retain'
       WHEN near AND often THEN 'general_value'
       WHEN near THEN 'general_develop'
       WHEN often THEN 'general_keep'
       ELSE 'general_retain' END AS "rfm.class"
FROM classed
