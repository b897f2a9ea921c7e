-- Recalls: of lots, or of every lot of a trade item. What is recalled is neither promised nor sent nor used, from the moment at
-- which the recall is committed; that is held here, where no command can pass by.

ALTER TABLE supply ADD COLUMN gtin text CHECK (gtin ~ '^[0-9]{14}$');

CREATE TABLE recall (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  -- Those of this giver; null for everybody's.
  giver_id uuid REFERENCES party (id),
  item_id text REFERENCES item (id),
  gtin text CHECK (gtin ~ '^[0-9]{14}$'),
  -- Every lot of the trade item, or those of recall_lot.
  every_lot boolean NOT NULL,
  scenario text,
  class integer NOT NULL CHECK (class BETWEEN 1 AND 3),
  reason text NOT NULL CHECK (reason IN ('quality_defect', 'contamination', 'wrong_label', 'temperature_excursion',
    'adverse_events', 'falsified', 'withdrawn_approval')),
  remedy text NOT NULL CHECK (remedy IN ('return', 'destroy')),
  -- Finds and tells the holders, and withholds nothing.
  is_drill boolean NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'closed', 'lifted')),
  source_url text CHECK (length(source_url) BETWEEN 8 AND 2000),
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  -- When it was closed or lifted.
  ended_at timestamptz,
  CHECK (gtin IS NOT NULL OR (item_id IS NOT NULL AND NOT every_lot)),
  CHECK ((status = 'open') = (ended_at IS NULL))
);
CREATE INDEX recall_by_creation ON recall (created_at, id);
CREATE INDEX recall_by_gtin ON recall (gtin) WHERE every_lot;

CREATE TABLE recall_lot (
  recall_id uuid NOT NULL REFERENCES recall (id),
  lot_number text NOT NULL CHECK (lot_number ~ '^[!-"%-/0-9:-?A-Z_a-z]{1,20}$'),
  PRIMARY KEY (lot_number, recall_id)
);
CREATE INDEX recall_lot_by_recall ON recall_lot (recall_id);

-- Who has had units of a recall, where, and when they said that they know. Nothing here is taken away again.
CREATE TABLE recall_notice (
  recall_id uuid NOT NULL REFERENCES recall (id),
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  told_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  user_id text,
  PRIMARY KEY (recall_id, party_id, site_id),
  CHECK ((acknowledged_at IS NULL) = (user_id IS NULL))
);
CREATE INDEX recall_notice_by_party ON recall_notice (party_id, recall_id);

-- The supplies that a recall names, its drills and what was lifted among them. From a supply it is one look at an index, whatever
-- has been recalled so far. A lot of the item of which nobody stated the trade item may be of it: it is named too where item,
-- trade item and lots are.
CREATE VIEW named_supply AS
SELECT r.id AS recall_id, r.status, r.is_drill, s.supply_id
FROM supply AS s
JOIN recall_lot AS l ON l.lot_number = s.lot_number
JOIN recall AS r ON r.id = l.recall_id AND (r.item_id IS NULL OR r.item_id = s.item_id)
  AND (r.gtin IS NULL OR r.gtin = s.gtin OR (s.gtin IS NULL AND r.item_id IS NOT NULL))
  AND (r.giver_id IS NULL OR r.giver_id = s.giver_id) AND r.scenario IS NOT DISTINCT FROM s.scenario
UNION ALL
SELECT r.id, r.status, r.is_drill, s.supply_id
FROM supply AS s
JOIN recall AS r ON r.gtin = s.gtin AND r.every_lot AND (r.item_id IS NULL OR r.item_id = s.item_id)
  AND (r.giver_id IS NULL OR r.giver_id = s.giver_id) AND r.scenario IS NOT DISTINCT FROM s.scenario;

-- Those that are withheld.
CREATE VIEW recalled_supply AS
SELECT recall_id, supply_id FROM named_supply WHERE status <> 'lifted' AND NOT is_drill;

GRANT SELECT, INSERT, UPDATE ON recall, recall_notice TO wellspring_app;
GRANT SELECT, INSERT ON recall_lot TO wellspring_app;
GRANT SELECT ON named_supply, recalled_supply TO wellspring_app;

-- Locks every account of the supplies until the transaction ends, in the order of their keys: then nobody else has touched one in a
-- transaction that is still under way, and what is read next is all there is. Who was waited for may have made an account, which
-- others could have touched since: until there are no more.
CREATE FUNCTION lock_accounts(supplies uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before integer;
  locked integer := -1;
BEGIN
  LOOP
    before := locked;
    SELECT count(*) INTO locked FROM (
      SELECT FROM account WHERE supply_id = ANY (supplies)
      ORDER BY supply_id, party_id, site_id, stage FOR UPDATE
    ) AS held;
    EXIT WHEN locked = before;
  END LOOP;
  RETURN locked;
END $$;
REVOKE ALL ON FUNCTION lock_accounts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_accounts(uuid[]) TO wellspring_app;

-- The accounts of supplies that a recall names in which somebody holds units or has held some: what only went through a place on
-- its way is not held there.
CREATE VIEW recall_holding AS
SELECT n.recall_id, n.status, n.is_drill, a.party_id, a.site_id
FROM named_supply AS n JOIN account AS a ON a.supply_id = n.supply_id
WHERE (a.stage IN ('available', 'reserved', 'received', 'quarantined', 'used') AND a.units_in > 0)
  OR (a.stage = 'in_transit' AND a.units_in > a.units_out);
GRANT SELECT ON recall_holding TO wellspring_app;

-- The last thing that an entry does: of recalled supplies, no unit may be left where it could be promised or used, and no more
-- of them may be promised, on their way or used than before; what is taken back does not count, nor what had been used
-- before and is recorded in accounting for a recall, or in settling doses that were given while nobody knew their lot.
--
-- A recall locks every account of its supplies before it is committed. An entry that has touched one of them before is waited
-- for, and seen; one that touches one after comes here when the recall can be seen: each statement of a function sees what
-- was committed before it began. A supply that is being made at the same moment is found here the first time that it moves.
CREATE FUNCTION check_recalls(new_kind text, supplies uuid[], reversals boolean[], quantities bigint[],
  from_parties uuid[], from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[])
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  recalled uuid[];
BEGIN
  -- Whoever keeps a snapshot from before would not see what was recalled since.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are posted under READ COMMITTED alone';
  END IF;
  -- Nearly always there is none.
  IF NOT EXISTS (SELECT FROM recall WHERE status <> 'lifted' AND NOT is_drill) THEN
    RETURN;
  END IF;
  recalled := ARRAY(SELECT DISTINCT r.supply_id FROM recalled_supply AS r WHERE r.supply_id = ANY (supplies));
  IF cardinality(recalled) = 0 THEN
    RETURN;
  END IF;
  IF EXISTS (
    SELECT FROM unnest(supplies || supplies, from_parties || to_parties, from_sites || to_sites,
      from_stages || to_stages) AS t (supply_id, party_id, site_id, stage)
    JOIN account AS a USING (supply_id, party_id, site_id, stage)
    WHERE t.supply_id = ANY (recalled) AND t.stage IN ('available', 'received') AND a.units_in > a.units_out
  ) OR EXISTS (
    SELECT FROM unnest(supplies || supplies, reversals || reversals, from_stages || to_stages,
      ARRAY(SELECT -q FROM unnest(quantities) AS q) || quantities) AS m (supply_id, reversal, stage, units)
    WHERE m.supply_id = ANY (recalled) AND NOT m.reversal
      AND (m.stage IN ('reserved', 'in_transit') OR (m.stage = 'used' AND new_kind NOT IN ('account_for_recalled', 'settle_doses')))
    GROUP BY m.supply_id, m.stage
    HAVING sum(m.units) > 0
  ) THEN
    RAISE EXCEPTION 'units of a recalled supply would be promised, sent or used, or left where they could be'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'supply_recalled';
  END IF;
END $$;
REVOKE ALL ON FUNCTION check_recalls(text, uuid[], boolean[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[])
  FROM PUBLIC;

-- As before, with what recalls ask; and an entry without movements, which the program never sends, is none.
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
END $$;
