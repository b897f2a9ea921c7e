-- The cold chain: what sites and lanes can hold of each temperature class, readings of loggers, excursions, and units that wait in
-- quarantine (or where they are promised or on their way) until a named person decides.

-- A statement of all that a site, or a lane, has; the newest holds. A class that it does not name, the site does not have.
CREATE TABLE cold_capacity (
  id uuid PRIMARY KEY,
  site_id uuid REFERENCES site (id),
  lane_id uuid REFERENCES lane (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  party_id uuid NOT NULL REFERENCES party (id),
  user_id text NOT NULL,
  stated_at timestamptz NOT NULL,
  CHECK ((site_id IS NULL) <> (lane_id IS NULL)),
  UNIQUE (site_id, sequence),
  UNIQUE (lane_id, sequence)
);

CREATE TABLE cold_capacity_line (
  capacity_id uuid NOT NULL REFERENCES cold_capacity (id),
  temperature_class text NOT NULL CHECK (temperature_class IN ('cool_2_8', 'frozen_minus_20', 'ultra_cold_minus_70')),
  -- In all; null for a lane, on which nothing stays.
  held_cubic_centimetres bigint CHECK (held_cubic_centimetres >= 0),
  -- Taken in, or carried, in a day; null where nobody has stated a limit.
  per_day_cubic_centimetres bigint CHECK (per_day_cubic_centimetres >= 0),
  PRIMARY KEY (capacity_id, temperature_class)
);

-- What can have come to a site without a look at every account there is.
CREATE INDEX consignment_by_end ON consignment (to_site_id);
CREATE INDEX offer_line_by_site ON offer_line (site_id);

-- A logger in one place: with a consignment, or in the room of a class at a site.
CREATE TABLE temperature_monitor (
  id uuid PRIMARY KEY,
  device text NOT NULL CHECK (device ~ '^[!-~]{1,40}$'),
  temperature_class text NOT NULL CHECK (temperature_class IN ('cool_2_8', 'frozen_minus_20', 'ultra_cold_minus_70')),
  consignment_id uuid REFERENCES consignment (id),
  site_id uuid REFERENCES site (id),
  CHECK ((site_id IS NULL) <> (consignment_id IS NULL))
);
CREATE UNIQUE INDEX temperature_monitor_once ON temperature_monitor
  (device, temperature_class, (coalesce(site_id, consignment_id)));

-- A device reads one temperature at an instant, in whichever place it is.
CREATE TABLE temperature_reading (
  device text NOT NULL,
  read_at timestamptz NOT NULL,
  monitor_id uuid NOT NULL REFERENCES temperature_monitor (id),
  -- Hundredths of a degree Celsius.
  hundredths_celsius integer NOT NULL CHECK (hundredths_celsius BETWEEN -27315 AND 30000),
  command_id uuid NOT NULL,
  PRIMARY KEY (device, read_at)
);
CREATE INDEX temperature_reading_by_monitor ON temperature_reading (monitor_id, read_at);

-- A stay outside a class by its rule, as far as the readings that have come show it. Later readings may make it longer.
CREATE TABLE excursion (
  id uuid PRIMARY KEY,
  monitor_id uuid NOT NULL REFERENCES temperature_monitor (id),
  kind text NOT NULL CHECK (kind IN ('high', 'low')),
  began_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL CHECK (ended_at >= began_at),
  -- The warmest of a high one, the coldest of a low one.
  extreme_hundredths_celsius integer NOT NULL,
  minutes integer NOT NULL CHECK (minutes >= 0),
  command_id uuid NOT NULL,
  found_at timestamptz NOT NULL,
  UNIQUE (monitor_id, kind, began_at)
);
CREATE INDEX excursion_by_time ON excursion (found_at, id);

-- Units of which a named person has to say whether they may be used: in quarantine, or promised or on their way, where they are
-- quarantined as soon as they come free. One open hold in each place.
CREATE TABLE cold_hold (
  id uuid PRIMARY KEY,
  supply_id uuid NOT NULL,
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  stage text NOT NULL CHECK (stage IN ('reserved', 'in_transit', 'quarantined')),
  consignment_id uuid REFERENCES consignment (id),
  quantity bigint NOT NULL CHECK (quantity >= 0),
  status text NOT NULL CHECK (status IN ('open', 'released', 'discarded', 'moved')),
  opened_at timestamptz NOT NULL,
  reason text,
  user_id text,
  decided_at timestamptz,
  entry_id uuid,
  CHECK ((stage = 'in_transit') = (consignment_id IS NOT NULL)),
  CHECK ((status IN ('released', 'discarded')) = (reason IS NOT NULL)),
  CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX cold_hold_once ON cold_hold (supply_id, party_id, site_id, stage,
  (coalesce(consignment_id, '00000000-0000-0000-0000-000000000000'))) WHERE status = 'open';
CREATE INDEX cold_hold_by_party ON cold_hold (party_id, opened_at, id);

-- Why: an excursion, or the consignment that came to a site without room.
CREATE TABLE cold_hold_cause (
  hold_id uuid NOT NULL REFERENCES cold_hold (id),
  kind text NOT NULL CHECK (kind IN ('excursion', 'no_room')),
  cause_id uuid NOT NULL,
  PRIMARY KEY (hold_id, kind, cause_id)
);
CREATE INDEX cold_hold_cause_by_cause ON cold_hold_cause (cause_id);

-- The stage of the vaccine vial monitor, as counted; null where the item has none, or nobody looked.
ALTER TABLE receipt_line ADD COLUMN vvm_stage integer CHECK (vvm_stage BETWEEN 1 AND 4);
ALTER TABLE difference DROP CONSTRAINT difference_kind_check;
ALTER TABLE difference ADD CONSTRAINT difference_kind_check
  CHECK (kind IN ('short', 'damaged', 'expired', 'short_dated', 'surplus', 'vvm'));

GRANT SELECT, INSERT ON cold_capacity, cold_capacity_line, temperature_monitor, temperature_reading, cold_hold_cause TO wellspring_app;
GRANT SELECT, INSERT, UPDATE ON excursion, cold_hold TO wellspring_app;
