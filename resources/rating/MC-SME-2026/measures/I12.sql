-- Months with electricity used; a month without a row is a month without use.
SELECT uscc, count(CASE WHEN kwh > 0 THEN 1 END), 1, NULL
FROM (
  SELECT uscc, month, sum(kwh) AS kwh
  FROM gd02
  WHERE month BETWEEN :from_month_12m AND :last_month
  GROUP BY uscc, month
) AS monthly
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM gd02
WHERE month BETWEEN :from_month_12m AND :last_month
