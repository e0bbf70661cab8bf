-- A city's lists: what is listed is counted in the index alone, and all kinds together are read in their order.
CREATE INDEX entry_listed ON entry (district_id, state, kind, valid_until, confirm_by, published_on);
CREATE INDEX entry_newest ON entry (district_id, board_key, id);
