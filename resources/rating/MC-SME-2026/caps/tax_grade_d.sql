SELECT uscc, 'SW03', rec_id FROM tax_grade WHERE grade = 'D'
