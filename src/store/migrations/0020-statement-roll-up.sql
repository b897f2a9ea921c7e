-- The roll-up: sums of movements that statements are read from (docs/decisions/0021), advanced by position by one worker at a
-- time. Nothing but a faster way to what the movements say: it can be emptied and made again at any time.

-- Positions follow each other in blocks without gaps; only the newest block still grows. Its last position is how far the
-- roll-up has come. The times of record bound the movements of the block, so that a part of it is found without the rest.
CREATE TABLE statement_block (
  block integer PRIMARY KEY CHECK (block > 0),
  first_position bigint NOT NULL UNIQUE CHECK (first_position > 0),
  last_position bigint NOT NULL,
  movement_count bigint NOT NULL CHECK (movement_count >= 0),
  recorded_from timestamptz,
  recorded_to timestamptz,
  CHECK (last_position >= first_position)
);

-- Everything that is rolled up, without blocks: what a statement as of now adds up. `recipient_id` is the nil UUID where nobody
-- has been promised the units; months are those in which the first and the last possible day lie, as their first day, and `month`
-- the text they are shown by; `units` have reversals taken off. Texts are compared by their bytes: nobody sorts by them.
-- The key has all columns, so that the sums of one supply, which were written at many times, are read from one place.
CREATE TABLE statement_sum (
  supply_id uuid NOT NULL REFERENCES supply (supply_id),
  kind text COLLATE "C" NOT NULL,
  recipient_id uuid NOT NULL,
  month_from date NOT NULL,
  month_to date NOT NULL,
  month text COLLATE "C" NOT NULL,
  units bigint NOT NULL,
  movement_count bigint NOT NULL CHECK (movement_count > 0),
  day_from date NOT NULL,
  day_to date NOT NULL,
  PRIMARY KEY (supply_id, kind, recipient_id, month_from, month_to, month)
    INCLUDE (units, movement_count, day_from, day_to)
);

-- The same of each block: what a statement as of an earlier position adds up.
CREATE TABLE statement_block_sum (
  supply_id uuid NOT NULL REFERENCES supply (supply_id),
  block integer NOT NULL,
  kind text COLLATE "C" NOT NULL,
  recipient_id uuid NOT NULL,
  month_from date NOT NULL,
  month_to date NOT NULL,
  month text COLLATE "C" NOT NULL,
  units bigint NOT NULL,
  movement_count bigint NOT NULL CHECK (movement_count > 0),
  day_from date NOT NULL,
  day_to date NOT NULL,
  PRIMARY KEY (supply_id, block, kind, recipient_id, month_from, month_to, month)
    INCLUDE (units, movement_count, day_from, day_to)
);

GRANT SELECT ON statement_block, statement_sum, statement_block_sum TO wellspring_app;

-- Adds the next positions to the roll-up, those of about `most` movements and of one entry at least; returns how far it has come.
-- Sums and position move in one transaction, so none is counted twice or left out, wherever it is cut off. A block is closed once
-- it has an eighth of the movements before it, though at least `least_block` and at most `greatest_block`.
-- Every entry's movements are looked up by their key, in the order of the positions: the planner, left alone, would rather read the
-- whole book, hence the subqueries that it cannot take apart.
CREATE FUNCTION advance_roll_up(most integer, least_block bigint, greatest_block bigint) RETURNS bigint
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
  )
  SELECT coalesce(sum(movement_count), 0)::bigint, min(recorded_from), max(recorded_to)
  INTO counted, earliest, latest FROM batch;

  INSERT INTO statement_block AS held (block, first_position, last_position, movement_count, recorded_from, recorded_to)
  VALUES (open_block.block, open_block.first_position, upto, counted, earliest, latest)
  ON CONFLICT (block) DO UPDATE
    SET last_position = excluded.last_position, movement_count = held.movement_count + excluded.movement_count,
      recorded_from = least(held.recorded_from, excluded.recorded_from),
      recorded_to = greatest(held.recorded_to, excluded.recorded_to);
  RETURN upto;
END $$;

-- Empties the roll-up. Rows are deleted rather than truncated, so that who reads at this moment goes on seeing them.
CREATE FUNCTION reset_roll_up() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- What waited for the lock has to see what whoever had it did.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the roll-up is advanced and emptied under READ COMMITTED alone';
  END IF;
  PERFORM pg_advisory_xact_lock(7205759403792795);
  DELETE FROM statement_block_sum;
  DELETE FROM statement_sum;
  DELETE FROM statement_block;
END $$;

REVOKE ALL ON FUNCTION advance_roll_up(integer, bigint, bigint), reset_roll_up() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION advance_roll_up(integer, bigint, bigint), reset_roll_up() TO wellspring_app;
