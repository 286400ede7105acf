SELECT uscc, 'SW01', rec_id
FROM sw01
WHERE tax_status = '非正常' AND (abnormal_date IS NULL OR abnormal_date <= :as_of)
