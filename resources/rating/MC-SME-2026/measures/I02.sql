-- How often the legal representative or the domicile changed.
SELECT uscc, count(*), 1, NULL
FROM sc04
WHERE item IN ('法定代表人', '住所') AND change_date > :from_24m AND change_date <= :as_of
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM sc04
WHERE item IN ('法定代表人', '住所') AND change_date > :from_24m AND change_date <= :as_of
