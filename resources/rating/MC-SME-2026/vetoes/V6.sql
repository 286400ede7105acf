SELECT uscc, 'GA02', rec_id
FROM ga02
WHERE unit_crime = 'Y' AND stage = '判决' AND case_no <> ''
  AND decision_date >= :from_60m AND decision_date <= :as_of
UNION ALL
SELECT uscc, 'YH09', rec_id
FROM yh09
WHERE court_doc_no <> '' AND judgment_date >= :from_60m AND judgment_date <= :as_of
