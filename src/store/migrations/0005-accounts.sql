-- Who may sign in, with which keys, in which roles for which parties. The columns of auth_user, auth_session,
-- auth_credential, auth_verification and auth_api_key are those of the sign-in library's schema; it reads and
-- writes them and never migrates.

CREATE TABLE auth_user (
  id text PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  email_verified boolean NOT NULL,
  image text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE auth_session (
  id text PRIMARY KEY,
  token text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX auth_session_by_user ON auth_session (user_id);

-- How a person proves who they are: a password's hash, or the account at an identity provider.
CREATE TABLE auth_credential (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  user_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (provider_id, account_id)
);
CREATE INDEX auth_credential_by_user ON auth_credential (user_id);

CREATE TABLE auth_verification (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX auth_verification_by_identifier ON auth_verification (identifier);

-- A key for programs. Only its SHA-256 is kept; start holds its first characters, to tell keys apart.
CREATE TABLE auth_api_key (
  id text PRIMARY KEY,
  config_id text NOT NULL,
  name text,
  start text,
  reference_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  prefix text,
  key text NOT NULL UNIQUE,
  refill_interval integer,
  refill_amount integer,
  last_refill_at timestamptz,
  enabled boolean NOT NULL,
  rate_limit_enabled boolean NOT NULL,
  rate_limit_time_window integer,
  rate_limit_max integer,
  request_count integer NOT NULL,
  remaining integer,
  last_request timestamptz,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  permissions text,
  metadata text
);
CREATE INDEX auth_api_key_by_reference ON auth_api_key (reference_id);
CREATE INDEX auth_api_key_by_config ON auth_api_key (config_id);

-- Signs the cookies; made at the first start, one for all servers of a database.
CREATE TABLE auth_secret (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  secret text NOT NULL CHECK (length(secret) >= 32)
);

-- Ours: who is what for which party. One row a role.
CREATE TABLE membership (
  user_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  party_id uuid NOT NULL REFERENCES party (id),
  role text NOT NULL CHECK (role IN ('focal_point', 'coordinator', 'logistician', 'warehouse', 'auditor',
    'administrator')),
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, party_id, role)
);
CREATE INDEX membership_by_party ON membership (party_id);

-- A role offered to somebody who has no account yet. Only the SHA-256 of the link's token is kept.
CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  role text NOT NULL CHECK (role IN ('focal_point', 'coordinator', 'logistician', 'warehouse', 'auditor',
    'administrator')),
  email text NOT NULL CHECK (email = lower(email)),
  token_sha256 char(64) NOT NULL UNIQUE,
  invited_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz
);
CREATE INDEX invitation_by_party ON invitation (party_id, created_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth_user, auth_session, auth_credential, auth_verification,
  auth_api_key, membership TO wellspring_app;
GRANT SELECT, INSERT ON auth_secret TO wellspring_app;
GRANT SELECT, INSERT, UPDATE ON invitation TO wellspring_app;
