-- Rows as the schema of migration 1 could hold them.
INSERT INTO country VALUES ('CHN'), ('ETH');
INSERT INTO item VALUES ('medical_mask', NULL, 'item', 'H87', 1000000000);
INSERT INTO party VALUES
  ('00000000-0000-7000-8000-00000000000a', 'OLD-GIVER', 'A giver', 'agency', 'CHN', '2026-01-01Z'),
  ('00000000-0000-7000-8000-00000000000b', 'OLD-TAKER', 'A taker', 'agency', 'ETH', '2026-01-01Z');
INSERT INTO site (id, code, name, kind, country, party_id) VALUES
  ('00000000-0000-7000-8000-00000000001a', 'OLD-PORT', 'A port', 'port', 'CHN', '00000000-0000-7000-8000-00000000000a'),
  ('00000000-0000-7000-8000-00000000001b', 'OLD-AIRPORT', 'An airport', 'airport', 'ETH', '00000000-0000-7000-8000-00000000000b');
INSERT INTO lane (id, from_site_id, to_site_id, mode, transit_days) VALUES
  ('00000000-0000-7000-8000-00000000002a', '00000000-0000-7000-8000-00000000001a', '00000000-0000-7000-8000-00000000001b', 'air', 2);
INSERT INTO command VALUES ('00000000-0000-7000-8000-0000000000c1', 'add_party', repeat('0', 64), 'somebody', '{"id": 1}', '2026-01-01Z');
