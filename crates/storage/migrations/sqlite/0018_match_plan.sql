-- S7: match plans that are kept, with the weights and rules that made them, and what people decide about their pairs.
-- facts, weights, rules, help: JSON, from which the words of a plan are made. journal: the number of the last entry of the
-- lists' state; digest: of the instance that was solved. round: raised by each re-plan; the round before is kept beside it.
CREATE TABLE match_plan (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    division_id BLOB NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    made_on TEXT NOT NULL,
    made_at TEXT NOT NULL,
    journal INTEGER NOT NULL,
    digest TEXT NOT NULL,
    weights TEXT NOT NULL,
    rules TEXT NOT NULL,
    offers INTEGER NOT NULL,
    demands INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    served INTEGER NOT NULL,
    score INTEGER NOT NULL,
    help TEXT NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, division_id) REFERENCES division (district_id, id)
) STRICT;
CREATE INDEX match_plan_division ON match_plan (district_id, division_id, made_at);

CREATE TABLE match_pair (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    round INTEGER NOT NULL,
    demand_id BLOB NOT NULL,
    offer_id BLOB NOT NULL,
    quantity INTEGER NOT NULL,
    score INTEGER NOT NULL,
    facts TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    claim_id BLOB,
    decline_reason TEXT,
    note TEXT,
    decided_on TEXT,
    runner_up_id BLOB,
    PRIMARY KEY (district_id, id),
    CHECK (quantity >= 1),
    FOREIGN KEY (district_id, plan_id) REFERENCES match_plan (district_id, id),
    FOREIGN KEY (district_id, demand_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, offer_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, claim_id) REFERENCES claim (district_id, id),
    FOREIGN KEY (district_id, runner_up_id) REFERENCES entry (district_id, id)
) STRICT;
CREATE INDEX match_pair_plan ON match_pair (district_id, plan_id, round);
CREATE INDEX match_pair_demand ON match_pair (district_id, demand_id);
CREATE INDEX match_pair_offer ON match_pair (district_id, offer_id);
CREATE INDEX match_pair_claim ON match_pair (district_id, claim_id);
CREATE INDEX match_pair_runner_up ON match_pair (district_id, runner_up_id);
CREATE INDEX match_pair_state ON match_pair (district_id, state);

-- A demand of the scope that a round leaves over.
CREATE TABLE match_left (
    district_id BLOB NOT NULL,
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    round INTEGER NOT NULL,
    demand_id BLOB NOT NULL,
    quantity INTEGER NOT NULL,
    why TEXT NOT NULL,
    bar TEXT,
    nearest_id BLOB,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, plan_id) REFERENCES match_plan (district_id, id),
    FOREIGN KEY (district_id, demand_id) REFERENCES entry (district_id, id),
    FOREIGN KEY (district_id, nearest_id) REFERENCES entry (district_id, id)
) STRICT;
CREATE INDEX match_left_plan ON match_left (district_id, plan_id, round);
CREATE INDEX match_left_demand ON match_left (district_id, demand_id);
CREATE INDEX match_left_nearest ON match_left (district_id, nearest_id);

-- How much each part of a score counts, once a district has set it; its id is the district's. A district without rows has the
-- shipped weights and rules.
CREATE TABLE match_weights (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    category INTEGER NOT NULL,
    text INTEGER NOT NULL,
    nearness INTEGER NOT NULL,
    times INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    evaluations INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    least INTEGER NOT NULL,
    changed_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (district_id, id)
) STRICT;

-- effect: JSON. A rule that is switched off stays on the page.
CREATE TABLE match_rule (
    district_id BLOB NOT NULL REFERENCES district (district_id),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    active INTEGER NOT NULL,
    effect TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (district_id, id)
) STRICT;

ALTER TABLE claim_step ADD COLUMN decline_reason TEXT;
