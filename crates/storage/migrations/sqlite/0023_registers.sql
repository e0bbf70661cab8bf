-- The register of resolutions goes by the day of the meeting; a desk asks which topics wait above or were answered lately.
CREATE INDEX meeting_held ON meeting (district_id, held_on, id);
CREATE INDEX topic_answer ON topic (district_id, state, answered_on);
-- A district's desk counts what is overdue without looking at the rows themselves.
DROP INDEX obligation_open_due;
CREATE INDEX obligation_open_due ON obligation_open (district_id, due_on, life_to);
-- Who holds a post on a day is said by the index alone.
DROP INDEX post_holding_post;
CREATE INDEX post_holding_post ON post_holding (district_id, post_id, valid_from, valid_to);
