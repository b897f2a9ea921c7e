import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId, type ConsignmentId } from "#core/id.ts";
import type { Account, Movement, MovementKind, Stage } from "#core/ledger/movement.ts";
import { accountKey, type Book, postEntry } from "#core/ledger/post-entry.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { type ColdHold, findColdHeld, withholdCold } from "./cold-hold.ts";
import { traceExposed } from "./trace-exposed.ts";

const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const SUPPLY = asId<"supply">(uuid(1));
const GIVER = asId<"party">(uuid(2));
const SITES = [10, 11, 12, 13].map((n) => asId<"site">(uuid(n)));
const PARTIES = [2, 3, 4, 5].map((n) => asId<"party">(uuid(n)));
const CONSIGNMENTS = [20, 21, 22, 23, 24, 25].map((n): ConsignmentId => asId<"consignment">(uuid(n)));

function at(place: number, stage: Stage): Omit<Account, "supplyId"> {
  return { partyId: PARTIES[place] ?? GIVER, siteId: SITES[place] ?? SITES[0]!, stage };
}

interface Rest {
  readonly quantity: number;
  readonly day?: number;
  readonly consignment?: number;
  readonly reversal?: boolean;
}

function move(kind: MovementKind, from: Movement["from"], to: Movement["to"], rest: Rest): Movement {
  const { quantity, day = 1, consignment, reversal = false } = rest;
  return {
    kind,
    reversal,
    supplyId: SUPPLY,
    from,
    to,
    quantity: asQuantity(quantity),
    recipientId: null,
    consignmentId: consignment === undefined ? null : (CONSIGNMENTS[consignment] ?? null),
    occurred: occurredOn(asDay(`2026-03-${String(day).padStart(2, "0")}`)),
  };
}

function bookOf(balances: readonly (readonly [Omit<Account, "supplyId">, number])[]): Book {
  return new Map(
    balances.map(([place, units]) => {
      const account = { supplyId: SUPPLY, ...place };
      return [accountKey(account), { ...account, unitsIn: units, unitsOut: 0 }];
    }),
  );
}

function hold(part: Partial<ColdHold>): ColdHold {
  const { partyId, siteId } = at(1, "received");
  const head = { id: uuid(99), supplyId: SUPPLY, partyId, siteId, consignmentId: null, quantity: 100 };
  return { ...head, stage: "quarantined", ...part };
}

describe("withholdCold", () => {
  test("lets nothing that was in a consignment on hold stand where it could be used, whatever is counted of it", () => {
    const travelling = hold({ stage: "in_transit", consignmentId: CONSIGNMENTS[0] ?? null });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 50 }),
        (received, damagedOf, stood) => {
          const damaged = Math.min(received, damagedOf);
          const book = bookOf([
            [at(0, "in_transit"), 100],
            [at(1, "received"), stood],
          ]);
          const counted = [
            move("receive", at(0, "in_transit"), at(1, "received"), { quantity: received, consignment: 0 }),
            ...(damaged === 0
              ? []
              : [move("quarantine", at(1, "received"), at(1, "quarantined"), { quantity: damaged })]),
          ];
          const withheld = withholdCold(counted, [travelling], book);
          if (!withheld.ok) throw new Error(withheld.refusal.code);
          const movements = [...withheld.value.movements];
          const after = postEntry(
            { id: asId<"command">(uuid(50)), reason: "command", corrects: null, movements },
            book,
            new Set([SUPPLY]),
          );
          if (!after.ok) throw new Error(after.refusal.code);
          const left = (stage: Stage) => {
            const key = accountKey({ supplyId: SUPPLY, ...at(1, stage) });
            const { unitsIn = 0, unitsOut = 0 } = after.value.get(key) ?? {};
            return unitsIn - unitsOut;
          };
          expect([left("received"), left("quarantined")]).toEqual([stood, received]);
          const held = withheld.value.changes.reduce((sum, { quarantined }) => sum + quarantined, 0);
          expect(held).toBe(received - damaged);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("refuses to send what is promised on hold, and quarantines it when the promise is released", () => {
    const { partyId, siteId } = at(0, "reserved");
    const promised = hold({ stage: "reserved", partyId, siteId, quantity: 70 });
    const book = bookOf([[at(0, "reserved"), 70]]);
    const sent = [move("dispatch", at(0, "reserved"), at(0, "in_transit"), { quantity: 7, consignment: 0 })];
    expect(withholdCold(sent, [promised], book)).toMatchObject({
      refusal: { code: "units_under_cold_hold", free: 0, asked: 7 },
    });
    // Whichever line of a consignment they are.
    const other = { ...sent[0]!, supplyId: asId<"supply">(uuid(7)) };
    expect(withholdCold([other, ...sent], [promised], book)).toMatchObject({
      refusal: { code: "units_under_cold_hold", asked: 7 },
    });
    // A redirect that falls through says again that they were sent, of units whose promise it takes up again.
    const again = move("release", at(0, "available"), at(0, "reserved"), { quantity: 7, reversal: true });
    expect(withholdCold([again, ...sent], [promised], book)).toMatchObject({ ok: true });
    const released = [move("release", at(0, "reserved"), at(0, "available"), { quantity: 7 })];
    expect(withholdCold(released, [promised], book)).toMatchObject({
      value: { movements: [{}, { kind: "quarantine", quantity: 7 }], changes: [{ quarantined: 7 }] },
    });
    // What is withdrawn in the same entry stands nowhere.
    const withdrawn = [...released, move("withdraw", at(0, "available"), at(0, "produced"), { quantity: 7 })];
    expect(withholdCold(withdrawn, [promised], book)).toMatchObject({
      value: { movements: [{}, {}], changes: [{ quarantined: 0, freed: 7, isGone: true }] },
    });
    const partly = [...released, move("withdraw", at(0, "available"), at(0, "produced"), { quantity: 3 })];
    expect(withholdCold(partly, [promised], book)).toMatchObject({
      value: { changes: [{ quarantined: 4, freed: 7 }] },
    });
  });

  test("takes out of quarantine what a better count takes back, no more than is missing", () => {
    const here = hold({ quantity: 100 });
    const book = bookOf([
      [at(1, "received"), 4],
      [at(1, "quarantined"), 100],
    ]);
    const counted = { quantity: 10, consignment: 0, reversal: true };
    const back = [move("receive", at(1, "received"), at(0, "in_transit"), counted)];
    expect(withholdCold(back, [here], book)).toMatchObject({
      value: { movements: [{}, { kind: "unquarantine", quantity: 6 }], changes: [{ quarantined: -6 }] },
    });
  });

  test("leaves to a difference what a better count finds damaged of held units, no more than is missing", () => {
    const book = bookOf([
      [at(1, "received"), 4],
      [at(1, "quarantined"), 100],
    ]);
    const counted = { quantity: 10, consignment: 0 };
    const damaged = [move("quarantine", at(1, "received"), at(1, "quarantined"), counted)];
    expect(withholdCold(damaged, [hold({ quantity: 100 })], book)).toMatchObject({
      value: { movements: [{}, { kind: "unquarantine", quantity: 6 }], changes: [{ quarantined: -6 }] },
    });
  });

  test("leaves units free in quarantine that no hold and no difference is about", () => {
    const account = { supplyId: SUPPLY, ...at(1, "quarantined") };
    const book = bookOf([[at(1, "quarantined"), 130]]);
    const about = { holds: [hold({})], others: () => 20 };
    expect(findColdHeld([{ account, asked: 10 }], book, about)).toBeUndefined();
    expect(findColdHeld([{ account, asked: 11 }], book, about)).toMatchObject({ free: 10, asked: 11 });
  });
});

/** A random story of one supply: offered at place 0, sent on from any place that has some, received, used. Days 1 to 20. */
const story = fc.array(
  fc.record({
    day: fc.integer({ min: 1, max: 20 }),
    from: fc.integer({ min: 0, max: 3 }),
    to: fc.integer({ min: 0, max: 3 }),
    units: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 6 },
);

describe("traceExposed", () => {
  test("finds every place that a unit which stood there can have come to, by following single units", () => {
    let moved = 0;
    fc.assert(
      fc.property(
        story,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 3 }),
        (steps, day, where) => {
          const movements: Movement[] = [
            move("pledge", at(0, "produced"), at(0, "available"), { quantity: 60 }),
          ];
          // Each unit by itself, where it is: chance does not say which of several goes, so the first ones do.
          const units = Array.from({ length: 60 }, () => ({ place: 0, exposed: false }));
          const expose = () => {
            for (const unit of units) if (unit.place === where) unit.exposed = true;
          };
          const ordered = steps.toSorted((a, b) => a.day - b.day);
          let isDone = false;
          ordered.forEach(({ day: on, from, to, units: asked }, consignment) => {
            // The excursion is at the beginning of its day.
            if (!isDone && on >= day) {
              expose();
              isDone = true;
            }
            const going = units.filter(({ place }) => place === from).slice(0, asked);
            if (going.length === 0 || from === to) return;
            const rest = { quantity: going.length, day: on, consignment };
            movements.push(
              move("reserve", at(from, "available"), at(from, "reserved"), rest),
              move("dispatch", at(from, "reserved"), at(from, "in_transit"), rest),
              move("receive", at(from, "in_transit"), at(to, "received"), rest),
            );
            for (const unit of going) unit.place = to;
          });
          if (!isDone) expose();
          const date = asDay(`2026-03-${String(day).padStart(2, "0")}`);
          const monitored = { siteId: SITES[where] ?? SITES[0]!, consignmentId: null };
          const found = traceExposed(movements, monitored, { from: date, to: date });
          const sites = new Set(found.flatMap((one) => (one.consignmentId === null ? [one.siteId] : [])));
          for (const { place, exposed } of units) {
            if (!exposed) continue;
            if (place !== where) moved += 1;
            expect(sites).toContain(SITES[place]);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(50);
  });

  test("leaves alone what had left before, and what never was there", () => {
    const movements = [
      move("pledge", at(0, "produced"), at(0, "available"), { quantity: 60 }),
      move("dispatch", at(0, "reserved"), at(0, "in_transit"), { quantity: 10, day: 2, consignment: 0 }),
      move("receive", at(0, "in_transit"), at(1, "received"), { quantity: 10, day: 3, consignment: 0 }),
      move("dispatch", at(0, "reserved"), at(0, "in_transit"), { quantity: 20, day: 6, consignment: 1 }),
      move("receive", at(0, "in_transit"), at(2, "received"), { quantity: 20, day: 7, consignment: 1 }),
    ];
    const day = asDay("2026-03-05");
    const atGiver = { siteId: SITES[0]!, consignmentId: null };
    expect(traceExposed(movements, atGiver, { from: day, to: day })).toEqual([
      { partyId: PARTIES[0], siteId: SITES[0], consignmentId: null },
      { consignmentId: CONSIGNMENTS[1] },
      { partyId: PARTIES[2], siteId: SITES[2], consignmentId: null },
    ]);
    const nowhere = { siteId: SITES[3]!, consignmentId: null };
    expect(traceExposed(movements, nowhere, { from: day, to: day })).toEqual([]);
    const with0 = { siteId: null, consignmentId: CONSIGNMENTS[0]! };
    expect(traceExposed(movements, with0, { from: day, to: day })).toEqual([
      { consignmentId: CONSIGNMENTS[0] },
      { partyId: PARTIES[1], siteId: SITES[1], consignmentId: null },
    ]);
  });

  test("follows a redirect where the units have stood, and not to what was never sent with them", () => {
    const sent = { quantity: 10, day: 2, consignment: 0 };
    const came = { quantity: 10, day: 3, consignment: 0 };
    const back = { reversal: true };
    const today = { quantity: 10, day: 9, consignment: 0 };
    const shelf = { ...at(1, "available"), partyId: GIVER };
    const movements = [
      move("pledge", at(0, "produced"), at(0, "available"), { quantity: 60 }),
      move("reserve", at(0, "available"), at(0, "reserved"), { quantity: 10 }),
      move("dispatch", at(0, "reserved"), at(0, "in_transit"), sent),
      move("receive", at(0, "in_transit"), at(1, "received"), came),
      move("quarantine", at(1, "received"), at(1, "quarantined"), came),
      // The redirect, on day 9.
      move("receive", at(1, "received"), at(0, "in_transit"), { ...came, ...back }),
      move("quarantine", at(1, "quarantined"), at(1, "received"), { ...came, ...back }),
      move("dispatch", at(0, "in_transit"), at(0, "reserved"), { ...sent, ...back }),
      move("release", at(0, "reserved"), at(0, "available"), today),
      move("quarantine", at(0, "available"), at(1, "quarantined"), today),
      move("unquarantine", at(1, "quarantined"), shelf, today),
    ];
    const places = (monitored: Parameters<typeof traceExposed>[1], on: string) =>
      traceExposed(movements, monitored, { from: asDay(on), to: asDay(on) }).flatMap((one) =>
        one.consignmentId === null ? [`${one.partyId}/${one.siteId}`] : [],
      );
    const [holder, onward, origin] = [at(1, "received"), shelf, at(0, "available")].map(
      ({ partyId, siteId }) => `${partyId}/${siteId}`,
    );
    // In quarantine with the first recipient, while they waited.
    expect(places({ siteId: SITES[1]!, consignmentId: null }, "2026-03-05")).toEqual([holder, onward]);
    // On their way: what had stayed with the giver was not with them.
    expect(places({ siteId: null, consignmentId: CONSIGNMENTS[0]! }, "2026-03-02")).toEqual([holder, onward]);
    // At the giver's, after they had left.
    expect(places({ siteId: SITES[0]!, consignmentId: null }, "2026-03-05")).toEqual([origin]);
  });
});
