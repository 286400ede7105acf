-- What courts could not yet execute, over net assets (else revenue).
SELECT open.uscc, open.amount, base.amount,
       CASE WHEN base.amount IS NULL OR base.amount <= 0 THEN 'no_net_assets' END
FROM (
  SELECT uscc, sum(target - coalesce(executed, 0)) AS amount
  FROM fy02
  WHERE file_date <= :as_of AND target > coalesce(executed, 0)
    AND (close_date IS NULL OR close_date > :as_of OR close_mode = '终结本次执行')
  GROUP BY uscc
) AS open
LEFT JOIN (
  SELECT sc01.uscc, coalesce(net_assets.equity, turnover.revenue) AS amount
  FROM sc01
  LEFT JOIN net_assets ON net_assets.uscc = sc01.uscc
  LEFT JOIN turnover ON turnover.uscc = sc01.uscc
) AS base ON base.uscc = open.uscc

-- records
SELECT uscc, rec_id
FROM fy02
WHERE file_date <= :as_of AND target > coalesce(executed, 0)
    AND (close_date IS NULL OR close_date > :as_of OR close_mode = '终结本次执行')
UNION ALL
SELECT uscc, rec_id
FROM net_assets
WHERE uscc IN (
  SELECT uscc FROM fy02
  WHERE file_date <= :as_of AND target > coalesce(executed, 0)
    AND (close_date IS NULL OR close_date > :as_of OR close_mode = '终结本次执行'))
