import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Account, Movement, MovementKind, Stage } from "#core/ledger/movement.ts";
import { MOVEMENT_KINDS, MOVEMENTS, STAGES } from "#core/ledger/movement.ts";
import { balanceOf, type Book, postEntry } from "#core/ledger/post-entry.ts";
import { asQuantity } from "#core/quantity.ts";
import { GATE, GIVER, idOf, MASKS, moveOf, placeOf, PLANT, TAKER } from "#core/testing/book.ts";
import { type Course, type CourseFlow, measureCourse, NO_COURSE } from "./measure-course.ts";

type Place = Omit<Account, "supplyId">;

/** A movement as a flow, as `store` reads it: in the direction of its kind. */
function flowOf(movement: Movement, cause: CourseFlow["cause"] = "other"): CourseFlow {
  const { kind, reversal, quantity } = movement;
  const [from, to] = reversal ? [movement.to, movement.from] : [movement.from, movement.to];
  const aside = [to, from].find(({ stage }) => stage === "quarantined");
  const withGiver = aside?.partyId === GIVER;
  return {
    kind,
    from: from.stage,
    to: to.stage,
    withGiver,
    cause,
    units: reversal ? 0 - quantity : quantity,
  };
}

const at = (stage: Stage, partyId = TAKER, siteId = GATE): Place => ({ partyId, siteId, stage });

describe("the course of a supply", () => {
  const HISTORY: readonly [kind: MovementKind, units: number, part?: Partial<Movement>][] = [
    ["pledge", 500],
    ["reserve", 100],
    ["dispatch", 100],
    ["receive", 97, { to: at("received") }],
    ["use", 60, { from: at("received"), to: at("used") }],
  ];
  const flows = HISTORY.map(([kind, quantity, part]) => flowOf(moveOf(kind, quantity, part)));

  test("is as the worked example says", () => {
    expect(measureCourse(flows)).toEqual({
      ...NO_COURSE,
      offered: 500,
      available: 400,
      agreed: 100,
      dispatched: 100,
      inTransit: 3,
      received: 97,
      inStore: 37,
      used: 60,
    } satisfies Course);
  });

  test("keeps what is wasted apart by where and why it was", () => {
    const wasted = (from: Place, units: number, cause: CourseFlow["cause"]) =>
      flowOf(moveOf("waste", units, { from, to: { ...from, stage: "wasted" } }), cause);
    const more = [
      flowOf(moveOf("quarantine", 20, { from: at("received"), to: at("quarantined") })),
      wasted(at("quarantined"), 5, "settlement"),
      wasted(at("quarantined"), 7, "recall"),
      wasted(at("received"), 4, "other"),
      wasted(placeOf("in_transit"), 1, "recall"),
      flowOf(moveOf("quarantine", 9, { from: placeOf("available"), to: placeOf("quarantined") })),
      wasted(placeOf("quarantined"), 2, "recall"),
    ];
    expect(measureCourse([...flows, ...more])).toMatchObject({
      available: 391,
      withheld: 7,
      gone: 2,
      inTransit: 2,
      wastedInTransit: 1,
      inStore: 13,
      quarantined: 8,
      wasted: 16,
      wastedAtCount: 5,
      recalled: 7,
    });
  });
});

/** Where units of each stage can stand: with the giver at the plant, with either at the gate. */
const PLACES: readonly Place[] = STAGES.flatMap((stage) => {
  const giver = at(stage, GIVER, PLANT);
  if (stage === "produced" || stage === "reserved") return [giver];
  if (stage === "available") return [giver, at(stage, GIVER, GATE)];
  if (stage === "received" || stage === "used") return [at(stage)];
  return [giver, at(stage), at(stage, GIVER, GATE)];
});

const anyMovement = fc
  .record({
    kind: fc.constantFrom(...MOVEMENT_KINDS),
    from: fc.constantFrom(...PLACES),
    to: fc.constantFrom(...PLACES),
    quantity: fc.integer({ min: 1, max: 40 }),
    reversal: fc.boolean(),
  })
  .filter(({ kind, from, to }) => {
    const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[kind];
    const isEnd = kind === "waste" || kind === "lose" || kind === "return" || kind === "use";
    if (from === to || !rule.from.includes(from.stage) || !rule.to.includes(to.stage)) return false;
    return !isEnd || (from.partyId === to.partyId && from.siteId === to.siteId);
  })
  .map(({ kind, from, to, quantity, reversal }) =>
    moveOf(kind, asQuantity(quantity), {
      ...(reversal ? { from: to, to: from } : { from, to }),
      reversal,
    }),
  );

/** Units that stand in a stage, with the giver or with the recipient, by the book. */
function standing(book: Book, stage: Stage, partyId?: typeof GIVER): number {
  return [...book.values()]
    .filter((account) => account.stage === stage && (partyId === undefined || account.partyId === partyId))
    .reduce((sum, account) => sum + balanceOf(account), 0);
}

test("whatever the ledger takes, standing figures are its balances, and the course adds up at every step", () => {
  fc.assert(
    fc.property(fc.array(anyMovement, { maxLength: 60 }), (movements) => {
      let book: Book = new Map();
      const flows: CourseFlow[] = [];
      for (const movement of movements) {
        const id = idOf<"command">(1);
        const entry = { id, reason: "command", corrects: null, movements: [movement] } as const;
        const posted = postEntry(entry, book, new Set([MASKS]));
        if (!posted.ok) continue;
        book = new Map([...book, ...posted.value]);
        flows.push(flowOf(movement));
      }
      const course = measureCourse(flows);
      const { inTransit, lostInTransit, wastedInTransit, returnedInTransit } = course;
      expect(course.available).toBe(standing(book, "available"));
      expect(course.reserved).toBe(standing(book, "reserved"));
      expect(inTransit).toBe(standing(book, "in_transit"));
      expect(course.inStore).toBe(standing(book, "received"));
      expect(course.withheld).toBe(standing(book, "quarantined", GIVER));
      expect(course.quarantined).toBe(standing(book, "quarantined", TAKER));
      expect(course.used).toBe(standing(book, "used"));
      const ended = (["wasted", "lost", "returned"] as const).map((stage) => standing(book, stage));
      const told = course.gone + course.wasted + course.lost + course.returned;
      const onTheWay = lostInTransit + wastedInTransit + returnedInTransit;
      expect(told + onTheWay).toBe(ended.reduce((sum, units) => sum + units, 0));
      expect(course.agreed).toBe(course.reserved + course.dispatched);
      expect(course.dispatched).toBe(course.received + inTransit + onTheWay);
      expect(0 - standing(book, "produced")).toBe(course.offered - course.withdrawn + course.surplus);
    }),
    { numRuns: 300 },
  );
});
