import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { GATE, GOWNS, idOf, MASKS, TAKER } from "#core/testing/book.ts";
import { asDay, occurredOn } from "#core/time.ts";
import {
  type AccountForRecalled,
  decideAccountForRecalled,
  RECALL_OUTCOMES,
} from "./account-for-recalled.ts";

const facts = { recalled: new Set([MASKS]), startedOn: "2026-03-02" };

function decide(lines: readonly Partial<AccountForRecalled["lines"][number]>[], day = "2026-03-02") {
  const command: AccountForRecalled = {
    recallId: idOf<"recall">(41),
    partyId: TAKER,
    lines: lines.map((line) => ({
      supplyId: MASKS,
      siteId: GATE,
      quantity: asQuantity(5),
      outcome: "destroyed",
      ...line,
    })),
  };
  return decideAccountForRecalled(command, occurredOn(asDay(day)), facts);
}

describe("accounting for recalled units", () => {
  test("moves them out of quarantine for good, whatever became of them", () => {
    const decided = decide(RECALL_OUTCOMES.map((outcome) => ({ outcome })));
    expect(decided.ok && decided.value.map(({ kind, from, to }) => [kind, from.stage, to.stage])).toEqual([
      ["waste", "quarantined", "wasted"],
      ["return", "quarantined", "returned"],
      ["unquarantine", "quarantined", "received"],
      ["use", "received", "used"],
      ["lose", "quarantined", "lost"],
    ]);
  });

  test("refuses with every problem: of another supply, twice, used before on a day after", () => {
    const decided = decide([{ supplyId: GOWNS }, {}, {}, { outcome: "used_before" }], "2026-03-03");
    expect(decided.ok ? [] : decided.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["lines.0.supplyId", "not_of_this_recall"],
      ["lines.2", "doubled_line"],
      ["occurred", "used_after_the_recall"],
    ]);
  });
});
