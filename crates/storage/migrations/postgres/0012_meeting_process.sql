-- S4, S5: what happens before, during and after a meeting. held_on is the day on which it is, or was to be, held.
ALTER TABLE meeting ADD COLUMN stage TEXT NOT NULL DEFAULT 'held';
ALTER TABLE meeting ADD COLUMN starts_at TEXT;
ALTER TABLE meeting ADD COLUMN ends_at TEXT;
ALTER TABLE meeting ADD COLUMN topics_until DATE;
ALTER TABLE meeting ADD COLUMN notified_on DATE;
ALTER TABLE meeting ADD COLUMN cancelled_reason TEXT;
-- How often its time, place or stage changed since it was first made known: what calendars call SEQUENCE.
ALTER TABLE meeting ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- What somebody wants to be discussed. origin_id: the topic of a body below that was forwarded here; its answer goes back.
CREATE TABLE topic (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    unit_id UUID,
    meeting_id UUID,
    merged_into_id UUID,
    origin_id UUID,
    title TEXT NOT NULL,
    body TEXT,
    proposed_on DATE NOT NULL,
    person_id UUID NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    forwarded_on DATE,
    answer TEXT,
    answered_on DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, merged_into_id) REFERENCES topic (district_id, id),
    FOREIGN KEY (district_id, origin_id) REFERENCES topic (district_id, id)
);
CREATE INDEX topic_consortium ON topic (district_id, consortium_id, state);
CREATE INDEX topic_meeting ON topic (district_id, meeting_id);
CREATE INDEX topic_origin ON topic (district_id, origin_id);

-- How a unit answered the notice. proxy_unit_id: another member that also votes for it.
CREATE TABLE invitation (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    answer TEXT,
    note TEXT,
    proxy_unit_id UUID,
    answered_on DATE,
    person_id UUID,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, meeting_id, unit_id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, proxy_unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX invitation_unit ON invitation (district_id, unit_id);

-- A decision becomes tasks: one unit owes each by a day; evidence and acceptance are steps. resolution_id has no key of its
-- own, because resolution, agenda_item and task refer to one another in a circle.
CREATE TABLE task (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    consortium_id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    resolution_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    title TEXT NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL,
    closed_on DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, consortium_id) REFERENCES consortium (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX task_consortium ON task (district_id, consortium_id, state, due_on);
CREATE INDEX task_unit ON task (district_id, unit_id, state);
CREATE INDEX task_meeting ON task (district_id, meeting_id);

CREATE TABLE task_step (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    task_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    happened_on DATE NOT NULL,
    note TEXT,
    percent BIGINT,
    due_on DATE,
    person_id UUID NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, task_id, sequence),
    FOREIGN KEY (district_id, task_id) REFERENCES task (district_id, id)
);

-- An item of the agenda, in order: a topic, a report, or an unfinished task that returns by itself.
CREATE TABLE agenda_item (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    presenter TEXT,
    minutes BIGINT,
    topic_id UUID,
    task_id UUID,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, topic_id) REFERENCES topic (district_id, id),
    FOREIGN KEY (district_id, task_id) REFERENCES task (district_id, id)
);
CREATE INDEX agenda_item_meeting ON agenda_item (district_id, meeting_id, sequence);
CREATE INDEX agenda_item_task ON agenda_item (district_id, task_id);

-- entitled: how many units could vote when it was opened; who they are is in its ballots, cast or not.
CREATE TABLE vote (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    meeting_id UUID NOT NULL,
    agenda_item_id UUID,
    question TEXT NOT NULL,
    way TEXT NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, agenda_item_id) REFERENCES agenda_item (district_id, id)
);
CREATE INDEX vote_meeting ON vote (district_id, meeting_id);

CREATE TABLE ballot (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    vote_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    cast_by_unit_id UUID,
    choice TEXT,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, vote_id, unit_id),
    FOREIGN KEY (district_id, vote_id) REFERENCES vote (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id),
    FOREIGN KEY (district_id, cast_by_unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX ballot_unit ON ballot (district_id, unit_id);

-- What came of an item: information, a decision, or a decision that became tasks.
CREATE TABLE resolution (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    meeting_id UUID NOT NULL,
    agenda_item_id UUID,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, agenda_item_id) REFERENCES agenda_item (district_id, id)
);
CREATE INDEX resolution_meeting ON resolution (district_id, meeting_id, sequence);

-- What a unit that was there wants put right in the draft of the minutes; after the lock, an addendum of the secretariat.
CREATE TABLE minutes_remark (
    district_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    meeting_id UUID NOT NULL,
    unit_id UUID,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    made_on DATE NOT NULL,
    person_id UUID NOT NULL,
    state TEXT NOT NULL,
    reply TEXT,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, meeting_id) REFERENCES meeting (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES unit (district_id, id)
);
CREATE INDEX minutes_remark_meeting ON minutes_remark (district_id, meeting_id);

CREATE INDEX topic_unit ON topic (district_id, unit_id);
CREATE INDEX topic_merged ON topic (district_id, merged_into_id);
CREATE INDEX invitation_proxy ON invitation (district_id, proxy_unit_id);
CREATE INDEX agenda_item_topic ON agenda_item (district_id, topic_id);
CREATE INDEX vote_item ON vote (district_id, agenda_item_id);
CREATE INDEX ballot_cast_by ON ballot (district_id, cast_by_unit_id);
CREATE INDEX resolution_item ON resolution (district_id, agenda_item_id);
CREATE INDEX minutes_remark_unit ON minutes_remark (district_id, unit_id);
