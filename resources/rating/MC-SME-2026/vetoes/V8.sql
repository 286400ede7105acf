-- the working group's own decision, signed by two persons
SELECT uscc, 'decision', decision_id
FROM decision
WHERE kind = 'V8' AND signer_1 <> '' AND signer_2 <> '' AND signer_1 <> signer_2
  AND decision_date <= :as_of
  AND (revoked_date IS NULL OR revoked_date = '' OR revoked_date > :as_of)
