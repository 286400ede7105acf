SELECT uscc, 'FY04', rec_id
FROM fy04
WHERE kind LIKE '%破产%' AND accept_date <= :as_of
  AND coalesce(status, '') NOT LIKE '%终结%' AND coalesce(status, '') NOT LIKE '%驳回%'
