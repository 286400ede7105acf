-- The loans that an enterprise has now: each loan's newest month-end row, unless settled.
-- A written-off loan stays, as a loss, until it is settled: the debt is not forgiven.
SELECT uscc, rec_id, overdue_days, overdue_principal, overdue_interest,
       CASE WHEN status = '核销' THEN 5 ELSE CAST(five_class AS INTEGER) END AS class
FROM (
  SELECT uscc, rec_id, overdue_days, overdue_principal, overdue_interest, five_class,
         coalesce(status, '') AS status, balance,
         row_number() OVER (PARTITION BY agency_code, loan_no ORDER BY month DESC) AS newest
  FROM yh03
  WHERE month <= :last_month
) AS snapshot
WHERE newest = 1 AND status <> '结清' AND (status = '核销' OR coalesce(balance, 1) <> 0)
