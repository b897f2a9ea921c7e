-- Somebody with an account, a session and a role; and somebody who was invited.
INSERT INTO auth_user VALUES ('00000000-0000-7000-8000-0000000000b0', 'Somebody', 'somebody@example.org', true, NULL, '2026-01-08Z',
  '2026-01-08Z');
INSERT INTO auth_session (id, token, user_id, expires_at, created_at, updated_at) VALUES
  ('00000000-0000-7000-8000-0000000000b1', 'token', '00000000-0000-7000-8000-0000000000b0', '2026-01-09Z', '2026-01-08Z', '2026-01-08Z');
INSERT INTO auth_secret (secret) VALUES (repeat('s', 32));
INSERT INTO membership VALUES ('00000000-0000-7000-8000-0000000000b0', '00000000-0000-7000-8000-00000000000b', 'focal_point', '2026-01-08Z');
INSERT INTO invitation VALUES ('00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-00000000000b', 'auditor',
  'somebody@example.org', repeat('1', 64), 'somebody', '2026-01-07Z', '2026-01-17Z', '2026-01-08Z');
