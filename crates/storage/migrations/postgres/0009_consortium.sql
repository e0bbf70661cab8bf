-- S3 consortia. A body belongs to a division; what it is called has dates, and its life is that of its names.
CREATE TABLE consortium (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    division_id UUID NOT NULL,
    dissolved_document TEXT,
    dissolved_reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
);
CREATE INDEX consortium_division ON consortium (district_id, division_id);

-- document, reason: those of the founding or renaming with which the period begins.
CREATE TABLE consortium_period (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    consortium_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    name TEXT NOT NULL,
    document TEXT,
    reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX consortium_period_consortium ON consortium_period (district_id, consortium_id, valid_from);

-- Without a consortium it is the district's standard; without a value the body goes back to the standard.
CREATE TABLE charter_clause (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    consortium_id UUID,
    item TEXT NOT NULL,
    valid_from DATE NOT NULL,
    value BIGINT,
    reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX charter_clause_consortium ON charter_clause (district_id, consortium_id, item, valid_from);

-- A unit's way into a consortium, its time there and its way out. The dates are empty until it is accepted.
CREATE TABLE membership (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    valid_from DATE,
    valid_to DATE,
    outside_reason TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX membership_consortium ON membership (district_id, consortium_id);
CREATE INDEX membership_unit ON membership (district_id, unit_id);

CREATE TABLE membership_step (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    membership_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    happened_on DATE NOT NULL,
    effective_on DATE NOT NULL,
    note TEXT,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, membership_id, sequence),
    FOREIGN KEY (district_id, membership_id) REFERENCES membership (district_id, id)
);

-- A seat of the work committee: bound to a post (and held by whoever holds it), or a person's for a term.
CREATE TABLE seat (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    kind TEXT NOT NULL,
    post_id UUID,
    unit_id UUID,
    person_id UUID,
    valid_from DATE,
    valid_to DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id),
    FOREIGN KEY (district_id, post_id) REFERENCES post (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX seat_consortium ON seat (district_id, consortium_id);
CREATE INDEX seat_post ON seat (district_id, post_id);
CREATE INDEX seat_unit ON seat (district_id, unit_id);

CREATE TABLE seat_step (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    seat_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    happened_on DATE NOT NULL,
    note TEXT,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, seat_id, sequence),
    FOREIGN KEY (district_id, seat_id) REFERENCES seat (district_id, id)
);

-- S4, S5: a meeting that was held. counts_for: a day of the earlier period that it makes up for.
CREATE TABLE meeting (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    kind TEXT NOT NULL,
    held_on DATE NOT NULL,
    counts_for DATE,
    place TEXT NOT NULL,
    agenda TEXT NOT NULL,
    decisions TEXT,
    minutes TEXT,
    locked_on DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX meeting_consortium ON meeting (district_id, consortium_id, kind, held_on);

CREATE TABLE meeting_attendance (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    presence TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, meeting_id, unit_id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX meeting_attendance_unit ON meeting_attendance (district_id, unit_id);

-- What the overseer excused a body from: the period that begins on period_from.
CREATE TABLE obligation_waiver (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    consortium_id UUID NOT NULL,
    kind TEXT NOT NULL,
    period_from DATE NOT NULL,
    waived_on DATE NOT NULL,
    reason TEXT NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, consortium_id, kind, period_from),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
