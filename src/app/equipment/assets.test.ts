import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId, type PartyId } from "#core/id.ts";
import type { AssetCommand } from "#core/equipment/asset.ts";
import type { Party } from "#core/party/party.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { addModel, deliver, ready, register, step } from "#test/fixtures/equipment.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import {
  actFor,
  addParty,
  addSite,
  countRows,
  newMeta,
  openWorld,
  readStages,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { findPartyByCode } from "#store/party.ts";
import { readAsset, readAssetCounts, readAssets } from "./read-assets.ts";
import { readModelUnits } from "./read-model.ts";
import { registerAssets } from "./register-assets.ts";
import { registerModel } from "./register-model.ts";
import { readReadiness, stateReadiness } from "./state-readiness.ts";
import { stateSupplyModel } from "./state-supply-model.ts";
import { takeAssetStep } from "./take-asset-step.ts";

let world: World;
let kenya: Party;
beforeAll(async () => {
  world = await openWorld();
  const found = await findPartyByCode(world.context.database, "KEN");
  if (found === undefined) throw new Error("every country has its government");
  kenya = found;
});
afterAll(async () => await world.drop());

/** Three ventilators in Kenya's hands at a hospital that is ready for them, of which as many are registered as there are numbers. */
async function open(...serialNumbers: readonly string[]) {
  const { site, supplyId } = await deliver(world, kenya, 3);
  const model = await addModel(world, kenya.id, `V-${site.code}`);
  await ready(world, site.id, kenya.id);
  const at = { partyId: kenya.id, siteId: site.id, supplyId, modelId: model.id };
  const assets = serialNumbers.length === 0 ? [] : unwrap(await register(world, at, ...serialNumbers)).assets;
  return { at, site, supplyId, model, ids: assets.map(({ id }) => id) };
}

const take = async (
  assetId: string | undefined,
  name: AssetCommand["step"],
  part: Partial<AssetCommand> = {},
) => await step(world, kenya.id, { assetId: asId<"asset">(assetId ?? ""), step: name, ...part });
const countEvents = async () =>
  (await world.owner.selectFrom("assetEvent").select("assetId").execute()).length;
const post = async (
  kind: "waste" | "quarantine" | "unquarantine",
  {
    partyId,
    siteId,
    supplyId,
  }: { readonly partyId: PartyId; readonly siteId: string; readonly supplyId: string },
  quantity: number,
) =>
  await recordUse(world.context, newMeta(actFor([partyId])), {
    partyId,
    kind,
    lines: [{ supplyId: asId<"supply">(supplyId), siteId: asId<"site">(siteId), quantity: units(quantity) }],
  });
const use = async (partyId: PartyId, siteId: string, supplyId: string, quantity: number) =>
  await post("waste", { partyId, siteId, supplyId }, quantity);

describe("models of equipment", () => {
  test("are registered once by maker and name, with every problem told at once and nothing written", async () => {
    await addModel(world, kenya.id, "Once");
    const meta = () => newMeta(actFor([kenya.id]));
    const command = { partyId: kenya.id, maker: "MAKER", name: "once", itemId: "ventilator" };
    expect(await registerModel(world.context, meta(), command)).toMatchObject({
      ok: false,
      refusal: { code: "equipment_model_exists", name: "once" },
    });
    const bad = {
      ...command,
      name: "subject to a vote",
      itemId: "no_such",
      power: "none",
      powerWatts: 0,
      voltages: ["220 V"],
      oxygen: "none",
      oxygenLitresPerMinute: 5,
      consumables: ["respiratory_support"],
      provides: { power: "generator", sockets: [] },
    } as const;
    const refused = await registerModel(world.context, meta(), bad);
    const problems = refused.ok || refused.refusal.code !== "malformed" ? [] : refused.refusal.problems;
    expect(problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "name conditions_attached",
      "itemId unknown_item",
      "consumables.0 category_not_item",
      "voltages.0 not_a_voltage_range",
      "powerWatts figure_out_of_range",
      "voltages needs_none",
      "powerWatts needs_none",
      "oxygenLitresPerMinute needs_none",
      "provides.sockets missing",
      "provides.voltage missing",
      "provides.watts missing",
      "provides.frequency missing",
    ]);
  });
});

describe("what a site has", () => {
  test("is its country's voltage and sockets until its party states it; the newest day holds", async () => {
    const site = await addSite(world, { party: kenya });
    expect(unwrap(await readReadiness(world.context, site.id))).toMatchObject({
      day: null,
      voltages: [240],
      frequencies: [50],
      sockets: ["G"],
      assumed: ["voltage", "frequency", "sockets"],
      history: [],
    });
    const state = async (day: string, voltage: number) =>
      await ready(world, site.id, kenya.id, { day: day as never, voltage });
    await state("2026-02-10", 230);
    expect(await state("2026-02-01", 120)).toMatchObject({ day: "2026-02-10", voltages: [230], assumed: [] });
    expect(await state("2026-02-10", 110)).toMatchObject({ voltages: [110] });
    const other = await addParty(world);
    const stranger = newMeta(actFor([other.id]));
    expect(await stateReadiness(world.context, stranger, { siteId: site.id })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const wrong = {
      siteId: site.id,
      day: "2027-01-01" as never,
      powerWatts: -1,
      voltage: 0,
      consumables: ["x"],
    };
    const refused = await stateReadiness(world.context, newMeta(actFor([kenya.id])), wrong);
    expect(refused).toMatchObject({
      refusal: {
        problems: [
          { field: "day", rule: "occurred_in_the_future" },
          { field: "voltage", rule: "not_a_voltage_range" },
          { field: "powerWatts", rule: "figure_out_of_range" },
          { field: "consumables.0", rule: "unknown_item" },
        ],
      },
    });
    expect(unwrap(await readReadiness(world.context, site.id)).history).toHaveLength(3);
  });
});

describe("assets", () => {
  test("are units of a supply, each with a number of its own, and no more of them than units", async () => {
    const { at } = await open("A-1", "A-2");
    const before = await countRows(world);
    const events = await countEvents();
    expect(await register(world, at, "a-1", "A-3", "a-3", " ")).toMatchObject({
      refusal: {
        code: "malformed",
        problems: [
          { field: "serialNumbers.0", rule: "serial_number_taken" },
          { field: "serialNumbers.2", rule: "doubled_serial_number" },
          { field: "serialNumbers.3", rule: "not_a_serial_number" },
        ],
      },
    });
    expect(await register(world, at, "A-3", "A-4")).toMatchObject({
      refusal: { code: "assets_outnumber_units", units: 3, assets: 4 },
    });
    const tester = await addModel(world, kenya.id, `T-${at.siteId}`, { itemId: "pulse_oximeter" });
    expect(await register(world, { ...at, modelId: tester.id }, "A-3")).toMatchObject({
      refusal: { problems: [{ field: "modelId", rule: "model_of_another_item" }] },
    });
    const second = await addModel(world, kenya.id, `S-${at.siteId}`);
    // Two models were registered by commands of their own.
    expect(await countRows(world)).toEqual({ ...before, command: (before["command"] ?? 0) + 2 });
    expect(await countEvents()).toBe(events);
    // What a recipient reads on a plate is of that piece, where the giver has not stated a model.
    expect(await register(world, { ...at, modelId: second.id }, "A-3")).toMatchObject({ ok: true });
  });

  test("have numbers whose letters need not have two cases", async () => {
    const { at } = await open("Maß 1");
    for (const number of ["Maß 1", "MAß 1"]) {
      expect(await register(world, at, number)).toMatchObject({
        refusal: { problems: [{ field: "serialNumbers.0", rule: "serial_number_taken" }] },
      });
    }
  });

  test("are registered once, however often the command is sent", async () => {
    const { at } = await open();
    const meta = newMeta(actFor([kenya.id]));
    const command = { ...at, serialNumbers: ["R-1"] };
    const first = await registerAssets(world.context, meta, command);
    expect(await registerAssets(world.context, meta, command)).toEqual(first);
    const both = await Promise.all([1, 2].map(async () => await register(world, at, "R-2")));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("are commissioned only where they run; then fail, are repaired and maintained, by whoever has them", async () => {
    const { at, ids } = await open("B-1");
    const [id] = ids;
    await ready(world, at.siteId, kenya.id, { sockets: ["A"], powerWatts: 100, skills: [] });
    expect(await take(id, "commission")).toMatchObject({
      refusal: {
        code: "does_not_run",
        needs: ["plug", "power_watts", "skill"],
        missing: [
          { need: "plug", needed: "G", found: "A" },
          { need: "power_watts", needed: "300 W", found: "100 W" },
          { need: "skill", needed: "invasive_ventilation" },
        ],
      },
    });
    await ready(world, at.siteId, kenya.id);
    const stranger = newMeta(actFor([(await addParty(world)).id]));
    const commission = { assetId: asId<"asset">(id ?? ""), step: "commission" } as const;
    expect(await takeAssetStep(world.context, stranger, commission)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(unwrap(await take(id, "commission"))).toMatchObject({
      status: "working",
      commissionedOn: "2026-03-02",
      maintenanceDue: "2026-05-31",
    });
    expect(await take(id, "report_fault", { reason: "stolen" })).toMatchObject({
      refusal: { problems: [{ field: "reason", rule: "unknown_reason" }] },
    });
    expect(await take(id, "send_to_repair")).toMatchObject({ refusal: { code: "step_not_allowed" } });
    unwrap(await take(id, "report_fault", { reason: "battery" }));
    unwrap(await take(id, "send_to_repair"));
    expect(unwrap(await take(id, "return_to_work"))).toMatchObject({ status: "working" });
    world.setNow("2026-05-20T09:00:00Z");
    const maintained = unwrap(await take(id, "maintain", { occurred: "2026-05-19" }));
    expect(maintained).toMatchObject({ maintainedOn: "2026-05-19", maintenanceDue: "2026-08-17" });
    expect(maintained.events.map((one) => one.step)).toEqual([
      "register",
      "commission",
      "report_fault",
      "send_to_repair",
      "return_to_work",
      "maintain",
    ]);
    world.setNow("2026-03-02T09:00:00Z");
  });

  test("are not returned to work while their units are in quarantine", async () => {
    const { at, ids } = await open("Q-1");
    unwrap(await take(ids[0], "commission"));
    unwrap(await take(ids[0], "report_fault", { reason: "battery" }));
    unwrap(await post("quarantine", at, 3));
    expect(await take(ids[0], "return_to_work")).toMatchObject({
      refusal: { code: "asset_not_received", received: 0, commissioned: 0 },
    });
    unwrap(await post("unquarantine", at, 1));
    expect(unwrap(await take(ids[0], "return_to_work"))).toMatchObject({ status: "working" });
  });

  test("take what the site has to spare: a fourth one of 300 W does not run on 1,000 W", async () => {
    const { at, ids } = await open("P-1", "P-2", "P-3");
    for (const id of ids) unwrap(await take(id, "commission"));
    const more = await deliver(world, kenya, 1);
    const own = { ...at, supplyId: more.supplyId, siteId: more.site.id };
    const [fourth] = unwrap(await register(world, own, "P-4")).assets;
    await ready(world, more.site.id, kenya.id);
    const moved = unwrap(await take(fourth?.id, "transfer", { toSiteId: at.siteId }));
    expect(moved).toMatchObject({ status: "registered", siteId: at.siteId });
    expect(await take(fourth?.id, "commission")).toMatchObject({
      refusal: { code: "does_not_run", missing: [{ need: "power_watts", needed: "300 W", found: "100 W" }] },
    });
    await ready(world, at.siteId, kenya.id, { powerWatts: 1300 });
    expect(await take(fourth?.id, "commission")).toMatchObject({ ok: true });
  });

  test("end with an entry of the ledger in the same transaction, and can be put right", async () => {
    const { ids, supplyId } = await open("C-1", "C-2", "C-3");
    expect(unwrap(await take(ids[0], "retire", { reason: "worn_out" }))).toMatchObject({
      status: "out_of_use",
    });
    unwrap(await take(ids[1], "retire", { reason: "destroyed" }));
    const lost = unwrap(await take(ids[2], "lose", { reason: "stolen" }));
    expect(await readStages(world, supplyId)).toEqual({ used: 1, wasted: 1, lost: 1 });
    expect(lost.events.at(-1)?.entryId).not.toBeNull();
    expect(await take(ids[2], "reinstate", { reason: "found_again" })).toMatchObject({
      refusal: { code: "assets_outnumber_units", units: 0, assets: 1 },
    });
  });

  test("are told apart before units are taken that they may be", async () => {
    const { at, ids, supplyId } = await open("D-1", "D-2");
    expect(await use(kenya.id, at.siteId, supplyId, 1)).toMatchObject({ ok: true });
    expect(await use(kenya.id, at.siteId, supplyId, 1)).toMatchObject({
      refusal: { code: "assets_outnumber_units", units: 1, assets: 2 },
    });
    // All that is there: no doubt is left.
    expect(await use(kenya.id, at.siteId, supplyId, 2)).toMatchObject({ ok: true });
    const shown = unwrap(await readAsset(world.context, actFor([kenya.id]), asId<"asset">(ids[0] ?? "")));
    expect(shown).toMatchObject({ status: "out_of_use" });
    expect(shown.events.at(-1)).toMatchObject({ step: "follow", status: "out_of_use" });
  });

  test("are read by who has or gave them, and the secretariat", async () => {
    const { at, ids } = await open("E-1");
    const page = { limit: 10 };
    const filter = { siteId: at.siteId };
    const list = async (partyId: PartyId) =>
      (await readAssets(world.context, actFor([partyId]), filter, page)).items.length;
    const stranger = await addParty(world);
    expect([await list(kenya.id), await list(world.secretariatId), await list(stranger.id)]).toEqual([
      1, 1, 0,
    ]);
    const id = asId<"asset">(ids[0] ?? "");
    expect(await readAsset(world.context, actFor([stranger.id]), id)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const none = asId<"asset">(v7());
    expect(await readAsset(world.context, actFor([kenya.id]), none)).toMatchObject({
      refusal: { code: "not_found", noun: "asset" },
    });
  });

  test("are counted by status, found by part of their number, and told when they are to be maintained", async () => {
    const { at, ids, model } = await open("Part-77", "Q-2");
    await take(ids[0], "commission", { occurred: "2026-02-10" });
    const actor = actFor([kenya.id]);
    const filter = { siteId: at.siteId, modelId: asId<"equipment model">(model.id) };
    const numbers = async (part: Parameters<typeof readAssets>[2]) => {
      const { items } = await readAssets(world.context, actor, { ...filter, ...part }, { limit: 10 });
      return items.map(({ serialNumber }) => serialNumber);
    };
    const now = world.context.now();
    const count = async (partyId: PartyId) => {
      const { statuses, due } = await readAssetCounts(world.context, actFor([partyId]), filter);
      return [...statuses.flatMap(({ status, count: n }) => (n === 0 ? [] : [`${status} ${n}`])), due];
    };
    expect(await numbers({ serialPart: "rt-7" })).toEqual(["Part-77"]);
    expect(await numbers({ isDue: true })).toEqual([]);
    expect(await count(kenya.id)).toEqual(["registered 1", "working 1", 0]);
    // 90 days after it was commissioned.
    world.setNow("2026-05-11T00:00:00.000Z");
    expect(await numbers({ isDue: true })).toEqual(["Part-77"]);
    expect(await count(kenya.id)).toEqual(["registered 1", "working 1", 1]);
    world.setNow(now);
    const stranger = await addParty(world);
    expect(await count(stranger.id)).toEqual([0]);
    const ask = async (partyId: PartyId) =>
      await readModelUnits(world.context, actFor([partyId]), {
        modelId: filter.modelId,
        partyCode: kenya.code,
      });
    expect(await ask(stranger.id)).toMatchObject({ refusal: { code: "not_permitted" } });
    const { units: places } = unwrap(await ask(kenya.id));
    expect(places.filter(({ siteId }) => siteId === at.siteId)).toMatchObject([
      { supplyId: at.supplyId, itemId: "ventilator", giverCode: "GIVER", units: 3, assets: 2 },
    ]);
    // What its giver says is of another model is not among them; before, it could be.
    const other = await addModel(world, kenya.id, "Other");
    const isListed = async () => {
      const asked = { modelId: asId<"equipment model">(other.id), partyCode: kenya.code };
      const { units } = unwrap(await readModelUnits(world.context, actor, asked));
      return units.some(({ supplyId }) => supplyId === at.supplyId);
    };
    expect(await isListed()).toBe(true);
    const giver = await findPartyByCode(world.context.database, "GIVER");
    const stated = { supplyId: at.supplyId, modelId: filter.modelId };
    if (giver === undefined) throw new Error("the giver is there");
    unwrap(await stateSupplyModel(world.context, newMeta(actFor([giver.id])), stated));
    expect(await isListed()).toBe(false);
  });

  test("never outnumber the units where they stand, whoever comes first", async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const { at, supplyId } = await open();
      const serial = (n: number) => `X-${turn}-${n}`;
      const results = await Promise.all([
        register(world, at, serial(1), serial(2)),
        use(kenya.id, at.siteId, supplyId, 2),
        register(world, at, serial(3)),
        use(kenya.id, at.siteId, supplyId, 1),
        register(world, at, serial(4), serial(5)),
      ]);
      expect(results.some(({ ok }) => ok)).toBe(true);
      const standing = await world.owner
        .selectFrom("asset")
        .select("id")
        .where("supplyId", "=", supplyId)
        .where("status", "=", "registered")
        .execute();
      const { received = 0 } = await readStages(world, supplyId);
      expect(standing.length).toBeLessThanOrEqual(received);
    }
  });
});
