-- Sums are written by whoever rolls up, as posting.sql says; `ledger check` compares all of them with the movements.
GRANT INSERT, UPDATE, DELETE ON statement_sum, statement_block_sum, statement_block, statement_giver_sum TO wellspring_app;

-- As in the migrations, entry by entry and sum by sum, each in its shard; hence fewer movements at once.
CREATE OR REPLACE FUNCTION advance_roll_up(most integer, least_block bigint, greatest_block bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  greatest_most CONSTANT integer := 2000;
  open_block statement_block;
  before bigint;
  done bigint;
  upto bigint;
  following record;
  sum_of record;
  of_entry bigint;
  counted bigint := 0;
  earliest timestamptz;
  latest timestamptz;
BEGIN
  -- What waited for the lock has to see what whoever had it did.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the roll-up is advanced and emptied under READ COMMITTED alone';
  END IF;
  PERFORM pg_advisory_xact_lock(7205759403792795);
  SELECT * INTO open_block FROM statement_block ORDER BY block DESC LIMIT 1;
  done := coalesce(open_block.last_position, 0);
  IF open_block.block IS NULL THEN
    open_block.block := 1;
    open_block.first_position := 1;
  ELSE
    SELECT coalesce(sum(movement_count), 0) INTO before FROM statement_block WHERE block < open_block.block;
    IF open_block.movement_count >= least(greatest_block, greatest(least_block, before / 8)) THEN
      open_block.block := open_block.block + 1;
      open_block.first_position := done + 1;
    END IF;
  END IF;

  upto := done;
  FOR following IN
    SELECT p.position, e.id, e.recorded_at, e.supply_ids
    FROM entry_position AS p INNER JOIN entry AS e ON e.id = p.entry_id
    WHERE p.position > done ORDER BY p.position LIMIT least(most, greatest_most)
  LOOP
    -- Positions have no gaps; were one not to be seen yet, it must not be passed over.
    EXIT WHEN following.position <> upto + 1;
    SELECT count(*) INTO of_entry FROM movement AS m
    WHERE m.supply_id = ANY (following.supply_ids) AND m.recorded_at = following.recorded_at
      AND m.entry_id = following.id;
    EXIT WHEN counted + of_entry > least(most, greatest_most) AND upto > done;
    FOR sum_of IN
      SELECT m.supply_id, m.kind COLLATE "C" AS kind, coalesce(m.recipient_id, nobody) AS recipient_id,
        date_trunc('month', m.occurred_from::timestamp)::date AS month_from,
        date_trunc('month', m.occurred_to::timestamp)::date AS month_to,
        CASE WHEN m.occurred_text NOT LIKE 'X%'
            AND to_char(m.occurred_from, 'YYYY-MM') = to_char(m.occurred_to, 'YYYY-MM')
          THEN to_char(m.occurred_from, 'YYYY-MM') ELSE m.occurred_text END COLLATE "C" AS month,
        sum(CASE WHEN m.reversal THEN -m.quantity ELSE m.quantity END)::bigint AS units,
        count(*) AS movement_count, min(m.occurred_from) AS day_from, max(m.occurred_to) AS day_to,
        s.giver_id, s.item_id, s.terms, s.pipeline, s.scenario
      FROM movement AS m INNER JOIN supply AS s ON s.supply_id = m.supply_id
      WHERE m.supply_id = ANY (following.supply_ids) AND m.recorded_at = following.recorded_at
        AND m.entry_id = following.id
      GROUP BY 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15
      ORDER BY 1, 2, 3, 4, 5, 6
    LOOP
      INSERT INTO statement_sum AS held (supply_id, kind, recipient_id, month_from, month_to, month, units,
        movement_count, day_from, day_to)
      VALUES (sum_of.supply_id, sum_of.kind, sum_of.recipient_id, sum_of.month_from, sum_of.month_to, sum_of.month,
        sum_of.units, sum_of.movement_count, sum_of.day_from, sum_of.day_to)
      ON CONFLICT (supply_id, kind, recipient_id, month_from, month_to, month) DO UPDATE
        SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
          day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to);
      INSERT INTO statement_block_sum AS held (supply_id, block, kind, recipient_id, month_from, month_to, month, units,
        movement_count, day_from, day_to)
      VALUES (sum_of.supply_id, open_block.block, sum_of.kind, sum_of.recipient_id, sum_of.month_from, sum_of.month_to,
        sum_of.month, sum_of.units, sum_of.movement_count, sum_of.day_from, sum_of.day_to)
      ON CONFLICT (supply_id, block, kind, recipient_id, month_from, month_to, month) DO UPDATE
        SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
          day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to);
      INSERT INTO statement_giver_sum AS held (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to,
        month, units, movement_count, day_from, day_to)
      VALUES (sum_of.giver_id, sum_of.item_id, sum_of.terms, sum_of.pipeline, sum_of.scenario, sum_of.kind,
        sum_of.month_from, sum_of.month_to, sum_of.month, sum_of.units, sum_of.movement_count, sum_of.day_from,
        sum_of.day_to)
      ON CONFLICT (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month) DO UPDATE
        SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
          day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to);
    END LOOP;
    counted := counted + of_entry;
    IF of_entry > 0 THEN
      earliest := least(earliest, following.recorded_at);
      latest := greatest(latest, following.recorded_at);
    END IF;
    upto := following.position;
  END LOOP;
  IF upto = done THEN RETURN done; END IF;

  INSERT INTO statement_block AS held (block, first_position, last_position, movement_count, recorded_from, recorded_to,
    has_giver_sums)
  VALUES (open_block.block, open_block.first_position, upto, counted, earliest, latest, true)
  ON CONFLICT (block) DO UPDATE
    SET last_position = excluded.last_position, movement_count = held.movement_count + excluded.movement_count,
      recorded_from = least(held.recorded_from, excluded.recorded_from),
      recorded_to = greatest(held.recorded_to, excluded.recorded_to);
  RETURN upto;
END $$;

-- Empties the roll-up. Rows are deleted rather than truncated, so that who reads at this moment goes on seeing them.
CREATE OR REPLACE FUNCTION reset_roll_up() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- What waited for the lock has to see what whoever had it did.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the roll-up is advanced and emptied under READ COMMITTED alone';
  END IF;
  PERFORM pg_advisory_xact_lock(7205759403792795);
  DELETE FROM statement_block_sum;
  DELETE FROM statement_giver_sum;
  DELETE FROM statement_sum;
  DELETE FROM statement_block;
END $$;
