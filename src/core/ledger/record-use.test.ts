import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, occurredInMonth, occurredOn } from "#core/time.ts";
import { GATE, GOWNS, idOf, MASKS, placeOf, supplyOf, TAKER } from "#core/testing/book.ts";
import { decideUse, type RecordUse, USE_KINDS } from "./record-use.ts";

const supplies = new Map([
  [MASKS, supplyOf({ expiry: asDay("2020-05-10") })],
  [GOWNS, supplyOf({ id: GOWNS })],
]);
const inTime = occurredOn(asDay("2020-05-10"));
const late = occurredOn(asDay("2020-05-11"));

function useOf(kind: RecordUse["kind"], rest: Partial<RecordUse["lines"][number]>[] = [{}]): RecordUse {
  const line = { supplyId: MASKS, siteId: GATE, quantity: asQuantity(3) };
  return { partyId: TAKER, kind, lines: rest.map((one) => ({ ...line, ...one })) };
}

function codeOf(answer: ReturnType<typeof decideUse>): unknown {
  if (answer.ok) return "accepted";
  if (answer.refusal.code !== "malformed") return answer.refusal.code;
  return answer.refusal.problems.map(({ field, rule }) => [field, rule]);
}

describe("what became of received units", () => {
  test.each([
    ["use", "received", "used"],
    ["waste", "received", "wasted"],
    ["lose", "received", "lost"],
    ["quarantine", "received", "quarantined"],
    ["unquarantine", "quarantined", "received"],
  ] as const)("%s moves them from %s to %s in the party's hands", (kind, from, to) => {
    const hands = { partyId: TAKER, siteId: GATE };
    expect(decideUse(useOf(kind), inTime, supplies)).toEqual({
      ok: true,
      value: [
        {
          kind,
          reversal: false,
          supplyId: MASKS,
          from: placeOf(from, hands),
          to: placeOf(to, hands),
          quantity: 3,
          recipientId: TAKER,
          consignmentId: null,
          occurred: inTime,
        },
      ],
    });
  });

  test.each([
    ["its own offer", idOf(77), "available"],
    ["a delivery recorded afterwards, to itself", null, "received"],
  ] as const)("a giver lets units of %s out to where they were", (_what, offerId, stage) => {
    const own = supplyOf({ giverId: TAKER, offerId: offerId === null ? null : asId<"offer">(offerId) });
    const decided = decideUse(useOf("unquarantine"), inTime, new Map([[MASKS, own]]));
    expect(decided.ok && decided.value.map(({ to }) => to.stage)).toEqual([stage]);
  });

  test("quarantined units can be wasted or lost, and not used or quarantined again", () => {
    const answers = USE_KINDS.map((kind) => [
      kind,
      codeOf(decideUse(useOf(kind, [{ stage: "quarantined" }]), inTime, supplies)),
    ]);
    const refused = [["lines.0.stage", "stage_not_reachable"]];
    expect(Object.fromEntries(answers)).toEqual({
      use: "units_quarantined",
      waste: "accepted",
      lose: "accepted",
      quarantine: refused,
      unquarantine: "accepted",
    });
  });

  test("the last day of a lot is a day of use; the next one is not", () => {
    expect(codeOf(decideUse(useOf("use"), inTime, supplies))).toBe("accepted");
    expect(decideUse(useOf("use"), late, supplies)).toEqual({
      ok: false,
      refusal: { code: "expired", supplyId: MASKS, expiry: "2020-05-10", occurredOn: "2020-05-11" },
    });
  });

  test("a use in a month that began before the expiry may have been in time", () => {
    expect(codeOf(decideUse(useOf("use"), occurredInMonth("2020-05"), supplies))).toBe("accepted");
  });

  test("expired units can be wasted, lost and quarantined", () => {
    for (const kind of ["waste", "lose", "quarantine"] as const) {
      expect([kind, codeOf(decideUse(useOf(kind), late, supplies))]).toEqual([kind, "accepted"]);
    }
  });

  test("expired units stay in quarantine: nobody lets them out for use", () => {
    expect(codeOf(decideUse(useOf("unquarantine"), late, supplies))).toBe("expired");
  });

  test("the same units on two lines are refused, another site's or stage's are not", () => {
    expect(codeOf(decideUse(useOf("waste", [{}, {}]), inTime, supplies))).toEqual([
      ["lines.1", "doubled_line"],
    ]);
    const apart = [{}, { stage: "quarantined" }, { supplyId: GOWNS }] as const;
    expect(codeOf(decideUse(useOf("waste", [...apart]), inTime, supplies))).toBe("accepted");
  });

  test("malformed comes before an unknown supply, then quarantined, then expired", () => {
    const unknown = { supplyId: idOf<"supply">(99) };
    const kept = { stage: "quarantined" } as const;
    expect(codeOf(decideUse(useOf("use", [{}, unknown, kept, kept]), late, supplies))).toEqual([
      ["lines.3", "doubled_line"],
    ]);
    expect(codeOf(decideUse(useOf("use", [{}, unknown, kept]), late, supplies))).toBe("unknown_supply");
    expect(codeOf(decideUse(useOf("use", [{}, kept]), late, supplies))).toBe("units_quarantined");
    expect(codeOf(decideUse(useOf("use", [{}]), late, supplies))).toBe("expired");
  });
});
