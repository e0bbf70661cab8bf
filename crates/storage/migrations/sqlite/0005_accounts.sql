-- How a person proves who it is. Distributed by the person's own id, like everything that belongs to a person.
-- second_factor holds the sealed secret, factor_pending one that no code has confirmed yet; factor_step is the last time
-- step of which a code was taken, so that none is taken twice.
CREATE TABLE account (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    sign_in_name TEXT UNIQUE,
    password_hash TEXT,
    password_set_at TEXT,
    second_factor BLOB,
    factor_pending BLOB,
    factor_step INTEGER,
    created_at TEXT NOT NULL,
    disabled_at TEXT,
    last_sign_in_on TEXT
) STRICT;

-- Hashes of earlier passwords, so that the last few do not come back.
CREATE TABLE account_password (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES account (person_id),
    set_at TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;
CREATE INDEX account_password_person ON account_password (person_id, set_at);

CREATE TABLE account_recovery_code (
    person_id BLOB NOT NULL REFERENCES account (person_id),
    code_hash BLOB NOT NULL,
    used_at TEXT,
    PRIMARY KEY (person_id, code_hash)
) STRICT;

-- Failed sign-ins, by the hash of a sign-in name or an address: whether the name exists makes no difference.
CREATE TABLE sign_in_guard (
    guarded_hash BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    failed_at TEXT NOT NULL,
    locked_until TEXT
) STRICT;

-- sign_in opens a session; invitation and recovery open one that can do nothing but set up the account.
ALTER TABLE sign_in_link ADD COLUMN purpose TEXT NOT NULL DEFAULT 'sign_in';

ALTER TABLE session ADD COLUMN stage TEXT NOT NULL DEFAULT 'open';
ALTER TABLE session ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN name TEXT;
ALTER TABLE session ADD COLUMN device TEXT;
ALTER TABLE session ADD COLUMN last_seen_at TEXT;
