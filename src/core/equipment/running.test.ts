import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { makeModel, PROVIDES_NOTHING } from "#core/testing/equipment.ts";
import type { EquipmentModel, EquipmentModelId, Provision } from "./equipment-model.ts";
import type { Aid } from "./run-answer.ts";
import { countByModel, listRunning, splitByModel } from "./run-place.ts";
import { listSources } from "./run-sources.ts";
import { leaveOxygen, leavePower, sumOxygen } from "./running.ts";
import { describeConditions } from "./site-readiness.ts";

const NUMBER = "01890000-0000-7000-8000-0000000000";
/** An id that ends in the two hexadecimal digits. */
const idOf = (digits: string): EquipmentModelId => asId(`${NUMBER}${digits}`);
const [A, B, C] = ["0a", "0b", "0c"].map(idOf) as [EquipmentModelId, EquipmentModelId, EquipmentModelId]; // three of three
const NAMES = new Map<string, string>();
function addName(name: string): string {
  const id = `${NUMBER}${String(10 + NAMES.size)}`;
  NAMES.set(name, id);
  return id;
}
const make = (name: string, part: Partial<EquipmentModel> = {}): EquipmentModel =>
  makeModel({ id: asId(NAMES.get(name) ?? addName(name)), name, ...part });
const aid = (
  name: string,
  provides: Partial<Provision>,
  count = 1,
  part: Partial<EquipmentModel> = {},
): Aid => ({
  model: make(name, { ...part, provides: { ...PROVIDES_NOTHING, ...provides } }),
  count,
});
const GENERATOR = aid("generator", {
  power: "generator",
  sockets: ["G"],
  voltage: 230,
  frequency: 50,
  watts: 1000,
});
const CONDITIONS = describeConditions(
  {
    siteId: asId(`${NUMBER}02`),
    day: "2026-03-01" as never,
    voltage: 230,
    frequency: 50,
    sockets: ["G"],
    powerWatts: 1000,
    powerHoursPerDay: 24,
    oxygenLowLitresPerMinute: 0,
    oxygenHighLitresPerMinute: 0,
    skills: [],
    consumables: [],
  },
  undefined,
);
const runs = (model: EquipmentModel, count: number, countSince = count) => ({ model, count, countSince });

describe("power beside what runs at a site", () => {
  const V = make("v");
  const sources = listSources(CONDITIONS, [GENERATOR]);
  const [mains, generator] = sources;
  const leftOf = (running: ReturnType<typeof runs>[]) =>
    sources.map((last) => leavePower({ sources, aids: [GENERATOR], running }, last).wattsOf(last));

  test("is all that what runs can leave by drawing on the other source", () => {
    expect(leftOf([])).toEqual([1000, 1000]);
    expect(leftOf([runs(V, 3)])).toEqual([1000, 1000]);
    expect(leftOf([runs(V, 4)])).toEqual([700, 700]);
    expect(leftOf([runs(V, 6)])).toEqual([100, 100]);
    expect(leftOf([runs(V, 9)])).toEqual([0, 0]);
  });

  test("does not depend on the order in which it was put to work", () => {
    // Runs at the generator alone.
    const dry = make("dry", { voltages: [{ min: 230, max: 230 }], powerHoursPerDay: 24 });
    const one = [runs(V, 2), runs(dry, 2)];
    expect(leftOf(one)).toEqual(leftOf(one.toReversed()));
  });

  test("counts of the mains what was put to work since they were stated, and of a generator all", () => {
    const dark = listSources({ ...CONDITIONS, powerHoursPerDay: 0 }, [GENERATOR]);
    const at = (running: ReturnType<typeof runs>[]) =>
      leavePower({ sources: dark, aids: [GENERATOR], running }, null);
    const [, own = dark[0]!] = dark; // listed above
    expect(at([runs(V, 3, 0)]).wattsOf(own)).toBe(100);
    const both = leavePower({ sources, aids: [GENERATOR], running: [runs(V, 3, 0)] }, null);
    expect([mains, generator].map((one) => one && both.wattsOf(one))).toEqual([1000, 1000]);
  });

  test("goes through as many adapters as are left, and a transformer takes it from the mains", () => {
    const american = { ...CONDITIONS, voltages: [120], sockets: ["A"] as const };
    const transformer = aid(
      "transformer",
      { power: "transformer", sockets: ["F"], voltage: 230, watts: 800 },
      1,
      { voltages: [{ min: 110, max: 120 }], plugTypes: ["A"] },
    );
    const adapter = aid("adapter", { power: "plug_adapter", sockets: ["G"] }, 2, { plugTypes: ["F"] });
    const there = [transformer, adapter];
    const found = listSources(american, there);
    const left = leavePower({ sources: found, aids: there, running: [runs(V, 1)] }, null);
    expect(found.map((one) => left.wattsOf(one))).toEqual([700, 500]);
    expect(left.aids.map(({ count }) => count)).toEqual([1, 1]);
  });
});

describe("oxygen beside what runs at a site", () => {
  const mask = make("mask", { oxygen: "low_pressure", oxygenLitresPerMinute: 5 });
  const concentrator = aid("concentrator", { oxygen: "low_pressure", oxygenLitresPerMinute: 10 });
  const left = (running: ReturnType<typeof runs>[], aids: readonly Aid[]) =>
    sumOxygen("low_pressure", leaveOxygen(CONDITIONS, aids, running).all);

  test("comes from what stands there once, before and after a statement", () => {
    const standing = { ...concentrator, countSince: 0 };
    expect(left([], [standing])).toBe(10);
    expect(left([runs(mask, 1, 0)], [standing])).toBe(5);
    expect(left([runs(mask, 3, 0)], [standing])).toBe(0);
    expect(left([runs(mask, 3, 1)], [standing])).toBe(0);
    // What came after the statement serves nothing that ran before.
    expect(left([runs(mask, 30, 0)], [concentrator])).toBe(10);
  });
});

describe("units by model", () => {
  const V1 = make("v").id;
  test("are those of assets by their own, and the others as the giver states", () => {
    const assets = [
      { modelId: A, count: 2 },
      { modelId: B, count: 5 },
    ];
    expect(splitByModel({ units: 4, modelId: C, assets })).toEqual([
      { modelId: A, count: 2 },
      { modelId: B, count: 2 },
    ]);
    expect(splitByModel({ units: 9, modelId: C, assets }).at(-1)).toEqual({ modelId: C, count: 2 });
    expect(splitByModel({ units: 9, modelId: null, assets })).toHaveLength(2);
  });

  test("are at work, or wait to be", () => {
    const at = { siteId: asId<"site">(`${NUMBER}02`), supplyId: asId<"supply">(`${NUMBER}03`) };
    const received = [{ ...at, modelId: V1, units: 10, since: 4 }];
    const assets = [{ ...at, modelId: V1, commissioned: 3, commissionedSince: 1, idle: 2 }];
    const units = countByModel(received, assets).get(at.siteId) ?? new Map();
    const models = new Map([[V1, make("v")]]);
    const count = (withWaiting: boolean, expected = 0) =>
      listRunning(units, models, { withWaiting, expected: [{ modelId: V1, count: expected }] }).map((one) => [
        one.count,
        one.countSince,
      ]);
    expect(count(false)).toEqual([[3, 1]]);
    expect(count(true)).toEqual([[10, 4]]);
    expect(count(true, 2)).toEqual([[12, 6]]);
  });
});
