-- Two records of one unit: unit_id ended on the day and went into into_id.
CREATE TABLE unit_merge (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    into_id BLOB NOT NULL,
    merged_on TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, unit_id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, into_id) REFERENCES unit (district_id, id)
) STRICT;
CREATE INDEX unit_merge_into ON unit_merge (district_id, into_id);

-- Pairs that look like one unit and are two; the smaller id first.
CREATE TABLE unit_distinct (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    first_id BLOB NOT NULL,
    second_id BLOB NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, first_id, second_id),
    FOREIGN KEY (district_id, first_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, second_id) REFERENCES unit (district_id, id)
) STRICT;
CREATE INDEX unit_distinct_second ON unit_distinct (district_id, second_id);
