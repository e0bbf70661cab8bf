-- Appointments: what one rests on (a post; a document), and whom a deputy stands in for. No foreign keys: SQLite adds none of two
-- columns to a table that is there, and a post or principal that is gone only means that the appointment holds no more.
ALTER TABLE appointment ADD COLUMN post_id BLOB;
ALTER TABLE appointment ADD COLUMN deputy_for_id BLOB;
ALTER TABLE appointment ADD COLUMN basis TEXT;
CREATE INDEX appointment_post ON appointment (district_id, post_id);
CREATE INDEX appointment_deputy_for ON appointment (district_id, deputy_for_id);

-- For whom an official made the entry (代录), and how it was told.
ALTER TABLE journal ADD COLUMN behalf_how TEXT;
ALTER TABLE journal ADD COLUMN behalf_name TEXT;

-- Security-relevant changes that wait for a second person. command is JSON; the names are those of the day it was asked.
CREATE TABLE pending_change (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    id BLOB NOT NULL,
    operation TEXT NOT NULL,
    command TEXT NOT NULL,
    about_person_id BLOB,
    person_name TEXT NOT NULL,
    appointment_kind TEXT NOT NULL,
    place_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    requested_by BLOB NOT NULL,
    requested_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT,
    decision_reason TEXT,
    PRIMARY KEY (district_id, id)
) STRICT;
CREATE INDEX pending_change_state ON pending_change (district_id, state, expires_at);
