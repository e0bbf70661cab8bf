-- Files that belong to something recorded: object_type and object_id say to what. unit_id: the unit for which somebody
-- attached it. What was removed keeps its row with its digests, so that the journal can be compared with it; its bytes go.
CREATE TABLE attachment (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    object_type TEXT NOT NULL,
    object_id UUID NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    sm3 TEXT NOT NULL,
    unit_id UUID,
    person_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    added_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    removed_by UUID,
    PRIMARY KEY (district_id, id),
    CHECK (size >= 1),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX attachment_object ON attachment (district_id, object_type, object_id, id);
CREATE INDEX attachment_unit ON attachment (district_id, unit_id);
-- Two who attach the same file at once: the second is told.
CREATE UNIQUE INDEX attachment_once ON attachment (district_id, object_type, object_id, sha256) WHERE removed_at IS NULL;

-- The bytes, in pieces of 256 KiB but for the last.
CREATE TABLE attachment_chunk (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    attachment_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, attachment_id, sequence),
    FOREIGN KEY (district_id, attachment_id) REFERENCES attachment (district_id, id)
);
