-- The cohort of cohorts.sop: months of the first purchase, calendar months after it up to the run.
WITH lines AS (
  SELECT
    CustomerID AS customer_id,
    InvoiceNo AS invoice,
    CAST(Quantity AS BIGINT) * CAST(UnitPrice AS DECIMAL(18, 4)) AS amount,
    date_trunc('month', CAST(InvoiceDate AS TIMESTAMP)) AS month
  FROM read_csv('{data}/online_retail/lines.csv', header = true, all_varchar = true)
  WHERE CAST(Quantity AS BIGINT) > 0 AND CAST(UnitPrice AS DECIMAL(18, 4)) > 0
    AND CAST(InvoiceDate AS TIMESTAMP) <= TIMESTAMP '{as_of}'
),
starts AS (SELECT customer_id, min(month) AS cohort FROM lines GROUP BY customer_id),
sizes AS (SELECT cohort, count(*) AS customers FROM starts GROUP BY cohort),
cells AS (
  SELECT cohort, customers, age
  FROM sizes, generate_series(0, 12) AS ages(age)
  WHERE cohort + to_months(age::INTEGER) <= TIMESTAMP '{as_of}'
),
bought AS (
  SELECT cohort, date_diff('month', cohort, month) AS age, customer_id, amount, invoice
  FROM lines JOIN starts USING (customer_id)
)
SELECT
  c.cohort::DATE AS "month",
  c.age,
  c.customers,
  count(DISTINCT b.customer_id) FILTER (b.age = c.age) / c.customers AS "share(any(lines))",
  coalesce(sum(b.amount) FILTER (b.age = c.age), 0)::DECIMAL(18, 4) AS "sum(lines.amount)",
  coalesce(sum(b.amount), 0)::DECIMAL(18, 4) AS "sum(lines.amount) running",
  count(DISTINCT b.invoice) FILTER (b.age = c.age) AS "distinct(lines.invoice_no)"
FROM cells AS c
LEFT JOIN bought AS b ON b.cohort = c.cohort AND b.age <= c.age
GROUP BY c.cohort, c.age, c.customers
