-- Land and mining offences not yet put right.
SELECT uscc, count(*), 1, NULL
FROM zr05
WHERE severity IN ('轻微', '一般', '严重') AND decision_date <= :as_of
  AND NOT (coalesce(rectified, 'N') = 'Y' AND coalesce(rectify_date, '') <= :as_of)
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM zr05
WHERE severity IN ('轻微', '一般', '严重') AND decision_date <= :as_of
  AND NOT (coalesce(rectified, 'N') = 'Y' AND coalesce(rectify_date, '') <= :as_of)
