-- Calls, offers, rounds, agreements, consignments, receipts, reported figures. No column here can hold a
-- condition: texts are names, numbers of papers, lots and addresses of sources, each with its pattern or bound.

CREATE TABLE call (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  status text NOT NULL CHECK (status IN ('draft', 'open', 'partly_met', 'met', 'withdrawn', 'expired')),
  emergency text,
  scenario text,
  confirmed_at timestamptz NOT NULL,
  expires_on date NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL
);
CREATE INDEX call_by_party ON call (party_id, created_at);
CREATE INDEX call_by_creation ON call (created_at, id);

CREATE TABLE call_line (
  call_id uuid NOT NULL REFERENCES call (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  item_id text NOT NULL REFERENCES item (id),
  quantity bigint NOT NULL CHECK (quantity > 0),
  window_from date NOT NULL,
  window_to date NOT NULL,
  site_id uuid NOT NULL REFERENCES site (id),
  severity integer NOT NULL CHECK (severity BETWEEN 1 AND 5),
  smallest_useful bigint NOT NULL CHECK (smallest_useful > 0),
  basis jsonb,
  PRIMARY KEY (call_id, line_number),
  CHECK (window_from <= window_to),
  CHECK (smallest_useful <= quantity)
);

CREATE TABLE offer (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  terms text NOT NULL CHECK (terms IN ('grant', 'concessional', 'at_cost', 'sale')),
  status text NOT NULL CHECK (status IN ('draft', 'open', 'exhausted', 'withdrawn', 'expired')),
  emergency text,
  scenario text,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL
);
CREATE INDEX offer_by_party ON offer (party_id, created_at);
CREATE INDEX offer_by_creation ON offer (created_at, id);

CREATE TABLE offer_line (
  offer_id uuid NOT NULL REFERENCES offer (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  supply_id uuid NOT NULL UNIQUE,
  -- As offered, with later corrections; 0 where a line should never have been.
  quantity bigint NOT NULL CHECK (quantity >= 0),
  site_id uuid NOT NULL REFERENCES site (id),
  available_from date NOT NULL,
  available_until date,
  PRIMARY KEY (offer_id, line_number),
  CHECK (available_until IS NULL OR available_from <= available_until)
);

CREATE TABLE round (
  id uuid PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
  scenario text,
  cut_off timestamptz NOT NULL,
  policy jsonb NOT NULL,
  -- The calls, offers and lanes open at the cut-off, as the planner read them; null until planned.
  snapshot jsonb,
  -- Outcome of each call line, unused supplies, and both measures of the least developed countries' share.
  outcome jsonb,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  published_at timestamptz
);
CREATE INDEX round_by_creation ON round (created_at, id);

CREATE TABLE allocation (
  round_id uuid NOT NULL REFERENCES round (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  supply_id uuid NOT NULL,
  call_id uuid NOT NULL REFERENCES call (id),
  call_line_number integer NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  lane_id uuid NOT NULL REFERENCES lane (id),
  depart_on date NOT NULL,
  arrive_on date NOT NULL,
  PRIMARY KEY (round_id, line_number)
);

CREATE TABLE agreement (
  id uuid PRIMARY KEY,
  giver_id uuid NOT NULL REFERENCES party (id),
  recipient_id uuid NOT NULL REFERENCES party (id),
  round_id uuid REFERENCES round (id),
  scenario text,
  status text NOT NULL CHECK (status IN ('proposed', 'in_consultation', 'agreed', 'declined', 'withdrawn',
    'fulfilled')),
  giver_consents boolean NOT NULL,
  recipient_consents boolean NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  CHECK (giver_id <> recipient_id)
);
CREATE INDEX agreement_by_giver ON agreement (giver_id, created_at);
CREATE INDEX agreement_by_recipient ON agreement (recipient_id, created_at);
CREATE INDEX agreement_by_round ON agreement (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX agreement_by_creation ON agreement (created_at, id);

CREATE TABLE agreement_line (
  agreement_id uuid NOT NULL REFERENCES agreement (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  supply_id uuid NOT NULL,
  call_id uuid NOT NULL REFERENCES call (id),
  call_line_number integer NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  from_site_id uuid NOT NULL REFERENCES site (id),
  to_site_id uuid NOT NULL REFERENCES site (id),
  depart_on date NOT NULL,
  arrive_on date NOT NULL,
  PRIMARY KEY (agreement_id, line_number),
  CHECK (depart_on <= arrive_on)
);
CREATE INDEX agreement_line_by_call ON agreement_line (call_id, call_line_number);

-- What was said in consultation: by whom, which step, for which of the closed reasons, and the lines as asked.
CREATE TABLE agreement_event (
  agreement_id uuid NOT NULL REFERENCES agreement (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  step text NOT NULL,
  party_id uuid NOT NULL REFERENCES party (id),
  reason text,
  lines jsonb,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (agreement_id, sequence)
);

CREATE TABLE consignment (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE CHECK (number ~ '^WS-[0-9A-HJKMNP-TV-Z]{10}$'),
  agreement_id uuid REFERENCES agreement (id),
  giver_id uuid NOT NULL REFERENCES party (id),
  recipient_id uuid NOT NULL REFERENCES party (id),
  from_site_id uuid NOT NULL REFERENCES site (id),
  to_site_id uuid NOT NULL REFERENCES site (id),
  mode text CHECK (mode IN ('air', 'sea', 'road', 'rail')),
  scenario text,
  source_url text CHECK (length(source_url) <= 2000),
  status text NOT NULL CHECK (status IN ('planned', 'packed', 'dispatched', 'export_cleared', 'in_transit',
    'arrived', 'import_cleared', 'received', 'closed', 'held', 'diverted', 'lost')),
  held_in_status text,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  CHECK ((status = 'held') = (held_in_status IS NOT NULL))
);
CREATE INDEX consignment_by_giver ON consignment (giver_id, created_at);
CREATE INDEX consignment_by_recipient ON consignment (recipient_id, created_at);
CREATE INDEX consignment_by_agreement ON consignment (agreement_id) WHERE agreement_id IS NOT NULL;
CREATE INDEX consignment_by_creation ON consignment (created_at, id);

CREATE TABLE consignment_line (
  consignment_id uuid NOT NULL REFERENCES consignment (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  supply_id uuid NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  agreement_line_number integer,
  PRIMARY KEY (consignment_id, line_number)
);
CREATE INDEX consignment_line_by_supply ON consignment_line (supply_id);

-- A handling unit, by its GS1 serial shipping container code (AI 00).
CREATE TABLE consignment_package (
  consignment_id uuid NOT NULL REFERENCES consignment (id),
  package_number integer NOT NULL CHECK (package_number > 0),
  sscc char(18) NOT NULL UNIQUE CHECK (sscc ~ '^[0-9]{18}$'),
  PRIMARY KEY (consignment_id, package_number)
);

-- What happened to a consignment, step by step; nothing here is ever changed.
CREATE TABLE consignment_event (
  consignment_id uuid NOT NULL REFERENCES consignment (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  step text NOT NULL,
  site_id uuid REFERENCES site (id),
  occurred_from date NOT NULL,
  occurred_to date NOT NULL,
  occurred_precision text NOT NULL,
  occurred_text text NOT NULL,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (consignment_id, sequence)
);

-- A customs declaration: HS code and edition of each line.
CREATE TABLE declaration (
  consignment_id uuid NOT NULL REFERENCES consignment (id),
  kind text NOT NULL CHECK (kind IN ('export', 'import')),
  number text CHECK (number ~ '^[A-Za-z0-9/-]{1,35}$'),
  hs_edition integer NOT NULL,
  lines jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (consignment_id, kind)
);

CREATE TABLE receipt (
  id uuid PRIMARY KEY,
  consignment_id uuid NOT NULL UNIQUE REFERENCES consignment (id),
  status text NOT NULL CHECK (status IN ('counted', 'disputed', 'settled')),
  counted_text text NOT NULL,
  user_id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL
);

CREATE TABLE receipt_line (
  receipt_id uuid NOT NULL REFERENCES receipt (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  supply_id uuid NOT NULL,
  sent bigint NOT NULL CHECK (sent >= 0),
  counted bigint NOT NULL CHECK (counted >= 0),
  damaged bigint NOT NULL CHECK (damaged >= 0),
  PRIMARY KEY (receipt_id, line_number),
  CHECK (damaged <= counted)
);

CREATE TABLE difference (
  receipt_id uuid NOT NULL REFERENCES receipt (id),
  line_number integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('short', 'damaged', 'surplus')),
  quantity bigint NOT NULL CHECK (quantity > 0),
  giver_reason text,
  recipient_reason text,
  status text NOT NULL CHECK (status IN ('open', 'settled')),
  entry_id uuid,
  PRIMARY KEY (receipt_id, line_number, kind)
);

-- A figure that somebody else published: never mixed with what is recorded.
CREATE TABLE reported_figure (
  id uuid PRIMARY KEY,
  exporter char(3) NOT NULL REFERENCES country (code),
  importer char(3) REFERENCES country (code),
  item_id text NOT NULL REFERENCES item (id),
  -- The wider item of whose figure this one is a part ("of which medical").
  of_item_id text REFERENCES item (id),
  period_from date NOT NULL,
  period_to date NOT NULL,
  -- In the unit as printed; null where only a value was published.
  quantity bigint CHECK (quantity >= 0),
  unit_printed text NOT NULL CHECK (length(unit_printed) BETWEEN 1 AND 40),
  -- The same in the item's base unit; null where the printed unit cannot be converted exactly.
  base_quantity bigint CHECK (base_quantity >= 0),
  qualifier text NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'about')),
  value_minor bigint CHECK (value_minor >= 0),
  currency char(3),
  source_url text NOT NULL CHECK (length(source_url) BETWEEN 8 AND 2000),
  publisher text CHECK (length(publisher) <= 200),
  edition date,
  conflict_group text CHECK (length(conflict_group) <= 60),
  scenario text,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (period_from <= period_to),
  CHECK ((value_minor IS NULL) = (currency IS NULL)),
  CHECK (quantity IS NOT NULL OR value_minor IS NOT NULL)
);
CREATE INDEX reported_figure_by_item ON reported_figure (item_id, exporter, period_to);

-- How far a scenario has been carried: one row a scenario.
CREATE TABLE scenario_run (
  scenario text PRIMARY KEY,
  step text NOT NULL,
  finished boolean NOT NULL,
  updated_at timestamptz NOT NULL
);
