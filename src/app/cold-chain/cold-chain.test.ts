import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId, type SiteId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { readMapping } from "#formats/table/mapping.ts";
import {
  bring,
  type Chain,
  countAllRows,
  openChain,
  planOne,
  receive,
  takeStep,
} from "#test/fixtures/chain.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  readStages,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { openRound } from "../round/open-round.ts";
import { planRound } from "../round/plan-round.ts";
import { readRoundFile } from "../round/read-round-file.ts";
import { importTemperatures } from "../import/import-temperatures.ts";
import { recordUse } from "../ledger/record-use.ts";
import { receiveConsignment } from "../receipt/receive-consignment.ts";
import { recountConsignment } from "../receipt/recount-consignment.ts";
import { settleDifference } from "../receipt/settle-difference.ts";
import { decideColdHold, readColdHolds, readExcursions } from "./decide-cold-hold.ts";
import { readColdCapacities, readColdRoom } from "./read-cold-capacity.ts";
import { stateColdCapacity } from "./state-cold-capacity.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

const VACCINE = "covid_19_vaccine_astrazeneca";

async function state(chain: Chain, heldCubicCentimetres: number) {
  const stated = await stateColdCapacity(world.context, newMeta(chain.receiver), {
    partyId: chain.taker.id,
    siteId: chain.toSiteId,
    classes: [{ temperatureClass: "cool_2_8", heldCubicCentimetres }],
  });
  if (!stated.ok) throw new Error(JSON.stringify(stated.refusal));
  return stated.value;
}

async function freeAt(siteId: SiteId) {
  const room = await readColdRoom(world.context, siteId);
  if (!room.ok) throw new Error(room.refusal.code);
  return room.value.classes.map(({ held, filled, onItsWay, free }) => [held, filled, onItsWay, free]);
}

describe("cold capacity of a site", () => {
  test("is stated by its party, the newest holds, and the earlier ones stay on record", async () => {
    const chain = await openChain(world);
    const other = newMeta(chain.sender);
    const command = { partyId: chain.taker.id, siteId: chain.toSiteId, classes: [] };
    const before = await countAllRows(world.owner);
    expect(await stateColdCapacity(world.context, other, command)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const forOthers = { ...command, partyId: chain.giver.id };
    expect(await stateColdCapacity(world.context, newMeta(chain.sender), forOthers)).toMatchObject({
      refusal: { problems: [{ field: "siteId", rule: "place_of_another_party" }] },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    await state(chain, 500);
    await state(chain, 700);
    const of = { siteId: chain.toSiteId };
    const held = (await readColdCapacities(world.context, { ...of, history: true })).map(({ classes }) =>
      classes.map(({ heldCubicCentimetres }) => heldCubicCentimetres),
    );
    expect(held).toEqual([
      [700, 0, 0],
      [500, 0, 0],
    ]);
    expect(await readColdCapacities(world.context, of)).toHaveLength(1);
  });

  test("holds a sending back that does not fit, until the recipient states more; what is on its way counts", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    expect(await freeAt(chain.toSiteId)).toEqual([
      [null, 0, 0, null],
      [null, 0, 0, null],
      [null, 0, 0, null],
    ]);
    await state(chain, 702);
    const consignmentId = await bring(chain, "pack");
    const before = await countAllRows(world.owner);
    // 100 doses at 7.03 cm³ in the largest package that the vaccine comes in.
    expect(await takeStep(chain, consignmentId, "dispatch")).toEqual({
      ok: false,
      refusal: {
        code: "no_cold_room",
        siteId: chain.toSiteId,
        temperatureClass: "cool_2_8",
        room: 702,
        needed: 703,
      },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    await state(chain, 710);
    expect(await takeStep(chain, consignmentId, "dispatch")).toMatchObject({ ok: true });
    expect((await freeAt(chain.toSiteId))[0]).toEqual([710, 0, 703, 7]);
  });

  test("is not passed by two who send at once", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    await state(chain, 400);
    const ids = [];
    for (const quantity of [50, 50]) {
      const { consignmentId } = await planOne(chain, [[1, quantity]]);
      await takeStep(chain, consignmentId, "pack");
      ids.push(consignmentId);
    }
    const sent = await Promise.all(ids.map(async (id) => await takeStep(chain, id, "dispatch")));
    expect(sent.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await freeAt(chain.toSiteId))[0]).toEqual([400, 0, 352, 48]);
  });
});

describe("a round", () => {
  test("plans no more into a site than it can hold of the class, and no more by a lane than it can carry", async () => {
    const taker = await addParty(world, { country: "ETH" });
    const site = await addSite(world, { party: taker });
    const offer = await makeOneOffer(world, {
      itemId: VACCINE,
      quantity: units(10_000),
      expiry: asDay("2030-01-01"),
    });
    const far = await addSite(world, { party: taker });
    for (const siteId of [site.id, far.id]) {
      await raiseOneCall(world, { party: taker, itemId: VACCINE, quantity: units(5000), siteId });
    }
    const lanes = [];
    for (const toSiteId of [site.id, far.id])
      lanes.push(await addLane(world, { fromSiteId: offer.siteId, toSiteId }));
    const actor = actFor([taker.id]);
    const place = { partyId: taker.id, classes: [] };
    const cool = { temperatureClass: "cool_2_8" } as const;
    await stateColdCapacity(world.context, newMeta(actor), {
      ...place,
      siteId: site.id,
      classes: [{ ...cool, heldCubicCentimetres: 7030 }],
    });
    await stateColdCapacity(world.context, newMeta(actor), {
      ...place,
      laneId: lanes[1]?.id,
      classes: [{ ...cool, perDayCubicCentimetres: 703 }],
    });
    const coordinator = actFor([world.secretariatId], ["coordinator"]);
    const policy = EQUAL_COVERAGE;
    const opened = await openRound(world.context, newMeta(coordinator), { policy });
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
    const roundId = asId<"round">(opened.value.id);
    const planned = await planRound(world.context, newMeta(coordinator), { roundId });
    if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
    const files = await Promise.all(
      (["problem", "plan"] as const).map(async (name) => {
        const file = await readRoundFile(world.context, coordinator, { roundId, name });
        if (!file.ok) throw new Error(file.refusal.code);
        return file.value;
      }),
    );
    const [problem, plan] = files as unknown as [
      { receiving: { key: string }[] },
      { allocations: Allocation[] },
    ];
    const limited = problem.receiving.map(({ key }) => key);
    expect(limited).toEqual(
      expect.arrayContaining([`intake/cool_2_8/${lanes[1]?.id}`, `room/cool_2_8/${site.id}`]),
    );
    const sumTo = (lane: string | undefined) =>
      plan.allocations.filter((one) => one.lane === lane).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(sumTo(lanes[0]?.id)).toBe(1000);
    const perPeriod = new Map<number, number>();
    for (const { lane, departPeriod, quantity } of plan.allocations) {
      if (lane !== lanes[1]?.id) continue;
      perPeriod.set(departPeriod, (perPeriod.get(departPeriod) ?? 0) + quantity);
    }
    expect(sumTo(lanes[1]?.id)).toBeGreaterThan(1000);
    expect(Math.max(...perPeriod.values()) % 100).toBe(0);
  });
});

interface Allocation {
  readonly lane: string;
  readonly departPeriod: number;
  readonly quantity: number;
}

/** Readings every 30 minutes from an instant on, as a file of our own headers. */
function writeCsv(place: string, from: string, celsius: readonly number[]): Uint8Array {
  const [column, value] = place.split("=");
  const start = Date.parse(from);
  const rows = celsius.map((one, i) => {
    return [`L-${value}`, value, "cool_2_8", new Date(start + i * 1_800_000).toISOString(), one].join(",");
  });
  return new TextEncoder().encode([`device,${column},class,read_at,celsius`, ...rows].join("\n"));
}

async function importCsv(chain: Chain, bytes: Uint8Array, actor = chain.receiver) {
  const file = { fileName: "readings.csv", bytes };
  return await importTemperatures(world.context, newMeta(actor), file, { dryRun: false });
}

const WARM = Array<number>(21).fill(9.5);

async function openHolds(chain: Chain, decided = false) {
  const mine = await readColdHolds(world.context, chain.receiver, { decided });
  return [...mine, ...(await readColdHolds(world.context, chain.sender, { decided }))];
}

async function numberOf(id: string): Promise<string> {
  const row = await world.owner
    .selectFrom("consignment")
    .select("number")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.number;
}

async function siteCode(id: string): Promise<string> {
  const row = await world.owner
    .selectFrom("site")
    .select("code")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.code;
}

describe("an excursion at a site", () => {
  test("puts what stood there into quarantine with the readings; the same file again changes nothing", async () => {
    world.setNow("2026-03-10T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    const consignmentId = await bring(chain, "clear_import");
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ ok: true });
    world.setNow("2026-03-12T00:00:00Z");
    const bytes = writeCsv(`site=${await siteCode(chain.toSiteId)}`, "2026-03-11T00:00:00Z", [5, ...WARM, 5]);
    const first = await importCsv(chain, bytes);
    expect(first).toMatchObject({
      value: {
        posted: 23,
        alreadyPosted: 0,
        notes: [{ note: "excursion_found", value: "9.50", facts: { kind: "high", minutes: 630 } }],
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    expect(await readStages(world, chain.gowns)).toEqual({ available: 460, received: 40 });
    const before = await countAllRows(world.owner);
    expect(await importCsv(chain, bytes)).toMatchObject({
      value: { posted: 0, alreadyPosted: 23, notes: [] },
    });
    const { command: commands = 0, ...rest } = before;
    const { command: after = 0, ...unchanged } = await countAllRows(world.owner);
    expect([unchanged, after]).toEqual([rest, commands + 1]);
    // Nobody lets them out beside the decision.
    const line = {
      supplyId: chain.masks,
      siteId: chain.toSiteId,
      quantity: units(1),
      stage: "quarantined",
    } as const;
    const use = { partyId: chain.taker.id, kind: "unquarantine", lines: [line] } as const;
    expect(await recordUse(world.context, newMeta(chain.receiver), use)).toMatchObject({
      refusal: { code: "units_under_cold_hold", free: 0, asked: 1 },
    });
    // Excursions at a site are read by its party; who has nothing to do with it does not see them.
    const seen = async (actor: typeof chain.receiver) =>
      (await readExcursions(world.context, actor)).map(({ minutes }) => minutes);
    expect(await seen(chain.receiver)).toEqual([630]);
    expect(await seen(actFor([chain.giver.id]))).toEqual([]);
    expect(await seen(actFor([world.secretariatId], ["coordinator"]))).toContain(630);
    const [hold] = await openHolds(chain);
    expect(hold).toMatchObject({
      quantity: 100,
      stage: "quarantined",
      mayDecide: true,
      causes: [{ kind: "excursion", excursion: { extremeHundredthsCelsius: 950, minutes: 630 } }],
    });
    const decide = { holdId: hold?.id ?? "", outcome: "released", reason: "frozen" } as const;
    expect(await decideColdHold(world.context, newMeta(chain.sender), decide)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await decideColdHold(world.context, newMeta(chain.receiver), decide)).toMatchObject({
      refusal: { code: "malformed", problems: [{ rule: "reason_of_another_outcome" }] },
    });
    const right = { ...decide, reason: "within_stability" } as const;
    expect(await decideColdHold(world.context, newMeta(chain.receiver), right)).toMatchObject({
      value: { quantity: 100 },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
    expect(await openHolds(chain, true)).toMatchObject([
      { decidedBy: chain.receiver.userId, reason: "within_stability" },
    ]);
    expect(await decideColdHold(world.context, newMeta(chain.receiver), right)).toMatchObject({
      refusal: { code: "step_not_allowed" },
    });
  });

  test("that two files show together is one; each of them shows none", async () => {
    world.setNow("2026-03-10T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    const consignmentId = await bring(chain, "clear_import");
    await receive(chain, consignmentId, [[100], [40]]);
    world.setNow("2026-03-13T00:00:00Z");
    const place = `site=${await siteCode(chain.toSiteId)}`;
    const halves = [
      writeCsv(place, "2026-03-11T00:00:00Z", WARM.slice(0, 12)),
      writeCsv(place, "2026-03-11T06:00:00Z", WARM),
    ];
    const actor = chain.receiver;
    expect(await importCsv(chain, halves[0] ?? new Uint8Array(), actor)).toMatchObject({
      value: { notes: [] },
    });
    expect(await importCsv(chain, halves[1] ?? new Uint8Array(), actor)).toMatchObject({
      value: { notes: [{ facts: { minutes: 960 } }] },
    });
    const [hold] = await openHolds(chain);
    const discard = { holdId: hold?.id ?? "", outcome: "discarded", reason: "beyond_stability" } as const;
    expect(await decideColdHold(world.context, newMeta(actor), discard)).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, wasted: 100 });
  });

  test("at the giver's is found late where the units went: on the shelf, promised, and on their way until they are counted", async () => {
    world.setNow("2026-03-08T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    world.setNow("2026-03-10T00:00:00Z");
    const { consignmentId } = await planOne(chain, [[1, 30]]);
    for (const step of ["pack", "dispatch"] as const)
      expect(await takeStep(chain, consignmentId, step)).toMatchObject({ ok: true });
    world.setNow("2026-03-12T00:00:00Z");
    // Read out only now: it was too warm before the goods left.
    const bytes = writeCsv(`site=${await siteCode(chain.fromSiteId)}`, "2026-03-09T00:00:00Z", [...WARM, 5]);
    expect(await importCsv(chain, bytes, chain.sender)).toMatchObject({
      value: { notes: [{ note: "excursion_found" }] },
    });
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 400, reserved: 70, in_transit: 30 });
    const held = (await openHolds(chain)).map(({ stage, quantity }) => `${quantity} ${stage}`);
    expect(held.toSorted()).toEqual(["30 in_transit", "400 quarantined", "70 reserved"]);
    const next = await planOne(chain, [[1, 70]]);
    await takeStep(chain, next.consignmentId, "pack");
    expect(await takeStep(chain, next.consignmentId, "dispatch")).toMatchObject({
      refusal: { code: "units_under_cold_hold", free: 0, asked: 70 },
    });
    expect(await receive(chain, consignmentId, [[29, 4]])).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toMatchObject({ quarantined: 429, reserved: 70 });
    const arrived = await readColdHolds(world.context, chain.receiver, {});
    expect(arrived).toMatchObject([{ stage: "quarantined", quantity: 25, causes: [{ kind: "excursion" }] }]);
    const promised = (await openHolds(chain)).find(({ stage }) => stage === "reserved");
    const release = { holdId: promised?.id ?? "", outcome: "released", reason: "logger_at_fault" } as const;
    expect(await decideColdHold(world.context, newMeta(chain.sender), release)).toMatchObject({ ok: true });
    expect(await takeStep(chain, next.consignmentId, "dispatch")).toMatchObject({ ok: true });
  });
});

describe("readings", () => {
  test("are refused with every problem of every row, and nothing is written", async () => {
    world.setNow("2026-03-12T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    const code = await siteCode(chain.toSiteId);
    const rows = [
      "device,site,consignment,class,read_at,celsius",
      `L 1,${code},,cool_2_8,2026-03-11T00:00:00Z,5`,
      `L-2,${code},,cool_2_8,2026-03-11,5`,
      `L-2,${code},,cool_2_8,2026-03-11T00:00:00Z,warm`,
      `L-2,${code},,,2026-03-11T01:00:00Z,5`,
      "L-2,,WS-0000000000,,2026-03-11T02:00:00Z,5",
    ];
    const before = await countAllRows(world.owner);
    const refused = await importCsv(chain, new TextEncoder().encode(rows.join("\n")));
    expect(refused.ok ? [] : refused.refusal).toMatchObject({ code: "malformed" });
    if (refused.ok || refused.refusal.code !== "malformed") return;
    expect(refused.refusal.problems.map(({ line, rule }) => `${line} ${rule}`).toSorted()).toEqual([
      "2 not_a_device",
      "3 not_an_instant",
      "4 not_a_temperature",
      "5 class_needed",
      "6 unknown_consignment",
    ]);
    const late = writeCsv(`site=${code}`, "2026-03-13T00:00:00Z", [5]);
    expect(await importCsv(chain, late)).toMatchObject({
      refusal: { problems: [{ rule: "reading_in_the_future", line: 2 }] },
    });
    expect(
      await importCsv(chain, writeCsv(`site=${code}`, "2026-03-11T00:00:00Z", [5]), chain.sender),
    ).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    expect(await importCsv(chain, writeCsv(`site=${code}`, "2026-03-11T00:00:00Z", [5]))).toMatchObject({
      ok: true,
    });
    expect(await importCsv(chain, writeCsv(`site=${code}`, "2026-03-11T00:00:00Z", [6]))).toMatchObject({
      refusal: { problems: [{ rule: "reading_contradicts", line: 2 }] },
    });
  });

  test("of a logger's own table are read by a mapping; a consignment of one class needs no class", async () => {
    world.setNow("2026-03-12T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    const consignmentId = await bring(chain, "dispatch");
    const rows = [
      "Date,Time,Temperature",
      ...WARM.map((one, i) => `10/03/2026,${Math.floor(i / 2)}:${i % 2 === 0 ? "00" : "30"} AM,"${one}"`),
    ].map((row) => row.replace(",0:", ",12:"));
    const constants = { device: "L-7", consignment: await numberOf(consignmentId), offset: "+03:00" };
    const mapping = readMapping(
      new TextEncoder().encode(JSON.stringify({ columns: {}, constants, dates: "day_month_year" })),
    );
    if (!mapping.ok) throw new Error(JSON.stringify(mapping.refusal));
    const file = { fileName: "logger.csv", bytes: new TextEncoder().encode(rows.join("\n")) };
    const read = await importTemperatures(world.context, newMeta(chain.sender), file, {
      dryRun: false,
      mapping: mapping.value,
    });
    expect(read).toMatchObject({
      value: { posted: 21, notes: [{ facts: { from: "2026-03-09T21:00:00.000Z", minutes: 600 } }] },
    });
    expect(await openHolds(chain)).toMatchObject([{ stage: "in_transit", quantity: 100 }]);
  });
});

describe("a count", () => {
  test("of what has no cold room goes into quarantine, on hold, until a person finds room", async () => {
    world.setNow("2026-03-10T00:00:00Z");
    const chain = await openChain(world, { itemId: VACCINE });
    const consignmentId = await bring(chain, "clear_import");
    // Stated while the goods were on their way: they come all the same.
    await state(chain, 600);
    expect(await receive(chain, consignmentId, [[100, 3], [40]])).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    const [hold] = await openHolds(chain);
    expect(hold).toMatchObject({ quantity: 97, causes: [{ kind: "no_room", excursion: null }] });
    const lines = [
      { lineNumber: 1, counted: 100, damaged: 5 },
      { lineNumber: 2, counted: 40 },
    ];
    await recountConsignment(world.context, newMeta(chain.receiver), { consignmentId, lines });
    expect(await openHolds(chain)).toMatchObject([{ quantity: 95 }]);
    const command = { holdId: hold?.id ?? "", outcome: "released", reason: "room_found" } as const;
    expect(await decideColdHold(world.context, newMeta(chain.receiver), command)).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 5, received: 95 });
  });

  test("of vials past the discard point of their monitors is a difference, and waits in quarantine", async () => {
    const chain = await openChain(world, { itemId: "covid_19_vaccine_sinopharm" });
    const consignmentId = await bring(chain, "clear_import");
    const count = async (stages: readonly (1 | 2 | 3 | 4 | undefined)[]) =>
      await receiveConsignment(world.context, newMeta(chain.receiver), {
        consignmentId,
        lines: [
          { lineNumber: 1, counted: 100, damaged: 10, vvmStage: stages[0] },
          { lineNumber: 2, counted: 40, vvmStage: stages[1] },
        ],
      });
    expect(await count([2, 2])).toMatchObject({
      refusal: { problems: [{ field: "lines.1.vvmStage", rule: "item_without_monitor" }] },
    });
    expect(await count([3, undefined])).toMatchObject({
      value: {
        receipt: {
          lines: [{ vvmStage: 3 }, { vvmStage: null }],
          differences: [
            { kind: "damaged", quantity: 10 },
            { kind: "vvm", quantity: 90 },
          ],
        },
      },
    });
    const lines = [
      { lineNumber: 1, counted: 100, damaged: 10, vvmStage: 3 as const },
      { lineNumber: 2, counted: 40, vvmStage: 3 as const },
    ];
    const better = { consignmentId, lines };
    expect(await recountConsignment(world.context, newMeta(chain.receiver), better)).toMatchObject({
      refusal: { problems: [{ field: "lines.1.vvmStage", rule: "item_without_monitor" }] },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    const said = { consignmentId, lineNumber: 1, kind: "vvm", reason: "heat_in_transit" } as const;
    await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
    await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 10, wasted: 90 });
  });
});
