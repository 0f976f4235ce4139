-- The published result. Its ids passed through floating point (17850.0), its sums carry the noise of doubles.
SELECT
  CAST(CAST("CustomerID" AS BIGINT) AS VARCHAR) AS customer_id,
  CAST("LastPurchaseDate" AS DATE) AS last_day,
  CAST("Recency" AS BIGINT) AS recency,
  CAST("Frequency" AS BIGINT) AS frequency,
  CAST("Monetary" AS DECIMAL(18, 4)) AS monetary,
  CAST("R_Score" AS BIGINT) AS r_score,
  CAST("F_Score" AS BIGINT) AS f_score,
  CAST("M_Score" AS BIGINT) AS m_score
FROM read_csv('{data}/online_retail/rfm_fixed_thresholds.csv', header = true, all_varchar = true)
