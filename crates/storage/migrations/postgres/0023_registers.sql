-- The register of resolutions goes by the day of the meeting; a desk asks which topics wait above or were answered lately.
CREATE INDEX meeting_held ON meeting (district_id, held_on, id);
CREATE INDEX topic_answer ON topic (district_id, state, answered_on);
