SELECT uscc, 'GD03', rec_id
FROM gd03
WHERE kind = '窃电' AND date > :from_24m AND date <= :as_of
