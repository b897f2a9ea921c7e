-- Notifications: what members are told of what has happened, in the program and by e-mail.
--
-- Each record of something that members are told of says whether it has been passed on. It is written with the record itself, by
-- its default, so that no command can forget it; what was there before is not passed on. Marking a record and telling of it
-- are one transaction of the house-keeping. No other column of these records may be changed by the program than before.

ALTER TABLE agreement_event ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE agreement_event ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX agreement_event_untold ON agreement_event (recorded_at) WHERE NOT notified;
GRANT UPDATE (notified) ON agreement_event TO wellspring_app;

ALTER TABLE consignment_event ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE consignment_event ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX consignment_event_untold ON consignment_event (recorded_at) WHERE NOT notified;
GRANT UPDATE (notified) ON consignment_event TO wellspring_app;

ALTER TABLE deployment_event ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE deployment_event ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX deployment_event_untold ON deployment_event (recorded_at) WHERE NOT notified;
GRANT UPDATE (notified) ON deployment_event TO wellspring_app;

-- Of a round, that it was published.
ALTER TABLE round ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE round ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX round_untold ON round (published_at) WHERE NOT notified AND published_at IS NOT NULL;
-- Drafts of before may yet be published.
UPDATE round SET notified = false WHERE published_at IS NULL;

ALTER TABLE recall_notice ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE recall_notice ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX recall_notice_untold ON recall_notice (told_at) WHERE NOT notified;

ALTER TABLE cold_hold ADD COLUMN notified boolean NOT NULL DEFAULT true;
ALTER TABLE cold_hold ALTER COLUMN notified SET DEFAULT false;
CREATE INDEX cold_hold_untold ON cold_hold (opened_at) WHERE NOT notified;

-- What one member was told, once for each thing that happened.
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  user_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  -- What happened, by the key of its record.
  happened text NOT NULL CHECK (length(happened) BETWEEN 1 AND 160),
  kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
  -- For which party the member is told, and how it stands to the thing: who holds no role for that any more sees it no more.
  party_id uuid NOT NULL REFERENCES party (id),
  relation text NOT NULL CHECK (relation IN ('giver', 'recipient', 'self', 'secretariat')),
  thing_id uuid NOT NULL,
  other_party_id uuid REFERENCES party (id),
  -- The number of a consignment, or the name of a team.
  name text CHECK (length(name) <= 120),
  -- The last day of a call.
  day date,
  happened_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  read_at timestamptz,
  -- When it was sent by e-mail.
  mailed_at timestamptz,
  UNIQUE (user_id, happened)
);
CREATE INDEX notification_by_user ON notification (user_id, created_at, id);
CREATE INDEX notification_unread ON notification (user_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notification_unmailed ON notification (created_at, user_id) WHERE read_at IS NULL AND mailed_at IS NULL;
CREATE INDEX notification_by_creation ON notification (created_at);

-- How a member wants to be told by e-mail; who has no row has never said.
CREATE TABLE mail_setting (
  user_id text PRIMARY KEY REFERENCES auth_user (id) ON DELETE CASCADE,
  cadence text NOT NULL CHECK (cadence IN ('at_once', 'daily', 'weekly', 'never')),
  language text NOT NULL CHECK (language IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  -- What was told before is not sent any more.
  sends_from timestamptz NOT NULL
);

-- How far the sending to a member has come. One server at a time has the turn.
CREATE TABLE mail_turn (
  user_id text PRIMARY KEY REFERENCES auth_user (id) ON DELETE CASCADE,
  -- Beginning of the window for which a message was sent last, or given up.
  window_at timestamptz,
  -- Tries of the message that is due, those that were cut off among them.
  attempts integer NOT NULL CHECK (attempts >= 0),
  taken_until timestamptz,
  next_try_at timestamptz,
  -- Why the last try failed, and since when nothing got through; null where it did.
  failure text CHECK (length(failure) <= 200),
  failed_at timestamptz,
  given_up boolean NOT NULL,
  CHECK ((failure IS NULL) = (failed_at IS NULL))
);

GRANT SELECT, INSERT, UPDATE, DELETE ON notification TO wellspring_app;
GRANT SELECT, INSERT, UPDATE ON mail_setting, mail_turn TO wellspring_app;
