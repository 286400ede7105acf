-- Net profit over revenue.
SELECT uscc, net_profit, revenue, NULL
FROM (
  SELECT uscc, rec_id, net_profit, revenue,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE net_profit IS NOT NULL AND revenue IS NOT NULL AND year >= :year - 2
) AS ranked
WHERE choice = 1 AND revenue > 0

-- records
SELECT uscc, rec_id
FROM (
  SELECT uscc, rec_id, net_profit, revenue,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE net_profit IS NOT NULL AND revenue IS NOT NULL AND year >= :year - 2
) AS ranked
WHERE choice = 1 AND revenue > 0
