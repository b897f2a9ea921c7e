-- In the place of the extension citus in a test database: its catalogue, and the functions that distribute tables. They move nothing;
-- they keep the catalogue, note each call, and refuse what Citus documents that it refuses, in its words. Not Citus: what it does not
-- know, the real one may still refuse.
SET allow_system_table_mods = on;

INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 999999, 'citus', current_user::regrole, 'pg_catalog'::regnamespace, false, '12.1-1';

CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, partkey text,
  colocationid integer NOT NULL, repmodel "char" NOT NULL, autoconverted boolean NOT NULL);
CREATE TABLE pg_catalog.pg_dist_node (nodeid integer PRIMARY KEY, groupid integer NOT NULL, nodename text NOT NULL,
  nodeport integer NOT NULL, isactive boolean NOT NULL);
CREATE TABLE pg_catalog.pg_dist_local_group (groupid integer PRIMARY KEY);
INSERT INTO pg_catalog.pg_dist_node VALUES (1, 0, 'coordinator', 5432, true), (2, 1, 'worker', 5432, true);
INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
GRANT SELECT ON pg_catalog.pg_dist_partition, pg_catalog.pg_dist_node, pg_catalog.pg_dist_local_group TO public;

CREATE SCHEMA stand_in;
CREATE TABLE stand_in.call (number serial PRIMARY KEY, text text NOT NULL);
CREATE TABLE stand_in.worker (answer text NOT NULL, success boolean NOT NULL);
INSERT INTO stand_in.worker VALUES ('UTC 200', true);

CREATE FUNCTION pg_catalog.run_command_on_workers(command text, OUT nodename text, OUT nodeport integer, OUT success boolean,
  OUT result text) RETURNS SETOF record LANGUAGE sql AS $$ SELECT 'worker', 5432, w.success, w.answer FROM stand_in.worker AS w $$;

CREATE FUNCTION pg_catalog.column_to_column_name(relation regclass, key text) RETURNS text LANGUAGE sql AS $$ SELECT key $$;

CREATE FUNCTION stand_in.kind(relation regclass) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce((SELECT CASE WHEN partmethod = 'h' THEN 'distributed' WHEN repmodel = 't' THEN 'reference' ELSE 'local' END
    FROM pg_catalog.pg_dist_partition WHERE logicalrelid = relation), 'postgres') $$;

-- Foreign keys of one table, out of it and into it, held to the rules.
CREATE FUNCTION stand_in.check_keys(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key record;
  place smallint;
BEGIN
  FOR key IN
    SELECT c.*, stand_in.kind(c.conrelid) AS from_kind, stand_in.kind(c.confrelid) AS to_kind,
      a.colocationid AS from_group, b.colocationid AS to_group, a.partkey AS from_column, b.partkey AS to_column
    FROM pg_constraint AS c
    LEFT JOIN pg_catalog.pg_dist_partition AS a ON a.logicalrelid = c.conrelid
    LEFT JOIN pg_catalog.pg_dist_partition AS b ON b.logicalrelid = c.confrelid
    WHERE c.contype = 'f' AND relation IN (c.conrelid, c.confrelid) AND c.conparentid = 0
  LOOP
    IF key.from_kind = 'distributed' AND key.to_kind NOT IN ('distributed', 'reference') THEN
      RAISE EXCEPTION 'referenced table "%" must be a distributed table or a reference table', key.confrelid::regclass;
    ELSIF key.from_kind <> 'distributed' AND key.to_kind = 'distributed' THEN
      RAISE EXCEPTION 'cannot create foreign key constraint since foreign keys from reference tables and local tables to distributed tables are not supported'
        USING DETAIL = format('key %s of %s', key.conname, key.conrelid::regclass);
    ELSIF key.from_kind = 'distributed' AND key.to_kind = 'distributed' THEN
      IF key.from_group <> key.to_group THEN
        RAISE EXCEPTION 'cannot create foreign key constraint since relations are not colocated or not referencing a reference table';
      END IF;
      SELECT array_position(key.conkey, a.attnum) INTO place FROM pg_attribute AS a
      WHERE a.attrelid = key.conrelid AND a.attname = key.from_column;
      IF place IS NULL OR NOT EXISTS (SELECT FROM pg_attribute AS a
          WHERE a.attrelid = key.confrelid AND a.attname = key.to_column AND a.attnum = key.confkey[place]) THEN
        RAISE EXCEPTION 'cannot create foreign key constraint'
          USING DETAIL = 'Foreign keys are supported in two cases, either in between two colocated tables including partition column in the same ordinal in the both tables or from distributed to reference tables';
      END IF;
    END IF;
  END LOOP;
END $$;

-- A local table that hangs together with a reference table by foreign keys becomes a table of the coordinator, and so on from there. Its
-- views are made anew, without their rights.
CREATE FUNCTION stand_in.take_along() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_name text;
BEGIN
  LOOP
    INSERT INTO pg_catalog.pg_dist_partition
    SELECT DISTINCT t.oid::regclass, 'n'::"char", NULL, 0, 's'::"char", true
    FROM pg_constraint AS c
    JOIN pg_class AS t ON t.oid IN (c.conrelid, c.confrelid)
    WHERE c.contype = 'f' AND stand_in.kind(t.oid) = 'postgres'
      AND (stand_in.kind(c.conrelid) IN ('reference', 'local') OR stand_in.kind(c.confrelid) IN ('reference', 'local'));
    EXIT WHEN NOT FOUND;
    FOR view_name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' LOOP
      EXECUTE format('REVOKE ALL ON public.%I FROM wellspring_app', view_name);
    END LOOP;
  END LOOP;
END $$;

CREATE FUNCTION stand_in.check_new(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF stand_in.kind(relation) IN ('distributed', 'reference') THEN
    RAISE EXCEPTION 'table "%" is already distributed', relation USING ERRCODE = 'invalid_table_definition';
  END IF;
  -- What became a table of the coordinator goes back to what it was first, and takes along what then hangs together with nothing.
  IF stand_in.kind(relation) = 'local' AND EXISTS (SELECT FROM pg_attribute AS a
      JOIN pg_catalog.pg_dist_partition AS p ON p.logicalrelid = a.attrelid WHERE p.repmodel = 's' AND a.attidentity <> '') THEN
    RAISE EXCEPTION 'cannot complete operation on a table with identity column';
  END IF;
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND NOT tgisinternal)
    AND coalesce(current_setting('citus.enable_unsafe_triggers', true), 'off') <> 'on' THEN
    RAISE EXCEPTION 'cannot distribute relation "%" because it has triggers', relation;
  END IF;
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM stand_in.check_new(table_name);
  DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid = table_name;
  INSERT INTO pg_catalog.pg_dist_partition VALUES (table_name, 'n', NULL, 1, 't', false);
  PERFORM stand_in.take_along();
  PERFORM stand_in.check_keys(table_name);
  INSERT INTO stand_in.call (text) VALUES (format('reference %s', table_name));
END $$;

CREATE FUNCTION pg_catalog.citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF stand_in.kind(table_name) <> 'postgres' THEN
    RAISE EXCEPTION 'table "%" is already distributed', table_name USING ERRCODE = 'invalid_table_definition';
  END IF;
  IF NOT cascade_via_foreign_keys AND EXISTS (SELECT FROM pg_constraint
      WHERE contype = 'f' AND table_name IN (conrelid, confrelid) AND conrelid <> confrelid) THEN
    RAISE EXCEPTION 'relation "%" is involved in a foreign key relationship with another table', table_name;
  END IF;
  INSERT INTO pg_catalog.pg_dist_partition VALUES (table_name, 'n', NULL, 0, 's', false);
  INSERT INTO stand_in.call (text) VALUES (format('local %s', table_name));
END $$;

CREATE FUNCTION pg_catalog.create_distributed_table(table_name regclass, distribution_column text,
  distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count integer DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  column_number smallint;
  group_of integer;
BEGIN
  PERFORM stand_in.check_new(table_name);
  SELECT attnum INTO column_number FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'column "%" of relation "%" does not exist', distribution_column, table_name;
  END IF;
  IF EXISTS (SELECT FROM pg_index WHERE indrelid = table_name AND (indisunique OR indisexclusion)
      AND NOT column_number = ANY (indkey::smallint[])) THEN
    RAISE EXCEPTION 'cannot create constraint on "%"', table_name USING DETAIL =
      'Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column (with an equality operator if EXCLUDE).';
  END IF;
  IF colocate_with IN ('none', 'default') THEN
    group_of := table_name::oid::integer;
  ELSE
    SELECT colocationid INTO group_of FROM pg_catalog.pg_dist_partition
    WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'relation % is not distributed', colocate_with;
    END IF;
  END IF;
  DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid = table_name;
  INSERT INTO pg_catalog.pg_dist_partition
  SELECT one, 'h', distribution_column, group_of, 's', false
  FROM (SELECT table_name UNION ALL SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = table_name) AS t (one);
  PERFORM stand_in.check_keys(table_name);
  INSERT INTO stand_in.call (text) VALUES (format('distributed %s by %s with %s', table_name, distribution_column, colocate_with));
END $$;

-- What Citus holds when a table is altered or made.
CREATE FUNCTION stand_in.check_command() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  FOR changed IN SELECT DISTINCT objid FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LOOP
    INSERT INTO pg_catalog.pg_dist_partition
    SELECT i.inhrelid, 'h', p.partkey, p.colocationid, 's', false
    FROM pg_inherits AS i JOIN pg_catalog.pg_dist_partition AS p ON p.logicalrelid = i.inhparent
    WHERE i.inhrelid = changed.objid
    ON CONFLICT DO NOTHING;
    PERFORM stand_in.take_along();
    PERFORM stand_in.check_keys(changed.objid::regclass);
  END LOOP;
END $$;
CREATE EVENT TRIGGER stand_in_check ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE')
  EXECUTE FUNCTION stand_in.check_command();

RESET allow_system_table_mods;
