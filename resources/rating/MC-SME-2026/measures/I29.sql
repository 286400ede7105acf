-- Breaches of supply contracts; theft weighs more than any number of others.
SELECT uscc, count(*), 1,
       CASE WHEN count(CASE WHEN kind IN ('窃电', '偷盗水') THEN 1 END) > 0 THEN 'theft' END
FROM (
  SELECT uscc, rec_id, kind FROM gd03 WHERE date > :from_24m AND date <= :as_of
  UNION ALL
  SELECT uscc, rec_id, kind FROM gs03 WHERE date > :from_24m AND date <= :as_of
) AS breach
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM (
  SELECT uscc, rec_id, kind FROM gd03 WHERE date > :from_24m AND date <= :as_of
  UNION ALL
  SELECT uscc, rec_id, kind FROM gs03 WHERE date > :from_24m AND date <= :as_of
) AS breach
