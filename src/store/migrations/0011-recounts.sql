-- A receipt can be counted again before its differences are settled; every count stays on record, and the receipt says which
-- is the newest.
ALTER TABLE receipt ADD COLUMN count_number integer NOT NULL DEFAULT 1 CHECK (count_number > 0);
ALTER TABLE receipt_line ADD COLUMN count_number integer NOT NULL DEFAULT 1 CHECK (count_number > 0);
ALTER TABLE receipt ALTER COLUMN count_number DROP DEFAULT;
ALTER TABLE receipt_line ALTER COLUMN count_number DROP DEFAULT;
ALTER TABLE receipt_line DROP CONSTRAINT receipt_line_pkey;
ALTER TABLE receipt_line ADD PRIMARY KEY (receipt_id, count_number, line_number);
