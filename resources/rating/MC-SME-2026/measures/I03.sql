-- Paid-in share of the registered capital.
SELECT uscc, paid_capital, reg_capital, NULL FROM sc01 WHERE reg_capital > 0 AND paid_capital IS NOT NULL

-- records
SELECT uscc, rec_id FROM sc01 WHERE reg_capital > 0 AND paid_capital IS NOT NULL
