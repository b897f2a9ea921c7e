-- A lot that had expired when it was counted.
INSERT INTO difference VALUES ('00000000-0000-7000-8000-000000000090', 1, 'expired', 1, NULL, NULL, 'open', NULL);
