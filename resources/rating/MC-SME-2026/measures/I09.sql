-- Growth of electricity used, over all meters; every month must be known.
SELECT uscc, recent - earlier, earlier, NULL
FROM (
  SELECT uscc,
         sum(CASE WHEN month >= :from_month_12m THEN kwh ELSE 0 END) AS recent,
         sum(CASE WHEN month < :from_month_12m THEN kwh ELSE 0 END) AS earlier,
         count(DISTINCT month) AS months
  FROM gd02
  WHERE month BETWEEN :from_month_24m AND :last_month AND kwh IS NOT NULL
  GROUP BY uscc
) AS used
WHERE months = 24 AND earlier > 0

-- records
SELECT uscc, rec_id
FROM gd02
WHERE month BETWEEN :from_month_24m AND :last_month AND kwh IS NOT NULL
