-- in force from publication to its end; three years where no end is given
SELECT uscc, 'SW05', rec_id
FROM sw05
WHERE is_major = 'Y' AND coalesce(publish_from, decision_date) <= :as_of
  AND (publish_to IS NOT NULL OR coalesce(publish_from, decision_date) >= :from_36m)
