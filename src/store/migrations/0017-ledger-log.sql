-- The public log of the ledger (docs/LEDGER-LOG.md): one leaf for every position, what its hidden fields are salted with,
-- the hashes of full tiles, the keys that sign it and what they signed. Nothing of it is ever changed.

-- `leaf` is what is published and hashed; `body` the movements and supplies of an entry too long for a leaf, which then has
-- their hash. `secret` gives the salts of the leaf's hidden fields and is published with none of them.
CREATE TABLE log_leaf (
  position bigint PRIMARY KEY CHECK (position > 0),
  leaf bytea NOT NULL CHECK (octet_length(leaf) BETWEEN 1 AND 65535),
  body bytea,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32)
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
  PRIMARY KEY (size, key_number)
);

-- To which agreement an entry belongs.
CREATE INDEX agreement_event_by_command ON agreement_event (command_id);

GRANT SELECT ON entry_unnumbered, log_leaf, log_node, log_key, log_checkpoint TO wellspring_app;
GRANT INSERT ON log_key, log_checkpoint TO wellspring_app;

-- As before, and at most `most` entries at once, the earliest recorded first.
DROP FUNCTION number_entries(timestamptz);
CREATE FUNCTION number_entries(at timestamptz DEFAULT clock_timestamp(), most integer DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  newest bigint;
  latest timestamptz;
BEGIN
  IF EXISTS (SELECT 1 FROM entry_unnumbered) THEN
    PERFORM pg_advisory_xact_lock(7205759403792794);
    SELECT coalesce(max(position), 0), greatest(at, max(numbered_at)) INTO newest, latest FROM entry_position;
    WITH chosen AS (
      SELECT e.id FROM entry_unnumbered AS q INNER JOIN entry AS e ON e.id = q.entry_id
      ORDER BY e.recorded_at, e.id LIMIT most
    ), taken AS (
      DELETE FROM entry_unnumbered WHERE entry_id IN (SELECT id FROM chosen) RETURNING entry_id
    )
    INSERT INTO entry_position (position, entry_id, numbered_at)
    SELECT newest + row_number() OVER (ORDER BY e.recorded_at, e.id), e.id, latest
    FROM taken INNER JOIN entry AS e ON e.id = taken.entry_id;
  END IF;
  SELECT coalesce(max(position), 0) INTO newest FROM entry_position;
  RETURN newest;
END $$;
REVOKE ALL ON FUNCTION number_entries(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_entries(timestamptz, integer) TO wellspring_app;

-- The one way into the log: appends the leaves of the positions from `first` on, which must be the next, and the hashes of
-- the tiles that they fill. A leaf's hash is worked out here: SHA-256 of a zero byte and the leaf (RFC 6962, 2.1).
CREATE FUNCTION append_log(first bigint, leaves bytea[], bodies bytea[], secrets bytea[],
  levels integer[], node_indexes bigint[], hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  size bigint;
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
  INSERT INTO log_leaf (position, leaf, body, hash, secret)
  SELECT first + i - 1, leaves[i], bodies[i], sha256('\x00'::bytea || leaves[i]), secrets[i]
  FROM generate_subscripts(leaves, 1) AS i;
  INSERT INTO log_node (level, node_index, hash)
  SELECT n.level, n.node_index, n.hash FROM unnest(levels, node_indexes, hashes) AS n (level, node_index, hash);
END $$;
REVOKE ALL ON FUNCTION append_log(bigint, bytea[], bytea[], bytea[], integer[], bigint[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_log(bigint, bytea[], bytea[], bytea[], integer[], bigint[], bytea[]) TO wellspring_app;
