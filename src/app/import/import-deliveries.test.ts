import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { asDay } from "#core/time.ts";
import { importDeliveries } from "./import-deliveries.ts";
import type { ImportOptions } from "./import-file.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

const REAL = "../shared/data/deliveries/vaccine-deliveries-6-countries.csv";

/** COVAX Delivered, Other Delivered, Total Delivered, as published beside the list of deliveries. */
const PUBLISHED_TOTALS = {
  AFG: [11_608_850, 3_700_000, 15_308_850],
  ETH: [50_860_610, 5_935_200, 56_795_810],
  HTI: [795_600, 0, 795_600],
  MMR: [2_242_800, 60_445_987, 62_688_787],
  UKR: [8_414_990, 38_193_842, 46_608_832],
  YEM: [2_516_000, 80_000, 2_596_000],
} as const;

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const importText = async (content: string | Uint8Array, options: Partial<ImportOptions> = {}) =>
  await importDeliveries(world.context, world.newMeta(), fileOf(content), { dryRun: false, ...options });
const importTaken = async (text: string, options: Partial<ImportOptions> = {}) => {
  const result = await importText(text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal, null, 1).slice(0, 2_000));
  return result.value;
};

describe.skipIf(!existsSync(REAL))(`the real list of deliveries (skipped without ${REAL})`, () => {
  const text = existsSync(REAL) ? readFileSync(REAL, "utf8") : "";
  const lines = text.split("\r\n");
  const cut = (from: number, to: number) =>
    [...lines.slice(0, 2), ...lines.slice(from - 1, to)].join("\r\n") + "\r\n";
  const readTotals = async () => {
    const statement = await readStatement(world.context, { item: "vaccine", by: ["recipient", "pipeline"] });
    if (!statement.ok) throw new Error("no statement");
    const received = new Map(
      statement.value.rows.map((row) => [`${row.recipient} ${row.pipeline}`, row.received]),
    );
    return Object.fromEntries(
      Object.keys(PUBLISHED_TOTALS).map((code) => {
        const [covax, other] = [received.get(`${code} COVAX`) ?? 0, received.get(`${code} Other`) ?? 0];
        return [code, [covax, other, covax + other]];
      }),
    );
  };

  test("in a dry run says what would be posted and writes nothing", async () => {
    const result = await importTaken(text, { dryRun: true });
    expect(result).toMatchObject({ dryRun: true, rowCount: 158, posted: 158, alreadyPosted: 0 });
    expect(await world.countRows("entry")).toBe(0);
  });

  test("a part of it is posted, then the whole posts only what is new, and again nothing", async () => {
    expect(await importTaken(cut(3, 60))).toMatchObject({ posted: 58, alreadyPosted: 0 });
    expect(await importTaken(text)).toMatchObject({ posted: 100, alreadyPosted: 58 });
    expect(await readTotals()).toEqual(PUBLISHED_TOTALS);
    expect(await importTaken(text)).toMatchObject({ posted: 0, alreadyPosted: 158 });
    expect(await importTaken(cut(90, 160))).toMatchObject({ posted: 0, alreadyPosted: 71 });
    expect(await importTaken(text, { earliest: asDay("2020-12-01") })).toMatchObject({ posted: 0 });
    expect(await readTotals()).toEqual(PUBLISHED_TOTALS);
    expect(await world.countRows("entry")).toBe(158);
  });

  test("accounts for every row and every filled cell", async () => {
    const result = await importTaken(text);
    expect(result.rows).toHaveLength(158);
    expect(new Set(result.rows.map(({ id }) => id)).size).toBe(158);
    expect(result.ignored).toEqual([{ line: 106, column: "column 10", value: "*I think October?" }]);
    const noted = (note: string) => result.notes.filter((one) => one.note === note).map(({ line }) => line);
    expect(noted("identical_row_counted")).toEqual([46, 64]);
    expect(noted("date_not_stated")).toEqual([37, 106, 107]);
    expect(noted("disagrees_with_funder")).toHaveLength(5);
    expect(result.notes).toHaveLength(10);
  });

  test("bought is a sale, given is a grant, and a funder that is not known gave nothing", async () => {
    const statement = await readStatement(world.context, { item: "vaccine", by: ["terms", "exporter"] });
    if (!statement.ok) throw new Error("no statement");
    const terms = new Map<string, Set<string | null>>();
    for (const row of statement.value.rows) {
      terms.set(row.exporter ?? "", (terms.get(row.exporter ?? "") ?? new Set()).add(row.terms));
    }
    expect(terms.get("NOT-STATED")).toEqual(new Set(["not_stated", "sale"]));
    expect([...(terms.get("AVAT") ?? [])]).toEqual(["not_stated"]);
    expect([...(terms.get("PRIVATE-SECTOR") ?? [])]).toEqual(["not_stated"]);
    for (const giver of ["COVAX", "CHN", "USA", "GBR", "ARE"])
      expect([...(terms.get(giver) ?? [])]).toEqual(["grant"]);
  });

  test("months stay months, a month without a year is not given one, and the book holds", async () => {
    const rows = await world.owner
      .selectFrom("movement")
      .select(["occurredText", "occurredPrecision", "occurredFrom", "occurredTo"])
      .where("kind", "=", "receive")
      .distinct()
      .execute();
    const of = (text: string) => rows.filter((row) => row.occurredText === text);
    expect(of("2022-02")).toEqual([
      expect.objectContaining({
        occurredPrecision: "month",
        occurredFrom: "2022-02-01",
        occurredTo: "2022-02-28",
      }),
    ]);
    expect(of("XXXX-12")).toEqual([
      expect.objectContaining({
        occurredPrecision: "span",
        occurredFrom: "2020-12-01",
        occurredTo: "2025-12-31",
      }),
    ]);
    expect(of("XXXX-XX")).toEqual([
      expect.objectContaining({
        occurredPrecision: "span",
        occurredFrom: "2020-01-01",
        occurredTo: "2026-01-15",
      }),
    ]);
    expect(await checkLedger(world.context)).toMatchObject({
      entries: 158,
      sumZero: true,
      negative: 0,
      balancesMatch: true,
    });
  });
});
