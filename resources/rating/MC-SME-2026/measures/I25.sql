-- Share of electricity bills paid in full by their due day; empty bills are no bills.
SELECT uscc,
       sum(CASE WHEN paid_date <= due_date AND (paid IS NULL OR paid >= amount)
                THEN 1 ELSE 0 END),
       count(*), NULL
FROM gd02
WHERE due_date BETWEEN :from_12m AND :last_month_end AND amount > 0
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM gd02
WHERE due_date BETWEEN :from_12m AND :last_month_end AND amount > 0
