-- The worst class among current loans.
SELECT uscc, max(class), 1, NULL FROM current_loan WHERE class IS NOT NULL GROUP BY uscc

-- records
SELECT uscc, rec_id FROM current_loan WHERE class IS NOT NULL
