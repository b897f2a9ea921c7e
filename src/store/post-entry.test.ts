import { expect, test } from "vitest";
import { listPostValues, type MovementRow, POST_ENTRY } from "./post-entry.ts";

const ID = "00000000-0000-7000-8000-000000000001";
const HEAD = {
  id: ID,
  kind: "test",
  reason: "command",
  corrects: null,
  userId: "test",
  recordedAt: "2026-03-01",
} as const;
const ROW: MovementRow = {
  supply_id: ID,
  kind: "pledge",
  reversal: false,
  quantity: 7,
  from_party_id: ID,
  from_site_id: ID,
  from_stage: "produced",
  to_party_id: ID,
  to_site_id: ID,
  to_stage: "available",
  recipient_id: null,
  consignment_id: null,
  occurred_from: "2026-03-01",
  occurred_to: "2026-03-02",
  occurred_precision: "span",
  occurred_text: "2026-03",
};

test("an entry's parameters are as many as the statement's, one array for each column", () => {
  const values = listPostValues(HEAD, [ROW, { ...ROW, recipient_id: ID, reversal: true }]);
  expect(POST_ENTRY.match(/\$\d+/g)).toHaveLength(values.length);
  expect(values.slice(0, 6)).toEqual([ID, "test", "command", null, "test", "2026-03-01"]);
  expect(values).toContain(`{${ID},${ID}}`);
  expect(values).toContain(`{NULL,${ID}}`);
  expect(values).toContain("{false,true}");
  expect(values).toContain("{7,7}");
});

test("text is quoted, whatever it holds", () => {
  const values = listPostValues(HEAD, [{ ...ROW, occurred_text: 'a "b", {c} \\d NULL' }]);
  expect(values.at(-1)).toBe('{"a \\"b\\", {c} \\\\d NULL"}');
});
