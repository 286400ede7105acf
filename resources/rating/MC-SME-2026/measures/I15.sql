-- Share of tax filings that were on time.
SELECT uscc, sum(CASE WHEN declare_date <= due_date THEN 1 ELSE 0 END), count(*), NULL
FROM sw02
WHERE due_date > :from_24m AND due_date <= :as_of
GROUP BY uscc

-- records
SELECT uscc, rec_id FROM sw02 WHERE due_date > :from_24m AND due_date <= :as_of
