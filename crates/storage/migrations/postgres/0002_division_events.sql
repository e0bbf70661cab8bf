-- What a division's periods cannot show of an event: reason, document number, and who came from whom. One row for each
-- division that it happened to. kind split: division_id came from other_id; kind merge: division_id went into other_id.
CREATE TABLE division_event (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    division_id UUID NOT NULL,
    happened_on DATE NOT NULL,
    kind TEXT NOT NULL,
    other_id UUID,
    reason TEXT,
    document TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, other_id) REFERENCES division (district_id, id)
);
CREATE INDEX division_event_division ON division_event (district_id, division_id, happened_on);
CREATE INDEX division_event_other ON division_event (district_id, other_id, happened_on);
