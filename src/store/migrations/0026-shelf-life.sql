-- Shelf life on arrival: what recipients, call lines and agreements ask, and units that are redirected because they came with less.

-- A share of a lot's whole shelf life can be shown only where its day of manufacture is stated.
ALTER TABLE offer_line ADD COLUMN manufactured_on date;

ALTER TABLE call_line
  ADD COLUMN least_shelf_life_days integer CHECK (least_shelf_life_days BETWEEN 1 AND 3650),
  ADD COLUMN least_shelf_life_per_cent integer CHECK (least_shelf_life_per_cent BETWEEN 1 AND 100);

-- What a recipient asks for an item, or for every item of a category. A rule is never changed: another takes its place.
CREATE TABLE shelf_life_rule (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  item_id text NOT NULL REFERENCES item (id),
  least_days integer CHECK (least_days BETWEEN 1 AND 3650),
  least_per_cent integer CHECK (least_per_cent BETWEEN 1 AND 100),
  version integer NOT NULL CHECK (version > 0),
  set_at timestamptz NOT NULL,
  retired_at timestamptz,
  CHECK (least_days IS NOT NULL OR least_per_cent IS NOT NULL),
  UNIQUE (party_id, item_id, version)
);
-- One holds at a time.
CREATE UNIQUE INDEX shelf_life_rule_current ON shelf_life_rule (party_id, item_id) WHERE retired_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON shelf_life_rule TO wellspring_app;

-- What the rules asked of a line when both sides were asked (days null with somebody who asks: what cannot be shown), and what the
-- agreement asks in their place.
ALTER TABLE agreement_line
  ADD COLUMN asked_shelf_life_days integer CHECK (asked_shelf_life_days >= 0),
  ADD COLUMN shelf_life_asked_by text CHECK (shelf_life_asked_by IN ('item', 'recipient', 'call', 'policy')),
  ADD COLUMN agreed_shelf_life_days integer CHECK (agreed_shelf_life_days BETWEEN 0 AND 3650),
  ADD CHECK (asked_shelf_life_days IS NULL OR shelf_life_asked_by IS NOT NULL);

-- A redirect: an agreement whose units wait in quarantine with the recipient of an earlier consignment, who proposed it.
ALTER TABLE agreement
  ADD COLUMN redirects_consignment_id uuid REFERENCES consignment (id),
  ADD COLUMN holder_id uuid REFERENCES party (id),
  ADD CHECK ((redirects_consignment_id IS NULL) = (holder_id IS NULL));
CREATE INDEX agreement_by_holder ON agreement (holder_id, created_at) WHERE holder_id IS NOT NULL;

-- The receipt's line whose units a line of a redirect takes.
ALTER TABLE agreement_line ADD COLUMN redirects_line_number integer CHECK (redirects_line_number > 0);

ALTER TABLE difference DROP CONSTRAINT difference_kind_check;
ALTER TABLE difference ADD CONSTRAINT difference_kind_check
  CHECK (kind IN ('short', 'damaged', 'expired', 'short_dated', 'surplus'));
-- Units that have gone on to another recipient, of those that the difference is about.
ALTER TABLE difference ADD COLUMN redirected_units bigint NOT NULL DEFAULT 0,
  ADD CHECK (redirected_units BETWEEN 0 AND quantity),
  ADD CHECK (redirected_units = 0 OR kind = 'short_dated');
