import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RegisterEquipmentModel } from "#core/equipment/equipment-model.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { openChain, planOne, receive, takeStep, WAY } from "#test/fixtures/chain.ts";
import { addModel, deliver, ready, register, step } from "#test/fixtures/equipment.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import { newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { findPartyByCode } from "#store/party.ts";
import { readRun } from "./read-run.ts";
import { stateSupplyModel } from "./state-supply-model.ts";

let world: World;
let kenya: Party;
beforeAll(async () => {
  world = await openWorld();
  const found = await findPartyByCode(world.context.database, "KEN");
  if (found === undefined) throw new Error("every country has its government");
  kenya = found;
});
afterAll(async () => await world.drop());

const NO_POWER = { power: "none", voltages: [], frequencies: [], plugTypes: [], powerWatts: null } as const;
const GENERATOR = {
  ...NO_POWER,
  skills: [],
  provides: { power: "generator", sockets: ["G"], voltage: 230, frequency: 50, watts: 1000 },
} as const satisfies Partial<RegisterEquipmentModel>;
const CONCENTRATOR = {
  ...NO_POWER,
  skills: [],
  provides: { oxygen: "low_pressure", oxygenLitresPerMinute: 10 },
} as const satisfies Partial<RegisterEquipmentModel>;
const DARK = { powerWatts: 0, powerHoursPerDay: 0 } as const;

let count = 0;
/** Four ventilators in Kenya's hands at a site, and one piece of equipment that lets others run. */
async function open(aid: Partial<RegisterEquipmentModel>, own: Partial<RegisterEquipmentModel> = {}) {
  count += 1;
  const { site, supplyId } = await deliver(world, kenya, 4);
  const model = await addModel(world, kenya.id, `Shared ${count}`, own);
  const at = { partyId: kenya.id, siteId: site.id, supplyId, modelId: model.id };
  const { assets } = unwrap(await register(world, at, "1", "2", "3", "4"));
  const helper = await addModel(world, kenya.id, `Aid ${count}`, aid);
  const stock = await deliver(world, kenya, 1);
  const [piece] = unwrap(
    await register(world, { ...at, ...stock, siteId: stock.site.id, modelId: helper.id }, "A"),
  ).assets;
  const moved = { assetId: asId<"asset">(piece?.id ?? ""), step: "transfer", toSiteId: site.id } as const;
  unwrap(await step(world, kenya.id, moved));
  const commission = async (index: number) =>
    await step(world, kenya.id, { assetId: asId<"asset">(assets[index]?.id ?? ""), step: "commission" });
  return { site, at, model, commission };
}

describe("what stands at a site and lets equipment run", () => {
  test("serves as much as its figures say, of devices that are asked about one after another", async () => {
    const { site, model, commission } = await open(GENERATOR);
    await ready(world, site.id, kenya.id, DARK);
    for (const index of [2, 0, 1]) unwrap(await commission(index));
    const refused = { refusal: { code: "does_not_run", needs: ["power_watts", "power_hours"] } };
    expect(await commission(3)).toMatchObject(refused);
    const asked = { siteId: site.id, modelId: model.id };
    expect(unwrap(await readRun(world.context, asked, 1))).toMatchObject({ answer: "no" });
    // Said anew of the site, it is still the same generator.
    await ready(world, site.id, kenya.id, { ...DARK, powerWatts: 300 });
    expect(await commission(3)).toMatchObject({ refusal: { code: "does_not_run", needs: ["power_hours"] } });
    await ready(world, site.id, kenya.id, { powerWatts: 300 });
    unwrap(await commission(3));
  });

  test("is left to what nothing else suits, as what runs there can do with the mains", async () => {
    const { site, commission } = await open(GENERATOR);
    await ready(world, site.id, kenya.id, { powerWatts: 600 });
    for (const index of [0, 1]) unwrap(await commission(index));
    const abroad = await addModel(world, kenya.id, `Sixty ${count}`, { voltages: ["230"], powerWatts: 1000 });
    const asked = { siteId: site.id, modelId: abroad.id };
    expect(unwrap(await readRun(world.context, asked, 1))).toMatchObject({ answer: "runs_with" });
    unwrap(await commission(2));
    expect(unwrap(await readRun(world.context, asked, 1))).toMatchObject({
      answer: "no",
      missing: [{ need: "power_watts", needed: "1000 W" }],
    });
  });

  test("gives oxygen once, also after the site has been stated anew", async () => {
    const { site, commission } = await open(CONCENTRATOR, {
      oxygen: "low_pressure",
      oxygenLitresPerMinute: 5,
    });
    const bare = { powerWatts: 5000, oxygenLowLitresPerMinute: 0, oxygenHighLitresPerMinute: 0 };
    await ready(world, site.id, kenya.id, bare);
    for (const index of [0, 1]) unwrap(await commission(index));
    const missing = [{ need: "oxygen", needed: "5 l/min", found: "0 l/min" }];
    expect(await commission(2)).toMatchObject({ refusal: { missing } });
    world.setNow("2026-03-09T09:00:00Z");
    await ready(world, site.id, kenya.id, bare);
    expect(await commission(2)).toMatchObject({ refusal: { missing } });
    await ready(world, site.id, kenya.id, { ...bare, oxygenLowLitresPerMinute: 5 });
    unwrap(await commission(2));
    world.setNow("2026-03-02T09:00:00Z");
  });
});

describe("equipment that is sent", () => {
  /** A giver with ventilators of a stated model, of which 100 are promised, and a site with power for three. */
  async function openSent() {
    const chain = await openChain(world, { itemId: "ventilator" });
    count += 1;
    const model = await addModel(world, chain.giver.id, `Sent on ${count}`);
    const state = { supplyId: chain.masks, modelId: model.id };
    unwrap(await stateSupplyModel(world.context, newMeta(chain.sender), state));
    await ready(world, chain.toSiteId, chain.taker.id);
    return { chain, model };
  }
  const refused = (found: string) => ({
    refusal: { code: "does_not_run", missing: [{ need: "power_watts", needed: "300 W", found }] },
  });

  test("is counted while it is on its way, and while it waits to be put to work", async () => {
    const { chain } = await openSent();
    const first = await planOne(chain, [[1, 3]]);
    const second = await planOne(chain, [[1, 1]]);
    for (const one of ["pack", "dispatch"] as const) unwrap(await takeStep(chain, first.consignmentId, one));
    unwrap(await takeStep(chain, second.consignmentId, "pack"));
    expect(await takeStep(chain, second.consignmentId, "dispatch")).toMatchObject(refused("100 W"));
    for (const one of WAY.slice(2)) unwrap(await takeStep(chain, first.consignmentId, one));
    unwrap(await receive(chain, first.consignmentId, [[3]]));
    expect(await takeStep(chain, second.consignmentId, "dispatch")).toMatchObject(refused("100 W"));
    await ready(world, chain.toSiteId, chain.taker.id, { powerWatts: 1300 });
    unwrap(await takeStep(chain, second.consignmentId, "dispatch"));
  });

  test("is of the models of the assets that are sent, where the giver has stated none", async () => {
    const { chain, model } = await openSent();
    const other = await addModel(world, chain.giver.id, `Plate ${count}`, { powerWatts: 50 });
    const site = { partyId: chain.taker.id, siteId: chain.toSiteId, supplyId: chain.masks };
    const { consignmentId } = await planOne(chain, [[1, 3]]);
    for (const one of WAY) unwrap(await takeStep(chain, consignmentId, one));
    unwrap(await receive(chain, consignmentId, [[3]]));
    // The giver's word binds; it can take it back, and is shown what the plates say.
    expect(await register(world, { ...site, modelId: other.id }, "P-1")).toMatchObject({
      refusal: {
        problems: [{ field: "modelId", rule: "model_stated_otherwise", facts: { stated: model.id } }],
      },
    });
    unwrap(await register(world, { ...site, modelId: model.id }, "P-2"));
    const meta = newMeta(chain.sender);
    const anew = { supplyId: chain.masks, modelId: other.id };
    const stated = await stateSupplyModel(world.context, meta, anew);
    expect(unwrap(stated)).toMatchObject({ ...anew, others: [{ modelId: model.id, assets: 1 }] });
    expect(await stateSupplyModel(world.context, meta, anew)).toEqual(stated);
    unwrap(await register(world, { ...site, modelId: other.id }, "P-1"));
  });
});
