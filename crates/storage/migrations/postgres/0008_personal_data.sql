-- Which keys have sealed values here: their ids alone, never the keys. A process with another key file is refused.
CREATE TABLE sealing_key (
    id TEXT NOT NULL PRIMARY KEY,
    cipher TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ
);

-- How to reach a person; value is sealed.
CREATE TABLE person_contact (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    value BYTEA NOT NULL,
    UNIQUE (person_id, kind)
);

-- Complaints and suggestions, and what the district's office answered.
CREATE TABLE feedback (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    person_id UUID NOT NULL,
    appointment_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    page TEXT,
    content TEXT NOT NULL,
    reply_wanted BIGINT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    answer TEXT,
    answered_at TIMESTAMPTZ,
    answered_by UUID,
    PRIMARY KEY (district_id, id)
);
CREATE INDEX feedback_person ON feedback (person_id);
