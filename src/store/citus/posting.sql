-- The functions of the book in forms that Citus takes (decision 0038): put in the place of those of the migrations by the step that
-- distributes the tables. Signatures, refusals and the order of locks are theirs. What Citus does not take: MERGE from values; a plan
-- without the values of its parameters; locking rows of several shards; a table of the coordinator correlated with a distributed one.
--
-- A statement goes to the workers as the user it runs as, and what one user has written another cannot read before it is committed.
-- So whatever writes distributed tables runs as its caller, who gets the rights below; what runs as the owner writes none.
-- A worker's error comes without the name of its constraint: what the program tells apart is raised here, on the coordinator.

GRANT INSERT ON movement TO wellspring_app;
GRANT INSERT, UPDATE ON account TO wellspring_app;

-- Always empty, on the coordinator, and known to Citus: where it has seen a statement that writes there and one that writes a worker it
-- commits in two phases. Else nothing would keep a worker from committing movements whose entry is lost with the coordinator.
CREATE TABLE IF NOT EXISTS citus_witness (one boolean PRIMARY KEY);

-- An entry without its movements, which are written right after it.
CREATE OR REPLACE FUNCTION write_entry(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supplies uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce(cardinality(supplies), 0) = 0 THEN
    RAISE EXCEPTION 'an entry moves something' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_something';
  END IF;
  -- Whoever keeps a snapshot from before would not see what was recalled since, nor an account that was made since.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are posted under READ COMMITTED alone';
  END IF;
  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (new_id, new_kind, new_reason, new_corrects, new_user, at,
    ARRAY(SELECT DISTINCT s FROM unnest(supplies) AS s ORDER BY s));
  INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, new_id);
  DELETE FROM citus_witness WHERE one;
END $$;
REVOKE ALL ON FUNCTION write_entry(uuid, text, text, uuid, text, timestamptz, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_entry(uuid, text, text, uuid, text, timestamptz, uuid[]) TO wellspring_app;

-- Adds to one account, which is made where it is not there: each statement goes to one shard. (INSERT … ON CONFLICT would hold what
-- is proposed to the CHECK before the account that is there is found.) What is too few is looked at with the account locked.
CREATE OR REPLACE FUNCTION add_to_account(supply uuid, party uuid, site_of uuid, stage_of text, added_in bigint,
  added_out bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  held_in bigint;
  held_out bigint;
  is_there boolean;
BEGIN
  LOOP
    UPDATE account AS held SET units_in = held.units_in + added_in, units_out = held.units_out + added_out
    WHERE held.supply_id = supply AND held.party_id = party AND held.site_id = site_of AND held.stage = stage_of
      AND (held.stage = 'produced' OR held.units_in + added_in >= held.units_out + added_out);
    EXIT WHEN FOUND;
    SELECT held.units_in, held.units_out INTO held_in, held_out FROM account AS held
    WHERE held.supply_id = supply AND held.party_id = party AND held.site_id = site_of AND held.stage = stage_of
    FOR UPDATE;
    is_there := FOUND;
    IF stage_of <> 'produced' AND coalesce(held_in, 0) + added_in < coalesce(held_out, 0) + added_out THEN
      RAISE EXCEPTION 'units would leave an account that does not have them'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'account_not_negative';
    END IF;
    IF NOT is_there THEN
      BEGIN
        INSERT INTO account (supply_id, party_id, site_id, stage, units_in, units_out)
        VALUES (supply, party, site_of, stage_of, added_in, added_out);
        EXIT;
      EXCEPTION WHEN unique_violation THEN NULL; -- somebody else has just made it: it is added to
      END;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION add_to_account(uuid, uuid, uuid, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_to_account(uuid, uuid, uuid, text, bigint, bigint) TO wellspring_app;

-- One account after another, in the order of their keys: who waits for one holds none that comes after it.
CREATE OR REPLACE FUNCTION add_to_accounts(supplies uuid[], quantities bigint[], from_parties uuid[], from_sites uuid[],
  from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  touched record;
BEGIN
  FOR touched IN
    SELECT m.supply_id, m.party_id, m.site_id, m.stage, sum(m.units_in)::bigint AS units_in,
      sum(m.units_out)::bigint AS units_out
    FROM (
      SELECT supplies[i] AS supply_id, from_parties[i] AS party_id, from_sites[i] AS site_id, from_stages[i] AS stage,
        0::bigint AS units_in, quantities[i] AS units_out
      FROM generate_series(1, cardinality(supplies)) AS i
      UNION ALL
      SELECT supplies[i], to_parties[i], to_sites[i], to_stages[i], quantities[i], 0
      FROM generate_series(1, cardinality(supplies)) AS i
    ) AS m
    GROUP BY m.supply_id, m.party_id, m.site_id, m.stage
    ORDER BY m.supply_id, m.party_id, m.site_id, m.stage
  LOOP
    PERFORM add_to_account(touched.supply_id, touched.party_id, touched.site_id, touched.stage, touched.units_in,
      touched.units_out);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION add_to_accounts(uuid[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_to_accounts(uuid[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[])
  TO wellspring_app;

CREATE OR REPLACE FUNCTION post_entry(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supplies uuid[], kinds text[], reversals boolean[], quantities bigint[], from_parties uuid[],
  from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[], recipients uuid[],
  consignments uuid[], occurred_firsts date[], occurred_lasts date[], occurred_precisions text[],
  occurred_texts text[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_entry(new_id, new_kind, new_reason, new_corrects, new_user, at, supplies);
  FOR i IN 1 .. cardinality(supplies) LOOP
    INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
      from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
      occurred_to, occurred_precision, occurred_text)
    VALUES (supplies[i], at, new_id, i, kinds[i], reversals[i], quantities[i], from_parties[i], from_sites[i],
      from_stages[i], to_parties[i], to_sites[i], to_stages[i], recipients[i], consignments[i], occurred_firsts[i],
      occurred_lasts[i], occurred_precisions[i], occurred_texts[i]);
  END LOOP;
  PERFORM add_to_accounts(supplies, quantities, from_parties, from_sites, from_stages, to_parties, to_sites, to_stages);
  -- Looked up after the accounts are touched: what is seen is what was committed before each of these began.
  PERFORM check_recalls(new_kind, supplies, reversals, quantities, from_parties, from_sites, from_stages, to_parties,
    to_sites, to_stages);
  PERFORM check_assets(supplies);
END $$;

CREATE OR REPLACE FUNCTION post_movement(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supply uuid, move text, is_reversal boolean, units bigint, from_party uuid, from_site uuid,
  from_stage text, to_party uuid, to_site uuid, to_stage text, recipient uuid, consignment uuid, occurred_first date,
  occurred_last date, precision_of text, text_of text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_entry(new_id, new_kind, new_reason, new_corrects, new_user, at, ARRAY[supply]);
  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  VALUES (supply, at, new_id, 1, move, is_reversal, units, from_party, from_site, from_stage, to_party, to_site,
    to_stage, recipient, consignment, occurred_first, occurred_last, precision_of, text_of);
  PERFORM add_to_accounts(ARRAY[supply], ARRAY[units], ARRAY[from_party], ARRAY[from_site], ARRAY[from_stage],
    ARRAY[to_party], ARRAY[to_site], ARRAY[to_stage]);
  PERFORM check_recalls(new_kind, ARRAY[supply], ARRAY[is_reversal], ARRAY[units], ARRAY[from_party], ARRAY[from_site],
    ARRAY[from_stage], ARRAY[to_party], ARRAY[to_site], ARRAY[to_stage]);
  PERFORM check_assets(ARRAY[supply]);
END $$;

-- As the view recalled_supply, which compares recalls with every supply of every shard: of these, each looked up in its own.
CREATE OR REPLACE FUNCTION list_recalled(supplies uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
  s supply;
  recalled uuid[] := '{}';
BEGIN
  FOR one IN SELECT DISTINCT u FROM unnest(supplies) AS u ORDER BY u LOOP
    SELECT * INTO s FROM supply AS found WHERE found.supply_id = one;
    PERFORM 1 FROM recall AS r
    WHERE r.status <> 'lifted' AND NOT r.is_drill AND (r.item_id IS NULL OR r.item_id = s.item_id)
      AND (r.giver_id IS NULL OR r.giver_id = s.giver_id) AND r.scenario IS NOT DISTINCT FROM s.scenario
      AND ((r.gtin = s.gtin AND r.every_lot)
        OR ((r.gtin IS NULL OR r.gtin = s.gtin OR (s.gtin IS NULL AND r.item_id IS NOT NULL))
          AND EXISTS (SELECT 1 FROM recall_lot AS l WHERE l.lot_number = s.lot_number AND l.recall_id = r.id)))
    LIMIT 1;
    IF FOUND THEN
      recalled := recalled || one;
    END IF;
  END LOOP;
  RETURN recalled;
END $$;
REVOKE ALL ON FUNCTION list_recalled(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_recalled(uuid[]) TO wellspring_app;

-- A recall locks every account of its supplies and is committed on the coordinator before the workers let go of them: who waited
-- for one of them sees the recall, which is therefore read here and not from copies on the workers.
CREATE OR REPLACE FUNCTION check_recalls(new_kind text, supplies uuid[], reversals boolean[], quantities bigint[],
  from_parties uuid[], from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[])
RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  recalled uuid[];
  place record;
  is_left boolean := false;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are posted under READ COMMITTED alone';
  END IF;
  -- Nearly always there is none.
  PERFORM 1 FROM recall AS r WHERE r.status <> 'lifted' AND NOT r.is_drill LIMIT 1;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  recalled := list_recalled(supplies);
  IF cardinality(recalled) = 0 THEN
    RETURN;
  END IF;
  FOR place IN
    SELECT DISTINCT t.supply_id, t.party_id, t.site_id, t.stage
    FROM unnest(supplies || supplies, from_parties || to_parties, from_sites || to_sites, from_stages || to_stages)
      AS t (supply_id, party_id, site_id, stage)
    WHERE t.supply_id = ANY (recalled) AND t.stage IN ('available', 'received')
  LOOP
    PERFORM 1 FROM account AS a
    WHERE a.supply_id = place.supply_id AND a.party_id = place.party_id AND a.site_id = place.site_id
      AND a.stage = place.stage AND a.units_in > a.units_out;
    is_left := is_left OR FOUND;
  END LOOP;
  IF is_left OR EXISTS (
    SELECT FROM unnest(supplies || supplies, reversals || reversals, from_parties || to_parties, from_sites || to_sites,
      from_stages || to_stages, ARRAY(SELECT -q FROM unnest(quantities) AS q) || quantities)
      AS m (supply_id, reversal, party_id, site_id, stage, units)
    WHERE m.supply_id = ANY (recalled) AND NOT m.reversal
      AND (m.stage IN ('reserved', 'in_transit') OR (m.stage = 'used' AND new_kind NOT IN ('account_for_recalled', 'settle_doses')))
    -- Goods on their way go from place to place; what is promised stays where it is.
    GROUP BY m.supply_id, m.stage, CASE WHEN m.stage = 'reserved' THEN m.party_id END,
      CASE WHEN m.stage = 'reserved' THEN m.site_id END
    HAVING sum(m.units) > 0
  ) THEN
    RAISE EXCEPTION 'units of a recalled supply would be promised, sent or used, or left where they could be'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'supply_recalled';
  END IF;
END $$;
REVOKE ALL ON FUNCTION check_recalls(text, uuid[], boolean[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[])
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION check_recalls(text, uuid[], boolean[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[])
  TO wellspring_app;

-- Assets are on the coordinator, where they are counted; the units of each place are asked of its shard.
CREATE OR REPLACE FUNCTION check_assets(supplies uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  place record;
  units bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'assets are put somewhere under READ COMMITTED alone';
  END IF;
  FOR place IN
    SELECT a.supply_id, a.party_id, a.site_id, count(*) AS assets FROM asset AS a
    WHERE a.supply_id = ANY (supplies) AND a.status IN ('registered', 'working', 'faulty', 'in_repair')
    GROUP BY a.supply_id, a.party_id, a.site_id
  LOOP
    SELECT coalesce(sum(held.units_in - held.units_out), 0) INTO units FROM account AS held
    WHERE held.supply_id = place.supply_id AND held.party_id = place.party_id AND held.site_id = place.site_id
      AND held.stage IN ('available', 'reserved', 'in_transit', 'received', 'quarantined');
    IF place.assets > units THEN
      RAISE EXCEPTION 'more assets would stand somewhere than units'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'assets_outnumber_units';
    END IF;
  END LOOP;
END $$;

-- One supply after another: rows of one shard are locked by one statement. Again, until there are no more.
CREATE OR REPLACE FUNCTION lock_accounts(supplies uuid[]) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  before integer;
  locked integer := -1;
  one uuid;
  of_one integer;
BEGIN
  LOOP
    before := locked;
    locked := 0;
    FOR one IN SELECT DISTINCT u FROM unnest(supplies) AS u ORDER BY u LOOP
      PERFORM 1 FROM account AS held WHERE held.supply_id = one
      ORDER BY held.supply_id, held.party_id, held.site_id, held.stage FOR UPDATE;
      GET DIAGNOSTICS of_one = ROW_COUNT;
      locked := locked + of_one;
    END LOOP;
    EXIT WHEN locked = before;
  END LOOP;
  RETURN locked;
END $$;
