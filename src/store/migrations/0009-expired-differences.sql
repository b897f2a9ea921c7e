-- Units of a lot whose last day of use was past when it was counted are a difference of their own: they stand in quarantine
-- until both sides have settled why.
ALTER TABLE difference DROP CONSTRAINT difference_kind_check;
ALTER TABLE difference ADD CONSTRAINT difference_kind_check
  CHECK (kind IN ('short', 'damaged', 'expired', 'surplus'));
