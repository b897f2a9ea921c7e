import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId, type PartyId, type RecallId, type SiteId, type SupplyId } from "#core/id.ts";
import { MOVEMENTS, type Movement, type MovementKind, type Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant, occurredOn } from "#core/time.ts";
import { findRetryableFault } from "#store/fault.ts";
import { insertEntry, insertSupplies } from "#store/ledger.ts";
import { getSecretariatId } from "#store/party.ts";
import type { HolderRow } from "#store/recall.ts";
import { insertSite } from "#store/site.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { query } from "#test/fixtures/query.ts";
import { actFor, newMeta } from "#test/fixtures/world.ts";
import type { AppContext } from "../context.ts";
import { checkLedger } from "../ledger/check-ledger.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runCommand } from "../run-command.ts";
import { accountForRecalled } from "./account-for-recalled.ts";
import { acknowledgeRecall } from "./acknowledge-recall.ts";
import { closeRecall } from "./end-recall.ts";
import { readHolders } from "./read-recalls.ts";
import { startRecall } from "./start-recall.ts";
import { sweepRecalls } from "./sweep-recalls.ts";

/** Whether a unit can escape a recall: one lot all over the world, and one that others move at the same moment. */

const CONNECTIONS = 8;
const COUNTRIES = 20;
const SITES_OF_EACH = 25;
const occurred = occurredOn(asDay("2026-03-01"));

let database: TestDatabase;
let context: AppContext;
let giverId: PartyId;
let shelf: SiteId;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: CONNECTIONS + 2 });
  context = {
    database: database.db,
    reference: await loadReference(),
    now: () => asInstant("2026-03-02T09:00:00.000Z"),
    newId: () => v7(),
  };
  await seedReference(context);
  giverId = await getSecretariatId(database.db);
  shelf = asId((await database.db.selectFrom("site").select("id").executeTakeFirstOrThrow()).id);
});
afterAll(async () => {
  expect(await checkLedger(context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await database.drop();
});

async function addSupply(lotNumber: string, through = database.db): Promise<SupplyId> {
  const id = asId<"supply">(v7());
  const goods = { itemId: "medical_mask", giverId, terms: "grant", gtin: null, lotNumber } as const;
  const none = { offerId: null, expiry: null, pipeline: null, emergency: null, scenario: null };
  await insertSupplies(through, [{ id, ...goods, ...none }], context.now());
  return id;
}

function moveOf(
  kind: MovementKind,
  supplyId: SupplyId,
  quantity: number,
  { partyId = giverId, siteId = shelf }: { partyId?: PartyId; siteId?: SiteId } = {},
): Movement {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[kind];
  const isTaking = kind === "receive";
  const hands = (stage: Stage | undefined) => ({ partyId, siteId, stage: stage ?? "produced" });
  return {
    kind,
    reversal: false,
    supplyId,
    from: isTaking ? { partyId: giverId, siteId: shelf, stage: "in_transit" } : hands(rule.from[0]),
    to: hands(rule.to[0]),
    quantity: asQuantity(quantity),
    recipientId: null,
    consignmentId: null,
    occurred,
  };
}

const userId = asId<"user">("00000000-0000-7000-8000-00000000000a");

async function insert(movements: readonly Movement[], through = database.db): Promise<void> {
  const head = {
    reason: "command",
    corrects: null,
    kind: "race",
    userId,
    recordedAt: context.now(),
  } as const;
  await insertEntry(through, { id: asId<"command">(v7()), ...head, movements });
}

async function start(lotNumber: string) {
  const started = await startRecall(context, newMeta(actFor([giverId])), {
    partyId: giverId,
    itemId: "medical_mask",
    lotNumbers: [lotNumber],
    class: 1,
    reason: "adverse_events",
    remedy: "destroy",
    isDrill: false,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.refusal));
  return { ...started.value, id: asId<"recall">(started.value.id) };
}

/** 25 sites of each of 20 governments. */
async function addSites(): Promise<readonly { readonly partyId: PartyId; readonly siteId: SiteId }[]> {
  const parties = await query<{ id: string; country: string }>(
    database.db,
    `select id, country from party where kind = 'government' order by code limit ${COUNTRIES}`,
  );
  const places: { partyId: PartyId; siteId: SiteId }[] = [];
  for (const { id, country } of parties) {
    for (let index = 1; index <= SITES_OF_EACH; index += 1) {
      const siteId = asId<"site">(v7());
      const partyId = asId<"party">(id);
      const code = `CLINIC-${country}-${index}`;
      const where = { unLocode: null, latitude: null, longitude: null };
      await insertSite(database.db, {
        id: siteId,
        code,
        name: code,
        kind: "clinic",
        country,
        partyId,
        ...where,
      });
      places.push({ partyId, siteId });
    }
  }
  return places;
}

async function readAllHolders(recallId: RecallId) {
  const all: HolderRow[] = [];
  let afterKey: string | undefined;
  do {
    const read = await readHolders(context, actFor([giverId]), recallId, { afterKey, limit: 200 });
    if (!read.ok) throw new Error(read.refusal.code);
    all.push(...read.value.items);
    afterKey = read.value.nextKey ?? undefined;
  } while (afterKey !== undefined);
  return all;
}

test("a lot at 500 sites in 20 countries is withheld to the last unit, acknowledged and accounted for", async () => {
  const places = await addSites();
  const supplyId = await addSupply("WORLD");
  const units = (index: number): number => 100 + index;
  const sent = places.reduce((sum, _, index) => sum + units(index), 0);
  await insert([
    moveOf("pledge", supplyId, sent + 1000),
    moveOf("reserve", supplyId, sent),
    moveOf("dispatch", supplyId, sent),
    ...places.map((place, index) => moveOf("receive", supplyId, units(index), place)),
    ...places.map((place) => moveOf("use", supplyId, 40, place)),
  ]);
  const used = 40 * places.length;
  const recall = await start("WORLD");
  expect(recall.sites).toEqual({ told: 501, acknowledged: 0, parties: 21, countries: expect.any(Number) });
  const none = { available: 0, reserved: 0, in_transit: 0, received: 0, wasted: 0, lost: 0, returned: 0 };
  expect(recall.units).toEqual({ ...none, used, quarantined: sent + 1000 - used });

  const partyIds = [...new Set(places.map(({ partyId }) => partyId))];
  let destroyed = 0;
  for (const partyId of [...partyIds, giverId]) {
    const actor = actFor([partyId]);
    await acknowledgeRecall(context, newMeta(actor), { recallId: recall.id, partyId });
    const mine = (await readAllHolders(recall.id)).filter((holder) => holder.partyId === partyId);
    const lines = mine.flatMap(({ siteId, units: held }) =>
      held
        .filter(({ stage }) => stage === "quarantined")
        .map(({ quantity }) => ({
          supplyId,
          siteId: asId<"site">(siteId),
          quantity: asQuantity(quantity),
          outcome: "destroyed" as const,
        })),
    );
    destroyed += lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const command = { recallId: recall.id, partyId, lines };
    expect(await accountForRecalled(context, newMeta(actor), command)).toMatchObject({ ok: true });
  }
  expect(destroyed).toBe(sent + 1000 - used);
  const closed = await closeRecall(context, newMeta(actFor([giverId])), { recallId: recall.id });
  expect(closed).toMatchObject({
    value: { status: "closed", sites: { told: 501, acknowledged: 501 }, units: { used, wasted: destroyed } },
  });
});

const KINDS = ["reserve", "dispatch", "receive", "use", "release", "pledge", "waste", "return"] as const;

/** Makes supplies of the lot, one after the other, until told to stop; those that were not refused are added. */
async function makeMore(supplyIds: SupplyId[], lot: string, isDone: () => boolean): Promise<number> {
  let made = 0;
  while (!isDone()) {
    const id = await database.db
      .transaction()
      .execute(async (transaction) => {
        const supplyId = await addSupply(lot, transaction);
        await insert([moveOf("pledge", supplyId, 50)], transaction);
        return supplyId;
      })
      .catch(acceptRecalled);
    if (id === false) continue;
    supplyIds.push(id);
    made += 1;
  }
  return made;
}

/** Sends random movements of the supplies until told to stop; returns how many were posted. */
async function moveAbout(supplyIds: readonly SupplyId[], isDone: () => boolean): Promise<number> {
  let posted = 0;
  while (!isDone()) {
    const kind = KINDS[Math.floor(Math.random() * KINDS.length)] ?? "use";
    const picked = supplyIds[Math.floor(Math.random() * supplyIds.length)];
    if (picked === undefined) throw new Error("there are supplies");
    const movement = moveOf(kind, picked, 1 + Math.floor(Math.random() * 20));
    const isDirect = Math.random() < 0.5;
    const done = isDirect
      ? await insert([movement]).then(() => true, acceptRecalled)
      : await postByProgram(movement);
    posted += done ? 1 : 0;
  }
  return posted;
}

function acceptRecalled(error: unknown): false {
  expect(["account_short", "supply_recalled", "deadlock"]).toContain(findRetryableFault(error));
  return false;
}

async function postByProgram(movement: Movement): Promise<boolean> {
  const meta = newMeta({ userId, memberships: [] });
  const command = { kind: "record_use", body: movement } as const;
  const answer = await runCommand(
    context,
    meta,
    command,
    async (scope) => await postMovements(scope, "race", [movement]),
  );
  if (!answer.ok) expect(["supply_recalled", "not_enough_units"]).toContain(answer.refusal.code);
  return answer.ok;
}

/** Units that have ever come to be used, promised or sent; and those that could be now. */
async function readUnits(supplyIds: readonly SupplyId[]) {
  const list = supplyIds.join(",");
  const [row] = await query<{ used: number; reserved: number; sent: number; free: number }>(
    database.db,
    `select coalesce(sum(units_in) filter (where stage = 'used'), 0)::integer as used,
      coalesce(sum(units_in) filter (where stage = 'reserved'), 0)::integer as reserved,
      coalesce(sum(units_in) filter (where stage = 'in_transit'), 0)::integer as sent,
      coalesce(sum(units_in - units_out) filter (where stage in ('available', 'received')), 0)::integer as free
    from account where supply_id = any('{${list}}'::uuid[])`,
  );
  return row;
}

test("nothing escapes while eight connections move units of the lot, make more of it, and go past the program", {
  timeout: 120_000,
}, async () => {
  for (let run = 1; run <= 4; run += 1) {
    const lot = `RACE${run}`;
    const known = [await addSupply(lot), await addSupply(lot)];
    for (const id of known) await insert([moveOf("pledge", id, 2000), moveOf("reserve", id, 900)]);
    for (const id of known) await insert([moveOf("dispatch", id, 600), moveOf("receive", id, 300)]);
    const supplyIds = [...known];
    let isDone = false;
    const movers = Array.from(
      { length: CONNECTIONS - 1 },
      async () => await moveAbout(supplyIds, () => isDone),
    );
    const making = makeMore(supplyIds, lot, () => isDone);
    await expect.poll(() => supplyIds.length).toBeGreaterThan(known.length);
    await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 150));
    await start(lot);
    const after = await readUnits(known);
    expect([run, after?.free]).toEqual([run, 0]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    isDone = true;
    expect(await making).toBeGreaterThan(0);
    const posted = (await Promise.all(movers)).reduce((sum, count) => sum + count, 0);
    expect(posted).toBeGreaterThan(10);
    // From the moment at which the recall was answered on, not one more was used, promised or sent.
    expect(await readUnits(known)).toEqual(after);
    await sweepRecalls(context);
    expect((await readUnits(supplyIds))?.free).toBe(0);
    expect(await sweepRecalls(context)).toEqual([]);
  }
});

test("an entry under a snapshot from before the recall is refused", async () => {
  const supplyId = await addSupply("STALE");
  await insert([moveOf("pledge", supplyId, 100), moveOf("reserve", supplyId, 100)]);
  const stale = database.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (transaction) => {
      await transaction.selectFrom("recall").select("id").execute();
      await start("STALE");
      await insert([moveOf("dispatch", supplyId, 50)], transaction);
    });
  await expect(stale).rejects.toThrow("under READ COMMITTED alone");
  expect(await readUnits([supplyId])).toMatchObject({ sent: 0, free: 0 });
});

test("who asks for units while they are recalled is told that they are, not that there are too few", async () => {
  const supplyId = await addSupply("MEANWHILE");
  await insert([moveOf("pledge", supplyId, 100)]);
  let isStarted = false;
  // Another connection recalls the lot as soon as the command has seen that it is not recalled.
  const recalling: Parameters<typeof database.db.withPlugin>[0] = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (!isStarted && result.rows.some((row) => "recallId" in row && row["recallId"] === null)) {
        isStarted = true;
        await start("MEANWHILE");
      }
      return result;
    },
  };
  const asked = await runCommand(
    { ...context, database: database.db.withPlugin(recalling) },
    newMeta(actFor([giverId])),
    { kind: "record_use", body: {} },
    async (scope) => await postMovements(scope, "race", [moveOf("reserve", supplyId, 50)]),
  );
  expect(isStarted).toBe(true);
  expect(asked).toMatchObject({ ok: false, refusal: { code: "supply_recalled" } });
});

test("units of a recalled lot cannot be promised in one place because a promise of others has ended in another", async () => {
  const supplyId = await addSupply("SWAPPED");
  const [elsewhere] = await query<{ id: string }>(
    database.db,
    `select id from site where id <> '${shelf}' limit 1`,
  );
  const place = { partyId: giverId, siteId: asId<"site">(elsewhere?.id ?? "") };
  await insert([moveOf("pledge", supplyId, 100), moveOf("reserve", supplyId, 100)]);
  await insert([moveOf("pledge", supplyId, 60, place)]);
  await start("SWAPPED");
  const before = await readUnits([supplyId]);
  const quarantined = { ...place, stage: "quarantined" } as const;
  const available = { ...place, stage: "available" } as const;
  const swapped = insert([
    moveOf("release", supplyId, 60),
    {
      ...moveOf("quarantine", supplyId, 60),
      from: { ...place, siteId: shelf, stage: "available" },
      to: quarantined,
    },
    { ...moveOf("unquarantine", supplyId, 60), from: quarantined, to: available },
    moveOf("reserve", supplyId, 60, place),
  ]);
  await expect(swapped.catch(findRetryableFault)).resolves.toBe("supply_recalled");
  expect(await readUnits([supplyId])).toEqual(before);
});
