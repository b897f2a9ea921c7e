-- When an entry got its position, so that what stood at the end of a day can be told for ever: the time never runs
-- backwards along the positions, whatever the clocks do, and no entry is added to a day that was over before it was
-- numbered. An entry's own time of record is when its command began, which another may overtake.

ALTER TABLE entry_position ADD COLUMN numbered_at timestamptz;
UPDATE entry_position AS p SET numbered_at = known.numbered_at
FROM (
  SELECT q.position, max(e.recorded_at) OVER (ORDER BY q.position) AS numbered_at
  FROM entry_position AS q INNER JOIN entry AS e ON e.id = q.entry_id
) AS known
WHERE known.position = p.position;
ALTER TABLE entry_position ALTER COLUMN numbered_at SET NOT NULL;
CREATE INDEX entry_position_by_time ON entry_position (numbered_at, position);

-- As before, and says when: `at`, or the time of the position before where that is later.
DROP FUNCTION number_entries();
CREATE FUNCTION number_entries(at timestamptz DEFAULT clock_timestamp()) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest bigint;
  latest timestamptz;
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0), greatest(at, max(numbered_at)) INTO newest, latest FROM entry_position;
    WITH taken AS (DELETE FROM entry_unnumbered RETURNING entry_id)
    INSERT INTO entry_position (position, entry_id, numbered_at)
    SELECT newest + row_number() OVER (ORDER BY e.recorded_at, e.id), e.id, latest
    FROM taken INNER JOIN entry AS e ON e.id = taken.entry_id;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
REVOKE ALL ON FUNCTION number_entries(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_entries(timestamptz) TO wellspring_app;
