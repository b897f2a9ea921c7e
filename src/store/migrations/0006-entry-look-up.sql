-- Ways to an entry's movements and to the entries without a position that do not read the whole book: the indexes
-- of movement begin with supply_id, so an entry names its supplies, and entries wait for their number in a queue.

ALTER TABLE entry ADD COLUMN supply_ids uuid[];
UPDATE entry AS e SET supply_ids = (
  SELECT coalesce(array_agg(DISTINCT m.supply_id), '{}') FROM movement AS m WHERE m.entry_id = e.id
);
ALTER TABLE entry ALTER COLUMN supply_ids SET NOT NULL;

CREATE TABLE entry_unnumbered (
  entry_id uuid PRIMARY KEY REFERENCES entry (id)
);
INSERT INTO entry_unnumbered (entry_id)
SELECT e.id FROM entry AS e WHERE NOT EXISTS (SELECT 1 FROM entry_position AS p WHERE p.entry_id = e.id);

-- As before, with the supplies in the entry's row and its place in the queue.
CREATE OR REPLACE FUNCTION post_entry(new_entry jsonb, new_movements jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  entry_id uuid := (new_entry ->> 'id')::uuid;
  at timestamptz := (new_entry ->> 'recordedAt')::timestamptz;
BEGIN
  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (entry_id, new_entry ->> 'kind', new_entry ->> 'reason', (new_entry ->> 'correctsId')::uuid,
    new_entry ->> 'userId', at, ARRAY(
      SELECT DISTINCT m.supply_id FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid)
      ORDER BY m.supply_id));
  INSERT INTO entry_unnumbered VALUES (entry_id);

  INSERT INTO account AS held (supply_id, party_id, site_id, stage, units_in, units_out)
  SELECT supply_id, party_id, site_id, stage, sum(units_in)::bigint, sum(units_out)::bigint
  FROM (
    SELECT m.supply_id, m.from_party_id AS party_id, m.from_site_id AS site_id, m.from_stage AS stage,
      0::bigint AS units_in, m.quantity AS units_out
    FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, from_party_id uuid, from_site_id uuid,
      from_stage text, quantity bigint)
    UNION ALL
    SELECT m.supply_id, m.to_party_id, m.to_site_id, m.to_stage, m.quantity, 0
    FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, to_party_id uuid, to_site_id uuid,
      to_stage text, quantity bigint)
  ) AS touched
  GROUP BY supply_id, party_id, site_id, stage
  ORDER BY supply_id, party_id, site_id, stage
  ON CONFLICT (supply_id, party_id, site_id, stage) DO UPDATE
    SET units_in = held.units_in + excluded.units_in, units_out = held.units_out + excluded.units_out;

  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  SELECT m.supply_id, at, entry_id, m.line_number, m.kind, m.reversal, m.quantity, m.from_party_id,
    m.from_site_id, m.from_stage, m.to_party_id, m.to_site_id, m.to_stage, m.recipient_id, m.consignment_id,
    m.occurred_from, m.occurred_to, m.occurred_precision, m.occurred_text
  FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, line_number integer, kind text, reversal boolean,
    quantity bigint, from_party_id uuid, from_site_id uuid, from_stage text, to_party_id uuid, to_site_id uuid,
    to_stage text, recipient_id uuid, consignment_id uuid, occurred_from date, occurred_to date,
    occurred_precision text, occurred_text text);
END $$;

-- Numbers the committed entries that wait in the queue; returns the newest position. One worker at a time: the
-- lock is held to the end of the transaction, so a position is never seen before the ones below it. An entry that
-- another worker is just numbering still stands in the queue for us, so we wait for that worker as well.
CREATE OR REPLACE FUNCTION number_entries() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
    WITH taken AS (DELETE FROM entry_unnumbered RETURNING entry_id)
    INSERT INTO entry_position (position, entry_id)
    SELECT newest + row_number() OVER (ORDER BY e.recorded_at, e.id), e.id
    FROM taken INNER JOIN entry AS e ON e.id = taken.entry_id;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;

-- As before; two at once may also meet in the catalogue of types, where the loser sees a unique violation.
CREATE OR REPLACE FUNCTION ensure_movement_partitions(first timestamptz, months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  start_of timestamptz := date_trunc('month', first);
  made integer := 0;
  partition_name text;
BEGIN
  FOR i IN 0 .. months - 1 LOOP
    partition_name := 'movement_' || to_char(start_of + make_interval(months => i), 'YYYY_MM');
    IF to_regclass(partition_name) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF movement FOR VALUES FROM (%L) TO (%L)', partition_name,
          start_of + make_interval(months => i), start_of + make_interval(months => i + 1));
        made := made + 1;
      EXCEPTION WHEN check_violation OR duplicate_table OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
  RETURN made;
END $$;
