-- A lane that no longer goes is retired, not deleted: plans name it. Another may then take its place.
ALTER TABLE lane ADD COLUMN retired_at timestamptz;
DROP INDEX lane_once;
CREATE UNIQUE INDEX lane_once ON lane (from_site_id, to_site_id, mode, (coalesce(scenario, '')))
  WHERE retired_at IS NULL;
