-- S6: bulletins. period_to is exclusive, as everywhere.
CREATE TABLE bulletin (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    consortium_id BLOB NOT NULL,
    title TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    state TEXT NOT NULL,
    approved_on TEXT,
    published_on TEXT,
    withdrawn_on TEXT,
    withdrawn_reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
) STRICT;
CREATE INDEX bulletin_consortium ON bulletin (district_id, consortium_id, period_from);

CREATE TABLE bulletin_section (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    bulletin_id BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, bulletin_id, sequence),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id)
) STRICT;

-- One for each unit that was a member on the day of publication; received_on is empty until it confirms.
CREATE TABLE bulletin_receipt (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    bulletin_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    received_on TEXT,
    person_id BLOB,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, bulletin_id, unit_id),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
) STRICT;
CREATE INDEX bulletin_receipt_unit ON bulletin_receipt (district_id, unit_id);

-- What a unit says about a bulletin, item by item; due_on: by when it is to be answered.
CREATE TABLE opinion (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    bulletin_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    made_on TEXT NOT NULL,
    person_id BLOB NOT NULL,
    due_on TEXT NOT NULL,
    answer TEXT,
    answered_on TEXT,
    closed_on TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
) STRICT;
CREATE INDEX opinion_bulletin ON opinion (district_id, bulletin_id);
CREATE INDEX opinion_unit ON opinion (district_id, unit_id);

-- A body's secretary confirms that its lists were refreshed; counts_for: a day of the period for which that counts.
CREATE TABLE list_refresh (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    consortium_id BLOB NOT NULL,
    refreshed_on TEXT NOT NULL,
    counts_for TEXT NOT NULL,
    note TEXT,
    person_id BLOB NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, consortium_id, counts_for),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
) STRICT;
