-- Annual reports filed on time among the last two due ones that can be judged.
SELECT due.uscc,
       sum(CASE WHEN report.report_date <= due.deadline THEN 1 ELSE 0 END),
       sum(CASE WHEN report.uscc IS NOT NULL OR :complete_sc08 = 1 THEN 1 ELSE 0 END),
       CASE WHEN :complete_sc08 = 0 AND count(report.uscc) = 0 THEN 'unseen' END
FROM (
  SELECT uscc, :due_year AS year, :due_deadline AS deadline
  FROM sc01
  WHERE coalesce(est_date, '') < :due_year_end
  UNION ALL
  SELECT uscc, :due_year - 1, :due_deadline_before
  FROM sc01
  WHERE coalesce(est_date, '') < :due_year_before_end
) AS due
LEFT JOIN (SELECT uscc, year, report_date FROM sc08 WHERE report_date <= :as_of) AS report
  ON report.uscc = due.uscc AND report.year = due.year
GROUP BY due.uscc

-- records
SELECT uscc, rec_id
FROM sc08
WHERE report_date <= :as_of AND year BETWEEN :due_year - 1 AND :due_year
