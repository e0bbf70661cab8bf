-- The number that a table gives a record: it tells apart those of the same name or code, so that an export can be read back.
ALTER TABLE division ADD COLUMN reference TEXT;
CREATE UNIQUE INDEX division_reference ON division (district_id, reference) WHERE reference IS NOT NULL;
ALTER TABLE unit ADD COLUMN reference TEXT;
CREATE UNIQUE INDEX unit_reference ON unit (district_id, reference) WHERE reference IS NOT NULL;
