import { describe, expect, test } from "vitest";
import { GATE, MASKS, ROUTE, TAKER } from "#core/testing/book.ts";
import { asDay, occurredOn } from "#core/time.ts";
import type { Difference } from "./receipt.ts";
import { decideReceipt, type ReceiveLine } from "./receive-consignment.ts";
import { decideRecount } from "./recount-consignment.ts";

const facts = {
  transitStatus: "arrived",
  lostAt: null,
  expired: new Set<typeof MASKS>(),
  shortDated: new Set<number>(),
  occurred: occurredOn(asDay("2020-05-16")),
} as const;

function recount(first: readonly ReceiveLine[], again: readonly ReceiveLine[], settled = false) {
  const decided = decideReceipt(first, ROUTE, facts);
  if (!decided.ok) throw new Error("the first count is sound");
  const differences = decided.value.differences.map(
    (one): Difference => ({
      ...one,
      giverReason: null,
      recipientReason: null,
      status: settled ? "settled" : "open",
      redirectedUnits: 0,
    }),
  );
  return decideRecount(again, { lines: decided.value.lines, differences }, { ...facts, route: ROUTE });
}

const counted = (masks: number, damaged = 0, gowns = 40): ReceiveLine[] => [
  { lineNumber: 1, counted: masks, damaged },
  { lineNumber: 2, counted: gowns },
];

function movesOf(answer: ReturnType<typeof recount>): unknown {
  if (!answer.ok) return answer.refusal;
  return answer.value.movements.map(
    ({ kind, reversal, quantity }) => `${reversal ? "not " : ""}${kind} ${quantity}`,
  );
}

describe("a recount", () => {
  test.each([
    [counted(90), counted(97), ["receive 7"]],
    [counted(97), counted(90), ["not receive 7"]],
    [counted(97, 5), counted(97, 2), ["not quarantine 3"]],
    [counted(90, 2), counted(97, 5), ["receive 7", "quarantine 3"]],
    [counted(0, 0, 0), counted(100, 0, 0), ["receive 100"]],
    // More or less surplus is outside the book until it is settled.
    [counted(104), counted(106), []],
  ])("from %j to %j posts what lies between them", (first, again, expected) => {
    expect(movesOf(recount(first, again))).toEqual(expected);
  });

  test("has its differences by the new count, and happened when the first did", () => {
    const answer = recount(counted(90, 2), counted(97));
    const { differences, movements } = answer.ok ? answer.value : { differences: [], movements: [] };
    expect(differences).toEqual([{ lineNumber: 1, kind: "short", quantity: 3 }]);
    expect(movements[1]).toMatchObject({
      reversal: true,
      from: { partyId: TAKER, siteId: GATE, stage: "quarantined" },
      to: { partyId: TAKER, siteId: GATE, stage: "received" },
      occurred: facts.occurred,
    });
  });

  test("refuses, in this order: a settled difference, a malformed count, nothing that changes", () => {
    expect(movesOf(recount(counted(97), counted(9999), true))).toMatchObject({
      code: "step_not_allowed",
      noun: "difference",
    });
    expect(movesOf(recount(counted(97), counted(9999)))).toMatchObject({
      problems: [{ rule: "counted_above_bound" }],
    });
    expect(movesOf(recount(counted(97), counted(97)))).toMatchObject({
      problems: [{ rule: "nothing_to_correct" }],
    });
  });
});
