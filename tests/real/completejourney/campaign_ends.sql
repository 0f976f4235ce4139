-- How each membership ends: by its first redemption, the goal, or at the midnight after the campaign's last day.
WITH members AS (
  SELECT * FROM read_csv('{data}/completejourney/campaigns.csv', header = true, all_varchar = true)
  JOIN (SELECT campaign_id, end_date::DATE AS end_date
        FROM read_csv('{data}/completejourney/campaign_descriptions.csv', header = true, all_varchar = true))
  USING (campaign_id)
), first_redeemed AS (
  SELECT household_id, campaign_id, min(redemption_date::DATE) AS day
  FROM read_csv('{data}/completejourney/coupon_redemptions.csv', header = true, all_varchar = true)
  GROUP BY ALL
), ends AS (
  SELECT household_id, coalesce((day::TIMESTAMPTZ + INTERVAL 12 HOUR)::TIMESTAMP, end_date + INTERVAL 1 DAY) AS ended,
         if(day IS NULL, 'exited', 'goal') AS outcome
  FROM members LEFT JOIN first_redeemed USING (household_id, campaign_id)
)
SELECT household_id AS customer_id, strftime(ended, '%Y-%m-%dT%H:%M:%S') AS ended, outcome, count(*) AS times
FROM ends GROUP BY ALL
