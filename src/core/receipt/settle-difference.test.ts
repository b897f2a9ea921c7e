import { describe, expect, test } from "vitest";
import { accountKey, type Book, postEntry } from "#core/ledger/post-entry.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { bookOf, GATE, GIVER, idOf, MASKS, PLANT, ROUTE, TAKER } from "#core/testing/book.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { DIFFERENCE_REASONS, type DifferenceReason } from "./receipt.ts";
import { listSettlementMovements, type SettlementFacts } from "./settle-difference.ts";

const occurred = occurredOn(asDay("2020-06-02"));
const stepTimes: SettlementFacts["stepTimes"] = new Map([
  ["dispatch", occurredOn(asDay("2020-05-10"))],
  ["clear_export", occurredOn(asDay("2020-05-12"))],
  ["clear_import", occurredOn(asDay("2020-05-20"))],
]);
const FACTS: SettlementFacts = {
  route: ROUTE,
  stepTimes: new Map([...stepTimes].slice(0, 2)),
  isOfferEnded: false,
  occurred,
};

function settle(reason: DifferenceReason, rest: Partial<SettlementFacts> = {}): Movement[] {
  const difference = { lineNumber: 1, quantity: 3, supplyId: MASKS };
  return listSettlementMovements(difference, reason, { ...FACTS, ...rest });
}

function textOf({ kind, reversal, from, to, occurred: when }: Movement): string {
  const place = (at: Movement["from"]): string =>
    `${at.partyId === GIVER ? "giver" : "taker"}/${at.siteId === PLANT ? "plant" : "gate"}/${at.stage}`;
  return `${reversal ? "not " : ""}${kind} ${place(from)} > ${place(to)} ${when.text}`;
}

describe("a settled difference", () => {
  const STAYING = ["delayed_in_transit", "short_dated_before_dispatch", "redirected"] as const;
  const EXPECTED: Readonly<
    Record<Exclude<DifferenceReason, "never_sent" | (typeof STAYING)[number]>, string>
  > = {
    lost_in_transit: "lose giver/gate/in_transit > giver/gate/lost",
    found_later: "receive giver/gate/in_transit > taker/gate/received",
    damaged_in_transit: "waste taker/gate/quarantined > taker/gate/wasted",
    damaged_before_dispatch: "waste taker/gate/quarantined > taker/gate/wasted",
    expired_in_transit: "waste taker/gate/quarantined > taker/gate/wasted",
    expired_before_dispatch: "waste taker/gate/quarantined > taker/gate/wasted",
    heat_in_transit: "waste taker/gate/quarantined > taker/gate/wasted",
    heat_before_dispatch: "waste taker/gate/quarantined > taker/gate/wasted",
    sound_after_all: "unquarantine taker/gate/quarantined > taker/gate/received",
    taken_after_all: "unquarantine taker/gate/quarantined > taker/gate/received",
    sent_uncounted: "surplus giver/plant/produced > taker/gate/received",
  };

  test.each(Object.entries(EXPECTED))("as %s moves its units once, when both sides agree", (...one) => {
    const [reason, expected] = one;
    const movements = settle(reason as DifferenceReason); // the keys of the table above
    expect(movements.map(textOf)).toEqual([`${expected} 2020-06-02`]);
    expect(movements[0]?.quantity).toBe(3);
  });

  test.each(STAYING)("as %s moves nothing: what was left aside stays in quarantine", (reason) => {
    expect(settle(reason)).toEqual([]);
  });

  test("every reason is in this test", () => {
    expect([...Object.keys(EXPECTED), ...STAYING, "never_sent"].toSorted()).toEqual(
      Object.keys(DIFFERENCE_REASONS).toSorted(),
    );
  });

  test("as never sent takes back every step in its own time, and releases the promise now", () => {
    expect(settle("never_sent", { stepTimes }).map(textOf)).toEqual([
      "not clear_import taker/gate/in_transit > giver/gate/in_transit 2020-05-20",
      "not clear_export giver/gate/in_transit > giver/plant/in_transit 2020-05-12",
      "not dispatch giver/plant/in_transit > giver/plant/reserved 2020-05-10",
      "release giver/plant/reserved > giver/plant/available 2020-06-02",
    ]);
    const dispatched = new Map([...stepTimes].slice(0, 1));
    expect(settle("never_sent", { stepTimes: dispatched }).map(textOf)).toEqual([
      "not dispatch giver/plant/in_transit > giver/plant/reserved 2020-05-10",
      "release giver/plant/reserved > giver/plant/available 2020-06-02",
    ]);
  });

  test("as never sent of an offer that has ended gives its units back to nobody's promise", () => {
    const movements = settle("never_sent", { isOfferEnded: true });
    expect(movements.map(textOf).at(-1)).toBe(
      "withdraw giver/plant/available > giver/plant/produced 2020-06-02",
    );
    expect(movements.at(-1)?.recipientId).toBeNull();
  });

  test("as never sent between a site and itself reverses no export, which moved nothing", () => {
    const route = { ...ROUTE, toSiteId: PLANT };
    expect(settle("never_sent", { stepTimes, route }).map(({ kind }) => kind)).toEqual([
      "clear_import",
      "dispatch",
      "release",
    ]);
  });

  test.each([false, true])(
    "as never sent is taken by the book and leaves nothing on its way (ended: %s)",
    (isOfferEnded) => {
      const movements = settle("never_sent", { stepTimes, isOfferEnded });
      const [first] = movements;
      if (first === undefined) throw new Error("it has movements");
      const start = { supplyId: MASKS, ...first.from };
      const entry = { id: idOf<"command">(1), reason: "settlement", corrects: null, movements } as const;
      const posted = postEntry(entry, bookOf([{ ...start, units: 3 }]), new Set([MASKS]));
      const after: Book = posted.ok ? posted.value : new Map();
      expect(after.get(accountKey(start))).toMatchObject({
        unitsIn: 3,
        unitsOut: 3,
        partyId: TAKER,
        siteId: GATE,
      });
      const left = [...after.values()].filter((one) => one.unitsIn > one.unitsOut).map(({ stage }) => stage);
      expect(left).toEqual([isOfferEnded ? "produced" : "available"]);
    },
  );
});
