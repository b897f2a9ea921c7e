-- Every movement that post_entry writes leaves and enters accounts that it has just locked, and accounts are never deleted: three
-- look-ups a row proved that again (decision 0019). `ledger check` compares all of them.
ALTER TABLE movement
  DROP CONSTRAINT movement_supply_id_fkey,
  DROP CONSTRAINT movement_supply_id_from_party_id_from_site_id_from_stage_fkey,
  DROP CONSTRAINT movement_supply_id_to_party_id_to_site_id_to_stage_fkey;
-- An entry's movements are found by the primary key, by its supplies and time of record.
DROP INDEX movement_by_entry;

-- The queue is written by post_entry alone, after the entry.
ALTER TABLE entry_unnumbered DROP CONSTRAINT entry_unnumbered_entry_id_fkey;

-- The queue in the order in which it is numbered, so that a batch of a long one is not found by sorting all of it.
ALTER TABLE entry_unnumbered ADD COLUMN recorded_at timestamptz;
UPDATE entry_unnumbered AS q SET recorded_at = e.recorded_at FROM entry AS e WHERE e.id = q.entry_id;
ALTER TABLE entry_unnumbered ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE entry_unnumbered DROP CONSTRAINT entry_unnumbered_pkey;
ALTER TABLE entry_unnumbered ADD PRIMARY KEY (recorded_at, entry_id);

-- As before, in fewer steps. Accounts are made, or locked where they are there, one after another in the order of their keys, in
-- both shapes: no two entries wait for one another. (An account cannot be made with what leaves it, as what is proposed for
-- insertion has to keep its CHECK before the row that is there is found: it is made empty, and then added to.)
CREATE OR REPLACE FUNCTION post_entry(new_entry jsonb, new_movements jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  new_id uuid := (new_entry ->> 'id')::uuid;
  at timestamptz := (new_entry ->> 'recordedAt')::timestamptz;
  line movement;
  supplies uuid[];
  touched account[];
  one account;
BEGIN
  IF jsonb_array_length(new_movements) = 1 THEN
    line := jsonb_populate_record(NULL::movement, new_movements -> 0);
    line.recorded_at := at;
    line.entry_id := new_id;
    supplies := ARRAY[line.supply_id];
    touched := ARRAY[
      ROW (line.supply_id, line.from_party_id, line.from_site_id, line.from_stage, 0, line.quantity)::account,
      ROW (line.supply_id, line.to_party_id, line.to_site_id, line.to_stage, line.quantity, 0)::account];
    IF (touched[1]).party_id > (touched[2]).party_id OR ((touched[1]).party_id = (touched[2]).party_id
      AND ((touched[1]).site_id, (touched[1]).stage) > ((touched[2]).site_id, (touched[2]).stage)) THEN
      touched := ARRAY[touched[2], touched[1]];
    END IF;
  ELSE
    supplies := ARRAY(
      SELECT DISTINCT m.supply_id FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid)
      ORDER BY m.supply_id);
    -- What the entry adds to each account, in the order of the keys.
    SELECT array_agg(ROW (t.supply_id, t.party_id, t.site_id, t.stage, t.units_in, t.units_out)::account
      ORDER BY t.supply_id, t.party_id, t.site_id, t.stage)
    INTO touched
    FROM (
      SELECT supply_id, party_id, site_id, stage, sum(units_in)::bigint AS units_in,
        sum(units_out)::bigint AS units_out
      FROM (
        SELECT m.supply_id, m.from_party_id AS party_id, m.from_site_id AS site_id, m.from_stage AS stage,
          0::bigint AS units_in, m.quantity AS units_out
        FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, from_party_id uuid, from_site_id uuid,
          from_stage text, quantity bigint)
        UNION ALL
        SELECT m.supply_id, m.to_party_id, m.to_site_id, m.to_stage, m.quantity, 0
        FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, to_party_id uuid, to_site_id uuid,
          to_stage text, quantity bigint)
      ) AS moved
      GROUP BY supply_id, party_id, site_id, stage
    ) AS t;
  END IF;

  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (new_id, new_entry ->> 'kind', new_entry ->> 'reason', (new_entry ->> 'correctsId')::uuid,
    new_entry ->> 'userId', at, supplies);
  INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, new_id);

  IF line IS DISTINCT FROM NULL THEN
    FOREACH one IN ARRAY touched LOOP
      LOOP
        UPDATE account AS held
        SET units_in = held.units_in + one.units_in, units_out = held.units_out + one.units_out
        WHERE held.supply_id = one.supply_id AND held.party_id = one.party_id AND held.site_id = one.site_id
          AND held.stage = one.stage;
        EXIT WHEN FOUND;
        INSERT INTO account VALUES (one.supply_id, one.party_id, one.site_id, one.stage, 0, 0) ON CONFLICT DO NOTHING;
      END LOOP;
    END LOOP;
    INSERT INTO movement SELECT (line).*;
    RETURN;
  END IF;

  INSERT INTO account AS held (supply_id, party_id, site_id, stage, units_in, units_out)
  SELECT t.supply_id, t.party_id, t.site_id, t.stage, 0, 0 FROM unnest(touched) AS t
  ON CONFLICT (supply_id, party_id, site_id, stage) DO UPDATE SET units_in = held.units_in WHERE false; -- locks it, and no more

  UPDATE account AS held
  SET units_in = held.units_in + t.units_in, units_out = held.units_out + t.units_out
  FROM unnest(touched) AS t
  WHERE held.supply_id = t.supply_id AND held.party_id = t.party_id AND held.site_id = t.site_id
    AND held.stage = t.stage;

  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  SELECT m.supply_id, at, new_id, m.line_number, m.kind, m.reversal, m.quantity, m.from_party_id,
    m.from_site_id, m.from_stage, m.to_party_id, m.to_site_id, m.to_stage, m.recipient_id, m.consignment_id,
    m.occurred_from, m.occurred_to, m.occurred_precision, m.occurred_text
  FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, line_number integer, kind text, reversal boolean,
    quantity bigint, from_party_id uuid, from_site_id uuid, from_stage text, to_party_id uuid, to_site_id uuid,
    to_stage text, recipient_id uuid, consignment_id uuid, occurred_from date, occurred_to date,
    occurred_precision text, occurred_text text);
END $$;

-- As before, in the order of the queue. Whoever calls it appends their leaves in the same transaction, or nothing is
-- numbered. Planned at each call: how many are wanted decides whether the queue is sorted.
CREATE OR REPLACE FUNCTION number_entries(at timestamptz DEFAULT clock_timestamp(), most integer DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  newest bigint;
  latest timestamptz;
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0), greatest(at, max(numbered_at)) INTO newest, latest FROM entry_position;
    WITH chosen AS (
      SELECT recorded_at, entry_id FROM entry_unnumbered ORDER BY recorded_at, entry_id LIMIT most
    ), taken AS (
      DELETE FROM entry_unnumbered AS q USING chosen AS c
      WHERE q.recorded_at = c.recorded_at AND q.entry_id = c.entry_id RETURNING q.recorded_at, q.entry_id
    )
    INSERT INTO entry_position (position, entry_id, numbered_at)
    SELECT newest + row_number() OVER (ORDER BY recorded_at, entry_id), entry_id, latest FROM taken;
    INSERT INTO log_end (position) SELECT max(position) FROM entry_position
    ON CONFLICT (one) DO UPDATE SET position = excluded.position;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
