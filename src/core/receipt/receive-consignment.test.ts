import { describe, expect, test } from "vitest";
import { bookOf, GATE, GIVER, GOWNS, idOf, MASKS, PLANT, ROUTE, TAKER } from "#core/testing/book.ts";
import { findTransitPlace } from "#core/consignment/step-movements.ts";
import { postEntry } from "#core/ledger/post-entry.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { DIFFERENCE_REASONS, type DifferenceReason } from "./receipt.ts";
import { decideReceipt, decideSettlementMovement, type ReceiveLine } from "./receive-consignment.ts";

const occurred = occurredOn(asDay("2020-05-16"));
const STATUSES = ["dispatched", "export_cleared", "in_transit", "arrived", "import_cleared"] as const;

function receive(counts: readonly ReceiveLine[], status: (typeof STATUSES)[number] = "arrived") {
  const decided = decideReceipt(counts, ROUTE, status, occurred);
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
  return decided.value;
}

function problemsOf(counts: readonly ReceiveLine[]): unknown {
  const decided = decideReceipt(counts, ROUTE, "arrived", occurred);
  return decided.ok || decided.refusal.problems.map(({ field, value, rule }) => [field, value, rule]);
}

describe("a receipt", () => {
  test.each(STATUSES)("takes what was sent from where it stood: %s", (status) => {
    const counts = [
      { lineNumber: 2, counted: 40 },
      { lineNumber: 1, counted: 100 },
    ];
    const { differences, movements, lines } = receive(counts, status);
    expect(differences).toEqual([]);
    expect(
      lines.map(({ lineNumber, sent, counted, damaged }) => [lineNumber, sent, counted, damaged]),
    ).toEqual([
      [1, 100, 100, 0],
      [2, 40, 40, 0],
    ]);
    expect(movements.map(({ kind, supplyId, quantity }) => [kind, supplyId, quantity])).toEqual([
      ["receive", MASKS, 100],
      ["receive", GOWNS, 40],
    ]);
    for (const movement of movements) {
      expect(movement).toMatchObject({
        from: findTransitPlace(ROUTE, status),
        to: { partyId: TAKER, siteId: GATE, stage: "received" },
      });
    }
  });

  test("leaves missing units on their way, surplus ones outside the book, and damaged ones in quarantine", () => {
    const { differences, movements } = receive([
      { lineNumber: 1, counted: 97, damaged: 5 },
      { lineNumber: 2, counted: 44, damaged: 43 },
    ]);
    expect(differences).toEqual([
      { lineNumber: 1, kind: "short", quantity: 3 },
      { lineNumber: 1, kind: "damaged", quantity: 5 },
      { lineNumber: 2, kind: "surplus", quantity: 4 },
      { lineNumber: 2, kind: "damaged", quantity: 40 },
    ]);
    expect(movements.map(({ kind, supplyId, quantity }) => [kind, supplyId, quantity])).toEqual([
      ["receive", MASKS, 97],
      ["quarantine", MASKS, 5],
      ["receive", GOWNS, 40],
      ["quarantine", GOWNS, 40],
    ]);
  });

  test("of nothing at all moves nothing", () => {
    const { differences, movements } = receive([
      { lineNumber: 1, counted: 0 },
      { lineNumber: 2, counted: 0 },
    ]);
    expect(movements).toEqual([]);
    expect(differences.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ["short", 100],
      ["short", 40],
    ]);
  });

  test("refuses with every problem at once", () => {
    expect(
      problemsOf([
        { lineNumber: 1, counted: 1001, damaged: 1002 },
        { lineNumber: 1, counted: 3 },
        { lineNumber: 9, counted: 3 },
      ]),
    ).toEqual([
      ["lines.0.damaged", "1002", "damaged_above_counted"],
      ["lines.0.counted", "1001", "counted_above_bound"],
      ["lines.1.lineNumber", "1", "doubled_line"],
      ["lines.2.lineNumber", "9", "unknown_line"],
      ["lines", "2", "line_not_counted"],
    ]);
  });

  test("takes up to ten times the units sent for a surplus", () => {
    const answer = decideReceipt(
      [
        { lineNumber: 1, counted: 1000 },
        { lineNumber: 2, counted: 0 },
      ],
      ROUTE,
      "arrived",
      occurred,
    );
    expect(answer.ok).toBe(true);
  });
});

describe("a settled difference", () => {
  const transit = `${GIVER}/${GATE}/in_transit`;
  const hands = `${TAKER}/${GATE}/received`;
  const quarantined = `${TAKER}/${GATE}/quarantined`;
  const EXPECTED: Readonly<Record<DifferenceReason, readonly [kind: string, from: string, to: string]>> = {
    lost_in_transit: ["lose", transit, `${GIVER}/${GATE}/lost`],
    never_sent: ["unship", transit, `${GIVER}/${PLANT}/available`],
    found_later: ["receive", transit, hands],
    damaged_in_transit: ["waste", quarantined, `${TAKER}/${GATE}/wasted`],
    damaged_before_dispatch: ["waste", quarantined, `${TAKER}/${GATE}/wasted`],
    sound_after_all: ["unquarantine", quarantined, hands],
    sent_uncounted: ["surplus", `${GIVER}/${PLANT}/produced`, hands],
  };
  // The keys of a const table.
  const reasons = Object.keys(DIFFERENCE_REASONS) as DifferenceReason[];

  test.each(reasons)("as %s moves its units between the places that the reason names", (reason) => {
    const [kind] = DIFFERENCE_REASONS[reason];
    const difference = { kind, quantity: 3, supplyId: MASKS };
    const facts = { route: ROUTE, statusAtReceipt: "arrived" } as const;
    const movement = decideSettlementMovement(difference, reason, facts, occurred);
    const text = (place: typeof movement.from): string => `${place.partyId}/${place.siteId}/${place.stage}`;
    expect([movement.kind, text(movement.from), text(movement.to)]).toEqual(EXPECTED[reason]);
    const { from, quantity } = movement;
    expect(quantity).toBe(3);
    const entry = {
      id: idOf<"command">(1),
      reason: "settlement",
      corrects: null,
      movements: [movement],
    } as const;
    const book = bookOf([{ supplyId: MASKS, ...from, units: 3 }]);
    expect(postEntry(entry, book, new Set([MASKS])).ok).toBe(true);
  });
});
