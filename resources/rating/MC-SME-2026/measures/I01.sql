-- Age of the enterprise in years (a year is 1461/4 days).
SELECT uscc, 4 * days_between(est_date, :as_of), 1461, NULL
FROM sc01
WHERE est_date <= :as_of

-- records
SELECT uscc, rec_id FROM sc01 WHERE est_date <= :as_of
