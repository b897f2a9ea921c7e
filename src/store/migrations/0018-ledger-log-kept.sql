-- What a leaf hides is decided once, as the leaf is, and kept with it; keys, checkpoints and hashes come in by functions that
-- hold them to the log; no entry gets a position without its leaf.

-- `hidden` says what the leaf's hidden fields hide and to which agreement each belongs: what is written later changes neither.
-- Empty only in leaves from before, until the numbering worker has found what they were written with.
ALTER TABLE log_leaf ADD COLUMN hidden text;
CREATE INDEX log_leaf_undecided ON log_leaf (position) WHERE hidden IS NULL;

-- The newest checkpoint of the newest key is looked up, not the newest size.
ALTER TABLE log_checkpoint DROP CONSTRAINT log_checkpoint_pkey, ADD PRIMARY KEY (key_number, size);

-- The newest position that was given, which must have its leaf when the transaction ends that gave it: as leaves are appended
-- in their order, all before it have theirs. One row, as a foreign key of every position would look up every one.
CREATE TABLE log_end (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL REFERENCES log_leaf (position) DEFERRABLE INITIALLY DEFERRED
);

REVOKE INSERT ON log_key, log_checkpoint FROM wellspring_app;

DROP FUNCTION append_log(bigint, bytea[], bytea[], bytea[], integer[], bigint[], bytea[]);
-- The one way into the log, as before, and with what the leaves hide: appends the leaves of the positions from `first` on, which
-- must be the next, and the hashes of the tiles that they fill, all of those and no others. A leaf's hash is worked out here: SHA-256 of a zero byte and the leaf (RFC 6962, 2.1).
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
  IF array_position(hiddens, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'what a leaf hides is said when it is written';
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

-- Says of leaves from before what they hide, once.
CREATE FUNCTION decide_hidden(positions bigint[], hiddens text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE log_leaf AS l SET hidden = d.hidden FROM unnest(positions, hiddens) AS d (position, hidden)
  WHERE l.position = d.position AND l.hidden IS NULL
$$;
REVOKE ALL ON FUNCTION decide_hidden(bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_hidden(bigint[], text[]) TO wellspring_app;

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
