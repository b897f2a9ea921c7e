import { describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import {
  LEAF_BYTES_MAX,
  listHidden,
  type LoggedEntry,
  type LoggedMovement,
  writeHidden,
  writeLeaf,
} from "./log-entry.ts";

/** Hashes that can be read: what they hide stands in them. */
const tools = {
  hide: (field: string, value: string) => `hash of ${field} ${value}`,
  sha256: (text: string) => `hash of ${text.length} letters`,
  countBytes: (text: string) => text.length,
};

const movement: LoggedMovement = {
  lineNumber: 1,
  kind: "reserve",
  reversal: false,
  supplyId: "s1",
  quantity: 40,
  from: ["CHN", "SHA", "available"],
  to: ["CHN", "SHA", "reserved"],
  recipient: "ETH",
  consignment: null,
  agreementId: "a1",
  occurred: ["2026-03-01", "2026-03-31", "2026-03"],
};

const entry: LoggedEntry = {
  position: 7,
  entryId: "e1",
  kind: "accept_agreement",
  reason: "command",
  correctsId: null,
  userId: "u1",
  recordedAt: "2026-03-02T09:00:00.000Z",
  numberedAt: "2026-03-02T09:01:00.000Z",
  agreementId: "a1",
  movements: [movement],
  supplies: [],
};

describe("a leaf", () => {
  test("is canonical JSON in which author, agreement and recipient are hashes", () => {
    expect(writeLeaf(entry, tools)).toEqual({
      leaf:
        '{"agreement":{"sha256":"hash of agreement a1"},"author":{"sha256":"hash of author u1"},' +
        '"body":{"movements":[{"consignment":null,"from":["CHN","SHA","available"],"kind":"reserve","line":1,' +
        '"occurred":["2026-03-01","2026-03-31","2026-03"],"quantity":40,' +
        '"recipient":{"sha256":"hash of movements.0.recipient ETH"},"reversal":false,"supply":"s1",' +
        '"to":["CHN","SHA","reserved"]}],"supplies":[]},"corrects":null,"entry":"e1","format":"wellspring-entry@v1",' +
        '"kind":"accept_agreement","numberedAt":"2026-03-02T09:01:00.000Z","position":7,"reason":"command",' +
        '"recordedAt":"2026-03-02T09:00:00.000Z"}',
      body: null,
    });
  });

  test("has its members in the order of canonical JSON, whatever is in them", () => {
    const supply = {
      supplyId: "s1",
      item: "gown",
      giver: "CHN",
      terms: "grant",
      offerId: null,
      gtin: "06291041500213",
      lot: 'L"é',
      expiry: "2027-01-01",
      pipeline: "A \u2028 \ud83d\ude00",
      emergency: null,
      scenario: "2020",
    };
    const clear = { ...movement, agreementId: null };
    const { leaf } = writeLeaf({ ...entry, movements: [movement, clear], supplies: [supply] }, tools);
    expect(leaf).toBe(canonicalJson(JSON.parse(leaf)));
    const long = { ...entry, movements: Array.from({ length: 2000 }, () => clear), supplies: [supply] };
    const { leaf: head, body } = writeLeaf(long, tools);
    expect([head, body]).toEqual([head, body].map((text) => canonicalJson(JSON.parse(text ?? ""))));
  });

  test("shows recipient and consignment of what came under no agreement", () => {
    const delivered = { ...movement, agreementId: null, consignment: "C-1" };
    const { leaf } = writeLeaf({ ...entry, agreementId: null, movements: [delivered] }, tools);
    expect(JSON.parse(leaf)).toMatchObject({
      agreement: null,
      body: { movements: [{ recipient: "ETH", consignment: "C-1" }] },
    });
  });

  test("of an entry that is too long has the hash of movements and supplies, which stand beside it", () => {
    const movements = Array.from({ length: 2000 }, (_, index) => ({ ...movement, lineNumber: index + 1 }));
    const { leaf, body } = writeLeaf({ ...entry, movements }, tools);
    expect(leaf.length).toBeLessThan(LEAF_BYTES_MAX);
    expect(JSON.parse(leaf)).toMatchObject({
      body: { sha256: `hash of ${body?.length} letters`, bytes: body?.length },
    });
    expect(JSON.parse(body ?? "")).toMatchObject({ movements: { length: 2000 }, supplies: [] });
  });

  test("stays in one piece up to the bound, to the byte", () => {
    const padded = (letters: number) => ({ ...entry, kind: "k".repeat(letters) });
    const empty = writeLeaf(padded(0), tools).leaf.length;
    const longest = LEAF_BYTES_MAX - empty;
    expect(writeLeaf(padded(longest), tools).leaf).toHaveLength(LEAF_BYTES_MAX);
    expect(writeLeaf(padded(longest), tools).body).toBeNull();
    expect(writeLeaf(padded(longest + 1), tools).body).not.toBeNull();
  });
});

test("what a leaf hides is listed with the agreement that it becomes public with; the author never does", () => {
  const movements = [movement, { ...movement, consignment: "C-1" }, { ...movement, agreementId: null }];
  expect(listHidden({ ...entry, movements })).toEqual([
    { field: "author", value: "u1", agreementId: null },
    { field: "agreement", value: "a1", agreementId: "a1" },
    { field: "movements.0.recipient", value: "ETH", agreementId: "a1" },
    { field: "movements.1.recipient", value: "ETH", agreementId: "a1" },
    { field: "movements.1.consignment", value: "C-1", agreementId: "a1" },
  ]);
  expect(writeHidden("movements.0.recipient", "ETH")).toBe('["movements.0.recipient","ETH"]');
});
