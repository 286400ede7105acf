-- Tax credit grade of the latest year.
SELECT uscc, NULL, NULL, grade FROM tax_grade

-- records
SELECT uscc, rec_id FROM tax_grade
