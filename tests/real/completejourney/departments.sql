-- The report of counts.sop: every month with every department that occurs in a row of the window, then all together.
WITH purchases AS (
  SELECT
    t.household_id AS h,
    CAST(t.quantity AS BIGINT) AS quantity,
    CAST(CAST(t.sales_value AS DOUBLE) AS DECIMAL(18, 4)) AS value,
    t.sales_value = '0.0000000000000004440892' AS no_value,
    CAST(t.transaction_timestamp AS TIMESTAMP) AS bought_at,
    date_trunc('month', CAST(t.transaction_timestamp AS TIMESTAMP)) AS month,
    p.department
  FROM read_csv('{data}/completejourney/transactions_sample.csv', header = true, all_varchar = true) AS t
  LEFT JOIN read_csv('{data}/completejourney/products.csv', header = true, all_varchar = true) AS p USING (product_id)
),
months AS (SELECT unnest(generate_series(TIMESTAMP '2017-02-01', TIMESTAMP '2017-06-01', INTERVAL 1 MONTH)) AS month),
-- What a household has spent by the end of each month.
spent AS (
  SELECT m.month, p.h, sum(p.value) AS so_far
  FROM months AS m JOIN purchases AS p ON p.bought_at < m.month + INTERVAL 1 MONTH
  GROUP BY ALL
),
lines AS (
  SELECT p.*, s.so_far, l.so_far AS so_far_at_the_end
  FROM purchases AS p
  JOIN spent AS s USING (month, h)
  JOIN spent AS l ON l.h = p.h AND l.month = TIMESTAMP '2017-06-01'
),
departments AS (SELECT DISTINCT department FROM lines),
cells AS (
  SELECT m.month, d.department, l.h, l.quantity, l.value, l.no_value, l.so_far, l.h IS NOT NULL AS is_line
  FROM months AS m
  CROSS JOIN departments AS d
  LEFT JOIN lines AS l ON l.month = m.month AND l.department IS NOT DISTINCT FROM d.department
  UNION ALL
  SELECT NULL, 'ALL', h, quantity, value, no_value, so_far_at_the_end, true FROM lines
)
SELECT
  coalesce(strftime(month, '%Y-%m-%d'), 'all') AS month,
  coalesce(department, 'none') AS department,
  count(*) FILTER (is_line) AS lines,
  coalesce(sum(value) FILTER (NOT no_value), 0)::DECIMAL(18, 4) AS sales,
  round_even(sum(value) FILTER (NOT no_value) / count(value) FILTER (NOT no_value), 4)::DECIMAL(18, 4) AS mean,
  median(quantity) AS quantity,
  count(DISTINCT h) AS households,
  CASE WHEN count(*) FILTER (quantity > 1) > 0
    THEN round_even(coalesce(sum(value) FILTER (NOT no_value), 0)::DOUBLE / count(*) FILTER (quantity > 1), 4)::DECIMAL(18, 4)
  END AS per_several,
  count(*) FILTER (so_far > 100) AS of_spenders,
  1 AS times
FROM cells
GROUP BY month, department
