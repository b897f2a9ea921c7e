-- Equipment that runs: models and what one of them needs, what sites have, and assets with their serial numbers. An asset is one of the
-- units of a supply: where it stands, the ledger has a unit. That is held here, where no command can pass by.

CREATE TABLE equipment_model (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  maker text NOT NULL CHECK (length(maker) BETWEEN 1 AND 120),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  item_id text NOT NULL REFERENCES item (id),
  -- Null, and empty where something is needed at all: not stated.
  power text CHECK (power IN ('mains', 'none')),
  voltages text[] NOT NULL,
  frequencies integer[] NOT NULL,
  plug_types text[] NOT NULL,
  power_watts integer CHECK (power_watts > 0),
  power_hours_per_day integer CHECK (power_hours_per_day BETWEEN 1 AND 24),
  oxygen text CHECK (oxygen IN ('none', 'low_pressure', 'high_pressure')),
  oxygen_litres_per_minute integer CHECK (oxygen_litres_per_minute > 0),
  consumables text[],
  skills text[],
  maintenance_days integer CHECK (maintenance_days > 0),
  provides_power text CHECK (provides_power IN ('plug_adapter', 'transformer', 'generator')),
  provides_sockets text[] NOT NULL,
  provides_voltage integer CHECK (provides_voltage > 0),
  provides_frequency integer CHECK (provides_frequency IN (50, 60)),
  provides_watts integer CHECK (provides_watts > 0),
  provides_oxygen text CHECK (provides_oxygen IN ('low_pressure', 'high_pressure')),
  provides_oxygen_litres_per_minute integer CHECK (provides_oxygen_litres_per_minute > 0),
  provides_skills text[] NOT NULL,
  created_at timestamptz NOT NULL
);
-- A model is known by its maker and name, whatever the case of their letters.
CREATE UNIQUE INDEX equipment_model_by_name ON equipment_model (upper(maker), upper(name));

-- Which model the units of a supply are of, as its giver says.
CREATE TABLE supply_model (
  supply_id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES equipment_model (id),
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL
);

-- What a site has, as its party says: the newest day holds, and of one day what was said last. Nothing here is ever changed.
CREATE TABLE site_readiness (
  site_id uuid NOT NULL REFERENCES site (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  day date NOT NULL,
  voltage integer CHECK (voltage > 0),
  frequency integer CHECK (frequency IN (50, 60)),
  sockets text[] NOT NULL,
  power_watts integer CHECK (power_watts >= 0),
  power_hours_per_day integer CHECK (power_hours_per_day BETWEEN 0 AND 24),
  oxygen_low_litres_per_minute integer CHECK (oxygen_low_litres_per_minute >= 0),
  oxygen_high_litres_per_minute integer CHECK (oxygen_high_litres_per_minute >= 0),
  skills text[],
  consumables text[],
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, sequence)
);

CREATE TABLE asset (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES equipment_model (id),
  serial_number text NOT NULL CHECK (length(serial_number) BETWEEN 1 AND 40),
  supply_id uuid NOT NULL,
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  status text NOT NULL CHECK (status IN ('registered', 'working', 'faulty', 'in_repair', 'out_of_use', 'lost', 'removed')),
  consignment_id uuid REFERENCES consignment (id),
  commissioned_on date,
  maintained_on date,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX asset_by_serial_number ON asset (model_id, upper(serial_number)) WHERE status <> 'removed';
CREATE INDEX asset_by_supply ON asset (supply_id, party_id, site_id);
CREATE INDEX asset_by_site ON asset (site_id, id);
CREATE INDEX asset_by_creation ON asset (created_at, id);

-- What became of an asset, step by step, and where and what it then was; nothing here is ever changed.
CREATE TABLE asset_event (
  asset_id uuid NOT NULL REFERENCES asset (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  step text NOT NULL,
  reason text,
  status text NOT NULL,
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  -- The entry by which its unit moved.
  entry_id uuid,
  occurred_from date NOT NULL,
  occurred_to date NOT NULL,
  occurred_precision text NOT NULL,
  occurred_text text NOT NULL,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (asset_id, sequence)
);

-- The consignments by which teams left equipment to their hosts.
CREATE TABLE equipment_handover (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  consignment_id uuid NOT NULL REFERENCES consignment (id),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, consignment_id)
);

GRANT SELECT, INSERT ON equipment_model, supply_model, site_readiness, asset_event, equipment_handover TO wellspring_app;
GRANT SELECT, INSERT, UPDATE ON asset TO wellspring_app;

-- Of no supply may more assets stand at a place than units. It is the last thing that an entry does, and that whoever puts an asset
-- somewhere does after locking the accounts of its supply: of two at once, the second sees what the first one left.
CREATE FUNCTION check_assets(supplies uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'assets are put somewhere under READ COMMITTED alone';
  END IF;
  -- Nearly always there is none.
  IF NOT EXISTS (SELECT FROM asset WHERE supply_id = ANY (supplies)) THEN
    RETURN;
  END IF;
  IF EXISTS (
    SELECT FROM asset AS a
    WHERE a.supply_id = ANY (supplies) AND a.status IN ('registered', 'working', 'faulty', 'in_repair')
    GROUP BY a.supply_id, a.party_id, a.site_id
    HAVING count(*) > coalesce((
      SELECT sum(held.units_in - held.units_out) FROM account AS held
      WHERE held.supply_id = a.supply_id AND held.party_id = a.party_id AND held.site_id = a.site_id
        AND held.stage IN ('available', 'reserved', 'in_transit', 'received', 'quarantined')), 0)
  ) THEN
    RAISE EXCEPTION 'more assets would stand somewhere than units'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'assets_outnumber_units';
  END IF;
END $$;
REVOKE ALL ON FUNCTION check_assets(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION check_assets(uuid[]) TO wellspring_app;

-- As before, with what assets ask.
CREATE OR REPLACE FUNCTION post_entry(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supplies uuid[], kinds text[], reversals boolean[], quantities bigint[], from_parties uuid[],
  from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[], recipients uuid[],
  consignments uuid[], occurred_firsts date[], occurred_lasts date[], occurred_precisions text[],
  occurred_texts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  nothing bigint[];
  leaves_first boolean;
BEGIN
  IF coalesce(cardinality(supplies), 0) = 0 THEN
    RAISE EXCEPTION 'an entry moves something' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_something';
  END IF;
  IF cardinality(supplies) <> 1 THEN
    INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
    VALUES (new_id, new_kind, new_reason, new_corrects, new_user, at,
      ARRAY(SELECT DISTINCT s FROM unnest(supplies) AS s ORDER BY s));
    INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, new_id);
    INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
      from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
      occurred_to, occurred_precision, occurred_text)
    SELECT m.supply_id, at, new_id, m.line_number, m.kind, m.reversal, m.quantity, m.from_party_id,
      m.from_site_id, m.from_stage, m.to_party_id, m.to_site_id, m.to_stage, m.recipient_id, m.consignment_id,
      m.occurred_from, m.occurred_to, m.occurred_precision, m.occurred_text
    FROM unnest(supplies, kinds, reversals, quantities, from_parties, from_sites, from_stages, to_parties, to_sites,
      to_stages, recipients, consignments, occurred_firsts, occurred_lasts, occurred_precisions, occurred_texts)
      WITH ORDINALITY AS m (supply_id, kind, reversal, quantity, from_party_id, from_site_id, from_stage,
        to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from, occurred_to,
        occurred_precision, occurred_text, line_number);
    nothing := array_fill(0::bigint, ARRAY[cardinality(supplies)]);
    PERFORM add_to_accounts(array_agg(ROW (t.supply_id, t.party_id, t.site_id, t.stage, t.units_in, t.units_out)::account
      ORDER BY t.supply_id, t.party_id, t.site_id, t.stage))
    FROM (
      SELECT m.supply_id, m.party_id, m.site_id, m.stage, sum(m.units_in)::bigint AS units_in,
        sum(m.units_out)::bigint AS units_out
      FROM unnest(supplies || supplies, from_parties || to_parties, from_sites || to_sites, from_stages || to_stages,
        nothing || quantities, quantities || nothing) AS m (supply_id, party_id, site_id, stage, units_in, units_out)
      GROUP BY m.supply_id, m.party_id, m.site_id, m.stage
    ) AS t;
    PERFORM check_recalls(new_kind, supplies, reversals, quantities, from_parties, from_sites, from_stages, to_parties,
      to_sites, to_stages);
    PERFORM check_assets(supplies);
    RETURN;
  END IF;

  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (new_id, new_kind, new_reason, new_corrects, new_user, at, supplies);
  INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, new_id);
  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  VALUES (supplies[1], at, new_id, 1, kinds[1], reversals[1], quantities[1], from_parties[1], from_sites[1],
    from_stages[1], to_parties[1], to_sites[1], to_stages[1], recipients[1], consignments[1], occurred_firsts[1],
    occurred_lasts[1], occurred_precisions[1], occurred_texts[1]);
  leaves_first := (from_parties[1], from_sites[1], from_stages[1]) < (to_parties[1], to_sites[1], to_stages[1]);
  FOR turn IN 1 .. 2 LOOP
    LOOP
      IF (turn = 1) = leaves_first THEN
        UPDATE account AS held SET units_out = held.units_out + quantities[1]
        WHERE held.supply_id = supplies[1] AND held.party_id = from_parties[1] AND held.site_id = from_sites[1]
          AND held.stage = from_stages[1];
        EXIT WHEN FOUND;
        INSERT INTO account VALUES (supplies[1], from_parties[1], from_sites[1], from_stages[1], 0, 0)
        ON CONFLICT DO NOTHING;
      ELSE
        UPDATE account AS held SET units_in = held.units_in + quantities[1]
        WHERE held.supply_id = supplies[1] AND held.party_id = to_parties[1] AND held.site_id = to_sites[1]
          AND held.stage = to_stages[1];
        EXIT WHEN FOUND;
        INSERT INTO account VALUES (supplies[1], to_parties[1], to_sites[1], to_stages[1], 0, 0)
        ON CONFLICT DO NOTHING;
      END IF;
    END LOOP;
  END LOOP;
  PERFORM check_recalls(new_kind, supplies, reversals, quantities, from_parties, from_sites, from_stages, to_parties,
    to_sites, to_stages);
  PERFORM check_assets(supplies);
END $$;
