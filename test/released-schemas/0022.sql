-- A lot of an item of nobody's here is recalled, and somebody has been told.
UPDATE supply SET gtin = '06291041500213' WHERE supply_id = '00000000-0000-7000-8000-00000000003b';
INSERT INTO recall VALUES ('00000000-0000-7000-8000-0000000000d0', '00000000-0000-7000-8000-00000000000a', NULL, 'medical_mask', NULL,
  '{NO-SUCH-LOT}', NULL, 2, 'quality_defect', 'return', false, 'open', NULL, 1, '2026-01-22Z', NULL);
INSERT INTO recall_notice VALUES ('00000000-0000-7000-8000-0000000000d0', '00000000-0000-7000-8000-00000000000b',
  '00000000-0000-7000-8000-00000000001b', '2026-01-22Z', '2026-01-22Z', 'somebody');
