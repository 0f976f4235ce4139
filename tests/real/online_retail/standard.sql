-- Edges as published; quintiles and means by hand from the raw lines.
WITH published AS (
  SELECT CAST(CAST("CustomerID" AS BIGINT) AS VARCHAR) AS customer_id,
    CAST("R_Score" AS BIGINT) AS r, CAST("F_Score" AS BIGINT) AS f, CAST("M_Score" AS BIGINT) AS m
  FROM read_csv('{data}/online_retail/rfm_fixed_thresholds.csv', header = true, all_varchar = true)
), people AS (
  SELECT "CustomerID" AS customer_id,
    DATE '2011-12-09' - CAST(max(CAST("InvoiceDate" AS TIMESTAMP)) AS DATE) AS recency,
    count(DISTINCT "InvoiceNo") AS frequency,
    CAST(sum(CAST("Quantity" AS BIGINT) * CAST("UnitPrice" AS DECIMAL(18, 4))) AS DECIMAL(18, 4)) AS monetary
  FROM read_csv('{data}/online_retail/lines.csv', header = true, all_varchar = true)
  WHERE CAST("Quantity" AS BIGINT) > 0 AND CAST("UnitPrice" AS DECIMAL(18, 4)) > 0 AND "CustomerID" IS NOT NULL
  GROUP BY ALL
), placed AS (
  SELECT *, count(*) OVER () AS n,
    rank() OVER (ORDER BY recency) AS r, row_number() OVER (ORDER BY recency, customer_id) AS ri,
    rank() OVER (ORDER BY frequency DESC) AS f, row_number() OVER (ORDER BY frequency DESC, customer_id) AS fi,
    rank() OVER (ORDER BY monetary DESC) AS m, row_number() OVER (ORDER BY monetary DESC, customer_id) AS mi,
    -- Against the means without dividing: x against sum / n is n * x against sum.
    recency * count(*) OVER () <= sum(recency) OVER () AS near,
    frequency * count(*) OVER () >= sum(frequency) OVER () AS often,
    CAST(monetary AS DECIMAL(38, 4)) * count(*) OVER () >= sum(monetary) OVER () AS much
  FROM people
)
SELECT
  placed.customer_id,
  published.r AS "edges.r", published.f AS "edges.f", published.m AS "edges.m",
  published.r * 100 + published.f * 10 + published.m AS "edges.cell",
  CASE WHEN published.m = 3 THEN 'important' ELSE 'general' END
    || CASE WHEN published.r = 3 AND published.f = 3 THEN '_value' WHEN published.r = 3 THEN '_develop'
            WHEN published.f = 3 THEN '_keep' ELSE '_retain' END AS "edges.class",
  5 - (placed.r - 1) * 5 // n AS "scores.r", 5 - (placed.f - 1) * 5 // n AS "scores.f", 5 - (placed.m - 1) * 5 // n AS "scores.m",
  5 - (ri - 1) * 5 // n AS "scores.r_by_id", 5 - (fi - 1) * 5 // n AS "scores.f_by_id", 5 - (mi - 1) * 5 // n AS "scores.m_by_id",
  CASE WHEN much THEN 'important' ELSE 'general' END
    || CASE WHEN near AND often THEN '_value' WHEN near THEN '_develop' WHEN often THEN '_keep' ELSE '_retain' END AS "scores.class",
  CASE WHEN much THEN '重要' ELSE '一般' END
    || CASE WHEN near AND often THEN '价值' WHEN near THEN '发展' WHEN often THEN '保持' ELSE '挽留' END AS "scores.类别"
FROM placed JOIN published USING (customer_id)
