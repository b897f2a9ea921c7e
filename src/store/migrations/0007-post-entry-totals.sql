-- The one posting path again: the row that INSERT ... ON CONFLICT proposes is held to account_not_negative before the
-- conflict is seen, so units could never leave an account by a later entry than they came. Missing accounts are made
-- empty, all are locked in key order, and then their totals are counted up.
CREATE OR REPLACE FUNCTION post_entry(new_entry jsonb, new_movements jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  entry_id uuid := (new_entry ->> 'id')::uuid;
  at timestamptz := (new_entry ->> 'recordedAt')::timestamptz;
  touched account[];
BEGIN
  INSERT INTO entry (id, kind, reason, corrects_id, user_id, recorded_at, supply_ids)
  VALUES (entry_id, new_entry ->> 'kind', new_entry ->> 'reason', (new_entry ->> 'correctsId')::uuid,
    new_entry ->> 'userId', at, ARRAY(
      SELECT DISTINCT m.supply_id FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid)
      ORDER BY m.supply_id));
  INSERT INTO entry_unnumbered VALUES (entry_id);

  -- What the entry adds to each account, in the order of the keys.
  SELECT array_agg(ROW (t.supply_id, t.party_id, t.site_id, t.stage, t.units_in, t.units_out)::account
    ORDER BY t.supply_id, t.party_id, t.site_id, t.stage)
  INTO touched
  FROM (
    SELECT supply_id, party_id, site_id, stage, sum(units_in)::bigint AS units_in,
      sum(units_out)::bigint AS units_out
    FROM (
      SELECT m.supply_id, m.from_party_id AS party_id, m.from_site_id AS site_id, m.from_stage AS stage,
        0::bigint AS units_in, m.quantity AS units_out
      FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, from_party_id uuid, from_site_id uuid,
        from_stage text, quantity bigint)
      UNION ALL
      SELECT m.supply_id, m.to_party_id, m.to_site_id, m.to_stage, m.quantity, 0
      FROM jsonb_to_recordset(new_movements) AS m (supply_id uuid, to_party_id uuid, to_site_id uuid,
        to_stage text, quantity bigint)
    ) AS moved
    GROUP BY supply_id, party_id, site_id, stage
  ) AS t;

  INSERT INTO account (supply_id, party_id, site_id, stage, units_in, units_out)
  SELECT t.supply_id, t.party_id, t.site_id, t.stage, 0, 0 FROM unnest(touched) AS t
  ON CONFLICT (supply_id, party_id, site_id, stage) DO NOTHING;

  PERFORM 1 FROM account AS held INNER JOIN unnest(touched) AS t
    USING (supply_id, party_id, site_id, stage)
  ORDER BY supply_id, party_id, site_id, stage
  FOR NO KEY UPDATE OF held;

  UPDATE account AS held
  SET units_in = held.units_in + t.units_in, units_out = held.units_out + t.units_out
  FROM unnest(touched) AS t
  WHERE held.supply_id = t.supply_id AND held.party_id = t.party_id AND held.site_id = t.site_id
    AND held.stage = t.stage;

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
