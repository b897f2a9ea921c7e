import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { v7 } from "uuid";
import { listDeliveryMovements } from "#core/consignment/record-delivery.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { insertSupplies } from "#store/ledger.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runTogether } from "../run-command.ts";
import { importDeliveries } from "./import-deliveries.ts";
import type { ImportOptions } from "./import-file.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

const REAL = "../shared/data/deliveries/italy-deliveries-2-regions.csv";
/** `dosi_consegnate` of italy-totals-2-regions.csv. */
const PUBLISHED = { "ITA-MOL": 843_760, "ITA-VDA": 366_880 };

const HEADER = "area,forn,numero_dosi,data_consegna,N1,N2,ISTAT,reg";
const row = (quantity: number, day: string, supplier = "Moderna", area = "MOL") =>
  `${area},${supplier},${quantity},${day},ITF,ITF2,14,Molise`;
const fileWith = (...rows: readonly string[]) => `${[HEADER, ...rows].join("\n")}\n`;

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const importText = async (content: string | Uint8Array, options: Partial<ImportOptions> = {}) =>
  await importDeliveries(world.context, world.newMeta(), fileOf(content), { dryRun: false, ...options });
const importTaken = async (content: string | Uint8Array, options: Partial<ImportOptions> = {}) => {
  const result = await importText(content, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal, null, 1).slice(0, 2_000));
  return result.value;
};

/** Units that have come into `received` by site, what corrections took off again taken off. */
async function readReceived(): Promise<Record<string, number>> {
  const rows = await world.owner
    .selectFrom("account as a")
    .innerJoin("site as s", "s.id", "a.siteId")
    .where("a.stage", "=", "received")
    .groupBy("s.code")
    .select(["s.code", (eb) => eb.fn.sum<number>(eb("a.unitsIn", "-", eb.ref("a.unitsOut"))).as("units")])
    .execute();
  return Object.fromEntries(rows.map(({ code, units }) => [code, Number(units)]));
}

describe("a list of deliveries to the regions of Italy", () => {
  test("rows that agree in everything are two deliveries, and a row imported again is the same one", async () => {
    const twice = fileWith(row(500, "2021-03-01"), row(500, "2021-03-01"));
    expect(await importTaken(fileWith(row(500, "2021-03-01")))).toMatchObject({ posted: 1 });
    expect(await importTaken(twice)).toMatchObject({
      posted: 1,
      alreadyPosted: 1,
      notes: [{ line: 3, note: "identical_row_counted" }],
    });
    expect(await importTaken(twice)).toMatchObject({ posted: 0, alreadyPosted: 2 });
    expect(await readReceived()).toEqual({ "ITA-MOL": 1000 });
  });

  test("a negative row corrects the newest earlier deliveries of its supplier, and says which", async () => {
    const file = fileWith(
      row(800, "2021-04-01", "Janssen"),
      row(300, "2021-04-08", "Janssen"),
      row(-500, "2021-04-10", "Janssen"),
      row(900, "2021-04-15", "Janssen"),
    );
    const result = await importTaken(file);
    expect(result.posted).toBe(4);
    const [first, second, taken] = result.rows;
    expect(result.notes).toEqual([
      expect.objectContaining({
        line: 4,
        note: "corrects_earlier_delivery",
        value: "-300",
        facts: { delivery: second?.id, from: 300, to: 0, entry: taken?.id },
      }),
      expect.objectContaining({
        line: 4,
        value: "-200",
        facts: expect.objectContaining({ delivery: first?.id, from: 800, to: 600 }),
      }),
    ]);
    const entries = await world.owner
      .selectFrom("entry")
      .where("kind", "=", "correct_entry")
      .select(["correctsId", "reason"])
      .execute();
    expect(new Set(entries.map(({ correctsId }) => correctsId))).toEqual(new Set([first?.id, second?.id]));
    expect(new Set(entries.map(({ reason }) => reason))).toEqual(new Set(["source_corrected"]));
    expect(await readReceived()).toEqual({ "ITA-MOL": 2500 });
    expect(await importTaken(file)).toMatchObject({ posted: 0, alreadyPosted: 4 });
    expect(await readReceived()).toEqual({ "ITA-MOL": 2500 });
  });

  test("what came by a consignment cannot be corrected, and goes back as a return with its reason", async () => {
    // Units of the supplier that are in the book by another entry than a recorded delivery.
    await importTaken(fileWith(row(100, "2021-06-01", "Janssen", "MOL")));
    const { context } = world;
    await importTaken(fileWith(row(1, "2021-06-01", "Novavax", "QM")));
    const known = async (table: "party" | "site", code: string) => {
      const found = await world.owner.selectFrom(table).where("code", "=", code).select("id").execute();
      return found[0]?.id ?? "";
    };
    const giverId = asId<"party">(await known("party", "NOVAVAX"));
    const recipientId = asId<"party">(await known("party", "ITA"));
    const siteId = asId<"site">(await known("site", "ITA-MOL"));
    const supplyId = asId<"supply">(v7());
    const done = await runTogether(context, world.newMeta(), async (scope) => {
      const supply = { itemId: "covid_19_vaccine_novavax", giverId, terms: "grant", offerId: null } as const;
      const rest = {
        gtin: null,
        lotNumber: null,
        expiry: null,
        pipeline: null,
        emergency: null,
        scenario: null,
      };
      await insertSupplies(scope.database, [{ id: supplyId, ...supply, ...rest }], scope.now);
      const route = { supplyId, giverId, recipientId, siteId, consignmentId: asId<"consignment">(v7()) };
      const delivery = { quantity: asQuantity(40), occurred: occurredOn(asDay("2021-06-02")), sent: null };
      return await postMovements(scope, "receive_consignment", listDeliveryMovements(delivery, route));
    });
    expect(done.ok).toBe(true);
    const result = await importTaken(fileWith(row(-30, "2021-06-03", "Novavax")));
    expect(result.notes).toEqual([
      expect.objectContaining({ line: 2, note: "returned_to_supplier", value: "-30" }),
    ]);
    const entry = await world.owner
      .selectFrom("entry")
      .where("kind", "=", "return_delivery")
      .select(["reason", "correctsId"])
      .execute();
    expect(entry).toEqual([{ reason: "source_corrected", correctsId: null }]);
    expect(await importTaken(fileWith(row(-30, "2021-06-03", "Novavax")))).toMatchObject({
      posted: 0,
      alreadyPosted: 1,
    });
  });

  test("more taken back than has come is refused with how much is left, and nothing is written", async () => {
    const before = await world.countAll();
    const file = fileWith(row(50, "2021-05-01", "Novavax"), row(-60, "2021-05-02", "Novavax"));
    expect(await importText(file)).toMatchObject({
      refusal: {
        problems: [{ line: 3, rule: "more_taken_back_than_delivered", value: "-60", facts: { left: 50 } }],
      },
    });
    expect(await world.countAll()).toEqual(before);
  });

  test("every problem is listed: a supplier, a number, an area that are not clear", async () => {
    const file = fileWith(
      row(1, "2021-05-01", "Acme"),
      row(5, "2021-05-03"),
      row(1, "01/05/2021"),
      row(1, "2021-05-01", "Moderna", "14"),
      "MOL,Moderna,5,2021-05-01,ITF,ITF2,14,Molise",
      "MOL,Moderna,5,2021-05-02,ITF,ITF2,13,Abruzzo",
    );
    const result = await importText(file);
    if (result.ok || result.refusal.code !== "malformed") throw new Error("taken");
    expect(result.refusal.problems.map(({ line, rule }) => [line, rule])).toEqual([
      [2, "unknown_supplier"],
      [4, "ambiguous_date"],
      [5, "not_an_area_code"],
      [7, "area_disagrees"],
    ]);
  });
});

describe.skipIf(!existsSync(REAL))(`the real list of two regions (skipped without ${REAL})`, () => {
  let real: ImportWorld;
  beforeAll(async () => {
    real = await openImportWorld();
    world = real;
  });
  const bytes = existsSync(REAL) ? readFileSync(REAL) : new Uint8Array();

  test("ties to the published totals to the unit, with its four negative rows as corrections", async () => {
    const result = await importTaken(bytes);
    expect(result).toMatchObject({ rowCount: 299, posted: 297, alreadyPosted: 0, ignoredCount: 0 });
    expect(new Set(result.rows.map(({ id }) => id)).size).toBe(297);
    // Two rows state no doses: nothing can be posted for them, and they are told.
    const empty = result.notes.filter(({ note }) => note === "nothing_delivered");
    expect(empty.map(({ line }) => line)).toEqual([22, 181]);
    expect(await readReceived()).toEqual(PUBLISHED);
    const corrected = result.notes.filter(({ note }) => note === "corrects_earlier_delivery");
    expect(corrected.reduce((sum, { value }) => sum + Number(value), 0)).toBe(-700 - 4015 - 3400 - 2600);
    expect(new Set(corrected.map(({ line }) => line)).size).toBe(4);
    expect(result.notes).toHaveLength(corrected.length + empty.length);
    expect(await checkLedger(real.context)).toMatchObject({
      sumZero: true,
      negative: 0,
      balancesMatch: true,
    });
  });

  test("is posted once", async () => {
    expect(await importTaken(bytes)).toMatchObject({ posted: 0, alreadyPosted: 297 });
    expect(await readReceived()).toEqual(PUBLISHED);
  });
});
