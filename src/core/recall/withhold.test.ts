import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RecallId, SupplyId } from "#core/id.ts";
import { MOVEMENT_KINDS, MOVEMENTS, type Movement, STAGES, type Stage } from "#core/ledger/movement.ts";
import { accountKey, balanceOf, postEntry } from "#core/ledger/post-entry.ts";
import { bookOf, GATE, GOWNS, idOf, MASKS, moveOf, placeOf, TAKER } from "#core/testing/book.ts";
import { ACCOUNTING, withholdRecalled } from "./withhold.ts";

const recallId = idOf<"recall">(41);
const recalled: ReadonlyMap<SupplyId, RecallId> = new Map([[MASKS, recallId]]);
const hands = { partyId: TAKER, siteId: GATE };
const at = (stage: Stage) => placeOf(stage, hands);
const nothing = bookOf([]);

function added(kind: string, movements: readonly Movement[], book = nothing) {
  const answer = withholdRecalled(kind, movements, recalled, book);
  if (!answer.ok) return answer.refusal.code;
  return answer.value
    .slice(movements.length)
    .map((one) => [one.kind, one.from.stage, one.to.stage, one.quantity]);
}

describe("units of a recalled supply", () => {
  test("that arrive go on into quarantine, beside those that the receipt puts there", () => {
    const movements = [
      moveOf("receive", 100, { from: at("in_transit"), to: at("received") }),
      moveOf("quarantine", 3, { from: at("received"), to: at("quarantined") }),
    ];
    expect(added("receive_consignment", movements)).toEqual([["quarantine", "received", "quarantined", 97]]);
  });

  test("that a recount takes off what was received come out of quarantine", () => {
    const back = moveOf("receive", 3, { reversal: true, from: at("received"), to: at("in_transit") });
    expect(added("recount_consignment", [back])).toEqual([["unquarantine", "quarantined", "received", 3]]);
  });

  test("that are released go into the giver's quarantine, and those whose offer has ended go back", () => {
    expect(added("withdraw_agreement", [moveOf("release", 5)])).toEqual([
      ["quarantine", "available", "quarantined", 5],
    ]);
    expect(added("withdraw_agreement", [moveOf("release", 5), moveOf("withdraw", 5)])).toEqual([]);
  });

  test("take along what stands where they come to stand", () => {
    const book = bookOf([{ supplyId: MASKS, ...placeOf("available"), units: 7 }]);
    expect(added("withdraw_agreement", [moveOf("release", 5)], book)).toEqual([
      ["quarantine", "available", "quarantined", 12],
    ]);
  });

  test.each([
    ["accept_agreement", moveOf("reserve", 5)],
    ["dispatch_consignment", moveOf("dispatch", 5)],
    ["record_use", moveOf("use", 5, { from: at("received"), to: at("used") })],
    ["record_use", moveOf("quarantine", 5, { from: at("received"), to: at("quarantined") })],
    ["record_use", moveOf("unquarantine", 5, { from: at("quarantined"), to: at("received") })],
  ])("are not moved by %s", (kind, movement) => {
    expect(withholdRecalled(kind, [movement], recalled, nothing)).toEqual({
      ok: false,
      refusal: { code: "supply_recalled", supplyId: MASKS, recallId },
    });
  });

  test("can be recorded as delivered long ago, as used before the recall, and as taken back", () => {
    const delivered = [
      moveOf("pledge", 9),
      moveOf("reserve", 9),
      moveOf("dispatch", 9),
      moveOf("receive", 9, { to: at("received") }),
    ];
    expect(added("record_delivery", delivered)).toEqual([["quarantine", "received", "quarantined", 9]]);
    const used = [
      moveOf("unquarantine", 2, { from: at("quarantined"), to: at("received") }),
      moveOf("use", 2, { from: at("received"), to: at("used") }),
    ];
    expect(added(ACCOUNTING, used)).toEqual([]);
    const unused = moveOf("use", 2, { reversal: true, from: at("used"), to: at("received") });
    expect(added("correct_entry", [unused])).toEqual([["quarantine", "received", "quarantined", 2]]);
  });

  test("of another supply are left alone", () => {
    expect(added("accept_agreement", [moveOf("reserve", 5, { supplyId: GOWNS })])).toEqual([]);
  });
});

const anyMovement: fc.Arbitrary<Movement> = fc
  .record({
    kind: fc.constantFrom(...MOVEMENT_KINDS),
    quantity: fc.integer({ min: 1, max: 20 }),
    reversal: fc.boolean(),
    pick: fc.nat(5),
    isTaker: fc.boolean(),
  })
  .map(({ kind, quantity, reversal, pick, isTaker }) => {
    const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[kind];
    const place = (stage: Stage | undefined) => placeOf(stage ?? "produced", isTaker ? hands : {});
    const [from, to] = [place(rule.from[pick % rule.from.length]), place(rule.to[pick % rule.to.length])];
    return moveOf(kind, quantity, reversal ? { reversal, from: to, to: from } : { from, to });
  });

test("whatever an entry moves, nothing of a recalled supply is left where it could be promised or used", () => {
  let posted = 0;
  const places = [placeOf("available"), at("available")];
  const book = bookOf(
    places.flatMap((place) =>
      STAGES.filter((stage) => stage !== "available" && stage !== "received").map((stage) => ({
        supplyId: MASKS,
        ...place,
        stage,
        units: 60,
      })),
    ),
  );
  fc.assert(
    fc.property(fc.array(anyMovement, { minLength: 1, maxLength: 5 }), (movements) => {
      const withheld = withholdRecalled("any", movements, recalled, book);
      if (!withheld.ok) return;
      const entry = { id: idOf<"command">(1), reason: "command", corrects: null } as const;
      const after = postEntry({ ...entry, movements: withheld.value }, book, new Set([MASKS]));
      if (!after.ok) return;
      posted += 1;
      for (const place of places) {
        for (const stage of ["available", "received"] as const) {
          const account = after.value.get(accountKey({ supplyId: MASKS, ...place, stage }));
          expect(account === undefined ? 0 : balanceOf(account)).toBe(0);
        }
      }
      const forward = movements.filter(({ reversal }) => !reversal);
      for (const stage of ["reserved", "in_transit", "used"] as const) {
        const net = forward.reduce(
          (sum, { from, to, quantity }) =>
            sum + (to.stage === stage ? quantity : 0) - (from.stage === stage ? quantity : 0),
          0,
        );
        expect(net).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 3000 },
  );
  expect(posted).toBeGreaterThan(100);
});
