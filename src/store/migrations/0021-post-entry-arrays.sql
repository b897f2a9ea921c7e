-- Nearly every update of an account went to another page, as pages were full, and so into the index too (decision 0022). Pages
-- that are full already get room as their rows move.
ALTER TABLE account SET (fillfactor = 70);

-- What an entry of several movements adds to accounts. They are made, or locked where they are there, in the order of their keys:
-- that is how `touched` has them, and the plans that are left walk along it, or along the primary key. (An account cannot be
-- made with what leaves it, as what is proposed for insertion has to keep its CHECK before the row that is there is found: it
-- is made empty.)
CREATE FUNCTION add_to_accounts(touched account[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  added integer;
BEGIN
  INSERT INTO account (supply_id, party_id, site_id, stage, units_in, units_out)
  SELECT t.supply_id, t.party_id, t.site_id, t.stage, 0, 0 FROM unnest(touched) AS t
  WHERE NOT EXISTS (
    SELECT 1 FROM account AS held
    WHERE held.supply_id = t.supply_id AND held.party_id = t.party_id AND held.site_id = t.site_id
      AND held.stage = t.stage)
  ON CONFLICT DO NOTHING;

  UPDATE account AS held
  SET units_in = held.units_in + t.units_in, units_out = held.units_out + t.units_out
  FROM unnest(touched) AS t
  WHERE held.supply_id = t.supply_id AND held.party_id = t.party_id AND held.site_id = t.site_id
    AND held.stage = t.stage;
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added <> cardinality(touched) THEN
    RAISE EXCEPTION 'an entry touches % accounts, of which % are there', cardinality(touched), added;
  END IF;
END $$;
REVOKE ALL ON FUNCTION add_to_accounts(account[]) FROM PUBLIC;

-- As before, its movements as one array for each column, which is read in half the time of JSON; accounts come last, so that
-- others wait for them no longer than they must. Movement i is line i.
DROP FUNCTION post_entry(jsonb, jsonb);
CREATE FUNCTION post_entry(new_id uuid, new_kind text, new_reason text, new_corrects uuid, new_user text,
  at timestamptz, supplies uuid[], kinds text[], reversals boolean[], quantities bigint[], from_parties uuid[],
  from_sites uuid[], from_stages text[], to_parties uuid[], to_sites uuid[], to_stages text[], recipients uuid[],
  consignments uuid[], occurred_firsts date[], occurred_lasts date[], occurred_precisions text[],
  occurred_texts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  nothing bigint[];
  leaves_first boolean;
BEGIN
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
END $$;
REVOKE ALL ON FUNCTION post_entry(uuid, text, text, uuid, text, timestamptz, uuid[], text[], boolean[], bigint[],
  uuid[], uuid[], text[], uuid[], uuid[], text[], uuid[], uuid[], date[], date[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_entry(uuid, text, text, uuid, text, timestamptz, uuid[], text[], boolean[], bigint[],
  uuid[], uuid[], text[], uuid[], uuid[], text[], uuid[], uuid[], date[], date[], text[], text[]) TO wellspring_app;
