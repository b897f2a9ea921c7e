-- The role the program works as. It cannot update or delete movements and entries, nor touch running totals
-- except through post_entry, which runs as the owner.

DO $$
BEGIN
  CREATE ROLE wellspring_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT wellspring_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO wellspring_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wellspring_app;
REVOKE INSERT, UPDATE, DELETE ON account, movement, entry, entry_position FROM wellspring_app;
REVOKE INSERT, UPDATE, DELETE ON movement_other FROM wellspring_app;
REVOKE UPDATE, DELETE ON supply, command, agreement_event, consignment_event, reported_figure, receipt_line,
  declaration FROM wellspring_app;
REVOKE ALL ON FUNCTION post_entry(jsonb, jsonb), number_entries() FROM PUBLIC;
REVOKE ALL ON FUNCTION ensure_movement_partitions(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_entry(jsonb, jsonb), number_entries() TO wellspring_app;
