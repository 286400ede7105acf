-- Members of a co-operative, land of a family farm in 亩.
SELECT sc10.uscc,
       CASE WHEN sc01.entity_kind IN ('4', '8') THEN sc10.members * :unit_sc10_land_area
            ELSE sc10.land_area END,
       :unit_sc10_land_area, NULL
FROM sc10
JOIN sc01 ON sc01.uscc = sc10.uscc
WHERE CASE WHEN sc01.entity_kind IN ('4', '8') THEN sc10.members ELSE sc10.land_area END
      IS NOT NULL

-- records
SELECT uscc, rec_id FROM sc10
