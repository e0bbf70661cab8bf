-- S7: the three lists. Categories are a tree of two levels; a district without rows has the shipped ones.
CREATE TABLE entry_category (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id UUID,
    retired BIGINT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, code),
    FOREIGN KEY (district_id, parent_id) REFERENCES entry_category (district_id, id)
);
CREATE INDEX entry_category_parent ON entry_category (district_id, parent_id);

-- A shared resource, service project or demand. owner_division_id: the division whose own it is, or in which its unit
-- lies. board_key: the day by which lists are sorted, as text. committed, delivered: the sums over its claims.
CREATE TABLE entry (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    reference TEXT,
    kind TEXT NOT NULL,
    category_id UUID NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    search_key TEXT NOT NULL,
    amount BIGINT NOT NULL,
    measure TEXT NOT NULL,
    committed BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL DEFAULT 0,
    times TEXT NOT NULL,
    division_id UUID NOT NULL,
    address TEXT,
    reach TEXT NOT NULL,
    conditions TEXT,
    audience TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE NOT NULL,
    source TEXT NOT NULL,
    urgency TEXT NOT NULL,
    beneficiaries BIGINT,
    unit_id UUID,
    owner_division_id UUID NOT NULL,
    state TEXT NOT NULL,
    recorded_on DATE NOT NULL,
    published_on DATE,
    confirm_by DATE,
    closed_on DATE,
    closed_reason TEXT,
    repeats_id UUID,
    contact BYTEA,
    board_key TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    CHECK (amount >= 1 AND 0 <= delivered AND delivered <= committed AND committed <= amount),
    FOREIGN KEY (district_id, category_id) REFERENCES entry_category (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, owner_division_id) REFERENCES division (district_id, id),
    FOREIGN KEY (district_id, repeats_id) REFERENCES entry (district_id, id)
);
CREATE INDEX entry_board ON entry (district_id, kind, board_key, id);
CREATE INDEX entry_division ON entry (district_id, division_id, kind, board_key);
CREATE INDEX entry_category_of ON entry (district_id, category_id, board_key);
CREATE INDEX entry_unit ON entry (district_id, unit_id, board_key);
CREATE INDEX entry_owner ON entry (district_id, owner_division_id);
CREATE INDEX entry_repeats ON entry (district_id, repeats_id);
CREATE INDEX entry_reference ON entry (district_id, reference);

-- Somebody takes on a demand or part of it: a unit or a division, with an offer or without one. What it says follows from
-- its steps.
CREATE TABLE claim (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    demand_id UUID NOT NULL,
    offer_id UUID,
    unit_id UUID,
    owner_division_id UUID NOT NULL,
    state TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    committed BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    proposed_on DATE NOT NULL,
    PRIMARY KEY (district_id, id),
    CHECK (quantity >= 1 AND 0 <= delivered AND delivered <= committed AND committed <= quantity),
    FOREIGN KEY (district_id, demand_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, offer_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, owner_division_id) REFERENCES division (district_id, id)
);
CREATE INDEX claim_demand ON claim (district_id, demand_id);
CREATE INDEX claim_offer ON claim (district_id, offer_id);
CREATE INDEX claim_unit ON claim (district_id, unit_id, state);
CREATE INDEX claim_owner ON claim (district_id, owner_division_id);

CREATE TABLE claim_step (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    claim_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    happened_on DATE NOT NULL,
    quantity BIGINT,
    score BIGINT,
    plan_on DATE,
    note TEXT,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, claim_id, sequence),
    FOREIGN KEY (district_id, claim_id) REFERENCES claim (district_id, id)
);
