-- What equipment a host agrees to take from a team, and givers' statements of models that can be corrected.

-- Which model a supply is of is its giver's word. It can be stated anew: what was stated before stays.
ALTER TABLE supply_model
  ADD COLUMN sequence integer NOT NULL DEFAULT 1 CHECK (sequence > 0),
  ADD COLUMN replaced_at timestamptz;
ALTER TABLE supply_model ALTER COLUMN sequence DROP DEFAULT;
ALTER TABLE supply_model DROP CONSTRAINT supply_model_pkey;
ALTER TABLE supply_model ADD PRIMARY KEY (supply_id, sequence);
-- One holds at a time.
CREATE UNIQUE INDEX supply_model_current ON supply_model (supply_id) WHERE replaced_at IS NULL;
GRANT UPDATE ON supply_model TO wellspring_app;

-- What followed from a recipient's first asset is known of that asset, and not of the rest. What teams left was stated by them.
UPDATE supply_model AS m SET replaced_at = m.recorded_at
FROM supply AS s
WHERE s.supply_id = m.supply_id
  AND EXISTS (SELECT FROM asset_event AS e
    WHERE e.command_id = m.command_id AND e.step = 'register' AND e.party_id <> s.giver_id)
  AND NOT EXISTS (SELECT FROM equipment_handover AS h JOIN consignment_line AS l ON l.consignment_id = h.consignment_id
    WHERE l.supply_id = m.supply_id);

-- What a team would leave to its host. Nothing of it is in the ledger before the host accepts it.
CREATE TABLE handover_proposal (
  id uuid PRIMARY KEY,
  deployment_id uuid NOT NULL REFERENCES deployment (id),
  terms text NOT NULL CHECK (terms IN ('grant', 'concessional', 'at_cost', 'sale')),
  -- As it was stated; null: when it is accepted.
  occurred text CHECK (length(occurred) BETWEEN 4 AND 40),
  status text NOT NULL CHECK (status IN ('proposed', 'accepted', 'declined', 'withdrawn')),
  reason text,
  -- By which the host has received it.
  consignment_id uuid REFERENCES consignment (id),
  proposed_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by text,
  version integer NOT NULL CHECK (version > 0),
  CHECK ((status = 'proposed') = (decided_at IS NULL)),
  CHECK ((status = 'accepted') = (consignment_id IS NOT NULL)),
  CHECK ((status = 'declined') = (reason IS NOT NULL))
);
CREATE INDEX handover_proposal_by_deployment ON handover_proposal (deployment_id, proposed_at);

CREATE TABLE handover_proposal_line (
  proposal_id uuid NOT NULL REFERENCES handover_proposal (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  item_id text NOT NULL REFERENCES item (id),
  quantity bigint NOT NULL CHECK (quantity > 0),
  model_id uuid REFERENCES equipment_model (id),
  serial_numbers text[] NOT NULL,
  PRIMARY KEY (proposal_id, line_number)
);

GRANT SELECT, INSERT ON handover_proposal, handover_proposal_line TO wellspring_app;
GRANT UPDATE ON handover_proposal TO wellspring_app;
