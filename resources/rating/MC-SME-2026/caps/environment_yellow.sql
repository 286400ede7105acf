SELECT uscc, 'ST03', rec_id FROM environment_grade WHERE grade = '3'
