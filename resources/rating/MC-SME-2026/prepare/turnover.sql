SELECT uscc, revenue, rec_id
FROM (
  SELECT uscc, revenue, rec_id,
         row_number() OVER (
           PARTITION BY uscc
           ORDER BY year DESC, source, unaudited, as_of_date DESC, agency_code) AS choice
  FROM (
    SELECT uscc, revenue, rec_id, year, source, unaudited, as_of_date, agency_code
    FROM account
    WHERE revenue IS NOT NULL AND year >= :year - 2
    UNION ALL
    -- filings come after every account, whatever the year
    SELECT uscc, revenue, NULL, year - 10, 3, 0, '', ''
    FROM vat_revenue
    WHERE year >= :year - 2
  ) AS known
) AS ranked
WHERE choice = 1
