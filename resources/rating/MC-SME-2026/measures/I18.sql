-- Tax offences.
SELECT uscc, count(*), 1,
       CASE WHEN count(*) = 1 AND max(severity) = '轻微' THEN 'one_minor'
            WHEN count(*) = 1 AND max(severity) = '一般' THEN 'one_ordinary' END
FROM sw05
WHERE decision_date > :from_24m AND decision_date <= :as_of
GROUP BY uscc

-- records
SELECT uscc, rec_id FROM sw05 WHERE decision_date > :from_24m AND decision_date <= :as_of
