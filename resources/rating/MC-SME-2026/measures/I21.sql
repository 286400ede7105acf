-- Interest overdue on current loans.
SELECT uscc, sum(overdue_interest), 1, NULL
FROM current_loan
WHERE overdue_interest IS NOT NULL
GROUP BY uscc

-- records
SELECT uscc, rec_id FROM current_loan WHERE overdue_interest IS NOT NULL
