SELECT as_of, h AS customer_id, CAST(spend_90d AS DECIMAL(18, 4)) AS spend_90d, round(care, 6) AS care_points,
  value, value AS value_tag, habit, lively, coalesce(as_of < until, false) AS redeemer
FROM tagged
