import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId, type SupplyId } from "#core/id.ts";
import { bring, countAllRows, receive } from "#test/fixtures/chain.ts";
import { compareCourses } from "#test/fixtures/course.ts";
import { openLot, recall, recallOf } from "#test/fixtures/recall.ts";
import { query } from "#test/fixtures/query.ts";
import { actFor, makeOneOffer, newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { checkLedger } from "../ledger/check-ledger.ts";
import { acknowledgeRecall } from "./acknowledge-recall.ts";
import { readAwaitingRecalls, readHolders, readRecalls } from "./read-recalls.ts";
import { startRecall } from "./start-recall.ts";
import { sweepRecalls } from "./sweep-recalls.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  expect((await compareCourses(world)).faults).toEqual([]);
  await world.drop();
});

describe("holders", () => {
  test("are told, see their own units alone, and are asked until they have answered for every site", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const recallId = await recall(chain, lot);
    const listOf = async (actor: typeof chain.sender) => {
      const read = await readHolders(world.context, actor, recallId, { limit: 50 });
      return read.ok
        ? read.value.items.map(({ partyId, units: held }) => [partyId, held[0]?.quantity])
        : read;
    };
    expect(await listOf(chain.receiver)).toEqual([[chain.taker.id, 100]]);
    const secretary = actFor([world.secretariatId]);
    for (const actor of [chain.sender, secretary]) {
      expect(await listOf(actor)).toEqual([
        [chain.giver.id, 400],
        [chain.taker.id, 100],
      ]);
    }
    const waiting = async () =>
      (await readAwaitingRecalls(world.context, chain.receiver, { limit: 50 })).items.map(({ id }) => id);
    expect(await waiting()).toEqual([recallId]);
    const meta = newMeta(chain.receiver);
    const said = { recallId, partyId: chain.taker.id, siteIds: [chain.toSiteId] };
    const first = await acknowledgeRecall(world.context, meta, said);
    expect(first).toMatchObject({ value: { sites: { told: 2, acknowledged: 1 } } });
    expect(await acknowledgeRecall(world.context, meta, said)).toEqual(first);
    expect(await waiting()).toEqual([]);
  });

  test("that came later are told by house-keeping, also where one recall before theirs cannot be swept", async () => {
    const lots = [await openLot(world), await openLot(world)];
    const ids: string[] = [];
    for (const { chain, lot } of lots) ids.push(await recall(chain, lot));
    const named = ids.map((id) => `'${id}'`).join(", ");
    await query(world.owner, `delete from recall_notice where recall_id in (${named})`);
    await query(
      world.owner,
      `create function fail_notice() returns trigger language plpgsql as $$ begin
        if new.recall_id = '${ids[0]}' then raise 'this one cannot be told'; end if; return new; end $$;
      create trigger fail before insert on recall_notice for each row execute function fail_notice()`,
    );
    const told = async () =>
      await query(world.owner, `select distinct recall_id from recall_notice where recall_id in (${named})`);
    await expect(sweepRecalls(world.context)).rejects.toThrow("Of 2 recalls 1 could not be swept");
    expect(await told()).toEqual([{ recallId: ids[1] }]);
    await query(world.owner, "drop trigger fail on recall_notice");
    expect(await sweepRecalls(world.context)).toEqual([ids[0]]);
    expect(await told()).toHaveLength(2);
  });

  test("page by page are all of them, each once", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const recallId = await recall(chain, lot);
    const one = await readHolders(world.context, chain.sender, recallId, { limit: 1 });
    if (!one.ok || one.value.nextKey === null) throw new Error("there is a second page");
    const page = { afterKey: one.value.nextKey, limit: 1 };
    const two = await readHolders(world.context, chain.sender, recallId, page);
    expect(two).toMatchObject({ value: { items: [{ partyId: chain.taker.id }], nextKey: null } });
    // Who sees all of them finds its own without paging through others.
    const both = actFor([chain.giver.id, chain.taker.id]);
    for (const [actor, ids] of [
      [chain.sender, [chain.giver.id]],
      [both, [chain.giver.id, chain.taker.id]],
      [actFor([world.secretariatId]), []],
    ] as const) {
      const own = await readHolders(world.context, actor, recallId, { limit: 50, of: "own" });
      expect(own.ok && own.value.items.map(({ partyId }) => partyId)).toEqual(ids);
    }
  });
});

describe("a recall is refused", () => {
  test("where nothing is of the lot, and nothing is written; where it is another giver's", async () => {
    const { chain, lot } = await openLot(world);
    const other = await openLot(world);
    const before = await countAllRows(world.owner);
    for (const [meta, command] of [
      [newMeta(chain.sender), recallOf(chain, "NO-SUCH-LOT")],
      [newMeta(other.chain.sender), recallOf(other.chain, lot)],
    ] as const) {
      expect(await startRecall(world.context, meta, command)).toMatchObject({
        refusal: { code: "nothing_to_recall", sought: `medical_mask ${command.lotNumbers[0]}` },
      });
    }
    expect(await startRecall(world.context, newMeta(chain.receiver), recallOf(chain, lot))).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const unknown = { recallId: asId<"recall">(world.context.newId()), partyId: chain.taker.id };
    expect(await acknowledgeRecall(world.context, newMeta(chain.receiver), unknown)).toMatchObject({
      refusal: { code: "not_found", noun: "recall" },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    const recallId = await recall(chain, lot);
    const stranger = { recallId, partyId: other.chain.taker.id };
    expect(await acknowledgeRecall(world.context, newMeta(other.chain.receiver), stranger)).toMatchObject({
      refusal: { problems: [{ field: "partyId", rule: "not_told" }] },
    });
  });

  test("not when the secretariat recalls what several have given: by trade item, whatever the lot", async () => {
    const gtin = "6291041500213";
    const supplies: SupplyId[] = [];
    for (const lotNumber of ["X1", "X2"])
      supplies.push((await makeOneOffer(world, { gtin, lotNumber })).supplyId);
    const { supplyId: elsewhere } = await makeOneOffer(world, { lotNumber: "X1" });
    const command = {
      partyId: world.secretariatId,
      gtin,
      lotNumbers: [],
      class: 1,
      reason: "falsified",
      remedy: "return",
      isDrill: false,
    } as const;
    const meta = newMeta(actFor([world.secretariatId], ["coordinator"]));
    const started = await startRecall(world.context, meta, command);
    expect(started).toMatchObject({ value: { gtin: "06291041500213", sites: { told: 2 } } });
    expect(await startRecall(world.context, meta, command)).toEqual(started);
    for (const supplyId of supplies) expect(await readStages(world, supplyId)).toEqual({ quarantined: 1000 });
    expect(await readStages(world, elsewhere)).toEqual({ available: 1000 });
    const listed = await readRecalls(world.context, { scenario: null, status: "open" }, { limit: 1 });
    expect(listed.items).toMatchObject([{ gtin: "06291041500213", class: 1, reason: "falsified" }]);
  });

  test("not by more that is stated: of item and lot, what has no trade item number is recalled too", async () => {
    const gtin = "4012345678901";
    const lotNumber = "DOUBT";
    const named: SupplyId[] = [];
    for (const stated of [{ gtin }, {}]) {
      named.push((await makeOneOffer(world, { ...stated, lotNumber })).supplyId);
    }
    const { supplyId: other } = await makeOneOffer(world, { gtin: "4006381333931", lotNumber });
    const command = {
      partyId: world.secretariatId,
      itemId: "medical_mask",
      gtin,
      lotNumbers: [lotNumber],
      class: 1,
      reason: "falsified",
      remedy: "return",
      isDrill: false,
    } as const;
    const meta = newMeta(actFor([world.secretariatId], ["coordinator"]));
    expect(await startRecall(world.context, meta, command)).toMatchObject({ ok: true });
    for (const supplyId of named) expect(await readStages(world, supplyId)).toEqual({ quarantined: 1000 });
    expect(await readStages(world, other)).toEqual({ available: 1000 });
  });
});
