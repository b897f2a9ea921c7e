import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalogue } from "#core/allocation/answering-items.ts";
import { idOf } from "#core/testing/book.ts";
import { asDay } from "#core/time.ts";
import { type AskedLine, cutNeeds, gatherOpenNeeds, listItemsAnswered, type NeedKey } from "./open-need.ts";

const item = (of: string | null, substitutionGroup: string | null = null) =>
  ({ of, kind: "item", substitutionGroup }) as const;
const category = (of: string | null) => ({ of, kind: "category", substitutionGroup: null }) as const;
const CATALOGUE: Catalogue = new Map<string, ReturnType<typeof item> | ReturnType<typeof category>>([
  ["mask", category(null)],
  ["medical_mask", item("mask")],
  ["n95", item("mask", "respirators")],
  ["ffp2", item("mask", "respirators")],
  ["gown", item(null)],
]);
const FACTS = {
  itemIds: null,
  catalogue: CATALOGUE,
  leastDeveloped: new Set(["ETH"]),
  today: asDay("2026-03-02"),
};

function asked(rest: Partial<AskedLine> = {}): AskedLine {
  return {
    callId: idOf<"call">(1),
    lineNumber: 1,
    itemId: "medical_mask",
    partyCode: "KEN",
    country: "KEN",
    quantity: 1000,
    agreed: 0,
    pending: 0,
    windowFrom: asDay("2026-03-01"),
    windowTo: asDay("2026-06-30"),
    siteId: idOf<"site">(1),
    severity: 3,
    ...rest,
  };
}

describe("the items that a gift would answer", () => {
  test.each([
    [["medical_mask"], ["mask", "medical_mask"]],
    [["ffp2"], ["ffp2", "mask", "n95"]],
    [["mask"], ["ffp2", "mask", "medical_mask", "n95"]],
    [
      ["gown", "medical_mask"],
      ["gown", "mask", "medical_mask"],
    ],
    [["unheard_of"], []],
  ])("%j: %j", (given, answered) => {
    expect(listItemsAnswered(given, CATALOGUE)).toEqual(answered);
  });
});

describe("open needs", () => {
  test("are what is asked less what is promised; lines covered in full, or whose days have passed, are none", () => {
    const { needs, items } = gatherOpenNeeds(
      [
        asked({ agreed: 400, pending: 100 }),
        asked({ lineNumber: 2, agreed: 900, pending: 200 }),
        asked({ lineNumber: 3, windowTo: asDay("2026-03-01") }),
        asked({ lineNumber: 4, quantity: 70, windowTo: asDay("2026-03-02"), severity: 5 }),
      ],
      FACTS,
    );
    expect(needs).toMatchObject([
      { partyCode: "KEN", leastDeveloped: false, asked: 1070, agreed: 400, pending: 100, open: 570 },
    ]);
    // That which must be answered first before the others.
    expect(needs[0]?.lines.map(({ lineNumber, open }) => [lineNumber, open])).toEqual([
      [4, 70],
      [1, 500],
    ]);
    expect(items).toEqual([{ itemId: "medical_mask", recipients: 1, open: 570 }]);
  });

  test("in a scenario, whose days are past, are those of every day", () => {
    const lines = [asked({ windowTo: asDay("2020-05-31") })];
    expect(gatherOpenNeeds(lines, { ...FACTS, today: null }).needs).toHaveLength(1);
    expect(gatherOpenNeeds(lines, FACTS).needs).toEqual([]);
  });

  test("stand the asked items first; of an item the least developed countries, then the largest", () => {
    const lines = [
      asked({ partyCode: "USA", country: "USA", quantity: 9000 }),
      asked({ partyCode: "ETH", country: "ETH", quantity: 10 }),
      asked({ partyCode: "KEN" }),
      asked({ partyCode: "AAA", country: null }),
      asked({ partyCode: "USA", country: "USA", itemId: "mask", quantity: 5 }),
      asked({ partyCode: "USA", country: "USA", itemId: "gown", quantity: 5 }),
    ];
    const { needs, items } = gatherOpenNeeds(lines, { ...FACTS, itemIds: ["medical_mask"] });
    expect(needs.map(({ itemId, partyCode }) => `${itemId} ${partyCode}`)).toEqual([
      "medical_mask ETH",
      "medical_mask USA",
      "medical_mask AAA",
      "medical_mask KEN",
      "mask USA",
    ]);
    expect(items).toEqual([
      { itemId: "medical_mask", recipients: 4, open: 11010 },
      { itemId: "mask", recipients: 1, open: 5 },
    ]);
  });
});

const anyLine = fc
  .record({
    itemId: fc.constantFrom("medical_mask", "n95", "mask", "gown"),
    partyCode: fc.constantFrom("ETH", "KEN", "USA", "FRA", "CHN"),
    quantity: fc.integer({ min: 1, max: 50 }),
    agreed: fc.integer({ min: 0, max: 40 }),
    pending: fc.integer({ min: 0, max: 40 }),
  })
  .map((part) => asked({ ...part, country: part.partyCode }));

test("whatever is asked and promised, the figures add up, and pages have every need once", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (lines, limit) => {
      const itemIds = ["n95"];
      for (const asks of [null, itemIds]) {
        const { needs, items } = gatherOpenNeeds(lines, { ...FACTS, itemIds: asks });
        for (const need of needs) {
          expect(need.open).toBe(need.asked - need.agreed - need.pending);
          expect(need.open).toBe(need.lines.reduce((sum, { open }) => sum + open, 0));
          expect(need.open).toBeGreaterThan(0);
        }
        const total = (rows: readonly { readonly open: number }[]) =>
          rows.reduce((sum, { open }) => sum + open, 0);
        expect(total(items)).toBe(total(needs));
        const paged = [];
        let after: NeedKey | undefined;
        for (let page = 0; page <= needs.length; page += 1) {
          const cut = cutNeeds(needs, { after, limit, itemIds: asks });
          paged.push(...cut.needs);
          if (cut.next === null) break;
          after = cut.next;
        }
        expect(paged).toEqual(needs);
      }
    }),
    { numRuns: 100 },
  );
});

test("a need that is covered between two pages takes none of the others with it", () => {
  const { needs } = gatherOpenNeeds(
    ["ETH", "FRA", "KEN", "USA"].map((code) => asked({ partyCode: code, country: code })),
    FACTS,
  );
  const { next } = cutNeeds(needs, { limit: 2, itemIds: null });
  const later = needs.filter(({ partyCode }) => partyCode !== "FRA");
  const rest = cutNeeds(later, { after: next ?? undefined, limit: 2, itemIds: null });
  expect(rest.needs.map(({ partyCode }) => partyCode)).toEqual(["KEN", "USA"]);
});
