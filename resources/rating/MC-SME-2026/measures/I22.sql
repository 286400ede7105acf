-- Credit used over credit granted.
SELECT uscc, sum(used), sum("limit"), NULL
FROM yh01
WHERE ("from" IS NULL OR "from" <= :as_of) AND ("to" IS NULL OR "to" >= :as_of) AND used IS NOT NULL AND "limit" IS NOT NULL
GROUP BY uscc
HAVING sum("limit") > 0

-- records
SELECT uscc, rec_id FROM yh01
WHERE ("from" IS NULL OR "from" <= :as_of) AND ("to" IS NULL OR "to" >= :as_of) AND used IS NOT NULL AND "limit" IS NOT NULL
