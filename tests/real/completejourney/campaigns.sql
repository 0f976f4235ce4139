-- What each household must get: the offer and the coupon on the first day of each of its campaigns; at 10:00 three days
-- before the last day the reminder, unless one of this campaign's coupons was redeemed before; and every redemption matched,
-- twelve elapsed hours after midnight: at 11:00 where the clock was set back.
WITH members AS (
  SELECT * FROM read_csv('{data}/completejourney/campaigns.csv', header = true, all_varchar = true)
  JOIN (SELECT campaign_id, start_date::DATE AS start_date, end_date::DATE AS end_date
        FROM read_csv('{data}/completejourney/campaign_descriptions.csv', header = true, all_varchar = true))
  USING (campaign_id)
), redeemed AS (
  SELECT household_id, campaign_id, coupon_upc, redemption_date::DATE AS day,
         (redemption_date::DATE::TIMESTAMPTZ + INTERVAL 12 HOUR)::TIMESTAMP AS redeemed_at
  FROM read_csv('{data}/completejourney/coupon_redemptions.csv', header = true, all_varchar = true)
), done AS (
  SELECT household_id, unnest(['offer.send_campaign_offer', 'offer.grant_campaign_coupon']) AS step,
         start_date::TIMESTAMP AS due, '{}' AS params
  FROM members
  UNION ALL
  SELECT household_id, 'remind.send_campaign_reminder', end_date - INTERVAL 3 DAY + INTERVAL 10 HOUR, '{}'
  FROM members AS m
  WHERE NOT EXISTS (SELECT 1 FROM redeemed AS r
                    WHERE r.household_id = m.household_id AND r.campaign_id = m.campaign_id
                      AND r.redeemed_at <= m.end_date - INTERVAL 3 DAY + INTERVAL 10 HOUR)
  UNION ALL
  SELECT household_id, 'matched', redeemed_at,
         '{"campaign":"' || campaign_id || '","upc":"' || coupon_upc || '"}'
  FROM redeemed JOIN members USING (household_id, campaign_id)
  WHERE day BETWEEN start_date AND end_date
)
SELECT household_id AS customer_id, step, strftime(due, '%Y-%m-%dT%H:%M:%S') AS due_at, params, count(*) AS times
FROM done GROUP BY ALL
