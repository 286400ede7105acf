-- The best honour held: 4 national, 3 provincial, 2 city, 1 county.
SELECT uscc, max(CASE level WHEN '国家级' THEN 4 WHEN '省级' THEN 3 WHEN '市级' THEN 2 ELSE 1 END),
       1, NULL
FROM (
  SELECT uscc, rec_id, demo_level AS level FROM sc01
  UNION ALL
  SELECT uscc, rec_id, demo_level FROM sc10
  UNION ALL
  SELECT uscc, rec_id, level
  FROM sc11
  WHERE (date IS NULL OR date <= :as_of) AND (valid_to IS NULL OR valid_to >= :as_of)
  UNION ALL
  SELECT uscc, rec_id, honour_level
  FROM sc05
  WHERE coalesce(status, '') NOT IN ('过期', '注销', '吊销')
    AND (issue IS NULL OR issue <= :as_of) AND (valid_to IS NULL OR valid_to >= :as_of)
) AS honour
WHERE level IN ('国家级', '省级', '市级', '县级')
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM (
  SELECT uscc, rec_id, demo_level AS level FROM sc01
  UNION ALL
  SELECT uscc, rec_id, demo_level FROM sc10
  UNION ALL
  SELECT uscc, rec_id, level
  FROM sc11
  WHERE (date IS NULL OR date <= :as_of) AND (valid_to IS NULL OR valid_to >= :as_of)
  UNION ALL
  SELECT uscc, rec_id, honour_level
  FROM sc05
  WHERE coalesce(status, '') NOT IN ('过期', '注销', '吊销')
    AND (issue IS NULL OR issue <= :as_of) AND (valid_to IS NULL OR valid_to >= :as_of)
) AS honour
WHERE level IN ('国家级', '省级', '市级', '县级')
