-- Problem, plan and certificate of a planned round, as they are published: the text of each file, so that what anybody
-- checks is, byte for byte, what was planned, whatever program or reference data come later.
CREATE TABLE round_files (
  round_id uuid PRIMARY KEY REFERENCES round (id),
  problem text NOT NULL,
  plan text NOT NULL,
  certificate text NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON round_files TO wellspring_app;
