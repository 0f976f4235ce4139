-- Rules on state fire for those who are so now and were not at the run before; triggers between the first run and the second.
WITH good AS (
  SELECT run, as_of, instant, h, lag(run) OVER (PARTITION BY h ORDER BY run) AS run_before FROM tagged WHERE lively AND value = 'gold'
), between_runs AS (
  SELECT * FROM held WHERE instant > (SELECT instant FROM runs WHERE run = 1)
), fired AS (
  SELECT as_of, h, 'good_and_lively' AS source, instant AS due_at, 'good and lively' AS what FROM good WHERE run_before IS DISTINCT FROM run - 1
  UNION ALL
  SELECT as_of, h, source, due_at, what FROM runs, (
    SELECT h, 'rises_to_40' AS source, instant AS due_at, 'crossed 40' AS what FROM between_runs WHERE crossed
    UNION ALL SELECT h, 'loses_gold', instant, 'lost gold' FROM between_runs WHERE level_before = 2 AND level = 1
    UNION ALL SELECT h, 'habit_is_coupons', instant, 'hunts coupons' FROM between_runs
    WHERE habit = 'coupon_hunter' AND habit_before IS DISTINCT FROM 'coupon_hunter'
  ) WHERE run = 2
)
-- From June to October New York is four hours behind.
SELECT as_of, h AS customer_id, source, strftime(due_at, '%Y-%m-%dT%H:%M:%S-04:00') AS due_at, 'cared' AS verb, '{"what":"' || what || '"}' AS params FROM fired
