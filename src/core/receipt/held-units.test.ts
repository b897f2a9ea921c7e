import { describe, expect, test } from "vitest";
import { bookOf, CONSIGNMENT, GATE, GOWNS, MASKS, moveOf, PLANT, TAKER } from "#core/testing/book.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { findHeldUnits, type Hold, listTaken } from "./held-units.ts";

const hands = { partyId: TAKER, siteId: GATE };
const quarantined = { ...hands, stage: "quarantined" } as const;
const HOLD: Hold = {
  supplyId: MASKS,
  ...hands,
  quantity: 5,
  consignmentId: CONSIGNMENT,
  consignmentNumber: "WS-0000000000",
  lineNumber: 1,
  kind: "damaged",
};
const book = bookOf([{ supplyId: MASKS, ...quarantined, units: 8 }]);
const waste = (quantity: number, rest: Partial<Movement> = {}): Movement =>
  moveOf("waste", quantity, { from: quarantined, to: { ...hands, stage: "wasted" }, ...rest });

describe("units under an open difference", () => {
  test("stay in quarantine: only those beside them can be taken", () => {
    expect(findHeldUnits([waste(3)], book, [HOLD])).toBeUndefined();
    expect(findHeldUnits([waste(4)], book, [HOLD])).toEqual({
      code: "units_under_difference",
      supplyId: MASKS,
      ...hands,
      free: 3,
      asked: 4,
      consignmentId: CONSIGNMENT,
      consignmentNumber: "WS-0000000000",
      lineNumber: 1,
      kind: "damaged",
    });
  });

  test("of several differences add up, and movements of one entry do too", () => {
    const holds = [HOLD, { ...HOLD, quantity: 2, lineNumber: 2 }];
    expect(findHeldUnits([waste(1)], book, holds)).toBeUndefined();
    expect(findHeldUnits([waste(1), waste(1)], book, holds)).toMatchObject({
      free: 1,
      asked: 2,
      lineNumber: 1,
    });
  });

  test("are those of the supply, the party and the site, and of no other", () => {
    expect(findHeldUnits([waste(8)], book, [{ ...HOLD, supplyId: GOWNS }])).toBeUndefined();
    expect(findHeldUnits([waste(8)], book, [{ ...HOLD, siteId: PLANT }])).toBeUndefined();
  });

  test("what goes in and out again in one entry is not taken", () => {
    const into = moveOf("quarantine", 4, { from: { ...hands, stage: "received" }, to: quarantined });
    expect(listTaken([into, waste(4)])).toEqual([]);
    expect(listTaken([into, waste(6)])).toEqual([{ account: { supplyId: MASKS, ...quarantined }, asked: 2 }]);
  });
});
