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
