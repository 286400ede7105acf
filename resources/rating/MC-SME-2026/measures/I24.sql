-- Years since the first bank relation.
SELECT uscc, 4 * days_between(first_relation_date, :as_of), 1461, NULL
FROM (
  SELECT uscc, min(first_relation_date) AS first_relation_date
  FROM yh08
  WHERE first_relation_date <= :as_of
  GROUP BY uscc
) AS relation

-- records
SELECT uscc, rec_id FROM yh08 WHERE first_relation_date <= :as_of
