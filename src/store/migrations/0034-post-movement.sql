-- Posting again in fewer steps (decision 0036). The rules are those of before, and where they look is what they looked at.

-- The same rules in forms that a statement prepares in half the time: it does so anew each time it writes accounts.
ALTER TABLE account DROP CONSTRAINT account_stage_check, DROP CONSTRAINT account_units_in_check,
  DROP CONSTRAINT account_units_out_check, DROP CONSTRAINT account_not_negative;
ALTER TABLE account
  ADD CONSTRAINT account_stage_check CHECK (stage = ANY ('{produced,available,reserved,in_transit,received,quarantined,used,wasted,lost,returned}'::text[])),
  ADD CONSTRAINT account_not_negative CHECK (units_out >= 0 AND units_in >= CASE WHEN stage = 'produced' THEN 0 ELSE units_out END);

-- What an entry of several movements adds to accounts. They are made, or locked where they are there, in the order of their keys: the
-- plans that are left walk along the sorted list, with one look at the primary key for each. One that somebody else has made since
-- the statement began is a unique violation: then no account is held any more, and all is done once more, with it. (A new
-- account is held to its CHECK with what it gets; one that is there with what it then has.) Array elements are found at once where
-- arrays are parameters, and from the first on where they are constants of a plan: hence no plan for given values.
DROP FUNCTION add_to_accounts(account[]);
CREATE FUNCTION add_to_accounts(supplies uuid[], quantities bigint[], from_parties uuid[], from_sites uuid[],
  from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  LOOP
    BEGIN
      MERGE INTO account AS held USING (
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
      ) AS t ON held.supply_id = t.supply_id AND held.party_id = t.party_id AND held.site_id = t.site_id
        AND held.stage = t.stage
      WHEN MATCHED THEN UPDATE SET units_in = held.units_in + t.units_in, units_out = held.units_out + t.units_out
      WHEN NOT MATCHED THEN INSERT (supply_id, party_id, site_id, stage, units_in, units_out)
        VALUES (t.supply_id, t.party_id, t.site_id, t.stage, t.units_in, t.units_out);
      RETURN;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION add_to_accounts(uuid[], bigint[], uuid[], uuid[], text[], uuid[], uuid[], text[]) FROM PUBLIC;

-- As before; what recalls and assets ask is looked up here, and their functions are called only where there is anything to look at.
CREATE OR REPLACE FUNCTION post_entry(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supplies uuid[], kinds text[], reversals boolean[], quantities bigint[], from_parties uuid[],
  from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[], recipients uuid[],
  consignments uuid[], occurred_firsts date[], occurred_lasts date[], occurred_precisions text[],
  occurred_texts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
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
  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  SELECT supplies[i], at, new_id, i, kinds[i], reversals[i], quantities[i], from_parties[i], from_sites[i],
    from_stages[i], to_parties[i], to_sites[i], to_stages[i], recipients[i], consignments[i], occurred_firsts[i],
    occurred_lasts[i], occurred_precisions[i], occurred_texts[i]
  FROM generate_series(1, cardinality(supplies)) AS i;
  PERFORM add_to_accounts(supplies, quantities, from_parties, from_sites, from_stages, to_parties, to_sites, to_stages);
  -- Looked up after the accounts are touched: what is seen is what was committed before each of these began.
  IF EXISTS (SELECT FROM recall WHERE status <> 'lifted' AND NOT is_drill) THEN
    PERFORM check_recalls(new_kind, supplies, reversals, quantities, from_parties, from_sites, from_stages, to_parties,
      to_sites, to_stages);
  END IF;
  IF EXISTS (SELECT FROM asset WHERE supply_id = ANY (supplies)) THEN
    PERFORM check_assets(supplies);
  END IF;
END $$;

-- An entry of one movement, which is what most commands post: as `post_entry` with arrays of one, and a quarter quicker. Its two
-- accounts are written by one statement; the settings leave only the plan that takes them in the order of their keys.
CREATE FUNCTION post_movement(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supply uuid, move text, is_reversal boolean, units bigint, from_party uuid, from_site uuid,
  from_stage text, to_party uuid, to_site uuid, to_stage text, recipient uuid, consignment uuid, occurred_first date,
  occurred_last date, precision_of text, text_of text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are posted under READ COMMITTED alone';
  END IF;
  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (new_id, new_kind, new_reason, new_corrects, new_user, at, ARRAY[supply]);
  INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, new_id);
  INSERT INTO movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
    from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id, consignment_id, occurred_from,
    occurred_to, occurred_precision, occurred_text)
  VALUES (supply, at, new_id, 1, move, is_reversal, units, from_party, from_site, from_stage, to_party, to_site,
    to_stage, recipient, consignment, occurred_first, occurred_last, precision_of, text_of);
  LOOP
    BEGIN
      MERGE INTO account AS held USING (
        SELECT v.party_id, v.site_id, v.stage, v.units_in, v.units_out
        FROM (VALUES (from_party, from_site, from_stage, 0, units), (to_party, to_site, to_stage, units, 0))
          AS v (party_id, site_id, stage, units_in, units_out)
        ORDER BY v.party_id, v.site_id, v.stage
      ) AS t ON held.supply_id = supply AND held.party_id = t.party_id AND held.site_id = t.site_id
        AND held.stage = t.stage
      WHEN MATCHED THEN UPDATE SET units_in = held.units_in + t.units_in, units_out = held.units_out + t.units_out
      WHEN NOT MATCHED THEN INSERT (supply_id, party_id, site_id, stage, units_in, units_out)
        VALUES (supply, t.party_id, t.site_id, t.stage, t.units_in, t.units_out);
      EXIT;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
  END LOOP;
  IF EXISTS (SELECT FROM recall WHERE status <> 'lifted' AND NOT is_drill) THEN
    IF EXISTS (SELECT FROM recalled_supply AS r WHERE r.supply_id = supply) THEN
      PERFORM check_recalls(new_kind, ARRAY[supply], ARRAY[is_reversal], ARRAY[units], ARRAY[from_party],
        ARRAY[from_site], ARRAY[from_stage], ARRAY[to_party], ARRAY[to_site], ARRAY[to_stage]);
    END IF;
  END IF;
  IF EXISTS (SELECT FROM asset AS a WHERE a.supply_id = supply) THEN
    PERFORM check_assets(ARRAY[supply]);
  END IF;
END $$;
REVOKE ALL ON FUNCTION post_movement(uuid, text, text, uuid, text, timestamptz, uuid, text, boolean, bigint, uuid, uuid,
  text, uuid, uuid, text, uuid, uuid, date, date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_movement(uuid, text, text, uuid, text, timestamptz, uuid, text, boolean, bigint, uuid, uuid,
  text, uuid, uuid, text, uuid, uuid, date, date, text, text) TO wellspring_app;
