-- S7: match plans that are kept, with the weights and rules that made them, and what people decide about their pairs.
-- facts, weights, rules, help: JSON, from which the words of a plan are made. journal: the number of the last entry of the
-- lists' state; digest: of the instance that was solved. round: raised by each re-plan; the round before is kept beside it.
CREATE TABLE match_plan (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    division_id UUID NOT NULL,
    state TEXT NOT NULL,
    round BIGINT NOT NULL,
    made_on DATE NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    journal BIGINT NOT NULL,
    digest TEXT NOT NULL,
    weights TEXT NOT NULL,
    rules TEXT NOT NULL,
    offers BIGINT NOT NULL,
    demands BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    served BIGINT NOT NULL,
    score BIGINT NOT NULL,
    help TEXT NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
);
CREATE INDEX match_plan_division ON match_plan (district_id, division_id, made_at);

CREATE TABLE match_pair (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    round BIGINT NOT NULL,
    demand_id UUID NOT NULL,
    offer_id UUID NOT NULL,
    quantity BIGINT NOT NULL,
    score BIGINT NOT NULL,
    facts TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    claim_id UUID,
    decline_reason TEXT,
    note TEXT,
    decided_on DATE,
    runner_up_id UUID,
    PRIMARY KEY (district_id, id),
    CHECK (quantity >= 1),
    FOREIGN KEY (district_id, plan_id) REFERENCES match_plan (district_id, id),
    FOREIGN KEY (district_id, demand_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, offer_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, claim_id) REFERENCES claim (district_id, id),
    FOREIGN KEY (district_id, runner_up_id) REFERENCES entry (district_id, id)
);
CREATE INDEX match_pair_plan ON match_pair (district_id, plan_id, round);
CREATE INDEX match_pair_demand ON match_pair (district_id, demand_id);
CREATE INDEX match_pair_offer ON match_pair (district_id, offer_id);
CREATE INDEX match_pair_claim ON match_pair (district_id, claim_id);
CREATE INDEX match_pair_runner_up ON match_pair (district_id, runner_up_id);
CREATE INDEX match_pair_state ON match_pair (district_id, state);

-- A demand of the scope that a round leaves over.
CREATE TABLE match_left (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    round BIGINT NOT NULL,
    demand_id UUID NOT NULL,
    quantity BIGINT NOT NULL,
    why TEXT NOT NULL,
    bar TEXT,
    nearest_id UUID,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, plan_id) REFERENCES match_plan (district_id, id),
    FOREIGN KEY (district_id, demand_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, nearest_id) REFERENCES entry (district_id, id)
);
CREATE INDEX match_left_plan ON match_left (district_id, plan_id, round);
CREATE INDEX match_left_demand ON match_left (district_id, demand_id);
CREATE INDEX match_left_nearest ON match_left (district_id, nearest_id);

-- How much each part of a score counts, once a district has set it; its id is the district's. A district without rows has the
-- shipped weights and rules.
CREATE TABLE match_weights (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    category BIGINT NOT NULL,
    text BIGINT NOT NULL,
    nearness BIGINT NOT NULL,
    times BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    evaluations BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    least BIGINT NOT NULL,
    changed_on DATE NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (district_id, id)
);

-- effect: JSON. A rule that is switched off stays on the page.
CREATE TABLE match_rule (
    district_id UUID NOT NULL REFERENCES district (district_id),
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    active BIGINT NOT NULL,
    effect TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (district_id, id)
);

ALTER TABLE claim_step ADD COLUMN decline_reason TEXT;
