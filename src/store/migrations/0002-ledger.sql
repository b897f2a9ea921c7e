-- The book of units. supply, account and movement are distributed by supply_id on a cluster, so supply_id comes
-- first in every key and index of theirs, and nothing here uses a trigger.

CREATE TABLE supply (
  supply_id uuid PRIMARY KEY,
  item_id text NOT NULL REFERENCES item (id),
  giver_id uuid NOT NULL REFERENCES party (id),
  terms text NOT NULL CHECK (terms IN ('grant', 'concessional', 'at_cost', 'sale', 'not_stated')),
  offer_id uuid,
  lot_number text CHECK (lot_number ~ '^[!-"%-/0-9:-?A-Z_a-z]{1,20}$'),
  expiry date,
  pipeline text CHECK (length(pipeline) BETWEEN 1 AND 60),
  emergency text,
  scenario text,
  recorded_at timestamptz NOT NULL
);

-- Where units of a supply are, and in whose hands: two totals that only grow, never a balance that is overwritten.
CREATE TABLE account (
  supply_id uuid NOT NULL REFERENCES supply (supply_id),
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  stage text NOT NULL CHECK (stage IN ('produced', 'available', 'reserved', 'in_transit', 'received',
    'quarantined', 'used', 'wasted', 'lost', 'returned')),
  units_in bigint NOT NULL CHECK (units_in >= 0),
  units_out bigint NOT NULL CHECK (units_out >= 0),
  PRIMARY KEY (supply_id, party_id, site_id, stage),
  CONSTRAINT account_not_negative CHECK (stage = 'produced' OR units_in >= units_out)
);

-- One fact: what one command posted. It has the command's id.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  reason text NOT NULL,
  corrects_id uuid REFERENCES entry (id),
  user_id text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX entry_by_corrected ON entry (corrects_id) WHERE corrects_id IS NOT NULL;

-- The order that readers rely on: committed entries, numbered without gaps by one worker at a time.
CREATE TABLE entry_position (
  position bigint PRIMARY KEY CHECK (position > 0),
  entry_id uuid NOT NULL UNIQUE REFERENCES entry (id)
);

-- One row leaves one account and enters another, so the book balances by construction.
CREATE TABLE movement (
  supply_id uuid NOT NULL REFERENCES supply (supply_id),
  recorded_at timestamptz NOT NULL,
  entry_id uuid NOT NULL,
  line_number integer NOT NULL CHECK (line_number > 0),
  kind text NOT NULL,
  reversal boolean NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  from_party_id uuid NOT NULL,
  from_site_id uuid NOT NULL,
  from_stage text NOT NULL,
  to_party_id uuid NOT NULL,
  to_site_id uuid NOT NULL,
  to_stage text NOT NULL,
  recipient_id uuid REFERENCES party (id),
  consignment_id uuid,
  occurred_from date NOT NULL,
  occurred_to date NOT NULL,
  occurred_precision text NOT NULL CHECK (occurred_precision IN ('instant', 'day', 'month', 'span')),
  occurred_text text NOT NULL CHECK (length(occurred_text) BETWEEN 4 AND 40),
  PRIMARY KEY (supply_id, recorded_at, entry_id, line_number),
  FOREIGN KEY (supply_id, from_party_id, from_site_id, from_stage)
    REFERENCES account (supply_id, party_id, site_id, stage),
  FOREIGN KEY (supply_id, to_party_id, to_site_id, to_stage)
    REFERENCES account (supply_id, party_id, site_id, stage),
  CHECK (occurred_from <= occurred_to),
  CHECK ((from_party_id, from_site_id, from_stage) <> (to_party_id, to_site_id, to_stage))
) PARTITION BY RANGE (recorded_at);
CREATE TABLE movement_other PARTITION OF movement DEFAULT;
CREATE INDEX movement_by_entry ON movement (supply_id, entry_id);
CREATE INDEX movement_by_consignment ON movement (supply_id, consignment_id) WHERE consignment_id IS NOT NULL;

-- Makes the partitions of `months` months from the month of `first` on. A month that already has rows in the
-- default partition stays there: correct, if slower.
CREATE FUNCTION ensure_movement_partitions(first timestamptz, months integer) RETURNS integer
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
      EXCEPTION WHEN check_violation OR duplicate_table THEN NULL;
      END;
    END IF;
  END LOOP;
  RETURN made;
END $$;

-- The one posting path: the entry, its movements and the totals of every account that they touch, or nothing.
-- Accounts are locked in key order, so two entries cannot wait for each other. An account that would fall below
-- zero ends it with the constraint account_not_negative.
CREATE FUNCTION post_entry(new_entry jsonb, new_movements jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  entry_id uuid := (new_entry ->> 'id')::uuid;
  at timestamptz := (new_entry ->> 'recordedAt')::timestamptz;
BEGIN
  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at)
  VALUES (entry_id, new_entry ->> 'kind', new_entry ->> 'reason', (new_entry ->> 'correctsId')::uuid,
    new_entry ->> 'userId', at);

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

-- Numbers the committed entries that have no position yet; returns the newest position. One worker at a time:
-- the lock is held to the end of the transaction, so a position is never seen before the ones below it.
CREATE FUNCTION number_entries() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7205759403792794);
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  INSERT INTO entry_position (position, entry_id)
  SELECT newest + row_number() OVER (ORDER BY e.recorded_at, e.id), e.id
  FROM entry AS e
  WHERE NOT EXISTS (SELECT 1 FROM entry_position AS p WHERE p.entry_id = e.id);
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
