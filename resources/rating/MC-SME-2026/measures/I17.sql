-- Growth of tax paid, by the day of payment.
SELECT uscc, recent - earlier, earlier, NULL
FROM (
  SELECT uscc,
         sum(CASE WHEN paid_on >= :from_12m THEN paid ELSE 0 END) AS recent,
         sum(CASE WHEN paid_on < :from_12m THEN paid ELSE 0 END) AS earlier,
         count(CASE WHEN paid_on >= :from_12m THEN 1 END) AS rows_recent
  FROM (SELECT uscc, paid, coalesce(paid_date, due_date) AS paid_on FROM sw02) AS payment
  WHERE paid_on BETWEEN :from_prev12m AND :last_month_end AND paid IS NOT NULL
  GROUP BY uscc
) AS tax
WHERE rows_recent > 0 AND earlier > 0

-- records
SELECT uscc, rec_id
FROM sw02
WHERE coalesce(paid_date, due_date) BETWEEN :from_prev12m AND :last_month_end
  AND paid IS NOT NULL
