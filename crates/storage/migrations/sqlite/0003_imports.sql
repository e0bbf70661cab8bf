-- One row for each import that was kept, in each district that it touched.
CREATE TABLE import_run (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    id BLOB NOT NULL,
    at TEXT NOT NULL,
    person_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    header TEXT NOT NULL,
    mapping TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    undone_at TEXT,
    PRIMARY KEY (district_id, id)
) STRICT;
CREATE INDEX import_run_kind ON import_run (district_id, kind, at);

-- What an object's rows said before an import first changed it, as JSON: what undoing puts back.
CREATE TABLE import_image (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB NOT NULL,
    image TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, import_id, object_id),
    FOREIGN KEY (district_id, import_id) REFERENCES import_run (district_id, id)
) STRICT;

CREATE INDEX journal_batch ON journal (district_id, batch_id, sequence) WHERE batch_id IS NOT NULL;

-- How many divisions of each kind begin (+) or end (-) in a district on a day: their sum up to a day is what there is.
CREATE TABLE division_rollup (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (district_id, kind, day)
) STRICT;

-- The number that a register gives a Party organisation: it tells those of the same name apart.
ALTER TABLE party_organisation ADD COLUMN reference TEXT;
CREATE UNIQUE INDEX party_organisation_reference ON party_organisation (district_id, reference);
