-- Growth of water used; bills may be for one month or two, so months are taken in pairs.
SELECT uscc, recent - earlier, earlier, NULL
FROM (
  SELECT uscc,
         sum(CASE WHEN period >= :from_month_12m THEN m3 ELSE 0 END) AS recent,
         sum(CASE WHEN period < :from_month_12m THEN m3 ELSE 0 END) AS earlier,
         count(DISTINCT (CAST(substr(period, 1, 4) AS INTEGER) * 12
                         + CAST(substr(period, 6, 2) AS INTEGER) - :from_month_24m_no) / 2) AS pairs
  FROM gs02
  WHERE period BETWEEN :from_month_24m AND :last_month AND m3 IS NOT NULL
  GROUP BY uscc
) AS used
WHERE pairs = 12 AND earlier > 0

-- records
SELECT uscc, rec_id
FROM gs02
WHERE period BETWEEN :from_month_24m AND :last_month AND m3 IS NOT NULL
