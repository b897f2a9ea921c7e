INSERT INTO offer_line (offer_id, line_number, supply_id, quantity, site_id, available_from, kept_units, pack_units,
  least_shipment_units) VALUES ('00000000-0000-7000-8000-000000000050', 2, '00000000-0000-7000-8000-00000000003b', 0,
  '00000000-0000-7000-8000-00000000001a', '2026-01-16', 1, 10, 10);
