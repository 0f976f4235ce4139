-- At the first run everything held is an addition; at the second only what differs from the first.
WITH holdings AS (
  SELECT run, h, 'value_tag' AS source, value AS tag, CAST(NULL AS TIMESTAMP) AS until FROM tagged
  UNION ALL SELECT run, h, 'habit', habit, NULL FROM tagged
  UNION ALL SELECT run, h, 'lively', 'lively', NULL FROM tagged WHERE lively
  UNION ALL SELECT run, h, 'redeemer', 'redeemer', until FROM tagged WHERE as_of < until
), changes AS (
  SELECT now.*, CASE WHEN old.run IS NULL THEN 'add' WHEN now.until > old.until THEN 'refresh' END AS change
  FROM holdings AS now LEFT JOIN holdings AS old ON old.h = now.h AND old.source = now.source AND old.tag = now.tag AND old.run = now.run - 1
  UNION ALL
  SELECT old.run + 1, old.h, old.source, old.tag, NULL, if(old.source = 'redeemer', 'expire', 'remove')
  FROM holdings AS old ANTI JOIN holdings AS now ON old.h = now.h AND old.source = now.source AND old.tag = now.tag AND now.run = old.run + 1
)
SELECT as_of, h AS customer_id, tag, change, if(source IN ('value_tag', 'habit'), source, NULL) AS "group", source,
  CAST(until AS TIMESTAMPTZ) AS until
FROM changes JOIN runs USING (run)
WHERE change IS NOT NULL
