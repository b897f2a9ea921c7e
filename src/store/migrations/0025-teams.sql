-- Emergency medical teams, which of them are offered, and calls for them. Teams are no units: nothing here is in the ledger.

CREATE TABLE team (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  classified_year integer CHECK (classified_year BETWEEN 2016 AND 2200),
  licences text[] NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  UNIQUE (party_id, name)
);
CREATE INDEX team_by_creation ON team (created_at, id);

CREATE TABLE team_capability (
  team_id uuid NOT NULL REFERENCES team (id),
  type text NOT NULL CHECK (type IN ('type_1_mobile', 'type_1_fixed', 'type_2', 'type_3', 'specialised_care')),
  count integer NOT NULL CHECK (count BETWEEN 1 AND 99),
  specialities text[] NOT NULL,
  PRIMARY KEY (team_id, type)
);

-- Terms, days and figures are null where nobody has stated them: a published list of teams says little of them.
CREATE TABLE team_offer (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES team (id),
  status text NOT NULL CHECK (status IN ('open', 'withdrawn')),
  terms text CHECK (terms IN ('grant', 'concessional', 'at_cost', 'sale')),
  languages text[] NOT NULL,
  outpatients_per_day integer CHECK (outpatients_per_day BETWEEN 0 AND 5000),
  inpatient_beds integer CHECK (inpatient_beds BETWEEN 0 AND 5000),
  intensive_care_beds integer CHECK (intensive_care_beds BETWEEN 0 AND 5000),
  major_operations_per_day integer CHECK (major_operations_per_day BETWEEN 0 AND 5000),
  minor_operations_per_day integer CHECK (minor_operations_per_day BETWEEN 0 AND 5000),
  self_sufficiency_days integer CHECK (self_sufficiency_days BETWEEN 0 AND 5000),
  available_from date,
  available_until date,
  emergency text,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  CHECK (available_from <= available_until)
);
-- A team is offered once at a time.
CREATE UNIQUE INDEX team_offer_open ON team_offer (team_id) WHERE status = 'open';
CREATE INDEX team_offer_by_creation ON team_offer (created_at, id);

GRANT SELECT, INSERT, UPDATE ON team, team_offer TO wellspring_app;
GRANT SELECT, INSERT ON team_capability TO wellspring_app;

CREATE TABLE team_call (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  status text NOT NULL CHECK (status IN ('open', 'withdrawn')),
  -- Any of them will do.
  types text[] NOT NULL CHECK (cardinality(types) > 0),
  count integer NOT NULL CHECK (count BETWEEN 1 AND 99),
  from_day date NOT NULL,
  until_day date NOT NULL,
  site_id uuid NOT NULL REFERENCES site (id),
  -- One of them is needed; empty: any language.
  languages text[] NOT NULL,
  emergency text,
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  CHECK (from_day <= until_day)
);
CREATE INDEX team_call_by_creation ON team_call (created_at, id);

CREATE TABLE deployment (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES team (id),
  team_offer_id uuid NOT NULL REFERENCES team_offer (id),
  team_call_id uuid REFERENCES team_call (id),
  giver_id uuid NOT NULL REFERENCES party (id),
  recipient_id uuid NOT NULL REFERENCES party (id),
  type text NOT NULL CHECK (type IN ('type_1_mobile', 'type_1_fixed', 'type_2', 'type_3', 'specialised_care')),
  site_id uuid NOT NULL REFERENCES site (id),
  from_day date NOT NULL,
  until_day date NOT NULL,
  emergency text,
  status text NOT NULL CHECK (status IN ('invited', 'accepted', 'travelling', 'registered', 'working', 'handing_over',
    'closed', 'declined', 'cancelled')),
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  CHECK (giver_id <> recipient_id),
  CHECK (from_day <= until_day)
);
CREATE INDEX deployment_by_creation ON deployment (created_at, id);
CREATE INDEX deployment_by_team ON deployment (team_id);

-- What became of a deployment, step by step; nothing here is ever changed.
CREATE TABLE deployment_event (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  step text NOT NULL,
  occurred_from date NOT NULL,
  occurred_to date NOT NULL,
  occurred_precision text NOT NULL,
  occurred_text text NOT NULL,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, sequence)
);

GRANT SELECT, INSERT, UPDATE ON team_call, deployment TO wellspring_app;
GRANT SELECT, INSERT ON deployment_event TO wellspring_app;

-- What a team reports of a day (WHO EMT Minimum Data Set): a newer version corrects the one before; nothing here is ever
-- changed. Cells that are 0 have no row.
CREATE TABLE daily_report (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  day date NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  reason text CHECK (reason IN ('late_records', 'counted_twice', 'typing_error', 'wrong_day', 'other')),
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, day, version),
  CHECK ((version = 1) = (reason IS NULL))
);

CREATE TABLE daily_report_count (
  deployment_id uuid NOT NULL,
  day date NOT NULL,
  version integer NOT NULL,
  item integer NOT NULL CHECK (item BETWEEN 1 AND 99),
  age_group text NOT NULL CHECK (age_group IN ('under_1', '1_to_4', '5_to_17', '18_to_64', '65_over', 'under_5', '5_over',
    'all')),
  count bigint NOT NULL CHECK (count > 0),
  PRIMARY KEY (deployment_id, day, version, item, age_group),
  FOREIGN KEY (deployment_id, day, version) REFERENCES daily_report (deployment_id, day, version)
);

GRANT SELECT, INSERT ON daily_report, daily_report_count TO wellspring_app;

-- That a team is safe, or what has happened to it: closed words and a number of its people, never who they are. Nothing here
-- is ever changed.
CREATE TABLE safety_record (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  kind text NOT NULL CHECK (kind IN ('all_safe', 'not_all_reached', 'help_needed', 'injury', 'illness', 'exposure',
    'security', 'road_accident', 'natural_hazard', 'equipment_failure')),
  people integer NOT NULL CHECK (people BETWEEN 0 AND 1000),
  occurred_from date NOT NULL,
  occurred_to date NOT NULL,
  occurred_precision text NOT NULL,
  occurred_text text NOT NULL,
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, sequence)
);

GRANT SELECT, INSERT ON safety_record TO wellspring_app;
