-- Doses by person, under pseudonyms that the site makes; schedules and approvals that parties state; and counts of adverse events by lot
-- (docs/decisions/0031).

-- A dose of a line of a session report, and the pseudonym of who got it. The only table of the program whose rows are erased: a person
-- may ask for it, and no figure of the ledger is worked out from it.
CREATE TABLE session_person (
  report_id uuid NOT NULL,
  line_number integer NOT NULL,
  -- HMAC-SHA-256 in small hexadecimal digits: nothing that a name could be written in.
  pseudonym text NOT NULL CHECK (pseudonym ~ '^[0-9a-f]{64}$'),
  party_id uuid NOT NULL REFERENCES party (id),
  PRIMARY KEY (report_id, line_number, pseudonym),
  FOREIGN KEY (report_id, line_number) REFERENCES session_line (report_id, line_number)
);
CREATE INDEX session_person_by_pseudonym ON session_person (party_id, pseudonym);

-- By which schedule a party gives a vaccine, where it is not that of the table of facts. The newest holds.
CREATE TABLE vaccine_schedule (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  item_id text NOT NULL REFERENCES item (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  doses integer NOT NULL CHECK (doses BETWEEN 1 AND 10),
  -- Days from one dose to the next; null where there is no next dose, or nobody states it.
  least_interval_days integer CHECK (least_interval_days BETWEEN 1 AND 3650),
  usual_interval_days integer CHECK (usual_interval_days BETWEEN 1 AND 3650),
  source_url text CHECK (length(source_url) BETWEEN 8 AND 2000),
  user_id text NOT NULL,
  stated_at timestamptz NOT NULL,
  UNIQUE (party_id, item_id, sequence),
  CHECK (doses > 1 OR (least_interval_days IS NULL AND usual_interval_days IS NULL)),
  CHECK (usual_interval_days >= least_interval_days)
);

-- What a government's authority has decided on a vaccine for its country. The newest decision on an item holds.
CREATE TABLE vaccine_approval (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  item_id text NOT NULL REFERENCES item (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  decision text NOT NULL CHECK (decision IN ('approved', 'emergency_use', 'withdrawn')),
  decided_on date NOT NULL,
  source_url text NOT NULL CHECK (length(source_url) BETWEEN 8 AND 2000),
  user_id text NOT NULL,
  stated_at timestamptz NOT NULL,
  UNIQUE (party_id, item_id, sequence)
);

-- Adverse events following immunization that a party knows of, by lot at a site, as counts to date. The newest version holds.
CREATE TABLE adverse_event_count (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  supply_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  known_on date NOT NULL,
  serious bigint NOT NULL CHECK (serious >= 0),
  not_serious bigint NOT NULL CHECK (not_serious >= 0),
  user_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  UNIQUE (party_id, site_id, supply_id, version)
);
CREATE INDEX adverse_event_count_by_supply ON adverse_event_count (supply_id);

-- Where the national system has the record of an event: what is known of it is there, and not here.
CREATE TABLE adverse_event_reference (
  count_id uuid NOT NULL REFERENCES adverse_event_count (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  seriousness text NOT NULL CHECK (seriousness IN ('serious', 'not_serious')),
  reference text NOT NULL CHECK (length(reference) BETWEEN 8 AND 500),
  PRIMARY KEY (count_id, line_number)
);

GRANT SELECT, INSERT, DELETE ON session_person TO wellspring_app;
GRANT SELECT, INSERT ON vaccine_schedule, vaccine_approval, adverse_event_count, adverse_event_reference TO wellspring_app;
