-- Months of old-age insurance still owed at the reference date.
SELECT uscc,
       count(DISTINCT CASE WHEN coalesce(payable, 0)
                > CASE WHEN paid_date > :as_of THEN 0 ELSE coalesce(paid, 0) END
                      THEN month END),
       1, NULL
FROM rs02
WHERE kind = '1' AND month BETWEEN :from_month_12m AND :last_month
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM rs02
WHERE kind = '1' AND month BETWEEN :from_month_12m AND :last_month
