SELECT uscc, 'YH03', rec_id FROM current_loan WHERE class = 2
