-- Police licences whose latest permit has run out.
SELECT uscc, count(CASE WHEN valid_to < :as_of THEN 1 END), 1, NULL
FROM (
  SELECT uscc, item, max(coalesce(valid_to, '9999-12-31')) AS valid_to
  FROM ga01
  WHERE item NOT IN ('印章备案', '其他') AND coalesce(status, '') <> '注销'
    AND (issue IS NULL OR issue <= :as_of)
  GROUP BY uscc, item
) AS licence
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM ga01
WHERE item NOT IN ('印章备案', '其他') AND coalesce(status, '') <> '注销'
    AND (issue IS NULL OR issue <= :as_of)
