-- Months of housing fund still owed, outside an agreed deferral.
SELECT fund.uscc,
       count(DISTINCT CASE WHEN coalesce(fund.payable, 0)
                > CASE WHEN fund.paid_date > :as_of THEN 0 ELSE coalesce(fund.paid, 0) END
                AND deferral.uscc IS NULL
                      THEN fund.month END),
       1, NULL
FROM gj02 AS fund
LEFT JOIN (
  SELECT uscc, substr(deferral_from, 1, 7) AS first_month, substr(deferral_to, 1, 7) AS final_month
  FROM gj01
  WHERE deferral_from IS NOT NULL
) AS deferral
  ON deferral.uscc = fund.uscc AND fund.month >= deferral.first_month
 AND (deferral.final_month IS NULL OR fund.month <= deferral.final_month)
WHERE fund.month BETWEEN :from_month_12m AND :last_month
GROUP BY fund.uscc

-- records
SELECT uscc, rec_id FROM gj02 WHERE month BETWEEN :from_month_12m AND :last_month
