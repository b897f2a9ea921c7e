-- Photographs of what differs in a line of a receipt. They stand here and nowhere else: a backup of the database has them.
--
-- A photograph never changes. Taken back, its bytes go and the row stays, with the digest of what was there. The program may
-- change those two columns alone, and the digest holds the bytes: they are those that were added, or none.
CREATE TABLE photograph (
  id uuid PRIMARY KEY,
  receipt_id uuid NOT NULL REFERENCES receipt (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  -- A JPEG without Exif, XMP and comments; null once it was taken back.
  jpeg bytea CHECK (octet_length(jpeg) BETWEEN 1 AND 524288),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  byte_count integer NOT NULL CHECK (byte_count BETWEEN 1 AND 524288),
  -- Pixels.
  width integer NOT NULL CHECK (width BETWEEN 1 AND 4096),
  height integer NOT NULL CHECK (height BETWEEN 1 AND 4096),
  taken_on date NOT NULL,
  user_id text NOT NULL,
  added_at timestamptz NOT NULL,
  taken_back_at timestamptz,
  CHECK ((jpeg IS NULL) = (taken_back_at IS NOT NULL)),
  CHECK (jpeg IS NULL OR (sha256(jpeg) = digest AND octet_length(jpeg) = byte_count))
);
CREATE INDEX photograph_by_receipt ON photograph (receipt_id, line_number);
-- A JPEG does not compress: it is not tried.
ALTER TABLE photograph ALTER COLUMN jpeg SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE (jpeg, taken_back_at) ON photograph TO wellspring_app;
