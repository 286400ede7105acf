-- Guarantees given over net assets; a guarantee counts until its balance is gone.
SELECT given.uscc, given.balance, net_assets.equity,
       CASE WHEN net_assets.uscc IS NULL THEN 'unknown'
            WHEN net_assets.equity <= 0 THEN 'no_net_assets' END
FROM (
  SELECT uscc, sum(balance) AS balance
  FROM yh04
  WHERE balance > 0 AND ("from" IS NULL OR "from" <= :as_of)
  GROUP BY uscc
) AS given
LEFT JOIN net_assets ON net_assets.uscc = given.uscc

-- records
SELECT uscc, rec_id FROM yh04 WHERE balance > 0 AND ("from" IS NULL OR "from" <= :as_of)
UNION ALL
SELECT uscc, rec_id
FROM net_assets
WHERE uscc IN (SELECT uscc FROM yh04 WHERE balance > 0 AND ("from" IS NULL OR "from" <= :as_of))
