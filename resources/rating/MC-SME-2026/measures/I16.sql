-- Tax owed over tax paid in the twelve months.
SELECT owed.uscc, owed.arrears,
       CASE WHEN owed.arrears = 0 THEN 1 ELSE coalesce(tax.paid, 0) END,
       CASE WHEN owed.arrears > 0 AND coalesce(tax.paid, 0) <= 0 THEN 'unpaid' END
FROM (
  SELECT uscc, sum(arrears) AS arrears
  FROM (
    SELECT snapshot.uscc, snapshot.rec_id, snapshot.arrears
    FROM sw04 AS snapshot
    JOIN (SELECT uscc, max(as_of) AS as_of FROM sw04 WHERE as_of <= :as_of GROUP BY uscc) AS newest
      ON newest.uscc = snapshot.uscc AND newest.as_of = snapshot.as_of
    -- an older snapshot is cleared when the tax office has declared the last full month
    WHERE :complete_sw04 = 0 OR newest.as_of >= :last_month_first
  ) AS item
  GROUP BY uscc
) AS owed
LEFT JOIN (
  SELECT uscc, sum(paid) AS paid
  FROM sw02
  WHERE coalesce(paid_date, due_date) BETWEEN :from_12m AND :last_month_end AND paid IS NOT NULL
  GROUP BY uscc
) AS tax ON tax.uscc = owed.uscc
WHERE owed.arrears IS NOT NULL

-- records
SELECT uscc, rec_id
FROM (
  SELECT snapshot.uscc, snapshot.rec_id, snapshot.arrears
  FROM sw04 AS snapshot
  JOIN (SELECT uscc, max(as_of) AS as_of FROM sw04 WHERE as_of <= :as_of GROUP BY uscc) AS newest
    ON newest.uscc = snapshot.uscc AND newest.as_of = snapshot.as_of
  -- an older snapshot is cleared when the tax office has declared the last full month
  WHERE :complete_sw04 = 0 OR newest.as_of >= :last_month_first
) AS owed
UNION ALL
SELECT uscc, rec_id
FROM sw02
WHERE coalesce(paid_date, due_date) BETWEEN :from_12m AND :last_month_end AND paid IS NOT NULL
  AND uscc IN (SELECT uscc FROM sw04 WHERE as_of <= :as_of)
