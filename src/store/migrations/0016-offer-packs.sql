-- What a giver keeps of a line is shared out by no round; packs are not opened, and less than a least shipment is not
-- sent at once. Kept units may come to be more than the line's, when its pledge is corrected: then nothing of it is planned.
ALTER TABLE offer_line
  ADD COLUMN kept_units bigint NOT NULL DEFAULT 0 CHECK (kept_units >= 0),
  ADD COLUMN pack_units bigint NOT NULL DEFAULT 1 CHECK (pack_units > 0),
  ADD COLUMN least_shipment_units bigint NOT NULL DEFAULT 0 CHECK (least_shipment_units >= 0);
