import { describe, expect, test } from "vitest";
import { GATE, GOWNS, MASKS, ROUTE, TAKER } from "#core/testing/book.ts";
import { findTransitPlace } from "#core/consignment/step-movements.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { decideReceipt, type ReceiveLine } from "./receive-consignment.ts";

const occurred = occurredOn(asDay("2020-05-16"));
const expired = new Set<typeof MASKS>();
const shortDated = new Set<number>();
const STATUSES = ["dispatched", "export_cleared", "in_transit", "arrived", "import_cleared"] as const;

function receive(counts: readonly ReceiveLine[], status: (typeof STATUSES)[number] = "arrived") {
  const decided = decideReceipt(counts, ROUTE, {
    transitStatus: status,
    lostAt: null,
    expired,
    shortDated,
    occurred,
  });
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
  return decided.value;
}

function problemsOf(counts: readonly ReceiveLine[]): unknown {
  const decided = decideReceipt(counts, ROUTE, {
    transitStatus: "arrived",
    lostAt: null,
    expired,
    shortDated,
    occurred,
  });
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

  test("puts all of an expired lot in quarantine, and says why", () => {
    const counts = [
      { lineNumber: 1, counted: 97, damaged: 5 },
      { lineNumber: 2, counted: 40 },
    ];
    const facts = {
      transitStatus: "arrived",
      lostAt: null,
      expired: new Set([MASKS]),
      shortDated,
      occurred,
    } as const;
    const decided = decideReceipt(counts, ROUTE, facts);
    const { differences, movements } = decided.ok ? decided.value : { differences: [], movements: [] };
    expect(differences).toEqual([
      { lineNumber: 1, kind: "short", quantity: 3 },
      { lineNumber: 1, kind: "damaged", quantity: 5 },
      { lineNumber: 1, kind: "expired", quantity: 92 },
    ]);
    expect(movements.map(({ kind, supplyId, quantity }) => [kind, supplyId, quantity])).toEqual([
      ["receive", MASKS, 97],
      ["quarantine", MASKS, 97],
      ["receive", GOWNS, 40],
    ]);
  });

  test("of what had been lost takes the loss back first, in its own time", () => {
    const counts = [
      { lineNumber: 1, counted: 60 },
      { lineNumber: 2, counted: 40 },
    ];
    const lostAt = occurredOn(asDay("2020-05-01"));
    const decided = decideReceipt(counts, ROUTE, {
      transitStatus: "arrived",
      lostAt,
      expired,
      shortDated,
      occurred,
    });
    const transit = findTransitPlace(ROUTE, "arrived");
    const lost = { ...transit, stage: "lost" };
    const movements = decided.ok ? decided.value.movements : [];
    expect(movements.map(({ kind, reversal, quantity }) => [kind, reversal, quantity])).toEqual([
      ["lose", true, 100],
      ["lose", true, 40],
      ["receive", false, 60],
      ["receive", false, 40],
    ]);
    expect(movements[0]).toMatchObject({ from: lost, to: transit, occurred: lostAt });
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
      { transitStatus: "arrived", lostAt: null, expired, shortDated, occurred },
    );
    expect(answer.ok).toBe(true);
  });
});
