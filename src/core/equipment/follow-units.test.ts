import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId, type ConsignmentId } from "#core/id.ts";
import { idOf, MASKS, moveOf, placeOf } from "#core/testing/book.ts";
import type { Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { followUnits, type StandingAsset } from "./follow-units.ts";

const HOME = placeOf("received");
const AWAY = placeOf("received", { siteId: idOf<"site">(99) });
const SENT = idOf<"consignment">(7);

/** Assets at home, of which the last `sent` are sent with the consignment. */
function assetsAtHome(count: number, sent = 0): StandingAsset[] {
  return Array.from({ length: count }, (_, index) => ({
    id: asId<"asset">(`01890000-0000-7000-8000-${String(index + 1).padStart(12, "0")}`),
    supplyId: MASKS,
    partyId: HOME.partyId,
    siteId: HOME.siteId,
    consignmentId: index >= count - sent ? SENT : null,
    status: "working",
  }));
}
const atHome = (units: number) => [{ supplyId: MASKS, partyId: HOME.partyId, siteId: HOME.siteId, units }];
const moveAway = (
  quantity: number,
  stage: Stage = "received",
  consignmentId: ConsignmentId | null = null,
) => ({
  ...moveOf("transfer", quantity, { from: HOME, to: { ...AWAY, stage } }),
  consignmentId,
});

describe("assets whose units move", () => {
  test("stay where units are left for all of them", () => {
    expect(followUnits([moveAway(1)], assetsAtHome(2), atHome(3))).toEqual({ ok: true, value: [] });
  });

  test("go where they are sent with the consignment, and are commissioned anew where they come to", () => {
    const gone = followUnits([moveAway(2, "received", SENT)], assetsAtHome(3, 2), atHome(3));
    expect(gone).toMatchObject({
      value: [
        { siteId: AWAY.siteId, status: "registered" },
        { siteId: AWAY.siteId, status: "registered" },
      ],
    });
  });

  test("cannot go where nobody says which of them", () => {
    expect(followUnits([moveAway(2)], assetsAtHome(3), atHome(3))).toMatchObject({
      refusal: { code: "assets_outnumber_units", units: 1, assets: 3 },
    });
    // One unit of two that are sent: it could be either.
    expect(followUnits([moveAway(1, "received", SENT)], assetsAtHome(3, 2), atHome(3)).ok).toBe(false);
  });

  test("go all of them where every unit goes, and end where units end", () => {
    expect(followUnits([moveAway(2)], assetsAtHome(2), atHome(2))).toMatchObject({ value: [{}, {}] });
    for (const [stage, status] of [
      ["lost", "lost"],
      ["wasted", "out_of_use"],
      ["produced", "removed"],
    ] as const) {
      const move = moveOf("lose", 2, { from: HOME, to: { ...HOME, stage } });
      expect(followUnits([move], assetsAtHome(2), atHome(2))).toMatchObject({
        value: [{ status }, { status }],
      });
    }
  });

  test("stay with the units that a better count leaves, and go back with what was never sent", () => {
    const transit = placeOf("in_transit", { siteId: idOf<"site">(99) });
    const fewer = {
      ...moveOf("receive", 3, { from: HOME, to: transit }),
      reversal: true,
      consignmentId: SENT,
    };
    expect(followUnits([fewer], assetsAtHome(2, 2), atHome(5))).toEqual({ ok: true, value: [] });
    expect(followUnits([fewer], assetsAtHome(3, 3), atHome(5))).toMatchObject({ value: [{}, {}, {}] });
    const unsent = { ...fewer, kind: "dispatch", from: transit, to: AWAY } as const;
    expect(followUnits([fewer, unsent], assetsAtHome(2, 2), atHome(5))).toMatchObject({
      value: [{ siteId: AWAY.siteId }, { siteId: AWAY.siteId }],
    });
  });

  test("never outnumber the units anywhere, whatever moves", () => {
    const move = fc.record({
      quantity: fc.integer({ min: 1, max: 4 }),
      back: fc.boolean(),
      sent: fc.boolean(),
      stage: fc.constantFrom<Stage>("received", "in_transit", "lost", "used"),
    });
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        (moves, units, sent) => {
          const left = new Map([
            [HOME.siteId, units],
            [AWAY.siteId, 5],
          ]);
          const movements = moves.map(({ quantity, back, sent: isSent, stage }) => {
            const [from, to] = back ? [AWAY, HOME] : [HOME, AWAY];
            const stands = stage === "received" || stage === "in_transit";
            left.set(from.siteId, (left.get(from.siteId) ?? 0) - quantity);
            if (stands) left.set(to.siteId, (left.get(to.siteId) ?? 0) + quantity);
            const at = stands ? to : from;
            return {
              ...moveOf("transfer", quantity, { from, to: { ...at, stage } }),
              quantity: asQuantity(quantity),
              consignmentId: isSent ? SENT : null,
            };
          });
          fc.pre([...left.values()].every((count) => count >= 0));
          const assets = assetsAtHome(Math.min(units, 4), Math.min(sent, units, 4));
          const away = { supplyId: MASKS, partyId: AWAY.partyId, siteId: AWAY.siteId, units: 5 };
          const answer = followUnits(movements, assets, [...atHome(units), away]);
          if (!answer.ok) return;
          const changed = new Map(answer.value.map((one) => [one.id, one]));
          for (const { siteId } of [HOME, AWAY]) {
            const standing = assets
              .map((asset) => ({ ...asset, ...changed.get(asset.id) }))
              .filter(
                (one) => one.siteId === siteId && (one.status === "working" || one.status === "registered"),
              );
            expect(standing.length).toBeLessThanOrEqual(left.get(siteId) ?? 0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
