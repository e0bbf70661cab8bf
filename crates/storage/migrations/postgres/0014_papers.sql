-- Addresses under which a calendar program fetches meetings: a person's own, or those of one body. Only the hash of the
-- secret is kept; the address itself names the district, so that it is found there and nowhere else.
CREATE TABLE calendar_feed (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    consortium_id UUID,
    name TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, token_hash),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX calendar_feed_person ON calendar_feed (district_id, person_id);
CREATE INDEX calendar_feed_consortium ON calendar_feed (district_id, consortium_id);

-- A district's own wording of a kind of document; without a row the shipped one holds. Earlier ones are in the journal.
CREATE TABLE document_template (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, kind)
);
