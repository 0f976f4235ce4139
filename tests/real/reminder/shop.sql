-- Who must be reminded at {as_of}, computed from the generated files.
WITH visible AS (
  SELECT
    customer_id,
    CAST(paid_at AS TIMESTAMP) AS paid_at,
    CAST(quantity AS BIGINT) * CAST(price AS DECIMAL(18, 4)) AS amount
  FROM read_csv('{data}/orders.csv', header = true, all_varchar = true)
  WHERE CAST(paid_at AS TIMESTAMP) <= TIMESTAMP '{as_of}'
    AND CAST(quantity AS BIGINT) > 0
    AND CAST(price AS DECIMAL(18, 4)) > 0
),
bought AS (
  SELECT
    customer_id,
    CAST(TIMESTAMP '{as_of}' AS DATE) - CAST(max(paid_at) AS DATE) AS silent_days,
    sum(amount) FILTER (CAST(TIMESTAMP '{as_of}' AS DATE) - CAST(paid_at AS DATE) < 30) AS spend_30d
  FROM visible
  GROUP BY customer_id
)
SELECT
  customer_id,
  'send' AS verb,
  'coupon_reminder' AS object,
  'send_coupon_reminder' AS source,
  'private_chat' AS channel
FROM read_csv('{data}/customers.csv', header = true, all_varchar = true)
JOIN bought USING (customer_id)
WHERE opted_out = 'false'
  AND CAST(TIMESTAMP '{as_of}' AS DATE) - CAST(CAST(joined_at AS TIMESTAMP) AS DATE) BETWEEN 0 AND 29
  AND spend_30d >= 500
  AND silent_days > 27
