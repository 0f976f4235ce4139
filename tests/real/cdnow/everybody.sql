-- The same for all customers, computed from the orders, and their spending.
WITH orders AS (
  SELECT
    customer_id,
    strptime(date, '%Y%m%d')::DATE AS day,
    CAST(number_of_cds AS BIGINT) AS cds,
    CAST(dollar_value AS DECIMAL(18, 4)) AS amount
  FROM read_csv('{data}/cdnow/orders.csv', header = true, all_varchar = true)
  WHERE date <= '19970930'
)
SELECT
  customer_id,
  count(DISTINCT day) - 1 AS frequency,
  round((max(day) - min(day)) / 7, 2)::DOUBLE AS recency,
  round((DATE '1997-09-30' - min(day)) / 7, 2)::DOUBLE AS "T",
  count(DISTINCT day) - 1 AS returns,
  CAST(sum(amount) AS DECIMAL(18, 4)) AS spend,
  CAST(sum(cds) AS BIGINT) AS cds
FROM orders
GROUP BY customer_id
