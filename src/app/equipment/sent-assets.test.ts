import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearExport } from "#app/consignment/clear-consignment.ts";
import type { AssetId } from "#core/equipment/asset.ts";
import { asId } from "#core/id.ts";
import {
  bring,
  type Chain,
  countAllRows,
  openChain,
  planOne,
  receive,
  takeStep,
  WAY,
} from "#test/fixtures/chain.ts";
import { addModel, ready, register, step } from "#test/fixtures/equipment.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import { newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { readAsset, readAssets } from "./read-assets.ts";
import { sendAssets } from "./send-assets.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

let count = 0;
/** A giver with 500 ventilators, of which 100 are promised, and assets of them as many as are asked for. */
async function open(assets: number, { isReady = true } = {}) {
  const chain = await openChain(world, { itemId: "ventilator" });
  count += 1;
  const model = await addModel(world, chain.giver.id, `Sent ${count}`);
  if (isReady) await ready(world, chain.toSiteId, chain.taker.id, { powerWatts: 30_000 });
  const at = {
    partyId: chain.giver.id,
    siteId: chain.fromSiteId,
    supplyId: chain.masks,
    modelId: model.id,
  };
  const numbers = Array.from({ length: assets }, (_, index) => `N-${index + 1}`);
  const { assets: made } = unwrap(await register(world, at, ...numbers));
  return { chain, ids: made.map(({ id }) => id) };
}

const where = async ({ receiver, sender }: Chain, id: AssetId | undefined) => {
  const actor = { ...receiver, memberships: [...receiver.memberships, ...sender.memberships] };
  const { partyId, siteId, status, consignmentId } = unwrap(
    await readAsset(world.context, actor, id ?? asId<"asset">("")),
  );
  return { partyId, siteId, status, consignmentId };
};

describe("assets that are sent", () => {
  test("go with their consignment, and only they: to the gate, into the recipient's hands, and are received", async () => {
    const { chain, ids } = await open(4);
    const { consignmentId } = await planOne(chain, [[1, 3]]);
    const assetIds = ids.slice(0, 2);
    const sent = await sendAssets(world.context, newMeta(chain.sender), { consignmentId, assetIds });
    expect(unwrap(sent).assets.map(({ serialNumber }) => serialNumber)).toEqual(["N-1", "N-2"]);
    const home = { partyId: chain.giver.id, siteId: chain.fromSiteId };
    for (const one of WAY) {
      unwrap(await takeStep(chain, consignmentId, one));
      if (one === "dispatch") expect(await where(chain, ids[0])).toMatchObject(home);
    }
    const there = { partyId: chain.taker.id, siteId: chain.toSiteId, status: "registered" };
    expect(await where(chain, ids[0])).toEqual({ ...there, consignmentId });
    unwrap(await receive(chain, consignmentId, [[3]]));
    expect(await where(chain, ids[1])).toEqual({ ...there, consignmentId });
    expect(await where(chain, ids[3])).toMatchObject(home);
    expect(
      await sendAssets(world.context, newMeta(chain.sender), { consignmentId, assetIds: [] }),
    ).toMatchObject({ refusal: { problems: [{ rule: "consignment_has_arrived" }] } });
  });

  test("are refused with every problem, and said anew until the goods have arrived", async () => {
    const { chain, ids } = await open(3);
    const other = await open(1);
    const { consignmentId } = await planOne(chain, [[1, 1]]);
    const [first, second, third] = ids;
    const assetIds = [first, first, other.ids[0], second, third].filter((id) => id !== undefined);
    expect(
      await sendAssets(world.context, newMeta(chain.receiver), { consignmentId, assetIds }),
    ).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await sendAssets(world.context, newMeta(chain.sender), { consignmentId, assetIds })).toMatchObject(
      {
        refusal: {
          problems: [
            { field: "assetIds.1", rule: "doubled_asset" },
            { field: "assetIds.2", rule: "not_in_this_consignment" },
            { field: "assetIds", rule: "more_assets_than_units", facts: { count: 3, max: 1 } },
          ],
        },
      },
    );
    const sendOne = async (...one: readonly AssetId[]) =>
      unwrap(await sendAssets(world.context, newMeta(chain.sender), { consignmentId, assetIds: one }));
    await sendOne(ids[0] ?? asId<"asset">(""));
    const { assets } = await sendOne(ids[1] ?? asId<"asset">(""));
    expect(assets.map(({ serialNumber }) => serialNumber)).toEqual(["N-2"]);
    expect(await where(chain, ids[0])).toMatchObject({ consignmentId: null });
    const carried = { carriedBy: consignmentId };
    const { items } = await readAssets(world.context, chain.sender, carried, { limit: 9 });
    expect(items.map(({ serialNumber }) => serialNumber).toSorted()).toEqual(["N-1", "N-2", "N-3"]);
  });

  test("do not leave for where they would not run, until it is said anew what is there", async () => {
    const { chain } = await open(1, { isReady: false });
    const consignmentId = await bring(chain, "pack");
    const before = await countAllRows(world.owner);
    // The giver's model has plug G; of the site nothing is stated, and its country has C, F and others.
    expect(await takeStep(chain, consignmentId, "dispatch")).toMatchObject({
      refusal: { code: "does_not_run", siteId: chain.toSiteId, needs: ["plug"] },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    await ready(world, chain.toSiteId, chain.taker.id);
    // For one hundred of them the site has not power enough.
    expect(await takeStep(chain, consignmentId, "dispatch")).toMatchObject({
      refusal: { code: "does_not_run", needs: ["power_watts"] },
    });
    await ready(world, chain.toSiteId, chain.taker.id, { powerWatts: 30_000 });
    unwrap(await takeStep(chain, consignmentId, "dispatch"));
  });

  test("have to be named where fewer units than assets would be left behind", async () => {
    const { chain } = await open(401);
    const consignmentId = await bring(chain, "dispatch");
    const cleared = await clearExport(world.context, newMeta(chain.sender), { consignmentId });
    expect(cleared).toMatchObject({
      refusal: { code: "assets_outnumber_units", units: 400, assets: 401 },
    });
  });

  test("are not put to work before they are received, repaired or not", async () => {
    const { chain, ids } = await open(1);
    const { consignmentId } = await planOne(chain, [[1, 1]]);
    const [id = asId<"asset">("")] = ids;
    unwrap(await sendAssets(world.context, newMeta(chain.sender), { consignmentId, assetIds: [id] }));
    for (const one of WAY) unwrap(await takeStep(chain, consignmentId, one));
    // As after a recount, which takes units out of the recipient's hands again.
    await world.owner.updateTable("asset").set({ status: "faulty" }).where("id", "=", id).execute();
    const repaired = { assetId: id, step: "return_to_work" } as const;
    expect(await step(world, chain.taker.id, repaired)).toMatchObject({
      refusal: { code: "asset_not_received", received: 0 },
    });
    unwrap(await receive(chain, consignmentId, [[1]]));
    await ready(world, chain.toSiteId, chain.taker.id);
    expect(unwrap(await step(world, chain.taker.id, repaired))).toMatchObject({ status: "working" });
  });

  test("are not said to go with another consignment once their own has left", async () => {
    const { chain, ids } = await open(2);
    const [first, second] = [await planOne(chain, [[1, 1]]), await planOne(chain, [[1, 1]])];
    const send = async (consignmentId: typeof first.consignmentId, id: AssetId | undefined) =>
      await sendAssets(world.context, newMeta(chain.sender), {
        consignmentId,
        assetIds: id === undefined ? [] : [id],
      });
    unwrap(await send(first.consignmentId, ids[0]));
    for (const one of ["pack", "dispatch"] as const) unwrap(await takeStep(chain, first.consignmentId, one));
    expect(await send(second.consignmentId, ids[0])).toMatchObject({
      refusal: { problems: [{ field: "assetIds.0", rule: "in_another_consignment" }] },
    });
    unwrap(await send(first.consignmentId, ids[1]));
    unwrap(await send(second.consignmentId, ids[0]));
  });
});
