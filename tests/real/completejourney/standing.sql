-- What standing.sop says of every household at every moment at which it may change: each event, each midnight in New York,
-- each run. Written from the meaning of scores, tiers and histories, not from the program that computes them.
-- Leaves: runs, held (one row per household and moment), tagged (one row per household and run).

CREATE TABLE runs AS
SELECT row_number() OVER (ORDER BY as_of) AS run, as_of, CAST(as_of AS TIMESTAMPTZ) AS instant FROM (VALUES {as_of}) AS v(as_of);

CREATE TABLE bought AS
SELECT household_id AS h, basket_id, CAST(CAST(sales_value AS DOUBLE) AS DECIMAL(18, 4)) AS value,
  CAST(CAST(transaction_timestamp AS TIMESTAMP) AS TIMESTAMPTZ) AS instant, CAST(transaction_timestamp AS DATE) AS day,
  hour(CAST(transaction_timestamp AS TIMESTAMP)) AS hour
FROM read_csv('{data}/completejourney/transactions_sample.csv', header = true, all_varchar = true)
WHERE CAST(CAST(transaction_timestamp AS TIMESTAMP) AS TIMESTAMPTZ) <= (SELECT max(instant) FROM runs);

-- A redemption has a date: it happens at that day's midnight. Who never bought is nobody's household here.
CREATE TABLE redeemed AS
SELECT household_id AS h, CAST(CAST(redemption_date AS TIMESTAMP) AS TIMESTAMPTZ) AS instant, CAST(redemption_date AS DATE) AS day
FROM read_csv('{data}/completejourney/coupon_redemptions.csv', header = true, all_varchar = true)
WHERE household_id IN (SELECT h FROM bought) AND CAST(redemption_date AS TIMESTAMP) <= (SELECT max(as_of) FROM runs);

CREATE TABLE moments AS
WITH events AS (SELECT h, instant FROM bought UNION SELECT h, instant FROM redeemed),
begun AS (SELECT h, CAST(min(instant) AS DATE) AS first_day FROM events GROUP BY h),
midnights AS (
  SELECT h, CAST(unnest(generate_series(CAST(first_day + 1 AS TIMESTAMP), (SELECT max(as_of) FROM runs), INTERVAL 1 DAY))
    AS TIMESTAMPTZ) AS instant
  FROM begun
)
SELECT h, instant, CAST(instant AS DATE) AS today, row_number() OVER (PARTITION BY h ORDER BY instant) AS n FROM (
  SELECT * FROM events UNION SELECT * FROM midnights UNION SELECT h, runs.instant FROM begun, runs WHERE CAST(runs.instant AS DATE) >= first_day
);

-- What the events up to a moment add up to; points and habits from the first run on, as nothing looks at them before. An age
-- is elapsed time: a day is 24 hours.
CREATE TABLE asked AS
WITH spent AS (
  SELECT h, n, sum(value) AS spend_90d
  FROM moments JOIN bought USING (h) WHERE bought.instant <= moments.instant AND today - day < 90 GROUP BY ALL
), later AS (
  SELECT * FROM moments WHERE instant >= (SELECT min(instant) FROM runs)
), from_purchases AS (
  SELECT h, n,
    sum(6 * pow(0.5, (epoch(later.instant) - epoch(bought.instant)) / 86400 / 30)) FILTER (today - day < 60) AS purchase_points,
    count(DISTINCT basket_id) FILTER (hour >= 18) AS evenings,
    count(DISTINCT day) AS days
  FROM later JOIN bought USING (h) WHERE bought.instant <= later.instant AND today - day < 90 GROUP BY ALL
), from_redemptions AS (
  SELECT h, n,
    sum(15 * pow(0.5, (epoch(later.instant) - epoch(redeemed.instant)) / 86400 / 30)) AS redemption_points,
    bool_or(today - day < 60) AS coupons
  FROM later JOIN redeemed USING (h) WHERE redeemed.instant <= later.instant AND today - day < 90 GROUP BY ALL
)
SELECT h, n, instant, coalesce(spend_90d, 0) AS spend_90d,
  least(100, least(60, coalesce(purchase_points, 0)) + least(45, coalesce(redemption_points, 0))
    + CASE WHEN spend_90d >= 60 THEN 20 ELSE 0 END) AS care,
  CASE WHEN spend_90d >= 60 THEN 2 WHEN spend_90d >= 20 THEN 1 ELSE 0 END AS arms,
  CASE WHEN coupons THEN 'coupon_hunter' WHEN evenings >= 2 THEN 'evening' WHEN days >= 3 THEN 'regular' ELSE 'seldom' END AS habit
FROM moments LEFT JOIN spent USING (h, n) LEFT JOIN from_purchases USING (h, n) LEFT JOIN from_redemptions USING (h, n);

-- The tier rises at once; of a fall the first step comes at once, the next 30 days later, and rising ends the fall.
-- Crossings start at the first run: armed below 40, armed again below 36; who comes later starts armed.
CREATE TABLE held AS
WITH RECURSIVE walk AS (
  SELECT h, n, instant, care, habit, spend_90d, arms AS level, CAST(NULL AS TIMESTAMPTZ) AS fell_at, true AS armed, false AS crossed
  FROM asked WHERE n = 1
  UNION ALL
  SELECT h, next.n, next.instant, next.care, next.habit, next.spend_90d,
    CASE WHEN next.arms >= level THEN next.arms
         WHEN fell_at IS NULL OR next.instant >= fell_at + INTERVAL 30 DAY THEN level - 1 ELSE level END,
    CASE WHEN next.arms > level THEN NULL WHEN next.arms = level THEN fell_at
         WHEN fell_at IS NULL OR next.instant >= fell_at + INTERVAL 30 DAY THEN next.instant ELSE fell_at END,
    CASE WHEN next.instant <= (SELECT instant FROM runs WHERE run = 1) THEN next.care < 40
         WHEN next.care < 36 THEN true WHEN next.care >= 40 THEN false ELSE armed END,
    next.instant > (SELECT instant FROM runs WHERE run = 1) AND next.care >= 40 AND armed
  FROM walk JOIN asked AS next USING (h) WHERE next.n = walk.n + 1
)
SELECT *, lag(level) OVER (PARTITION BY h ORDER BY n) AS level_before, lag(habit) OVER (PARTITION BY h ORDER BY n) AS habit_before
FROM walk;

CREATE TABLE tagged AS
SELECT runs.run, runs.as_of, runs.instant, held.h, spend_90d, care, habit, level,
  ['bronze', 'silver', 'gold'][level + 1] AS value, care >= 40 AS lively,
  last_day + INTERVAL 45 DAY AS until
FROM runs JOIN held ON held.instant = runs.instant
LEFT JOIN (SELECT run, h, CAST(max(redeemed.day) AS TIMESTAMP) AS last_day FROM runs JOIN redeemed ON redeemed.instant <= runs.instant GROUP BY ALL)
  AS latest ON latest.run = runs.run AND latest.h = held.h
-- A household is known from its first purchase on.
WHERE held.h IN (SELECT h FROM bought WHERE bought.instant <= runs.instant);
