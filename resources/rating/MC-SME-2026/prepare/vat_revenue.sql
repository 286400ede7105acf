-- Revenue by value-added tax filings; only for years of which every month (or quarter) is there.
SELECT uscc, year, period_type, revenue
FROM (
  SELECT uscc, year, period_type, revenue,
         row_number() OVER (PARTITION BY uscc, year ORDER BY period_type) AS choice
  FROM (
    SELECT uscc, CAST(substr(period, 1, 4) AS INTEGER) AS year, period_type,
           sum(taxable_revenue) AS revenue, count(DISTINCT period) AS spans
    FROM sw02
    WHERE tax_kind = '增值税' AND period_type IN ('M', 'Q') AND taxable_revenue IS NOT NULL
      AND period >= :oldest_account_month AND period < :this_year_month
      AND (declare_date IS NULL OR declare_date <= :as_of)
    GROUP BY uscc, CAST(substr(period, 1, 4) AS INTEGER), period_type
  ) AS yearly
  WHERE spans = CASE WHEN period_type = 'M' THEN 12 ELSE 4 END
) AS complete
WHERE choice = 1
