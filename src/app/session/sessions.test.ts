import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import { asDay } from "#core/time.ts";
import { listHeldDoses, listItemDoses } from "#store/dose.ts";
import { getSecretariatId } from "#store/party.ts";
import { actFor } from "#test/fixtures/world.ts";
import { checkLedger } from "../ledger/check-ledger.ts";
import { countStock } from "../ledger/count-stock.ts";
import { recordUse } from "../ledger/record-use.ts";
import { importDeliveries } from "../import/import-deliveries.ts";
import { fileOf, type ImportWorld, openImportWorld } from "../import/testing/import-world.ts";
import { accountForRecalled } from "../recall/account-for-recalled.ts";
import { startRecall } from "../recall/start-recall.ts";
import { correctSession } from "./correct-session.ts";
import { recordSession } from "./record-session.ts";
import { settleDoses } from "./settle-doses.ts";

const MODERNA = "covid_19_vaccine_moderna";
const ANY = "covid_19_vaccine";

let world: ImportWorld;
let partyId: PartyId;
beforeAll(async () => {
  world = await openImportWorld();
  const italy = await world.owner.selectFrom("party").where("code", "=", "ITA").select("id").execute();
  partyId = asId<"party">(italy[0]?.id ?? "");
});
afterAll(async () => await world.drop());

let area = 0;
let siteId: SiteId;
let lots: readonly { readonly supplyId: SupplyId; readonly itemId: string }[];

/** A site of its own for each test, with 100 doses of one vaccine and 40 of another. */
async function openSite(): Promise<void> {
  area += 1;
  const code = `T${String.fromCharCode(65 + Math.floor(area / 26), 65 + (area % 26))}`;
  const rows = [
    `${code},Moderna,100,2021-05-01,ITF,ITF2,14,Molise`,
    `${code},Janssen,40,2021-05-02,ITF,ITF2,14,Molise`,
  ];
  const text = ["area,forn,numero_dosi,data_consegna,N1,N2,ISTAT,reg", ...rows, ""].join("\n");
  const done = await importDeliveries(world.context, world.newMeta(), fileOf(text), { dryRun: false });
  if (!done.ok) throw new Error(JSON.stringify(done.refusal));
  const site = await world.owner.selectFrom("site").where("code", "=", `ITA-${code}`).select("id").execute();
  siteId = asId<"site">(site[0]?.id ?? "");
  lots = (await listHeldDoses(world.context.database, { partyId, siteId })).toSorted((a) =>
    a.itemId === MODERNA ? -1 : 1,
  );
}
beforeEach(openSite);

const lotOf = (index: number): SupplyId => lots[index]?.supplyId ?? asId<"supply">(partyId);
const given = (quantity: number, rest: Partial<RecordSession["lines"][number]> = {}) => {
  return { outcome: "given" as const, quantity: asQuantity(quantity), ...rest };
};
const sessionOf = (lines: RecordSession["lines"], rest: Partial<RecordSession> = {}): RecordSession => {
  return { partyId, siteId, itemId: ANY, heldOn: asDay("2021-06-01"), lines, ...rest };
};
const report = async (lines: RecordSession["lines"], rest: Partial<RecordSession> = {}) =>
  await recordSession(world.context, world.newMeta(), sessionOf(lines, rest));
const settle = async () =>
  await settleDoses(world.context, world.newMeta(), { partyId, siteId, rule: "oldest_received_first" });

/** Units by stage at the site of the test, and doses without a lot. */
async function readStages(): Promise<Record<string, number>> {
  const rows = await world.owner
    .selectFrom("account")
    .where("siteId", "=", siteId)
    .where("partyId", "=", partyId)
    .where("stage", "in", ["received", "used", "wasted", "lost"])
    .groupBy("stage")
    .select(["stage", (eb) => eb.fn.sum<number>(eb("unitsIn", "-", eb.ref("unitsOut"))).as("units")])
    .execute();
  const doses = await listItemDoses(world.context.database, { partyId, siteId });
  const unsettled = doses.reduce((sum, one) => sum + one.unsettled, 0);
  return { ...Object.fromEntries(rows.map(({ stage, units }) => [stage, Number(units)])), unsettled };
}

describe("doses without a lot, when their lot is recalled", () => {
  test("can be settled to it, and bound what can be destroyed until then", async () => {
    const known = await report([given(60)], { itemId: MODERNA });
    if (!known.ok) throw new Error(JSON.stringify(known.refusal));
    const gtin = "06291041500213";
    await world.owner.updateTable("supply").set({ gtin }).where("supplyId", "=", lotOf(0)).execute();
    const secretariatId = await getSecretariatId(world.context.database);
    const meta = { ...world.newMeta(), actor: actFor([secretariatId, partyId]) };
    const started = await startRecall(world.context, meta, {
      partyId: secretariatId,
      gtin,
      lotNumbers: [],
      class: 1,
      reason: "adverse_events",
      remedy: "destroy",
      isDrill: false,
    });
    if (!started.ok) throw new Error(JSON.stringify(started.refusal));
    expect(await readStages()).toEqual({ received: 40, unsettled: 60 });
    const recallId = asId<"recall">(started.value.id);
    const destroy = async (quantity: number) =>
      await accountForRecalled(
        world.context,
        { ...world.newMeta(), actor: meta.actor },
        {
          recallId,
          partyId,
          lines: [{ supplyId: lotOf(0), siteId, quantity: asQuantity(quantity), outcome: "destroyed" }],
        },
      );
    expect(await destroy(41)).toMatchObject({
      refusal: { code: "doses_exceed_received", held: 59, missing: 1 },
    });
    const settled = await settleDoses(world.context, world.newMeta(), {
      partyId,
      siteId,
      rule: "named",
      reportId: known.value.id,
      lines: [{ lineNumber: 1, supplyId: lotOf(0), quantity: asQuantity(60) }],
    });
    expect(settled).toMatchObject({ value: { settled: 60, unsettled: 0 } });
    expect(await destroy(40)).toMatchObject({ value: { units: { quarantined: 0, used: 60, wasted: 40 } } });
    await world.owner.updateTable("supply").set({ gtin: null }).where("supplyId", "=", lotOf(0)).execute();
  });
});

describe("a session report", () => {
  test("posts doses of known lots, and holds those without one against the site", async () => {
    const done = await report([
      given(30, { supplyId: lotOf(0), doseNumber: "1", group: "health_worker" }),
      { outcome: "wasted", wasteReason: "open_vial", supplyId: lotOf(0), quantity: asQuantity(2) },
      given(20, { doseNumber: "2" }),
    ]);
    expect(done).toMatchObject({ ok: true, value: { unsettled: 20 } });
    expect(await readStages()).toEqual({ received: 108, used: 30, wasted: 2, unsettled: 20 });
    expect(await settle()).toMatchObject({ ok: true, value: { settled: 20, left: 0, unsettled: 0 } });
    expect(await readStages()).toEqual({ received: 88, used: 50, wasted: 2, unsettled: 0 });
    expect(await settle()).toMatchObject({ ok: true, value: { settled: 0, unsettled: 0 } });
  });

  test("sent again does nothing again", async () => {
    const meta = world.newMeta();
    const command = sessionOf([given(70)]);
    const first = await recordSession(world.context, meta, command);
    expect(await recordSession(world.context, meta, command)).toEqual(first);
    expect(await readStages()).toMatchObject({ unsettled: 70 });
  });

  test("of more doses than the site has received is refused, whether it knows the lots or not", async () => {
    expect(await report([given(141)])).toMatchObject({
      refusal: { code: "doses_exceed_received", itemId: ANY, held: 140, unsettled: 141, missing: 1 },
    });
    expect(await report([given(101)], { itemId: MODERNA })).toMatchObject({
      refusal: { code: "doses_exceed_received", itemId: MODERNA, held: 100, missing: 1 },
    });
    expect(await report([given(101, { supplyId: lotOf(0) })])).toMatchObject({
      refusal: { code: "not_enough_units", available: 100, asked: 101 },
    });
    expect(await readStages()).toEqual({ received: 140, unsettled: 0 });
    expect((await report([given(140)])).ok).toBe(true);
    expect(await report([given(1, { supplyId: lotOf(0) })])).toMatchObject({
      refusal: { code: "doses_exceed_received", held: 139, unsettled: 140 },
    });
  });

  test("is not undone by units that are lost or wasted afterwards", async () => {
    await report([given(130)]);
    const use = { partyId, kind: "lose" as const };
    const lose = async (quantity: number) =>
      await recordUse(world.context, world.newMeta(), {
        ...use,
        lines: [{ supplyId: lotOf(0), siteId, quantity: asQuantity(quantity) }],
      });
    expect(await lose(11)).toMatchObject({
      refusal: { code: "doses_exceed_received", held: 129, unsettled: 130 },
    });
    expect((await lose(10)).ok).toBe(true);
  });

  test("may be more once a count has found more, with its reason", async () => {
    const count = { partyId, siteId, supplyId: lotOf(0), counted: 120, reason: "extra_doses" as const };
    const counted = await countStock(world.context, world.newMeta(), count);
    expect(counted).toMatchObject({ ok: true, value: { kind: "count_stock", reason: "extra_doses" } });
    expect((await report([given(160)])).ok).toBe(true);
    expect(
      await countStock(world.context, world.newMeta(), { ...count, counted: 119, reason: "count_error" }),
    ).toMatchObject({ refusal: { code: "doses_exceed_received", held: 159, unsettled: 160 } });
  });

  test("is corrected by a further one, which undoes what was settled of it", async () => {
    const first = await report([given(30, { supplyId: lotOf(0) }), given(50)]);
    if (!first.ok) throw new Error(first.refusal.code);
    await settle();
    expect(await readStages()).toMatchObject({ received: 60, used: 80 });
    const further = {
      ...sessionOf([given(25, { supplyId: lotOf(0) }), given(10)]),
      reportId: first.value.id,
      reason: "typing_error" as const,
    };
    const second = await correctSession(world.context, world.newMeta(), further);
    expect(second).toMatchObject({ ok: true, value: { unsettled: 10 } });
    expect(await readStages()).toMatchObject({ received: 115, used: 25, unsettled: 10 });
    expect(await correctSession(world.context, world.newMeta(), further)).toMatchObject({
      refusal: { code: "session_corrected", reportId: first.value.id },
    });
    if (!second.ok) throw new Error(second.refusal.code);
    const elsewhere = { ...further, reportId: second.value.id, itemId: MODERNA };
    expect(await correctSession(world.context, world.newMeta(), elsewhere)).toMatchObject({
      refusal: { problems: [{ rule: "report_of_another_place" }] },
    });
    await settle();
    expect(await readStages()).toMatchObject({ received: 105, used: 35, unsettled: 0 });
    expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, balancesMatch: true });
  });

  test("is settled to the lots that somebody has found out, as far as it says so", async () => {
    const done = await report([given(50, { doseNumber: "1" })]);
    if (!done.ok) throw new Error(done.refusal.code);
    const named = async (quantity: number, supplyId: SupplyId) =>
      await settleDoses(world.context, world.newMeta(), {
        partyId,
        siteId,
        rule: "named",
        reportId: done.value.id,
        lines: [{ lineNumber: 1, supplyId, quantity: asQuantity(quantity) }],
      });
    expect(await named(51, lotOf(0))).toMatchObject({
      refusal: { problems: [{ rule: "more_than_unsettled", facts: { unsettled: 50 } }] },
    });
    expect(await named(35, lotOf(1))).toMatchObject({ ok: true, value: { settled: 35, unsettled: 15 } });
    expect(await named(16, lotOf(0))).toMatchObject({ refusal: { code: "malformed" } });
    const rules = await world.owner
      .selectFrom("sessionSettlement")
      .where("reportId", "=", done.value.id)
      .select(["rule", "quantity"])
      .execute();
    expect(rules).toEqual([{ rule: "named", quantity: 35 }]);
  });

  test("is for those who work with the party's stock", async () => {
    const meta = world.newMeta();
    const nobody = { ...meta, actor: { ...meta.actor, memberships: [] } };
    expect(await recordSession(world.context, nobody, sessionOf([given(1)]))).toMatchObject({
      refusal: { code: "not_permitted", action: "record_session" },
    });
  });
});

describe("reports, settlements, losses and counts at once", () => {
  const anyStep = fc.record({
    kind: fc.constantFrom("any", "one", "named", "lose", "settle", "count"),
    quantity: fc.integer({ min: 1, max: 100 }),
    lot: fc.nat(1),
  });

  test("in no order leave a site with more doses given than received, and every sum ties", async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 12 }), async (steps) => {
        await openSite();
        const answers = await Promise.all(steps.map(async (step) => await take(step)));
        accepted += answers.filter(({ ok }) => ok).length;
        refused += answers.filter(({ ok }) => !ok).length;
        const { received = 0, unsettled = 0, used = 0, wasted = 0, lost = 0 } = await readStages();
        expect(unsettled).toBeLessThanOrEqual(received);
        for (const { itemId, held, unsettled: open } of await listItemDoses(world.context.database, {
          partyId,
          siteId,
        })) {
          if (itemId !== ANY) expect(open).toBeLessThanOrEqual(held);
        }
        const surplus = await sumSurplus();
        expect(received + used + wasted + lost).toBe(140 + surplus);
        expect(await sumReported()).toBe(used + wasted + unsettled);
        const settled = await settle();
        expect(settled).toMatchObject({ ok: true, value: { left: 0, unsettled: 0 } });
      }),
      { numRuns: 12 },
    );
    expect(accepted).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(5);
    expect(await checkLedger(world.context)).toMatchObject({
      sumZero: true,
      negative: 0,
      balancesMatch: true,
    });
  }, 240_000);

  async function take({ kind, quantity, lot }: { kind: string; quantity: number; lot: number }) {
    const supplyId = lotOf(lot);
    if (kind === "any") return await report([given(quantity)]);
    if (kind === "one") return await report([given(quantity)], { itemId: MODERNA });
    if (kind === "named") {
      const waste = { outcome: "wasted", wasteReason: "broken", supplyId, quantity: asQuantity(1) } as const;
      return await report([given(quantity, { supplyId }), waste]);
    }
    if (kind === "settle") return await settle();
    if (kind === "count") {
      const count = {
        partyId,
        siteId,
        supplyId,
        counted: 60 + quantity,
        reason: "count_error" as const,
      };
      return await countStock(world.context, world.newMeta(), count);
    }
    return await recordUse(world.context, world.newMeta(), {
      partyId,
      kind: "lose",
      lines: [{ supplyId, siteId, quantity: asQuantity(quantity) }],
    });
  }

  async function sumSurplus(): Promise<number> {
    const { units } = await world.owner
      .selectFrom("movement")
      .where("toSiteId", "=", siteId)
      .where("kind", "=", "surplus")
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("quantity"), eb.lit(0)).as("units"))
      .executeTakeFirstOrThrow();
    return Number(units);
  }

  async function sumReported(): Promise<number> {
    const { doses } = await world.owner
      .selectFrom("sessionLine as l")
      .innerJoin("sessionReport as r", "r.id", "l.reportId")
      .where("r.siteId", "=", siteId)
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("l.quantity"), eb.lit(0)).as("doses"))
      .executeTakeFirstOrThrow();
    return Number(doses);
  }
});
