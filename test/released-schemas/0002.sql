-- A supply; what is posted of it, and what of that is numbered, every step does for itself.
INSERT INTO supply (supply_id, item_id, giver_id, terms, pipeline, recorded_at) VALUES
  ('00000000-0000-7000-8000-00000000003a', 'medical_mask', '00000000-0000-7000-8000-00000000000a', 'grant', 'bilateral', '2026-01-02Z');
