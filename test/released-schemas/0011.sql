-- A recount.
INSERT INTO receipt_line (receipt_id, count_number, line_number, supply_id, sent, counted, damaged) VALUES
  ('00000000-0000-7000-8000-000000000090', 2, 1, '00000000-0000-7000-8000-00000000003a', 5, 5, 0);
