import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordReportedFigure } from "#app/statement/record-reported-figure.ts";
import { listReported } from "#app/statement/list-reported-figures.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import type { ImportOptions } from "./import-file.ts";
import { importReported } from "./import-reported.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const run = async (text: string, options: Partial<ImportOptions> = {}) =>
  await importReported(world.context, world.newMeta(), fileOf(text), { dryRun: false, ...options });

const HEADER = "exporter,item,period_from,period_to,quantity,unit_printed,base_quantity,source_url,currency";
const GOOD = "China,medical_mask,2020-03-01,2020-12-31,5,piece,,https://example.org/a,";

describe("the figures of 2020", () => {
  const text = readFileSync("data/reported-figures-2020.csv", "utf8");
  const [header = "", ...figures] = text.trimEnd().split("\n");

  test("are recorded once, those that contradict each other side by side", async () => {
    const dry = await run(text, { dryRun: true });
    expect(dry).toMatchObject({ ok: true, value: { posted: figures.length, alreadyPosted: 0 } });
    expect(await world.countRows("reportedFigure")).toBe(0);
    const part = await run(`${[header, ...figures.slice(0, 10)].join("\n")}\n`);
    expect(part).toMatchObject({ ok: true, value: { posted: 10, ignoredCount: 0 } });
    expect(await run(text)).toMatchObject({
      ok: true,
      value: { posted: figures.length - 10, alreadyPosted: 10 },
    });
    expect(await run(text)).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: figures.length } });
    expect(await world.countRows("reportedFigure")).toBe(figures.length);
    const listed = await listReported(world.context, { item: "infrared_thermometer" });
    if (!listed.ok) throw new Error(listed.refusal.code);
    expect(listed.value.conflicts.map(({ figures: all }) => all.map(({ valueMinor }) => valueMinor))).toEqual(
      [expect.arrayContaining([33_000_000_000, 33_100_000_000, 31_000_000_000])],
    );
  });

  test("a figure that was recorded in another way is not recorded again", async () => {
    const figure = {
      exporter: "CHN",
      itemId: "gown",
      periodFrom: asDay("2020-03-01"),
      periodTo: asDay("2020-05-31"),
      quantity: asQuantity(10),
      unitPrinted: "piece",
      baseQuantity: asQuantity(10),
      qualifier: "about",
      sourceUrl: "https://example.org/gowns",
    } as const;
    expect(await recordReportedFigure(world.context, world.newMeta(), figure)).toMatchObject({ ok: true });
    const row = "CHN,gown,2020-03-01,2020-05-31,10,piece,about,https://example.org/gowns";
    const file = `exporter,item,period_from,period_to,quantity,unit_printed,qualifier,source_url\n${row}\n`;
    expect(await run(file)).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: 1 } });
  });
});

describe("reported figures are listed", () => {
  test("not for an item or country that there is not", async () => {
    expect(await listReported(world.context, { item: "elixir", exporter: "XXX" })).toMatchObject({
      refusal: { problems: [{ rule: "unknown_item" }, { rule: "unknown_country" }] },
    });
  });
});

describe("a figure is refused with line, field, value and rule, and nothing is written", () => {
  test.each([
    ["an exporter that there is not", GOOD.replace("China", "Wakanda"), "exporter", "unknown_country"],
    ["an item that there is not", GOOD.replace("medical_mask", "elixir"), "item", "unknown_item"],
    [
      "a period that ends before it begins",
      GOOD.replace("2020-12-31", "2020-02-01"),
      "period_to",
      "period_ends_before_it_begins",
    ],
    ["a period to come", GOOD.replace("2020-12-31", "2031-01-01"), "period_to", "in_the_future"],
    ["neither quantity nor value", GOOD.replace(",5,", ",,"), "quantity", "quantity_or_value_required"],
    ["a currency without a value", `${GOOD}CNY`, "currency", "value_and_currency_together"],
    ["a fraction", GOOD.replace(",5,", ",5.5,"), "quantity", "fraction"],
    ["a negative one", GOOD.replace(",5,", ",-5,"), "quantity", "negative"],
    ["one beyond every bound", GOOD.replace(",5,", ",200000000000000,"), "quantity", "quantity_above_bound"],
    [
      "base units that are not the printed ones",
      GOOD.replace("piece,,", "piece,6,"),
      "base_quantity",
      "base_quantity_disagrees",
    ],
    ["a source that is no address", GOOD.replace("https://", ""), "source_url", "not_a_url"],
    ["a doubled row", GOOD.replace(",5,", ",7,"), "row", "doubled_row"],
  ])("%s", async (_name, row, field, rule) => {
    const before = await world.countAll();
    const first = GOOD.replace(",5,", ",7,");
    const result = await run(`${[HEADER, first, row].join("\n")}\n`);
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: "malformed", problems: [{ line: 3, field, rule }] },
    });
    expect(await world.countAll()).toEqual(before);
  });

  test("a condition", async () => {
    const before = await world.countAll();
    const result = await run(`${HEADER},Contrepartie\n${GOOD},a vote\n`);
    expect(result).toMatchObject({ refusal: { problems: [{ line: 2, rule: "conditions_attached" }] } });
    expect(await world.countAll()).toEqual(before);
  });
});
