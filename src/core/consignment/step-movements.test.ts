import { describe, expect, test } from "vitest";
import {
  bookOf,
  CONSIGNMENT,
  GATE,
  GIVER,
  GOWNS,
  idOf,
  MASKS,
  PLANT,
  ROUTE,
  TAKER,
} from "#core/testing/book.ts";
import { type Book, postEntry } from "#core/ledger/post-entry.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { CONSIGNMENT_STATUSES } from "./consignment.ts";
import { findTransitPlace, listStepMovements } from "./step-movements.ts";

const occurred = occurredOn(asDay("2020-05-16"));
const supplies = new Set([MASKS, GOWNS]);

describe("where a consignment's units stand", () => {
  test("with the giver where they left, from export on at the site of entry, from import on with the recipient", () => {
    const places = CONSIGNMENT_STATUSES.map((status) => [status, findTransitPlace(ROUTE, status)]);
    const atGate = { partyId: GIVER, siteId: GATE, stage: "in_transit" };
    expect(Object.fromEntries(places)).toMatchObject({
      dispatched: { partyId: GIVER, siteId: PLANT, stage: "in_transit" },
      export_cleared: atGate,
      in_transit: atGate,
      arrived: atGate,
      import_cleared: { partyId: TAKER, siteId: GATE, stage: "in_transit" },
    });
  });
});

describe("the movements of a step", () => {
  test("are one for each line, with all of its units, its consignment and its recipient", () => {
    const movements = listStepMovements(ROUTE, "packed", "dispatch", occurred);
    expect(movements.map(({ supplyId, quantity }) => [supplyId, quantity])).toEqual([
      [MASKS, 100],
      [GOWNS, 40],
    ]);
    for (const movement of movements) {
      expect(movement).toMatchObject({
        kind: "dispatch",
        reversal: false,
        from: { partyId: GIVER, siteId: PLANT, stage: "reserved" },
        to: { partyId: GIVER, siteId: PLANT, stage: "in_transit" },
        recipientId: TAKER,
        consignmentId: CONSIGNMENT,
        occurred,
      });
    }
  });

  test("join up: each leaves the place that the one before entered, and the book takes them all", () => {
    let book: Book = bookOf(
      ROUTE.lines.map(({ supplyId, quantity }) => ({
        supplyId,
        partyId: GIVER,
        siteId: PLANT,
        stage: "reserved",
        units: quantity,
      })),
    );
    const steps = [
      ["packed", "dispatch"],
      ["dispatched", "clear_export"],
      ["arrived", "clear_import"],
      ["import_cleared", "lose"],
    ] as const;
    for (const [status, step] of steps) {
      const movements = listStepMovements(ROUTE, status, step, occurred);
      const entry = { id: idOf<"command">(1), reason: "command", corrects: null, movements } as const;
      const posted = postEntry(entry, book, supplies);
      expect([step, posted.ok]).toEqual([step, true]);
      if (posted.ok) book = new Map([...book, ...posted.value]);
    }
    const left = [...book.values()].filter((account) => account.unitsIn > account.unitsOut);
    expect(left.map(({ supplyId, partyId, siteId, stage }) => [supplyId, partyId, siteId, stage])).toEqual([
      [MASKS, TAKER, GATE, "lost"],
      [GOWNS, TAKER, GATE, "lost"],
    ]);
  });

  test.each(["dispatched", "export_cleared", "in_transit", "arrived", "import_cleared"] as const)(
    "losing a consignment that is %s takes the units from where they stand",
    (status) => {
      const [movement] = listStepMovements(ROUTE, status, "lose", occurred);
      const place = findTransitPlace(ROUTE, status);
      expect(movement).toMatchObject({ kind: "lose", from: place, to: { ...place, stage: "lost" } });
    },
  );

  test("are none at export within one site, and import still changes hands", () => {
    const within = { ...ROUTE, toSiteId: PLANT };
    expect(listStepMovements(within, "dispatched", "clear_export", occurred)).toEqual([]);
    expect(listStepMovements(within, "arrived", "clear_import", occurred)).toHaveLength(2);
  });
});
