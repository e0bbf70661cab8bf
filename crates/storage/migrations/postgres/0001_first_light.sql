-- Reference tables stand above the districts: small, the same for all.
CREATE TABLE upper_division (
    id UUID NOT NULL PRIMARY KEY,
    parent_id UUID REFERENCES upper_division (id),
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);
CREATE INDEX upper_division_parent ON upper_division (parent_id);

CREATE TABLE holiday (
    day DATE NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE TABLE industry (
    code TEXT NOT NULL PRIMARY KEY,
    parent_code TEXT REFERENCES industry (code),
    name TEXT NOT NULL
);
CREATE INDEX industry_parent ON industry (parent_code);

-- People and their sessions are distributed by their own id: a person may have appointments in several districts.
CREATE TABLE person (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    reference TEXT UNIQUE
);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    person_id UUID NOT NULL REFERENCES person (id),
    acting_district_id UUID NOT NULL,
    acting_appointment_id UUID NOT NULL,
    channel TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE sign_in_link (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    person_id UUID NOT NULL REFERENCES person (id),
    acting_district_id UUID NOT NULL,
    acting_appointment_id UUID NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX sign_in_link_person ON sign_in_link (person_id);

-- The district is the tenant and the shard: this row is its head, everything below carries district_id.
-- grid_sequence: the newest journal entry about a division; trees that were read since are still right.
CREATE TABLE district (
    district_id UUID NOT NULL PRIMARY KEY,
    upper_id UUID REFERENCES upper_division (id),
    journal_sequence BIGINT NOT NULL,
    grid_sequence BIGINT NOT NULL,
    sealed_sequence BIGINT NOT NULL,
    sealed_hash BYTEA NOT NULL
);
CREATE INDEX district_upper ON district (upper_id);

-- Append only: one entry for each write, numbered per district. before_values and after_values are JSON.
CREATE TABLE journal (
    district_id UUID NOT NULL REFERENCES district (district_id),
    sequence BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    person_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    appointment_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    batch_id UUID,
    operation TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id UUID NOT NULL,
    object_name TEXT NOT NULL,
    before_values TEXT,
    after_values TEXT,
    reason TEXT,
    PRIMARY KEY (district_id, sequence)
);
CREATE INDEX journal_object ON journal (district_id, object_id, sequence);

CREATE TABLE journal_seal (
    district_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (district_id, sequence),
    FOREIGN KEY (district_id, sequence) REFERENCES journal (district_id, sequence)
);

-- S1 grid. Identity in division, everything that changes with time in division_period.
CREATE TABLE division (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    longitude DOUBLE PRECISION,
    latitude DOUBLE PRECISION,
    PRIMARY KEY (district_id, id)
);

-- street_id: the street-level division that it lies in or is; null for the district itself.
CREATE TABLE division_period (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    division_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    name_search TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT COLLATE "C",
    class_code TEXT,
    parent_id UUID,
    street_id UUID,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, parent_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, street_id) REFERENCES division (district_id, id)
);
CREATE INDEX division_period_division ON division_period (district_id, division_id, valid_from);
CREATE INDEX division_period_parent ON division_period (district_id, parent_id);
CREATE INDEX division_period_street ON division_period (district_id, street_id, name_key, division_id);
CREATE INDEX division_period_name ON division_period (district_id, name_key, division_id);
CREATE INDEX division_period_code ON division_period (code);

CREATE TABLE division_outline (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    division_id UUID NOT NULL,
    ring BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    longitude DOUBLE PRECISION NOT NULL,
    latitude DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, division_id, ring, sequence),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
);

CREATE TABLE observation (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    division_id UUID NOT NULL,
    series TEXT NOT NULL,
    observed_on DATE NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    source TEXT,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, division_id, series, observed_on),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
);

-- S2 organisation.
CREATE TABLE unit (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district_id, id)
);

-- street_id is kept beside division_id so that a street's list is one range of an index.
CREATE TABLE unit_period (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    name_search TEXT NOT NULL,
    type TEXT NOT NULL,
    division_id UUID NOT NULL,
    street_id UUID,
    credit_code TEXT,
    industry_code TEXT,
    address TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, street_id) REFERENCES division (district_id, id)
);
CREATE INDEX unit_period_unit ON unit_period (district_id, unit_id, valid_from);
CREATE INDEX unit_period_division ON unit_period (district_id, division_id, name_key, unit_id);
CREATE INDEX unit_period_street ON unit_period (district_id, street_id, name_key, unit_id, valid_from, valid_to);
CREATE INDEX unit_period_name ON unit_period (district_id, name_key, unit_id, valid_from, valid_to);
CREATE INDEX unit_period_credit_code ON unit_period (district_id, credit_code);

CREATE TABLE party_organisation (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district_id, id)
);

CREATE TABLE party_organisation_period (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    party_organisation_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    name_search TEXT NOT NULL,
    rank TEXT NOT NULL,
    superior_id UUID,
    unit_id UUID,
    division_id UUID NOT NULL,
    street_id UUID,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, party_organisation_id) REFERENCES party_organisation (district_id, id),
    FOREIGN KEY (district_id, superior_id) REFERENCES party_organisation (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, street_id) REFERENCES division (district_id, id)
);
CREATE INDEX party_organisation_period_self ON party_organisation_period (district_id, party_organisation_id, valid_from);
CREATE INDEX party_organisation_period_superior ON party_organisation_period (district_id, superior_id);
CREATE INDEX party_organisation_period_unit ON party_organisation_period (district_id, unit_id);
CREATE INDEX party_organisation_period_division ON party_organisation_period (district_id, division_id, name_key, party_organisation_id);
CREATE INDEX party_organisation_period_street ON party_organisation_period (district_id, street_id, name_key, party_organisation_id);
CREATE INDEX party_organisation_period_name ON party_organisation_period (district_id, name_key, party_organisation_id);

CREATE TABLE party_count (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    party_organisation_id UUID NOT NULL,
    counted_on DATE NOT NULL,
    branches BIGINT NOT NULL,
    members BIGINT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, party_organisation_id, counted_on),
    FOREIGN KEY (district_id, party_organisation_id) REFERENCES party_organisation (district_id, id)
);

-- Military, police and enterprise figures together, typed in by an office for a street or district, never finer.
CREATE TABLE party_aggregate (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    division_id UUID NOT NULL,
    counted_on DATE NOT NULL,
    committees BIGINT NOT NULL,
    branches BIGINT NOT NULL,
    members BIGINT NOT NULL,
    note TEXT,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, division_id, counted_on),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
);

-- A post belongs to a unit or to a Party organisation and exists whether or not it is filled.
CREATE TABLE post (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    unit_id UUID,
    party_organisation_id UUID,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, party_organisation_id) REFERENCES party_organisation (district_id, id)
);
CREATE INDEX post_unit ON post (district_id, unit_id);
CREATE INDEX post_party_organisation ON post (district_id, party_organisation_id);

CREATE TABLE post_holding (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    post_id UUID NOT NULL,
    person_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, post_id) REFERENCES post (district_id, id)
);
CREATE INDEX post_holding_post ON post_holding (district_id, post_id, valid_from);
CREATE INDEX post_holding_person ON post_holding (person_id);

CREATE TABLE appointment (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    division_id UUID,
    unit_id UUID,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX appointment_person ON appointment (person_id);
CREATE INDEX appointment_division ON appointment (district_id, division_id);
CREATE INDEX appointment_unit ON appointment (district_id, unit_id);
