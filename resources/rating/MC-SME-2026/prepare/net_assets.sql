SELECT uscc, equity, rec_id
FROM (
  SELECT uscc, equity, rec_id,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE equity IS NOT NULL AND year >= :year - 2
) AS ranked
WHERE choice = 1
