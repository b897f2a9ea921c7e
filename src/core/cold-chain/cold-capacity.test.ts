import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import {
  decideColdCapacity,
  decideRoom,
  findRoom,
  listWithoutRoom,
  type StateColdCapacity,
  type StoredUnits,
} from "./cold-capacity.ts";
import { COLD_CLASSES, type ColdClass } from "./cold-class.ts";
import type { ColdVolume } from "./cold-volume.ts";

const OWN = asId<"party">("00000000-0000-7000-8000-00000000000a");
const SITE = asId<"site">("00000000-0000-7000-8000-00000000000b");
const LANE = asId<"lane">("00000000-0000-7000-8000-00000000000c");
const own = { owners: [OWN], isSecretariat: false };

describe("a statement of cold capacity", () => {
  test("has every class, 0 of those that it does not name", () => {
    const classes = [{ temperatureClass: "cool_2_8", heldCubicCentimetres: 500 }] as const;
    expect(decideColdCapacity({ partyId: OWN, siteId: SITE, classes }, own)).toEqual({
      ok: true,
      value: [
        { temperatureClass: "cool_2_8", heldCubicCentimetres: 500 },
        { temperatureClass: "frozen_minus_20", heldCubicCentimetres: 0 },
        { temperatureClass: "ultra_cold_minus_70", heldCubicCentimetres: 0 },
      ],
    });
  });

  const cool = { temperatureClass: "cool_2_8", heldCubicCentimetres: 1 } as const;
  test.each<[string, Partial<StateColdCapacity>, readonly string[]]>([
    ["of nothing", {}, ["site_or_lane"]],
    ["of both", { siteId: SITE, laneId: LANE, classes: [] }, ["site_or_lane"]],
    ["with a class twice", { siteId: SITE, classes: [cool, cool] }, ["doubled_class"]],
    [
      "of a site without what it holds",
      { siteId: SITE, classes: [{ temperatureClass: "cool_2_8" }] },
      ["held_of_a_site"],
    ],
    [
      "of a lane with what it holds",
      { laneId: LANE, classes: [cool] },
      ["held_of_a_site", "per_day_of_a_lane"],
    ],
  ])("%s is refused", (_what, part, rules) => {
    const decided = decideColdCapacity({ partyId: OWN, classes: [], ...part }, own);
    expect(decided.ok ? [] : decided.refusal.problems.map(({ rule }) => rule)).toEqual(rules);
  });

  test("of another party's site is refused, of nobody's but to the secretariat", () => {
    const command = { partyId: OWN, siteId: SITE, classes: [] };
    const others = { owners: [asId<"party">("00000000-0000-7000-8000-00000000000d")], isSecretariat: true };
    expect(decideColdCapacity(command, others)).toMatchObject({
      ok: false,
      refusal: { problems: [{ rule: "place_of_another_party" }] },
    });
    expect(decideColdCapacity(command, { owners: [null], isSecretariat: false }).ok).toBe(false);
    expect(decideColdCapacity(command, { owners: [null], isSecretariat: true }).ok).toBe(true);
  });
});

/** What a random world is made of: items with classes and volumes, a site, and sendings to it one after the other. */
const volume = fc.record({
  classes: fc.subarray([...COLD_CLASSES], { minLength: 0 }),
  perThousandCubicCentimetres: fc.integer({ min: 1, max: 150_000 }),
});
const goods = fc.array(
  fc.record({ itemId: fc.constantFrom("a", "b", "c", "d"), units: fc.integer({ min: 1, max: 2_000_000 }) }),
  { minLength: 1, maxLength: 4 },
);
const world = fc.record({
  volumes: fc.tuple(volume, volume, volume).map(
    ([a, b, c]): ReadonlyMap<string, ColdVolume> =>
      new Map([
        ["a", a],
        ["b", b],
        ["c", c],
      ]),
  ),
  held: fc.array(fc.integer({ min: 0, max: 60_000_000 }), { minLength: 3, maxLength: 3 }),
  sendings: fc.array(fc.record({ goods, leaves: fc.boolean() }), { maxLength: 12 }),
});

/** Cubic centimetres of a class, in thousandths, by a plain sum over units. */
function fill(
  stored: readonly StoredUnits[],
  volumes: ReadonlyMap<string, ColdVolume>,
  of: ColdClass,
): number {
  return stored.reduce((sum, { itemId, units }) => {
    const one = volumes.get(itemId);
    return one?.classes.includes(of) === true ? sum + units * one.perThousandCubicCentimetres : sum;
  }, 0);
}

describe("the room of a site", () => {
  test("is never filled beyond what the site holds, whatever is sent there and whatever leaves", () => {
    let refused = 0;
    let sent = 0;
    fc.assert(
      fc.property(world, ({ volumes, held, sendings }) => {
        const capacity = new Map(COLD_CLASSES.map((one, i) => [one, held[i] ?? 0]));
        let stored: StoredUnits[] = [];
        for (const { goods: lines, leaves } of sendings) {
          if (leaves) stored = stored.slice(1);
          const room = findRoom(capacity, stored, volumes);
          const decided = decideRoom(SITE, lines, { room, volumes });
          if (decided.ok) {
            sent += 1;
            stored = [...stored, ...lines];
          } else {
            refused += 1;
            const { temperatureClass, needed, room: free } = decided.refusal;
            expect(needed).toBeGreaterThan(free);
            // It would really not have fitted, but for what rounding up to whole cubic centimetres adds.
            const filled = fill([...stored, ...lines], volumes, temperatureClass);
            const slack = 1000 * (stored.length + lines.length);
            expect(filled + slack).toBeGreaterThan((capacity.get(temperatureClass) ?? 0) * 1000);
          }
          for (const one of COLD_CLASSES) {
            expect(fill(stored, volumes, one)).toBeLessThanOrEqual((capacity.get(one) ?? 0) * 1000);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect([refused > 50, sent > 50]).toEqual([true, true]);
  });

  test("is given to counted lines in their order: those that are kept fit, and the first that is not would not", () => {
    fc.assert(
      fc.property(world, goods, ({ volumes, held }, lines) => {
        const capacity = new Map(COLD_CLASSES.map((one, i) => [one, held[i] ?? 0]));
        const room = findRoom(capacity, [], volumes);
        const without = new Set(listWithoutRoom(lines, { room, volumes }));
        const kept = lines.filter((_, index) => !without.has(index));
        for (const one of COLD_CLASSES) {
          expect(fill(kept, volumes, one)).toBeLessThanOrEqual((capacity.get(one) ?? 0) * 1000);
        }
        const [first] = without;
        if (first === undefined) return;
        expect(decideRoom(SITE, lines.slice(0, first + 1), { room, volumes }).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("is not known where nobody has stated it: nothing is refused, nothing withheld", () => {
    const volumes = new Map([["a", { classes: ["cool_2_8"], perThousandCubicCentimetres: 9 } as const]]);
    const lines = [{ itemId: "a", units: 1_000_000 }];
    expect(findRoom(undefined, lines, volumes)).toBeUndefined();
    expect(decideRoom(SITE, lines, { room: undefined, volumes }).ok).toBe(true);
    expect(listWithoutRoom(lines, { room: undefined, volumes })).toEqual([]);
  });
});
