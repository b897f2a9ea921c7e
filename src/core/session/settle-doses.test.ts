import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { type HeldLot, settleOldestFirst, type UnsettledLine } from "./settle-doses.ts";
import { findExcess, type ItemDoses } from "./unsettled.ts";

const items = new Map([
  ["vaccine", { of: null }],
  ["covid", { of: "vaccine" }],
  ["a", { of: "covid" }],
  ["b", { of: "covid" }],
  ["measles", { of: "vaccine" }],
]);
const id = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;
const lot = (index: number, itemId: string, rest: Partial<HeldLot>): HeldLot => ({
  supplyId: asId<"supply">(id(index)),
  itemId,
  expiry: null,
  receivedOn: asDay("2021-01-01"),
  held: 10,
  ...rest,
});
const line = (index: number, itemId: string, rest: Partial<UnsettledLine> = {}): UnsettledLine => ({
  reportId: asId<"command">(id(index)),
  lineNumber: 1,
  outcome: "given",
  itemId,
  heldOn: asDay("2021-07-01"),
  quantity: 5,
  ...rest,
});
const sumDoses = (lines: readonly UnsettledLine[], lots: readonly HeldLot[]): ItemDoses[] => [
  ...lines.map(({ itemId, quantity }) => ({ itemId, held: 0, unsettled: quantity })),
  ...lots.map(({ itemId, held }) => ({ itemId, held, unsettled: 0 })),
];
const settle = (lines: readonly UnsettledLine[], lots: readonly HeldLot[]) => {
  const { settlements, left } = settleOldestFirst(lines, lots, { doses: sumDoses(lines, lots), items });
  const short = settlements.map((one) => [one.line.reportId, one.supplyId, one.quantity]);
  return { short, left, settlements };
};

describe("doses without a lot", () => {
  test("come to the lot that expires first, then to the one received first", () => {
    const lots = [
      lot(1, "a", { receivedOn: asDay("2021-02-01"), held: 4 }),
      lot(2, "a", { receivedOn: asDay("2021-01-01"), held: 4 }),
      lot(3, "a", { expiry: asDay("2021-09-01"), held: 2 }),
      lot(4, "a", { expiry: asDay("2021-08-01"), held: 2 }),
    ];
    expect(settle([line(9, "a", { quantity: 10 })], lots).short).toEqual([
      [id(9), id(4), 2],
      [id(9), id(3), 2],
      [id(9), id(2), 4],
      [id(9), id(1), 2],
    ]);
  });

  test("pass over a lot that had expired, unless they were wasted", () => {
    const lots = [lot(1, "a", { expiry: asDay("2021-06-30"), held: 8 }), lot(2, "a", { held: 2 })];
    expect(settle([line(9, "a")], lots)).toMatchObject({ short: [[id(9), id(2), 2]], left: 3 });
    expect(settle([line(9, "a", { outcome: "wasted" })], lots)).toMatchObject({
      short: [[id(9), id(1), 5]],
      left: 0,
    });
  });

  test("of any vaccine leave enough of each for those of which it is known", () => {
    const lots = [lot(1, "a", {}), lot(2, "b", { receivedOn: asDay("2021-02-01") })];
    const lines = [line(8, "covid", { quantity: 12 }), line(9, "a", { heldOn: asDay("2021-07-02") })];
    expect(settle(lines, lots)).toMatchObject({
      short: [
        [id(8), id(1), 5],
        [id(8), id(2), 7],
        [id(9), id(1), 5],
      ],
      left: 0,
    });
  });

  test("never come to a vaccine of another kind", () => {
    expect(settle([line(9, "covid")], [lot(1, "measles", {})])).toMatchObject({ short: [], left: 5 });
  });

  test("are settled to the last one wherever no item and no category has more of them than units", () => {
    const anyItem = fc.constantFrom("a", "b", "covid", "measles", "vaccine");
    const leaf = fc.constantFrom("a", "b", "measles");
    const anyLines = fc.array(fc.tuple(anyItem, fc.integer({ min: 1, max: 30 })), { maxLength: 8 });
    const anyLots = fc.array(fc.tuple(leaf, fc.integer({ min: 1, max: 40 }), fc.nat(20)), { maxLength: 8 });
    let covered = 0;
    fc.assert(
      fc.property(anyLines, anyLots, (statedLines, statedLots) => {
        const lines = statedLines.map(([itemId, quantity], index) => line(index + 1, itemId, { quantity }));
        const lots = statedLots.map(([itemId, held, day], index) =>
          lot(index + 1, itemId, { held, receivedOn: asDay(`2021-01-${String(day + 1).padStart(2, "0")}`) }),
        );
        const { settlements, left } = settle(lines, lots);
        for (const one of lots) {
          const taken = settlements.filter(({ supplyId }) => supplyId === one.supplyId);
          expect(taken.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(one.held);
        }
        const settled = settlements.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(settled + left).toBe(lines.reduce((sum, { quantity }) => sum + quantity, 0));
        if (findExcess(sumDoses(lines, lots), items) !== undefined) return;
        covered += 1;
        expect(left).toBe(0);
      }),
      { numRuns: 2000 },
    );
    expect(covered).toBeGreaterThan(100);
  });
});

describe("more doses without a lot than units", () => {
  test("are found at the item, and at the category where the items have enough", () => {
    const doses = [
      { itemId: "a", held: 10, unsettled: 8 },
      { itemId: "b", held: 5, unsettled: 0 },
      { itemId: "covid", held: 0, unsettled: 8 },
    ];
    expect(findExcess(doses, items)).toEqual({ itemId: "covid", held: 15, unsettled: 16 });
    expect(findExcess([{ itemId: "a", held: 3, unsettled: 4 }], items)).toMatchObject({ itemId: "a" });
    const enough = doses.map((one) => (one.itemId === "b" ? { ...one, held: 6 } : one));
    expect(findExcess(enough, items)).toBeUndefined();
  });
});
