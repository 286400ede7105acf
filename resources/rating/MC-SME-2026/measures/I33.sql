-- Civil suits lost as defendant.
SELECT uscc, count(*), 1, NULL
FROM fy01
WHERE class = '民事' AND role = '被告' AND liability IN ('败诉', '部分')
  AND close_date > :from_24m AND close_date <= :as_of
GROUP BY uscc

-- records
SELECT uscc, rec_id
FROM fy01
WHERE class = '民事' AND role = '被告' AND liability IN ('败诉', '部分')
  AND close_date > :from_24m AND close_date <= :as_of
