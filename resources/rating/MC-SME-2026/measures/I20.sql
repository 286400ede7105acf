-- The longest time overdue, settled loans included.
SELECT uscc,
       max(CASE WHEN month = :last_month AND coalesce(max_overdue_days_24m, 0)
                     > coalesce(overdue_days, 0)
                THEN max_overdue_days_24m ELSE coalesce(overdue_days, 0) END),
       1, NULL
FROM yh03
WHERE month BETWEEN :from_month_24m AND :last_month
  AND (overdue_days IS NOT NULL OR (month = :last_month AND max_overdue_days_24m IS NOT NULL))
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM yh03
WHERE month BETWEEN :from_month_24m AND :last_month
  AND (overdue_days IS NOT NULL OR (month = :last_month AND max_overdue_days_24m IS NOT NULL))
