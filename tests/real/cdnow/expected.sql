-- The published summary of the sample, by the customer's own id.
SELECT
  s.customer_id,
  CAST(p.frequency AS BIGINT) AS frequency,
  CAST(p.recency AS DOUBLE) AS recency,
  CAST(p."T" AS DOUBLE) AS "T",
  CAST(p.frequency AS BIGINT) AS returns
FROM read_csv('{data}/cdnow/cdnow_customers_summary.csv', header = true, all_varchar = true) AS p
JOIN read_csv('{data}/cdnow/sample_customers.csv', header = true, all_varchar = true) AS s ON s.sample_id = p."ID"
