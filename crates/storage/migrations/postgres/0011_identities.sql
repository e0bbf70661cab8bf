-- By whom else than Lianhe a person is known: one identity of an organisation's own provider (OpenID Connect) for each
-- account. Distributed by the person's own id. The subject is kept as a hash: it is only ever compared.
CREATE TABLE account_identity (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES account (person_id),
    issuer TEXT NOT NULL,
    subject_hash BYTEA NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL,
    UNIQUE (issuer, subject_hash)
);
