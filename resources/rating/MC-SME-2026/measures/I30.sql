-- Penalties: half a point for a minor one, one for an ordinary, three for a grave one.
SELECT uscc, sum(CASE severity WHEN '轻微' THEN 1 WHEN '一般' THEN 2 ELSE 6 END), 2, NULL
FROM (
  SELECT uscc, rec_id, severity, decision_date FROM sc06
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM st04
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM zr05
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM rs04
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM ga02
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM gj03
) AS penalty
WHERE severity IN ('轻微', '一般', '严重') AND decision_date > :from_24m AND decision_date <= :as_of
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM (
  SELECT uscc, rec_id, severity, decision_date FROM sc06
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM st04
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM zr05
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM rs04
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM ga02
  UNION ALL
  SELECT uscc, rec_id, severity, decision_date FROM gj03
) AS penalty
WHERE severity IN ('轻微', '一般', '严重') AND decision_date > :from_24m AND decision_date <= :as_of
