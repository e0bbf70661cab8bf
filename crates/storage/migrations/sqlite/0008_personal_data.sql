-- Which keys have sealed values here: their ids alone, never the keys. A process with another key file is refused.
CREATE TABLE sealing_key (
    id TEXT NOT NULL PRIMARY KEY,
    cipher TEXT NOT NULL,
    made_at TEXT NOT NULL,
    retired_at TEXT
) STRICT;

-- How to reach a person; value is sealed.
CREATE TABLE person_contact (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    value BLOB NOT NULL,
    UNIQUE (person_id, kind)
) STRICT;

-- Complaints and suggestions, and what the district's office answered.
CREATE TABLE feedback (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    appointment_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    page TEXT,
    content TEXT NOT NULL,
    reply_wanted INTEGER NOT NULL,
    sent_at TEXT NOT NULL,
    answer TEXT,
    answered_at TEXT,
    answered_by BLOB,
    PRIMARY KEY (district_id, id)
) STRICT;
CREATE INDEX feedback_person ON feedback (person_id);
