import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { makeModel, PROVIDES_NOTHING } from "#core/testing/equipment.ts";
import { asDay } from "#core/time.ts";
import { answerRun, type RunQuestion } from "./can-run.ts";
import type { EquipmentModel, Provision } from "./equipment-model.ts";
import { fitsSocket, readVoltageRange, runsAt, writeVoltageRange } from "./power.ts";
import type { Aid } from "./run-answer.ts";
import { describeConditions, type RunConditions, type SiteReadiness } from "./site-readiness.ts";

const ID = "01890000-0000-7000-8000-000000000001";

const VENTILATOR = makeModel({
  id: asId<"equipment model">(ID),
  name: "V1",
  oxygen: "high_pressure",
  oxygenLitresPerMinute: 10,
  consumables: ["oxygen_mask"],
  skills: ["invasive_ventilation"],
  maintenanceDays: 180,
});

const READY: SiteReadiness = {
  siteId: asId<"site">(ID),
  day: asDay("2026-03-01"),
  voltage: 230,
  frequency: 50,
  sockets: ["G"],
  powerWatts: 1000,
  powerHoursPerDay: 24,
  oxygenLowLitresPerMinute: 0,
  oxygenHighLitresPerMinute: 40,
  skills: ["invasive_ventilation"],
  consumables: ["oxygen_mask"],
};

const aid = (
  name: string,
  provides: Partial<Provision>,
  part: Partial<EquipmentModel> = {},
  count = 1,
): Aid => ({
  model: { ...VENTILATOR, name, ...part, provides: { ...PROVIDES_NOTHING, ...provides } },
  count,
});

const ask = (
  part: {
    readonly model?: Partial<EquipmentModel>;
    readonly site?: Partial<SiteReadiness>;
  } & Partial<Pick<RunQuestion, "quantity" | "aids" | "itemIds">> = {},
) =>
  answerRun({
    model: { ...VENTILATOR, ...part.model },
    quantity: part.quantity ?? 1,
    conditions: describeConditions({ ...READY, ...part.site }, undefined),
    aids: part.aids ?? [],
    itemIds: part.itemIds ?? new Set(),
  });

describe("equipment at a site", () => {
  test("runs where all it needs is there", () => {
    expect(ask()).toEqual({ answer: "runs", missing: [], unstated: [], with: [] });
    expect(ask({ quantity: 3 }).answer).toBe("runs");
  });

  test.each([
    ["voltage", { site: { voltage: 120 } }, "220-240 V", "120 V"],
    ["frequency", { site: { frequency: 60 } }, "50 Hz", "60 Hz"],
    ["plug", { site: { sockets: ["A", "B"] } }, "G", "A, B"],
    ["power_watts", { quantity: 4 }, "1200 W", "1000 W"],
    ["power_hours", { site: { powerHoursPerDay: 8 } }, "24 h", "8 h"],
    ["oxygen", { site: { oxygenHighLitresPerMinute: 5 } }, "10 l/min at 4 bar", "5 l/min at 4 bar"],
    ["consumable", { site: { consumables: [] } }, "oxygen_mask", ""],
    ["skill", { site: { skills: ["laboratory"] } }, "invasive_ventilation", "laboratory"],
  ] as const)(
    "does not run for want of %s, and says what is needed and what there is",
    (need, part, needed, found) => {
      const answer = ask(part);
      expect(answer).toMatchObject({ answer: "no", missing: [{ need, needed, found }] });
      expect(answer.missing).toHaveLength(1);
    },
  );

  test("is refused with every reason at once", () => {
    const site = {
      voltage: 120,
      sockets: ["A"],
      oxygenHighLitresPerMinute: 0,
      skills: [],
      consumables: [],
    } as const;
    expect(ask({ site }).missing.map(({ need }) => need)).toEqual([
      "voltage",
      "plug",
      "oxygen",
      "consumable",
      "skill",
    ]);
  });

  test.each([
    ["voltage", { model: { voltages: [] } }, "model"],
    ["voltage", { site: { voltage: null } }, "site"],
    ["power_watts", { site: { powerWatts: null } }, "site"],
    ["power_hours", { model: { powerHoursPerDay: null }, site: { powerHoursPerDay: 8 } }, "model"],
    ["oxygen", { model: { oxygen: null } }, "model"],
    ["oxygen", { site: { oxygenHighLitresPerMinute: null } }, "site"],
    ["consumable", { model: { consumables: null } }, "model"],
    ["skill", { site: { skills: null } }, "site"],
    ["power", { model: { power: null } }, "model"],
  ] as const)("is asked back where %s is not stated", (need, part, of) => {
    expect(ask(part)).toMatchObject({ answer: "ask", missing: [], unstated: [{ need, of }] });
  });

  test("runs with an adapter for each, a transformer, a generator, cylinders, consumables and a trainer", () => {
    const adapter = aid("adapter", { power: "plug_adapter", sockets: ["G"] }, { plugTypes: ["A"] }, 2);
    const site = { sockets: ["A", "B"] } as const;
    expect(ask({ site, aids: [adapter], quantity: 2 })).toMatchObject({
      answer: "runs_with",
      with: [{ need: "plug", name: "Maker adapter" }],
    });
    expect(ask({ site, aids: [adapter], quantity: 3 }).answer).toBe("no");
    const abroad = { voltage: 120, sockets: ["A"] } as const;
    const transformer = aid(
      "transformer",
      { power: "transformer", sockets: ["G"], voltage: 230, watts: 500 },
      { voltages: [{ min: 110, max: 120 }], plugTypes: ["A"] },
    );
    expect(ask({ site: abroad, aids: [transformer] }).answer).toBe("runs_with");
    expect(ask({ site: abroad, aids: [transformer], quantity: 2 }).answer).toBe("no");
    const generator = aid("generator", {
      power: "generator",
      sockets: ["G"],
      voltage: 230,
      frequency: 50,
      watts: 1000,
    });
    const dark = { ...abroad, powerHoursPerDay: 0 } as const;
    expect(ask({ site: dark, aids: [generator], quantity: 3 }).answer).toBe("runs_with");
    const cylinders = aid("cylinder", { oxygen: "high_pressure", oxygenLitresPerMinute: 15 }, {}, 2);
    const bare = { oxygenHighLitresPerMinute: 0, consumables: [], skills: [] };
    const trainer = aid("course", { skills: ["invasive_ventilation"] });
    const itemIds = new Set(["oxygen_mask"]);
    expect(ask({ site: bare, aids: [cylinders, trainer], itemIds, quantity: 3 })).toMatchObject({
      answer: "runs_with",
      with: [{ need: "oxygen" }, { need: "consumable" }, { need: "skill" }],
    });
    expect(ask({ site: bare, aids: [cylinders, trainer], itemIds, quantity: 4 }).missing).toMatchObject([
      { need: "power_watts" },
      { need: "oxygen", needed: "40 l/min at 4 bar", found: "30 l/min at 4 bar" },
    ]);
  });

  test("is fed at low pressure from 4 bar, and not the other way round", () => {
    const model = { oxygen: "low_pressure" } as const;
    expect(ask({ model }).answer).toBe("runs");
    const concentrator = aid("concentrator", { oxygen: "low_pressure", oxygenLitresPerMinute: 100 });
    const site = { oxygenHighLitresPerMinute: 0 };
    expect(ask({ site, aids: [concentrator] }).answer).toBe("no");
    expect(ask({ model, site, aids: [concentrator] }).answer).toBe("runs_with");
  });

  test("needs no power where it needs none", () => {
    const model = { power: "none", oxygen: "none", consumables: [], skills: [] } as const;
    expect(ask({ model, site: { voltage: null, sockets: [], powerWatts: null } }).answer).toBe("runs");
  });
});

describe("what a country has", () => {
  const country = { country: "BRA", voltages: [127, 220], frequencies: [60], sockets: ["C", "N"] } as const;
  const answer = (conditions: RunConditions, voltages: EquipmentModel["voltages"]) =>
    answerRun({
      model: { ...VENTILATOR, voltages, frequencies: [60], plugTypes: ["C"] },
      quantity: 1,
      conditions,
      aids: [],
      itemIds: new Set(),
    });

  test("stands for what nobody has stated of the site, and says so", () => {
    const conditions = describeConditions({ ...READY, voltage: null, frequency: null, sockets: [] }, country);
    expect(conditions).toMatchObject({
      voltages: [127, 220],
      sockets: ["C", "N"],
      assumed: ["voltage", "frequency", "sockets"],
    });
    expect(describeConditions(READY, country)).toMatchObject({ voltages: [230], assumed: [] });
    expect(describeConditions(undefined, undefined)).toMatchObject({ voltages: [], day: null, assumed: [] });
  });

  test("leaves it open which of several voltages a site has", () => {
    const conditions = describeConditions({ ...READY, voltage: null, frequency: null, sockets: [] }, country);
    expect(answer(conditions, [{ min: 220, max: 240 }])).toMatchObject({
      answer: "ask",
      unstated: [{ need: "voltage", of: "site" }],
    });
    expect(answer(conditions, [{ min: 100, max: 240 }]).answer).toBe("runs");
    expect(answer(conditions, [{ min: 380, max: 400 }]).missing).toMatchObject([{ found: "127, 220 V" }]);
  });
});

describe("power", () => {
  test("is read as one voltage or a range, with a tenth of tolerance", () => {
    expect(readVoltageRange("220-240")).toEqual({ min: 220, max: 240 });
    expect(readVoltageRange("230")).toEqual({ min: 230, max: 230 });
    for (const text of ["", "240-220", "230 V", "2-3", "9999"])
      expect(readVoltageRange(text)).toBeUndefined();
    expect(writeVoltageRange({ min: 220, max: 240 })).toBe("220-240");
    const range = { min: 230, max: 230 };
    expect([206, 207, 220, 240, 253, 254].map((volts) => runsAt(range, volts))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test("comes through sockets that a plug goes into", () => {
    expect(fitsSocket("C", "F")).toBe(true);
    expect(fitsSocket("F", "C")).toBe(false);
    expect(fitsSocket("A", "B")).toBe(true);
    expect(fitsSocket("C", "G")).toBe(false);
  });
});

describe("oxygen that others take already", () => {
  const mask = { ...VENTILATOR, oxygen: "low_pressure" } as const;
  const answer = (model: EquipmentModel, taken: number, aids: readonly Aid[] = []) => {
    const site = describeConditions({ ...READY, oxygenHighLitresPerMinute: 15 }, undefined);
    const running = [{ model: { ...mask, oxygenLitresPerMinute: taken }, count: 1, countSince: 1 }];
    return answerRun({ model, quantity: 1, conditions: site, aids, itemIds: new Set(), running });
  };

  test("is fed at 4 bar where there is too little at low pressure, and then is not there for others", () => {
    expect(answer(mask, 5).answer).toBe("runs");
    const missing = [{ need: "oxygen", needed: "10 l/min", found: "5 l/min" }];
    expect(answer(mask, 10)).toMatchObject({ answer: "no", missing });
    expect(answer(VENTILATOR, 5).answer).toBe("runs");
    expect(answer(VENTILATOR, 10).answer).toBe("no");
  });

  test("comes from a concentrator once", () => {
    const one = aid("Concentrator", { oxygen: "low_pressure", oxygenLitresPerMinute: 10 });
    expect(answer(mask, 15, [one]).answer).toBe("runs_with");
    expect(answer(mask, 25, [one]).answer).toBe("no");
    // What the concentrator feeds is left at 4 bar.
    expect(answer(VENTILATOR, 10, [one]).answer).toBe("runs");
  });
});
