SELECT uscc, 'YH03', rec_id
FROM current_loan
WHERE overdue_days > 0 OR overdue_principal > 0 OR overdue_interest > 0
