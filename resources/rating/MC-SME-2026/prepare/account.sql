-- Annual accounts of the last three closed years; source 1 is the annual report, 2 a bank's copy.
SELECT uscc, year, 1 AS source, 0 AS unaudited, as_of_date, agency_code, revenue,
       assets, liabilities, equity, net_profit, rec_id
FROM sc08
WHERE report_date <= :as_of AND year BETWEEN :year - 3 AND :year - 1
UNION ALL
SELECT uscc, year, 2, CASE WHEN audited = 'Y' THEN 0 ELSE 1 END, as_of_date, agency_code, revenue,
       total_assets, total_liab, equity, net_profit, rec_id
FROM yh07
WHERE period = 'Y' AND year BETWEEN :year - 3 AND :year - 1
