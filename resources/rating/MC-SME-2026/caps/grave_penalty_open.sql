-- grave penalties of the last five years, not put right (land, environment) or not performed
SELECT uscc, 'ZR05', rec_id
FROM zr05
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(rectified, 'N') = 'Y' AND coalesce(rectify_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'ST04', rec_id
FROM st04
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(rectified, 'N') = 'Y' AND coalesce(rectify_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'SC06', rec_id
FROM sc06
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(perform_status, '') = '已履行' AND coalesce(perform_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'SW05', rec_id
FROM sw05
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(perform_status, '') = '已履行' AND coalesce(perform_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'RS04', rec_id
FROM rs04
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(perform_status, '') = '已履行' AND coalesce(perform_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'GA02', rec_id
FROM ga02
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(perform_status, '') = '已履行' AND coalesce(perform_date, '') <= :as_of)
UNION ALL
SELECT uscc, 'GJ03', rec_id
FROM gj03
WHERE severity = '严重' AND decision_date BETWEEN :from_60m AND :as_of
  AND NOT (coalesce(perform_status, '') = '已履行' AND coalesce(perform_date, '') <= :as_of)
