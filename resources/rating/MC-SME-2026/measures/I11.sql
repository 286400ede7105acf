-- Growth of the mean number of persons insured for old age.
SELECT uscc, recent * months_earlier - earlier * months_recent, earlier * months_recent, NULL
FROM (
  SELECT uscc,
         sum(CASE WHEN month >= :from_month_12m THEN persons ELSE 0 END) AS recent,
         sum(CASE WHEN month < :from_month_12m THEN persons ELSE 0 END) AS earlier,
         count(DISTINCT CASE WHEN month >= :from_month_12m THEN month END) AS months_recent,
         count(DISTINCT CASE WHEN month < :from_month_12m THEN month END) AS months_earlier
  FROM rs02
  WHERE kind = '1' AND month BETWEEN :from_month_24m AND :last_month AND persons IS NOT NULL
  GROUP BY uscc
) AS insured
WHERE months_recent > 0 AND earlier > 0 AND recent > 0

-- records
SELECT uscc, rec_id
FROM rs02
WHERE kind = '1' AND month BETWEEN :from_month_24m AND :last_month AND persons IS NOT NULL
