-- An order is answered by a reminder at 10:00 of the 27th day after it, unless there is a later order up to that day. Orders
-- of one day are one.
WITH days AS (
  SELECT DISTINCT customer_id, strptime(date, '%Y%m%d')::DATE AS day
  FROM read_csv('{data}/cdnow/orders.csv', header = true, all_varchar = true)
), followed AS (
  SELECT customer_id, day, lead(day) OVER (PARTITION BY customer_id ORDER BY day) AS next_day FROM days
)
SELECT customer_id, strftime(day + INTERVAL 27 DAY, '%Y-%m-%dT10:00:00') AS due_at,
       'send' AS verb, 'we_miss_you' AS object, 'win_back' AS source, 1 AS times
FROM followed
WHERE day + 27 <= DATE '1998-06-30' AND (next_day IS NULL OR next_day > day + 27)
