-- Sums of a giver's supplies together, whoever the recipient: one exporter's year, by item, added up those of all its supplies, of
-- which a great giver has thousands, each with a row for every recipient, kind and month (decision 0025).

-- As statement_sum, without supply and recipient. Small, so that it stays in one place. Nulls are keys like others.
CREATE TABLE statement_giver_sum (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  giver_id uuid NOT NULL REFERENCES party (id),
  item_id text NOT NULL REFERENCES item (id),
  terms text NOT NULL,
  pipeline text,
  scenario text,
  kind text COLLATE "C" NOT NULL,
  month_from date NOT NULL,
  month_to date NOT NULL,
  month text COLLATE "C" NOT NULL,
  units bigint NOT NULL,
  movement_count bigint NOT NULL CHECK (movement_count > 0),
  day_from date NOT NULL,
  day_to date NOT NULL,
  UNIQUE NULLS NOT DISTINCT (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month)
);
GRANT SELECT ON statement_giver_sum TO wellspring_app;

-- What is rolled up already; the roll-up does not move meanwhile.
SELECT pg_advisory_xact_lock(7205759403792795);
INSERT INTO statement_giver_sum (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month, units,
  movement_count, day_from, day_to)
SELECT s.giver_id, s.item_id, s.terms, s.pipeline, s.scenario, m.kind, m.month_from, m.month_to, m.month, sum(m.units)::bigint,
  sum(m.movement_count)::bigint, min(m.day_from), max(m.day_to)
FROM statement_sum AS m INNER JOIN supply AS s ON s.supply_id = m.supply_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

-- The function as it was, which an earlier version may have called and which then waits for the lock, does not know the new sums:
-- it cannot write a block any more.
ALTER TABLE statement_block ADD COLUMN has_giver_sums boolean NOT NULL DEFAULT true CHECK (has_giver_sums);
ALTER TABLE statement_block ALTER COLUMN has_giver_sums DROP DEFAULT;

-- As before, and the sums of the givers.
CREATE OR REPLACE FUNCTION advance_roll_up(most integer, least_block bigint, greatest_block bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  open_block statement_block;
  before bigint;
  done bigint;
  upto bigint;
  following record;
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

  upto := done;
  FOR following IN
    SELECT c.position, (
      SELECT count(*) FROM movement AS m
      WHERE m.supply_id = ANY (c.supply_ids) AND m.recorded_at = c.recorded_at AND m.entry_id = c.id
    ) AS movements
    FROM (
      SELECT p.position, e.id, e.recorded_at, e.supply_ids
      FROM entry_position AS p INNER JOIN entry AS e ON e.id = p.entry_id
      WHERE p.position > done ORDER BY p.position LIMIT most
    ) AS c
  LOOP
    counted := counted + following.movements;
    -- Positions have no gaps; were one not to be seen yet, it must not be passed over.
    EXIT WHEN following.position <> upto + 1 OR (counted > most AND upto > done);
    upto := following.position;
  END LOOP;
  IF upto = done THEN RETURN done; END IF;

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

  WITH batch AS MATERIALIZED (
    SELECT m.supply_id, m.kind COLLATE "C" AS kind, coalesce(m.recipient_id, nobody) AS recipient_id,
      date_trunc('month', m.occurred_from::timestamp)::date AS month_from,
      date_trunc('month', m.occurred_to::timestamp)::date AS month_to,
      CASE WHEN m.occurred_text NOT LIKE 'X%'
          AND to_char(m.occurred_from, 'YYYY-MM') = to_char(m.occurred_to, 'YYYY-MM')
        THEN to_char(m.occurred_from, 'YYYY-MM') ELSE m.occurred_text END COLLATE "C" AS month,
      sum(CASE WHEN m.reversal THEN -m.quantity ELSE m.quantity END)::bigint AS units,
      count(*) AS movement_count,
      min(m.occurred_from) AS day_from, max(m.occurred_to) AS day_to,
      min(m.recorded_at) AS recorded_from, max(m.recorded_at) AS recorded_to
    FROM (
      SELECT p.position, e.id, e.recorded_at, e.supply_ids
      FROM entry_position AS p INNER JOIN entry AS e ON e.id = p.entry_id
      WHERE p.position > done ORDER BY p.position LIMIT upto - done
    ) AS c CROSS JOIN LATERAL (
      SELECT * FROM movement AS m
      WHERE m.supply_id = ANY (c.supply_ids) AND m.recorded_at = c.recorded_at AND m.entry_id = c.id
      OFFSET 0
    ) AS m
    GROUP BY 1, 2, 3, 4, 5, 6
    ORDER BY 1, 2, 3, 4, 5, 6
  ), whole AS (
    INSERT INTO statement_sum AS held (supply_id, kind, recipient_id, month_from, month_to, month, units, movement_count,
      day_from, day_to)
    SELECT supply_id, kind, recipient_id, month_from, month_to, month, units, movement_count, day_from, day_to FROM batch
    ON CONFLICT (supply_id, kind, recipient_id, month_from, month_to, month) DO UPDATE
      SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
        day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to)
  ), of_block AS (
    INSERT INTO statement_block_sum AS held (supply_id, block, kind, recipient_id, month_from, month_to, month, units,
      movement_count, day_from, day_to)
    SELECT supply_id, open_block.block, kind, recipient_id, month_from, month_to, month, units, movement_count, day_from, day_to
    FROM batch
    ON CONFLICT (supply_id, block, kind, recipient_id, month_from, month_to, month) DO UPDATE
      SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
        day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to)
  ), of_giver AS (
    INSERT INTO statement_giver_sum AS held (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month,
      units, movement_count, day_from, day_to)
    SELECT s.giver_id, s.item_id, s.terms, s.pipeline, s.scenario, b.kind, b.month_from, b.month_to, b.month,
      sum(b.units)::bigint, sum(b.movement_count)::bigint, min(b.day_from), max(b.day_to)
    FROM batch AS b INNER JOIN supply AS s ON s.supply_id = b.supply_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ON CONFLICT (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month) DO UPDATE
      SET units = held.units + excluded.units, movement_count = held.movement_count + excluded.movement_count,
        day_from = least(held.day_from, excluded.day_from), day_to = greatest(held.day_to, excluded.day_to)
  )
  SELECT coalesce(sum(movement_count), 0)::bigint, min(recorded_from), max(recorded_to)
  INTO counted, earliest, latest FROM batch;

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
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
