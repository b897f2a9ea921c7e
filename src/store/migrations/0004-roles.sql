-- The role the program works as. It cannot update or delete movements and entries, nor touch running totals
-- except through post_entry, which runs as the owner.

-- A role belongs to the server, not to the database: an owner who may make none needs it made and granted before.
DO $$
DECLARE
  hint text := format('As an administrator of the server: CREATE ROLE wellspring_app NOLOGIN; GRANT wellspring_app TO %I;',
    current_user);
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wellspring_app') THEN
    BEGIN
      CREATE ROLE wellspring_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role wellspring_app is missing, and % may not make it', current_user
          USING ERRCODE = 'insufficient_privilege', HINT = hint;
    END;
  END IF;
  BEGIN
    GRANT wellspring_app TO CURRENT_USER;
  EXCEPTION WHEN insufficient_privilege THEN
    IF NOT pg_has_role('wellspring_app', 'MEMBER') THEN
      RAISE EXCEPTION '% is not a member of the role wellspring_app', current_user
        USING ERRCODE = 'insufficient_privilege', HINT = hint;
    END IF;
  END;
END $$;

GRANT USAGE ON SCHEMA public TO wellspring_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wellspring_app;
REVOKE INSERT, UPDATE, DELETE ON account, movement, entry, entry_position FROM wellspring_app;
REVOKE INSERT, UPDATE, DELETE ON movement_other FROM wellspring_app;
REVOKE UPDATE, DELETE ON supply, command, agreement_event, consignment_event, reported_figure, receipt_line,
  declaration FROM wellspring_app;
REVOKE ALL ON FUNCTION post_entry(jsonb, jsonb), number_entries() FROM PUBLIC;
REVOKE ALL ON FUNCTION ensure_movement_partitions(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_entry(jsonb, jsonb), number_entries() TO wellspring_app;
