import { expect, test } from "vitest";
import { type MovementRow, writePost } from "./post-entry.ts";

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

test("one movement is sent as its values", () => {
  const { name, text, values } = writePost(HEAD, [{ ...ROW, occurred_text: 'a "b"' }]);
  expect(name).toBe("post_movement");
  expect(text).toContain("$1::uuid");
  expect(text.match(/\$\d+/g)).toHaveLength(values.length);
  expect(values.slice(0, 10)).toEqual([
    ID,
    "test",
    "command",
    null,
    "test",
    "2026-03-01",
    ID,
    "pledge",
    false,
    7,
  ]);
  expect(values.at(-1)).toBe('a "b"');
});

test("several movements are sent as one array for each column, and so is none", () => {
  const { name, text, values } = writePost(HEAD, [ROW, { ...ROW, recipient_id: ID, reversal: true }]);
  expect(name).toBe("post_entry");
  expect(text.match(/\$\d+/g)).toHaveLength(values.length);
  expect(values.slice(0, 6)).toEqual([ID, "test", "command", null, "test", "2026-03-01"]);
  expect(values).toContain(`{${ID},${ID}}`);
  expect(values).toContain(`{NULL,${ID}}`);
  expect(values).toContain("{false,true}");
  expect(values).toContain("{7,7}");
  expect(writePost(HEAD, [])).toMatchObject({ name: "post_entry" });
});

test("text is quoted, whatever it holds", () => {
  const { values } = writePost(HEAD, [{ ...ROW, occurred_text: 'a "b", {c} \\d NULL' }, ROW]);
  expect(values.at(-1)).toBe('{"a \\"b\\", {c} \\\\d NULL","2026-03"}');
});
