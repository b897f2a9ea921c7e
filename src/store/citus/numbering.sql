-- As in the migrations, and only entries that are whole: an entry can be seen on the coordinator before the workers have committed its
-- movements, those of each supply at once. What is not whole yet is numbered the next time.
CREATE OR REPLACE FUNCTION number_entries(at timestamptz DEFAULT clock_timestamp(), most integer DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest bigint;
  latest timestamptz;
  waiting record;
  seen bigint;
  chosen uuid[] := '{}';
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0), greatest(at, max(numbered_at)) INTO newest, latest FROM entry_position;
    FOR waiting IN
      SELECT q.recorded_at, q.entry_id, e.supply_ids FROM entry_unnumbered AS q INNER JOIN entry AS e ON e.id = q.entry_id
      ORDER BY q.recorded_at, q.entry_id
    LOOP
      EXIT WHEN cardinality(chosen) >= most;
      SELECT count(DISTINCT m.supply_id) INTO seen FROM movement AS m
      WHERE m.supply_id = ANY (waiting.supply_ids) AND m.recorded_at = waiting.recorded_at
        AND m.entry_id = waiting.entry_id;
      IF seen = cardinality(waiting.supply_ids) THEN
        chosen := chosen || waiting.entry_id;
      END IF;
    END LOOP;
    IF cardinality(chosen) > 0 THEN
      DELETE FROM entry_unnumbered WHERE entry_id = ANY (chosen);
      INSERT INTO entry_position (position, entry_id, numbered_at)
      SELECT newest + c.place, c.entry_id, latest FROM unnest(chosen) WITH ORDINALITY AS c (entry_id, place);
      INSERT INTO log_end (position) VALUES (newest + cardinality(chosen))
      ON CONFLICT (one) DO UPDATE SET position = excluded.position;
    END IF;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
