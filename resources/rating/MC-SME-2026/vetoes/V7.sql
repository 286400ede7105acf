SELECT uscc, 'SC01', rec_id
FROM sc01
WHERE reg_status IN ('3', '4', '5') AND (status_date IS NULL OR status_date <= :as_of)
