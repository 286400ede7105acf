-- Liabilities over assets.
SELECT uscc, liabilities, assets, CASE WHEN assets <= 0 THEN 'no_assets' END
FROM (
  SELECT uscc, rec_id, liabilities, assets,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE liabilities IS NOT NULL AND assets IS NOT NULL AND year >= :year - 2
) AS ranked
WHERE choice = 1

-- records
SELECT uscc, rec_id
FROM (
  SELECT uscc, rec_id, liabilities, assets,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE liabilities IS NOT NULL AND assets IS NOT NULL AND year >= :year - 2
) AS ranked
WHERE choice = 1
