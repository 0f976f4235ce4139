-- The funnel of counts.sop: the first membership of each household, strangers too; a redemption later than its day and
-- within 30 days; then one in a campaign of type A within 60.
WITH descriptions AS (
  SELECT campaign_id, campaign_type, CAST(start_date AS DATE) AS starts
  FROM read_csv('{data}/completejourney/campaign_descriptions.csv', header = true, all_varchar = true)
),
received AS (
  SELECT household_id AS h, starts, campaign_type,
    row_number() OVER (PARTITION BY household_id ORDER BY starts, campaign_id) AS nth
  FROM read_csv('{data}/completejourney/campaigns.csv', header = true, all_varchar = true)
  JOIN descriptions USING (campaign_id)
  WHERE starts <= CAST(TIMESTAMP '{as_of}' AS DATE)
),
redeemed AS (
  SELECT household_id AS h, CAST(redemption_date AS DATE) AS day, campaign_type
  FROM read_csv('{data}/completejourney/coupon_redemptions.csv', header = true, all_varchar = true)
  JOIN descriptions USING (campaign_id)
  WHERE CAST(redemption_date AS DATE) <= CAST(TIMESTAMP '{as_of}' AS DATE)
),
entered AS (SELECT * FROM received WHERE nth = 1),
one AS (
  SELECT e.*, min(r.day) AS first_day
  FROM entered AS e
  LEFT JOIN redeemed AS r ON r.h = e.h AND r.day > e.starts AND r.day <= e.starts + 30
  GROUP BY ALL
),
two AS (
  SELECT o.*, min(r.day) AS second_day
  FROM one AS o
  LEFT JOIN redeemed AS r ON r.h = o.h AND r.campaign_type = 'Type A' AND r.day > o.first_day AND r.day <= o.first_day + 60
  GROUP BY ALL
),
told AS (SELECT * FROM two UNION ALL SELECT h, starts, 'all', nth, first_day, second_day FROM two)
SELECT
  campaign_type,
  count(*) AS received,
  count(first_day) AS redeemed,
  count(*) FILTER (first_day IS NULL AND starts + 30 > TIMESTAMP '{as_of}') AS redeemed_open,
  count(first_day) / count(*) FILTER (first_day IS NOT NULL OR starts + 30 <= TIMESTAMP '{as_of}') AS redeemed_rate,
  count(second_day) AS again,
  count(*) FILTER (first_day IS NOT NULL AND second_day IS NULL AND first_day + 60 > TIMESTAMP '{as_of}') AS again_open,
  1 AS times
FROM told
GROUP BY campaign_type
