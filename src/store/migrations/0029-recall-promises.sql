-- Units of a recalled supply that are promised somewhere stay promised; nobody is promised any anew, also not those that another promise
-- has just let go: a redirect releases at the first giver's shelf and reserves where the units wait, which used to add up to nothing.
CREATE OR REPLACE FUNCTION check_recalls(new_kind text, supplies uuid[], reversals boolean[], quantities bigint[],
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
