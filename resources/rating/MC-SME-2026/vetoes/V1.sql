SELECT uscc, 'FY03', rec_id
FROM fy03
WHERE in_date <= :as_of AND (out_date IS NULL OR out_date > :as_of)
  AND (term_end IS NULL OR term_end >= :as_of)
