SELECT uscc, 'SC07', rec_id
FROM sc07
WHERE list_type = '经营异常' AND in_date <= :as_of AND (out_date IS NULL OR out_date > :as_of)
