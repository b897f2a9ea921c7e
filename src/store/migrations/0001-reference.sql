-- Small tables that every other one points to. On a distributed server they are reference tables.
-- The facts themselves are in data/ and are written here at start-up, for the foreign keys' sake.

CREATE TABLE country (
  code char(3) PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$')
);

CREATE TABLE item (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]{0,59}$'),
  of_item_id text REFERENCES item (id),
  kind text NOT NULL CHECK (kind IN ('category', 'item')),
  -- UNECE Rec 20 code of the base unit; null for a category whose items are counted in different units.
  unit text,
  quantity_max bigint NOT NULL CHECK (quantity_max >= 0)
);

CREATE TABLE party (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9_-]{1,39}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind text NOT NULL CHECK (kind IN ('government', 'agency', 'maker', 'ngo', 'facility_operator')),
  country char(3) REFERENCES country (code),
  created_at timestamptz NOT NULL
);

CREATE TABLE site (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9_-]{1,39}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind text NOT NULL CHECK (kind IN ('port', 'airport', 'border', 'plant', 'warehouse', 'hospital', 'clinic')),
  country char(3) NOT NULL REFERENCES country (code),
  party_id uuid REFERENCES party (id),
  un_locode char(5) CHECK (un_locode ~ '^[A-Z]{2}[A-Z0-9]{3}$'),
  gln char(13) CHECK (gln ~ '^[0-9]{13}$'),
  latitude numeric(8, 5) CHECK (latitude BETWEEN -90 AND 90),
  longitude numeric(8, 5) CHECK (longitude BETWEEN -180 AND 180)
);

CREATE TABLE lane (
  id uuid PRIMARY KEY,
  from_site_id uuid NOT NULL REFERENCES site (id),
  to_site_id uuid NOT NULL REFERENCES site (id),
  mode text NOT NULL CHECK (mode IN ('air', 'sea', 'road', 'rail')),
  transit_days integer NOT NULL CHECK (transit_days BETWEEN 0 AND 365),
  -- Per day; null where nobody has stated a limit.
  mass_grams_per_day bigint CHECK (mass_grams_per_day >= 0),
  volume_cubic_centimetres_per_day bigint CHECK (volume_cubic_centimetres_per_day >= 0),
  cold_volume_cubic_centimetres_per_day bigint CHECK (cold_volume_cubic_centimetres_per_day >= 0),
  -- US cents for each 1,000 kg; null where unknown.
  cost_cents_per_tonne bigint CHECK (cost_cents_per_tonne >= 0),
  scenario text,
  CHECK (from_site_id <> to_site_id)
);
CREATE INDEX lane_by_route ON lane (from_site_id, to_site_id);
CREATE UNIQUE INDEX lane_once ON lane (from_site_id, to_site_id, mode, (coalesce(scenario, '')));

-- What each accepted command was, who sent it and what it was answered: the audit record, written in the
-- command's own transaction. The same id again gets the same answer; another body under the id is refused.
CREATE TABLE command (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  body_sha256 char(64) NOT NULL,
  user_id text NOT NULL,
  response jsonb NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX command_by_user ON command (user_id, recorded_at);
