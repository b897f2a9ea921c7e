-- Rosters of volunteers, who of them goes with a deployment, and calls for teams that are met, expire and have a history.
--
-- Everything that tells who a person is stands in `volunteer` and in the tables that point to it with ON DELETE CASCADE, and
-- nowhere else: to erase a person is to delete one row. Their columns have no CHECK that a value could break, because the server's
-- log would then show the row; what may stand in them is decided before it is written.

-- The roster of a party: whether its counts are published.
CREATE TABLE roster (
  party_id uuid PRIMARY KEY REFERENCES party (id),
  publishes_counts boolean NOT NULL,
  version integer NOT NULL CHECK (version > 0)
);

CREATE TABLE volunteer (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  -- What the party calls the person in its own lists.
  reference text NOT NULL,
  name text NOT NULL,
  contact text NOT NULL,
  -- ISCO-08 unit group.
  profession text NOT NULL,
  skills text[] NOT NULL,
  languages text[] NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (party_id, reference)
);
CREATE INDEX volunteer_by_creation ON volunteer (party_id, created_at, id);

CREATE TABLE volunteer_licence (
  volunteer_id uuid NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
  country text NOT NULL,
  number text NOT NULL,
  valid_until date NOT NULL,
  PRIMARY KEY (volunteer_id, country, number)
);

CREATE TABLE volunteer_days (
  volunteer_id uuid NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
  from_day date NOT NULL,
  until_day date NOT NULL,
  PRIMARY KEY (volunteer_id, from_day)
);

CREATE TABLE volunteer_consent (
  volunteer_id uuid NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
  scope text NOT NULL CHECK (scope IN ('roster', 'host')),
  given_on date NOT NULL,
  until_day date NOT NULL,
  withdrawn_on date,
  PRIMARY KEY (volunteer_id, scope)
);
CREATE INDEX volunteer_consent_by_end ON volunteer_consent (until_day) WHERE scope = 'roster';

-- With what the body of a command about a person was sealed before its hash was kept in `command`: gone with the person, and then
-- nobody can try a guess on that hash.
CREATE TABLE volunteer_seal (
  command_id uuid PRIMARY KEY,
  volunteer_id uuid NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
  seal_key text NOT NULL
);
CREATE INDEX volunteer_seal_by_volunteer ON volunteer_seal (volunteer_id);

-- That somebody was erased: a number that points to nobody any more. It tells, in a database that was restored to an earlier
-- moment, who has to be erased again.
CREATE TABLE volunteer_erasure (
  volunteer_id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  reason text NOT NULL CHECK (reason IN ('consent_ended', 'consent_withdrawn')),
  erased_on date NOT NULL
);

CREATE TABLE deployment_member (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  volunteer_id uuid NOT NULL REFERENCES volunteer (id) ON DELETE CASCADE,
  assigned_at timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, volunteer_id)
);
CREATE INDEX deployment_member_by_volunteer ON deployment_member (volunteer_id);

-- How many members of a deployment were erased since.
CREATE TABLE deployment_former_member (
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  profession text NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (deployment_id, profession)
);

-- Of which professions the host asks a licence; none: of no one.
CREATE TABLE deployment_licence_rule (
  deployment_id uuid PRIMARY KEY REFERENCES deployment (id),
  professions text[] NOT NULL,
  in_host_country boolean NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON roster, deployment_former_member, deployment_licence_rule TO wellspring_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON volunteer, volunteer_licence, volunteer_days, volunteer_consent, deployment_member
  TO wellspring_app;
GRANT SELECT, INSERT ON volunteer_seal, volunteer_erasure TO wellspring_app;

-- Who leads a team where it works.
ALTER TABLE membership DROP CONSTRAINT membership_role_check;
ALTER TABLE membership ADD CONSTRAINT membership_role_check CHECK (role IN ('focal_point', 'coordinator', 'logistician',
  'warehouse', 'team_leader', 'auditor', 'administrator'));
ALTER TABLE invitation DROP CONSTRAINT invitation_role_check;
ALTER TABLE invitation ADD CONSTRAINT invitation_role_check CHECK (role IN ('focal_point', 'coordinator', 'logistician',
  'warehouse', 'team_leader', 'auditor', 'administrator'));

-- Calls for teams are confirmed as calls for goods are; a call from before counts as confirmed when it was made.
ALTER TABLE team_call ADD COLUMN confirmed_at timestamptz, ADD COLUMN expires_on date;
UPDATE team_call SET confirmed_at = created_at, expires_on = least(until_day, (created_at AT TIME ZONE 'UTC')::date + 90);
ALTER TABLE team_call ALTER COLUMN confirmed_at SET NOT NULL, ALTER COLUMN expires_on SET NOT NULL;
ALTER TABLE team_call DROP CONSTRAINT team_call_status_check;
ALTER TABLE team_call ADD CONSTRAINT team_call_status_check CHECK (status IN ('open', 'met', 'withdrawn', 'expired'));
CREATE INDEX deployment_by_team_call ON deployment (team_call_id);

-- What became of a call for teams, step by step; nothing here is ever changed. A call from before begins with its next step.
CREATE TABLE team_call_event (
  team_call_id uuid NOT NULL REFERENCES team_call (id),
  sequence integer NOT NULL CHECK (sequence > 0),
  step text NOT NULL CHECK (step IN ('call', 'confirm', 'meet', 'reopen', 'withdraw', 'expire')),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (team_call_id, sequence)
);
GRANT SELECT, INSERT ON team_call_event TO wellspring_app;

-- An offer of a team ends with its last day.
ALTER TABLE team_offer DROP CONSTRAINT team_offer_status_check;
ALTER TABLE team_offer ADD CONSTRAINT team_offer_status_check CHECK (status IN ('open', 'withdrawn', 'expired'));
