SELECT uscc, 'YH03', rec_id
FROM current_loan
WHERE class >= 3 OR overdue_days > 90
