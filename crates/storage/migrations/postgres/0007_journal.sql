-- Where the kept part of a district's journal begins, once older entries have gone into an archive: the last entry that
-- went, and its seal.
CREATE TABLE journal_horizon (
    district_id UUID NOT NULL PRIMARY KEY REFERENCES district (district_id),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Personal values of entries: the entry keeps a commitment alone, so a row here can go without breaking the chain.
-- subject_id: the person, or the appointment of a person. sealed: salt and value, encrypted.
CREATE TABLE journal_personal (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    commitment TEXT NOT NULL,
    subject_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, sequence) REFERENCES journal (district_id, sequence)
);
CREATE INDEX journal_personal_entry ON journal_personal (district_id, sequence);
CREATE INDEX journal_personal_subject ON journal_personal (district_id, subject_id);
-- For whoever changes the keys: page by page through all districts.
CREATE INDEX journal_personal_id ON journal_personal (id);
