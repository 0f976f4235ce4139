-- The same from the raw lines, by window functions. A quintile is 1 + floor((place - 1) * 5 / customers).
WITH lines AS (
  SELECT "CustomerID" AS customer_id, "InvoiceNo" AS invoice_no, CAST("InvoiceDate" AS TIMESTAMP) AS bought_at,
    CAST("Quantity" AS BIGINT) * CAST("UnitPrice" AS DECIMAL(18, 4)) AS amount
  FROM read_csv('{data}/online_retail/lines.csv', header = true, all_varchar = true)
  WHERE CAST("Quantity" AS BIGINT) > 0 AND CAST("UnitPrice" AS DECIMAL(18, 4)) > 0 AND "CustomerID" IS NOT NULL
), people AS (
  SELECT customer_id, DATE '2011-12-09' - CAST(max(bought_at) AS DATE) AS recency, count(DISTINCT invoice_no) AS frequency,
    CAST(sum(amount) AS DECIMAL(18, 4)) AS monetary
  FROM lines GROUP BY customer_id
), placed AS (
  SELECT *,
    count(*) OVER () AS n,
    rank() OVER (ORDER BY recency) AS r, row_number() OVER (ORDER BY recency, customer_id) AS ri,
    rank() OVER (ORDER BY frequency DESC) AS f, row_number() OVER (ORDER BY frequency DESC, customer_id) AS fi,
    rank() OVER (ORDER BY monetary DESC) AS m, row_number() OVER (ORDER BY monetary DESC, customer_id) AS mi,
    rank() OVER (ORDER BY frequency DESC) + count(*) OVER (PARTITION BY frequency) - 1 AS f_max,
    dense_rank() OVER (ORDER BY frequency DESC) AS f_dense,
    rank() OVER (ORDER BY frequency) - 1 AS f_below,
    sum(monetary) OVER (ORDER BY monetary DESC, customer_id ROWS UNBOUNDED PRECEDING) - monetary AS before_her,
    sum(monetary) OVER () AS total
  FROM people
), regulars AS (
  SELECT customer_id, rank() OVER (ORDER BY monetary DESC) AS among_regulars FROM people WHERE frequency >= 5
), filtered AS (
  SELECT customer_id FROM people WHERE frequency >= 3 AND recency <= 90 ORDER BY monetary DESC, customer_id LIMIT 200
)
SELECT
  customer_id,
  6 - (1 + (r - 1) * 5 // n) AS r_together, 6 - (1 + (f - 1) * 5 // n) AS f_together, 6 - (1 + (m - 1) * 5 // n) AS m_together,
  6 - (1 + (ri - 1) * 5 // n) AS r_by_id, 6 - (1 + (fi - 1) * 5 // n) AS f_by_id, 6 - (1 + (mi - 1) * 5 // n) AS m_by_id,
  m AS m_rank, f_max AS f_rank_max, f_dense, 100 * f_below / CAST(n AS DOUBLE) AS f_percentile,
  among_regulars,
  (SELECT quantile_disc(monetary, 0.5) FROM people) AS m_median,
  (SELECT quantile_disc(monetary, 0.9) FROM people) AS m_p90,
  CAST(monetary * 10000 AS DOUBLE) / CAST(total * 10000 AS DOUBLE) AS part,
  before_her * 5 < total * 4 AS core,
  (SELECT CAST(sum(monetary) FILTER (mi <= n // 5) * 10000 AS DOUBLE) / CAST(max(total) * 10000 AS DOUBLE) FROM placed)
    AS income_of_best_fifth,
  (SELECT CAST(count(*) FILTER (before_her * 5 < total * 4) AS DOUBLE) / count(*) FROM placed) AS core_of_all,
  fi <= 500 AS best_500,
  mi <= n // 5 AS best_fifth,
  customer_id IN (SELECT customer_id FROM filtered) AS filtered
FROM placed LEFT JOIN regulars USING (customer_id)
