-- The facts of households.sop by hand, at {as_of} in New York. Written from the tables, not from the program.
WITH purchases AS (
  SELECT
    t.household_id AS h,
    t.basket_id,
    -- The one value with 22 decimals is a zero that passed through floating point.
    CAST(CAST(t.sales_value AS DOUBLE) AS DECIMAL(18, 4)) AS value,
    CAST(t.transaction_timestamp AS TIMESTAMP) AS bought_at,
    p.product_id IS NOT NULL AND p.department IS NOT NULL AS listed,
    p.department
  FROM read_csv('{data}/completejourney/transactions_sample.csv', header = true, all_varchar = true) AS t
  LEFT JOIN read_csv('{data}/completejourney/products.csv', header = true, all_varchar = true) AS p USING (product_id)
  WHERE CAST(t.transaction_timestamp AS TIMESTAMP) <= TIMESTAMP '{as_of}'
),
descriptions AS (
  SELECT
    campaign_id,
    campaign_type,
    CAST(start_date AS DATE) AS starts,
    CAST(end_date AS DATE) AS ends
  FROM read_csv('{data}/completejourney/campaign_descriptions.csv', header = true, all_varchar = true)
),
received AS (
  SELECT
    household_id AS h,
    count(*) AS campaigns_received,
    count(*) FILTER (campaign_type = 'Type A') AS type_a_received,
    max(starts) AS last_campaign
  FROM read_csv('{data}/completejourney/campaigns.csv', header = true, all_varchar = true)
  JOIN descriptions USING (campaign_id)
  WHERE starts <= CAST(TIMESTAMP '{as_of}' AS DATE)
  GROUP BY household_id
),
redeemed AS (
  SELECT
    household_id AS h,
    count(*) FILTER (CAST(redemption_date AS DATE) BETWEEN starts AND ends) AS redeemed,
    count(*) FILTER (CAST(redemption_date AS DATE) - starts < 14) AS redeemed_early,
    count(DISTINCT campaign_id) AS redeemed_in
  FROM read_csv('{data}/completejourney/coupon_redemptions.csv', header = true, all_varchar = true)
  JOIN descriptions USING (campaign_id)
  WHERE CAST(redemption_date AS DATE) <= CAST(TIMESTAMP '{as_of}' AS DATE)
  GROUP BY household_id
),
bought AS (
  SELECT
    h,
    count(DISTINCT basket_id) AS baskets,
    sum(value) AS spend,
    coalesce(sum(value) FILTER (department = 'GROCERY'), 0) AS spend_grocery,
    coalesce(sum(value) FILTER (department = 'PRODUCE'), 0) AS spend_produce,
    coalesce(sum(value) FILTER (department IN ('MEAT', 'MEAT-PCKGD')), 0) AS spend_meat,
    coalesce(sum(value) FILTER (CAST(TIMESTAMP '{as_of}' AS DATE) - CAST(bought_at AS DATE) < 90), 0) AS spend_90d,
    count(*) FILTER (NOT listed) AS unlisted,
    max(bought_at) AS last_visit,
    count(DISTINCT basket_id) FILTER (hour(bought_at) >= 18) AS evening_visits
  FROM purchases
  GROUP BY h
)
SELECT
  bought.h AS customer_id,
  coalesce(campaigns_received, 0) AS campaigns_received,
  coalesce(type_a_received, 0) AS type_a_received,
  last_campaign,
  coalesce(redeemed, 0) AS redeemed,
  coalesce(redeemed_early, 0) AS redeemed_early,
  coalesce(redeemed_in, 0) AS redeemed_in,
  baskets,
  CAST(spend AS DECIMAL(18, 4)) AS spend,
  CAST(spend_grocery AS DECIMAL(18, 4)) AS spend_grocery,
  CAST(spend_produce AS DECIMAL(18, 4)) AS spend_produce,
  CAST(spend_meat AS DECIMAL(18, 4)) AS spend_meat,
  CAST(spend_90d AS DECIMAL(18, 4)) AS spend_90d,
  unlisted,
  CAST(last_visit AS TIMESTAMPTZ) AS last_visit,
  CAST(last_visit AS DATE) AS last_visit_on,
  hour(last_visit) AS last_visit_hour,
  evening_visits,
  coalesce(redeemed, 0) > 0 AS answers,
  coalesce(campaigns_received, 0) >= 3 AND coalesce(redeemed, 0) = 0 AS silent
FROM bought
LEFT JOIN received USING (h)
LEFT JOIN redeemed USING (h)
