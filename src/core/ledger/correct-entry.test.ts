import { describe, expect, test } from "vitest";
import { GATE, GOWNS, idOf, moveOf, placeOf, TAKER } from "#core/testing/book.ts";
import {
  CORRECTABLE,
  type CorrectEntry,
  decideCorrection,
  describeInstead,
  type PostedMovement,
} from "./correct-entry.ts";
import type { Movement } from "./movement.ts";

const hands = { partyId: TAKER, siteId: GATE };
const received: PostedMovement = {
  ...moveOf("receive", 500, { from: placeOf("in_transit", hands), to: placeOf("received", hands) }),
  lineNumber: 1,
};
const gowns: PostedMovement = { ...received, supplyId: GOWNS, lineNumber: 2 };
const posted = [received, gowns];

function correct(lines: CorrectEntry["lines"], earlier: readonly Movement[] = [], quantityMax = 10_000) {
  const command = { entryId: idOf<"command">(1), partyId: TAKER, reason: "count_error", lines } as const;
  return decideCorrection(command, posted, { earlier, quantityMax });
}

function problemsOf(answer: ReturnType<typeof correct>): unknown {
  return answer.ok ? answer.value : answer.refusal.problems.map(({ field, rule }) => [field, rule]);
}

describe("correcting an entry", () => {
  test("received 500, right is 480: one reversal of 20, from received back", () => {
    const { lineNumber: _line, ...movement } = received;
    expect(correct([{ lineNumber: 1, quantity: 480 }])).toEqual({
      ok: true,
      value: [{ ...movement, reversal: true, from: movement.to, to: movement.from, quantity: 20 }],
    });
  });

  test("what is missing is moved further, in the time of the corrected movement", () => {
    const { lineNumber: _line, ...movement } = gowns;
    expect(correct([{ lineNumber: 2, quantity: 512 }])).toEqual({
      ok: true,
      value: [{ ...movement, quantity: 12 }],
    });
  });

  test("a further correction starts from what the earlier ones left", () => {
    const first = correct([{ lineNumber: 1, quantity: 480 }]);
    const earlier = first.ok ? [...first.value] : [];
    const second = correct([{ lineNumber: 1, quantity: 490 }], earlier);
    expect(second.ok && second.value.map(({ reversal, quantity }) => [reversal, quantity])).toEqual([
      [false, 10],
    ]);
    earlier.push(...(second.ok ? second.value : []));
    const third = correct([{ lineNumber: 1, quantity: 0 }], earlier);
    expect(third.ok && third.value.map(({ reversal, quantity }) => [reversal, quantity])).toEqual([
      [true, 490],
    ]);
    expect(problemsOf(correct([{ lineNumber: 1, quantity: 490 }], earlier))).toEqual([
      ["lines", "nothing_to_correct"],
    ]);
  });

  test("corrections of one line do not count for another supply's", () => {
    const first = correct([{ lineNumber: 1, quantity: 480 }]);
    const second = correct([{ lineNumber: 2, quantity: 480 }], first.ok ? first.value : []);
    expect(second.ok && second.value.map(({ supplyId, quantity }) => [supplyId, quantity])).toEqual([
      [GOWNS, 20],
    ]);
  });

  test("refuses with every problem at once", () => {
    const answer = correct([
      { lineNumber: 1, quantity: 10_001 },
      { lineNumber: 1, quantity: 3 },
      { lineNumber: 7, quantity: 3 },
      { lineNumber: 2, quantity: -1 },
    ]);
    expect(problemsOf(answer)).toEqual([
      ["lines.0.quantity", "quantity_above_bound"],
      ["lines.1.lineNumber", "doubled_line"],
      ["lines.2.lineNumber", "unknown_line"],
      ["lines.3.quantity", "whole_number"],
    ]);
    expect(problemsOf(correct([{ lineNumber: 2, quantity: 0.5 }]))).toEqual([
      ["lines.0.quantity", "whole_number"],
    ]);
  });

  test("refuses what changes nothing", () => {
    expect(problemsOf(correct([{ lineNumber: 1, quantity: 500 }]))).toEqual([
      ["lines", "nothing_to_correct"],
    ]);
  });
});

test("an entry that cannot be corrected says what to do instead", () => {
  expect(["correct_entry", "receive_consignment", "dispatch_consignment"].map(describeInstead)).toEqual([
    "correct_the_first_entry",
    "recount_consignment",
    "receive_consignment",
  ]);
  expect(Object.keys(CORRECTABLE)).toEqual([
    "make_offer",
    "record_use",
    "record_delivery",
    "account_for_recalled",
    "change_asset",
  ]);
});
