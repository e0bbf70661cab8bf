-- S6: what bodies still owe, kept so that a whole district's is not computed anew for each look. It follows from recorded
-- facts alone and can be thrown away at any time. owed_until: the day up to which it is complete; any write to a fact of
-- the body takes it back to the beginning. life_to: the end of the body, whose debts then stand on nobody's desk.
ALTER TABLE consortium ADD COLUMN owed_until DATE NOT NULL DEFAULT '0001-01-01';
CREATE INDEX consortium_owed ON consortium (district_id, owed_until);

CREATE TABLE obligation_open (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    consortium_id UUID NOT NULL,
    kind TEXT NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    due_on DATE NOT NULL,
    life_to DATE NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, consortium_id, kind, period_from),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id)
);
CREATE INDEX obligation_open_due ON obligation_open (district_id, due_on);

-- Few meetings lie ahead of the many that were held.
CREATE INDEX meeting_ahead ON meeting (district_id, consortium_id) WHERE stage IN ('planned', 'notified');
