-- Growth of revenue, both years from the same source.
WITH best AS (
  SELECT uscc, year, source, revenue, rec_id,
         row_number() OVER (
           PARTITION BY uscc, year, source
           ORDER BY unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE revenue IS NOT NULL
), known AS (
  SELECT uscc, year, source, revenue, rec_id, NULL AS period_type FROM best WHERE choice = 1
  UNION ALL
  SELECT uscc, year, 3, revenue, NULL, period_type FROM vat_revenue
), pair AS (
  SELECT later.uscc, later.year, later.source,
         later.revenue AS revenue, earlier.revenue AS revenue_before,
         later.rec_id AS rec_id, earlier.rec_id AS rec_id_before,
         later.period_type AS period_type, earlier.period_type AS period_type_before,
         row_number() OVER (PARTITION BY later.uscc ORDER BY later.year DESC, later.source) AS choice
  FROM known AS later
  JOIN known AS earlier
    ON earlier.uscc = later.uscc AND earlier.source = later.source
   AND earlier.year = later.year - 1
  WHERE later.year >= :year - 2
)
SELECT uscc, revenue - revenue_before, revenue_before, NULL
FROM pair
WHERE choice = 1 AND revenue_before > 0

-- records
WITH best AS (
  SELECT uscc, year, source, revenue, rec_id,
         row_number() OVER (
           PARTITION BY uscc, year, source
           ORDER BY unaudited, as_of_date DESC, agency_code) AS choice
  FROM account
  WHERE revenue IS NOT NULL
), known AS (
  SELECT uscc, year, source, revenue, rec_id, NULL AS period_type FROM best WHERE choice = 1
  UNION ALL
  SELECT uscc, year, 3, revenue, NULL, period_type FROM vat_revenue
), pair AS (
  SELECT later.uscc, later.year, later.source,
         later.revenue AS revenue, earlier.revenue AS revenue_before,
         later.rec_id AS rec_id, earlier.rec_id AS rec_id_before,
         later.period_type AS period_type, earlier.period_type AS period_type_before,
         row_number() OVER (PARTITION BY later.uscc ORDER BY later.year DESC, later.source) AS choice
  FROM known AS later
  JOIN known AS earlier
    ON earlier.uscc = later.uscc AND earlier.source = later.source
   AND earlier.year = later.year - 1
  WHERE later.year >= :year - 2
)
SELECT uscc, rec_id FROM pair WHERE choice = 1 AND source < 3
UNION ALL
SELECT uscc, rec_id_before FROM pair WHERE choice = 1 AND source < 3
UNION ALL
SELECT pair.uscc, sw02.rec_id
FROM pair
JOIN sw02 ON sw02.uscc = pair.uscc
WHERE pair.choice = 1 AND pair.source = 3
  AND sw02.tax_kind = '增值税' AND sw02.taxable_revenue IS NOT NULL
  AND (sw02.declare_date IS NULL OR sw02.declare_date <= :as_of)
  AND ((CAST(substr(sw02.period, 1, 4) AS INTEGER) = pair.year
        AND sw02.period_type = pair.period_type)
    OR (CAST(substr(sw02.period, 1, 4) AS INTEGER) = pair.year - 1
        AND sw02.period_type = pair.period_type_before))
