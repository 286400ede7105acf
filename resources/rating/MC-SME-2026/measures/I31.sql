-- Environmental credit of the latest year.
SELECT uscc, NULL, NULL, grade FROM environment_grade

-- records
SELECT uscc, rec_id FROM environment_grade
