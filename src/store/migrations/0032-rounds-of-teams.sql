-- Rounds choose teams together with goods.

-- What a team needs of its host; null where nobody has stated it.
ALTER TABLE team_offer ADD COLUMN needs jsonb;

-- A round proposes a deployment; its host confirms it before its giver is asked.
ALTER TABLE deployment DROP CONSTRAINT deployment_status_check;
ALTER TABLE deployment ADD CONSTRAINT deployment_status_check CHECK (status IN ('proposed', 'invited', 'accepted',
  'travelling', 'registered', 'working', 'handing_over', 'closed', 'declined', 'cancelled'));
ALTER TABLE deployment
  ADD COLUMN round_id uuid REFERENCES round (id),
  -- Goods that the round keeps for the team: what becomes of them is agreed once the host has confirmed.
  ADD COLUMN planned_goods jsonb,
  -- The call for these goods that the host's confirmation has raised.
  ADD COLUMN needs_call_id uuid REFERENCES call (id);

-- Problem and plan of teams and goods together, as canonical JSON; null where the round shares out goods alone.
ALTER TABLE round_files
  ADD COLUMN assignment_problem text,
  ADD COLUMN assignment_plan text;
