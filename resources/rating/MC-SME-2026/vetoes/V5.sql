-- in force from publication to its end; three years where no end is given
SELECT uscc, 'RS04', rec_id
FROM rs04
WHERE listed = 'Y' AND coalesce(publish_from, decision_date) <= :as_of
  AND (publish_to IS NOT NULL OR coalesce(publish_from, decision_date) >= :from_36m)
