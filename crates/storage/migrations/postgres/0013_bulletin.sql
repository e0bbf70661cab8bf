-- S6: bulletins. period_to is exclusive, as everywhere.
CREATE TABLE bulletin (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    title TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    state TEXT NOT NULL,
    approved_on DATE,
    published_on DATE,
    withdrawn_on DATE,
    withdrawn_reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX bulletin_consortium ON bulletin (district_id, consortium_id, period_from);

CREATE TABLE bulletin_section (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    bulletin_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, bulletin_id, sequence),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id)
);

-- One for each unit that was a member on the day of publication; received_on is empty until it confirms.
CREATE TABLE bulletin_receipt (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    bulletin_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    received_on DATE,
    person_id UUID,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, bulletin_id, unit_id),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX bulletin_receipt_unit ON bulletin_receipt (district_id, unit_id);

-- What a unit says about a bulletin, item by item; due_on: by when it is to be answered.
CREATE TABLE opinion (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    bulletin_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    made_on DATE NOT NULL,
    person_id UUID NOT NULL,
    due_on DATE NOT NULL,
    answer TEXT,
    answered_on DATE,
    closed_on DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, bulletin_id) REFERENCES bulletin (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX opinion_bulletin ON opinion (district_id, bulletin_id);
CREATE INDEX opinion_unit ON opinion (district_id, unit_id);

-- A body's secretary confirms that its lists were refreshed; counts_for: a day of the period for which that counts.
CREATE TABLE list_refresh (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    consortium_id UUID NOT NULL,
    refreshed_on DATE NOT NULL,
    counts_for DATE NOT NULL,
    note TEXT,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, consortium_id, counts_for),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
