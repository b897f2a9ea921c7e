-- The public log of the ledger (docs/LEDGER-LOG.md): one leaf for every position, what its hidden fields are salted with,
-- the hashes of full tiles, the keys that sign it and what they signed. Nothing of it is ever changed.

-- `leaf` is what is published and hashed; `body` the movements and supplies of an entry too long for a leaf, which then has
-- their hash. `secret` gives the salts of the leaf's hidden fields and is published with none of them. `hidden` says what
-- those hide and to which agreement it belongs, decided once, as the leaf is: what is written later changes neither.
CREATE TABLE log_leaf (
  position bigint PRIMARY KEY CHECK (position > 0),
  leaf bytea NOT NULL CHECK (octet_length(leaf) BETWEEN 1 AND 65535),
  body bytea,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32),
  hidden text NOT NULL
);

CREATE INDEX log_leaf_long ON log_leaf (position) WHERE body IS NOT NULL;

-- The Merkle tree hash of each full tile of the level below: what tiles of level 1 and above consist of.
CREATE TABLE log_node (
  level integer NOT NULL CHECK (level BETWEEN 1 AND 7),
  node_index bigint NOT NULL CHECK (node_index >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, node_index)
);

-- Public keys, the newest last; the private ones are in files. `statement` is the note by which the key before says that
-- this one follows; null for the first, and where the one before was lost.
CREATE TABLE log_key (
  number integer PRIMARY KEY CHECK (number > 0),
  origin text NOT NULL CHECK (origin ~ '^[!-*,-~]{1,200}$'),
  public_key bytea NOT NULL UNIQUE CHECK (octet_length(public_key) = 32),
  since_size bigint NOT NULL CHECK (since_size >= 0),
  statement text,
  made_at timestamptz NOT NULL
);

CREATE TABLE log_checkpoint (
  size bigint NOT NULL CHECK (size >= 0),
  key_number integer NOT NULL REFERENCES log_key (number),
  note text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (key_number, size)
);

-- The newest position that was given, which must have its leaf when the transaction ends that gave it: as leaves are appended
-- in their order, all before it have theirs. One row, as a foreign key of every position would look up every one.
CREATE TABLE log_end (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL REFERENCES log_leaf (position) DEFERRABLE INITIALLY DEFERRED
);

-- To which agreement an entry belongs.
CREATE INDEX agreement_event_by_command ON agreement_event (command_id);

GRANT SELECT ON entry_unnumbered, log_leaf, log_node, log_key, log_checkpoint TO wellspring_app;

-- The queue in the order in which it is numbered, so that a batch of a long one is not found by sorting all of it.
ALTER TABLE entry_unnumbered ADD COLUMN recorded_at timestamptz;
UPDATE entry_unnumbered AS q SET recorded_at = e.recorded_at FROM entry AS e WHERE e.id = q.entry_id;
ALTER TABLE entry_unnumbered ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE entry_unnumbered DROP CONSTRAINT entry_unnumbered_pkey;
ALTER TABLE entry_unnumbered ADD PRIMARY KEY (recorded_at, entry_id);

-- As before, with the time of record in the queue.
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
  INSERT INTO entry_unnumbered (recorded_at, entry_id) VALUES (at, entry_id);

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

-- As before, and at most `most` entries at once, the earliest recorded first. Whoever calls it appends their leaves in the same
-- transaction, or nothing is numbered. Planned at each call: how many are wanted decides whether the queue is sorted.
DROP FUNCTION number_entries(timestamptz);
CREATE FUNCTION number_entries(at timestamptz DEFAULT clock_timestamp(), most integer DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  newest bigint;
  latest timestamptz;
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0), greatest(at, max(numbered_at)) INTO newest, latest FROM entry_position;
    WITH chosen AS (
      SELECT recorded_at, entry_id FROM entry_unnumbered ORDER BY recorded_at, entry_id LIMIT most
    ), taken AS (
      DELETE FROM entry_unnumbered AS q USING chosen AS c
      WHERE q.recorded_at = c.recorded_at AND q.entry_id = c.entry_id RETURNING q.recorded_at, q.entry_id
    )
    INSERT INTO entry_position (position, entry_id, numbered_at)
    SELECT newest + row_number() OVER (ORDER BY recorded_at, entry_id), entry_id, latest FROM taken;
    INSERT INTO log_end (position) SELECT max(position) FROM entry_position
    ON CONFLICT (one) DO UPDATE SET position = excluded.position;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
REVOKE ALL ON FUNCTION number_entries(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_entries(timestamptz, integer) TO wellspring_app;

-- The one way into the log: appends the leaves of the positions from `first` on, which must be the next, and the hashes of
-- the tiles that they fill. A leaf's hash is worked out here: SHA-256 of a zero byte and the leaf (RFC 6962, 2.1).
CREATE FUNCTION append_log(first bigint, leaves bytea[], bodies bytea[], secrets bytea[], hiddens text[],
  levels integer[], node_indexes bigint[], hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  size bigint;
  newest bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7205759403792794);
  SELECT coalesce(max(position), 0) INTO size FROM log_leaf;
  IF first <> size + 1 THEN
    RAISE EXCEPTION 'the log has % entries: the next position is not %', size, first;
  END IF;
  -- In place of a foreign key, which would look up every position: they have no gaps.
  IF first + cardinality(leaves) - 1 > (SELECT coalesce(max(position), 0) FROM entry_position) THEN
    RAISE EXCEPTION 'no entry has the position of the last of these leaves';
  END IF;
  INSERT INTO log_leaf (position, leaf, body, hash, secret, hidden)
  SELECT first + i - 1, leaves[i], bodies[i], sha256('\x00'::bytea || leaves[i]), secrets[i], hiddens[i]
  FROM generate_subscripts(leaves, 1) AS i;
  newest := first + cardinality(leaves) - 1;
  IF cardinality(levels) <> (SELECT sum((newest >> (8 * l)) - (size >> (8 * l))) FROM generate_series(1, 7) AS l)
    OR EXISTS (SELECT 1 FROM unnest(levels, node_indexes) AS n (level, node_index) WHERE n.level NOT BETWEEN 1 AND 7
      OR n.node_index < size >> (8 * n.level) OR n.node_index >= newest >> (8 * n.level)) THEN
    RAISE EXCEPTION 'these are not the nodes that the leaves after % up to % fill', size, newest;
  END IF;
  INSERT INTO log_node (level, node_index, hash)
  SELECT n.level, n.node_index, n.hash FROM unnest(levels, node_indexes, hashes) AS n (level, node_index, hash);
END $$;
REVOKE ALL ON FUNCTION append_log(bigint, bytea[], bytea[], bytea[], text[], integer[], bigint[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_log(bigint, bytea[], bytea[], bytea[], text[], integer[], bigint[], bytea[]) TO wellspring_app;

-- The one way to a further key: the next number, and taking over the log as it is; the first has signed it from its beginning.
CREATE FUNCTION add_log_key(new_key log_key) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest integer;
  size bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7205759403792794);
  SELECT coalesce(max(number), 0) INTO newest FROM log_key;
  SELECT coalesce(max(position), 0) INTO size FROM log_leaf;
  IF new_key.number <> newest + 1 THEN
    RAISE EXCEPTION 'the log has % keys: the next is not number %', newest, new_key.number;
  END IF;
  IF new_key.since_size <> (CASE newest WHEN 0 THEN 0 ELSE size END) THEN
    RAISE EXCEPTION 'the log has % entries: no key takes over at %', size, new_key.since_size;
  END IF;
  INSERT INTO log_key SELECT (new_key).*;
END $$;
REVOKE ALL ON FUNCTION add_log_key(log_key) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_log_key(log_key) TO wellspring_app;

-- The one way to a checkpoint: by the newest key, of entries that are there, with a note that says so. The signature is not
-- looked at here: whoever has no key can put a note in here that does not verify, but none that does.
CREATE FUNCTION add_log_checkpoint(new_checkpoint log_checkpoint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest log_key;
  size bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7205759403792794);
  SELECT * INTO newest FROM log_key ORDER BY number DESC LIMIT 1;
  SELECT coalesce(max(position), 0) INTO size FROM log_leaf;
  IF new_checkpoint.key_number IS DISTINCT FROM newest.number THEN
    RAISE EXCEPTION 'key % does not sign the log now', new_checkpoint.key_number;
  END IF;
  IF new_checkpoint.size NOT BETWEEN newest.since_size AND size THEN
    RAISE EXCEPTION 'key % signs sizes from % to %, not %', newest.number, newest.since_size, size, new_checkpoint.size;
  END IF;
  IF NOT starts_with(new_checkpoint.note, newest.origin || E'\n' || new_checkpoint.size || E'\n') THEN
    RAISE EXCEPTION 'the note is not one of % with % entries', newest.origin, new_checkpoint.size;
  END IF;
  INSERT INTO log_checkpoint SELECT (new_checkpoint).* ON CONFLICT DO NOTHING;
END $$;
REVOKE ALL ON FUNCTION add_log_checkpoint(log_checkpoint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_log_checkpoint(log_checkpoint) TO wellspring_app;
