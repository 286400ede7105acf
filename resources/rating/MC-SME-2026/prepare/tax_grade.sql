-- The newest year's tax credit grade known at the reference date; an unrated year is not skipped.
SELECT uscc, grade, rec_id
FROM (
  SELECT uscc, grade, rec_id,
         row_number() OVER (PARTITION BY uscc ORDER BY year DESC, id DESC) AS newest
  FROM sw03
  WHERE year <= :year AND (eval_date IS NULL OR eval_date <= :as_of)
) AS ranked
WHERE newest = 1
