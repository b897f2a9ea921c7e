import { gzipSync } from "node:zlib";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import type { Problem } from "#core/result.ts";
import { asDay } from "#core/time.ts";
import { PLAIN_MAPPING } from "#formats/table/mapping.ts";
import { importDeliveries } from "./import-deliveries.ts";
import { type ImportOptions, readImportFile } from "./import-file.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const HEADER =
  "recipient,item,quantity,unit,giver,terms,pipeline,received,sent,expiry,hs_code,hs_edition,source,reference";
const GOOD = {
  recipient: "ETH",
  item: "surgical_gloves",
  quantity: "1000",
  unit: "pair",
  giver: "CHN",
  terms: "grant",
  received: "2021-03-05",
};
type Cells = Partial<Record<string, string>>;
const row = (cells: Cells): string =>
  HEADER.split(",")
    .map((name) => ({ ...GOOD, ...cells })[name] ?? "")
    .join(",");
const fileWith = (...rows: readonly Cells[]): string => `${[HEADER, ...rows.map(row)].join("\n")}\n`;
const run = async (content: string | Uint8Array, options: Partial<ImportOptions> = {}) =>
  await importDeliveries(world.context, world.newMeta(), fileOf(content), { dryRun: false, ...options });

/** The problems for which the file is refused, once it is sure that nothing was written. */
async function listProblems(content: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const before = await world.countAll();
  const result = await run(content, options);
  expect(await world.countAll()).toEqual(before);
  if (result.ok) throw new Error(`taken: ${canonicalJson(result.value)}`);
  if (result.refusal.code !== "malformed") throw new Error(result.refusal.code);
  return result.refusal.problems as readonly Problem[];
}

describe("a delivery is refused with line, field, value and rule, and nothing is written", () => {
  const cases: readonly (readonly [string, Cells, Problem])[] = [
    [
      "an unknown country",
      { recipient: "Wakanda" },
      { field: "recipient", value: "Wakanda", rule: "unknown_country", line: 3 },
    ],
    [
      "an unknown giver",
      { giver: "ACME" },
      { field: "giver", value: "ACME", rule: "unknown_party", line: 3 },
    ],
    [
      "an unknown item",
      { item: "elixir" },
      { field: "item", value: "elixir", rule: "unknown_item", line: 3 },
    ],
    [
      "a category where an item must stand",
      { item: "gloves" },
      { field: "item", value: "gloves", rule: "category_not_item", line: 3 },
    ],
    [
      "an unknown unit",
      { unit: "carton" },
      {
        field: "unit",
        value: "carton",
        rule: "unknown_unit",
        line: 3,
        facts: { known: "piece, pair, set, test, dose, gram, millilitre" },
      },
    ],
    [
      "a unit in which the item is not counted",
      { unit: "pieces" },
      {
        field: "unit",
        value: "piece",
        rule: "unit_of_another_kind",
        line: 3,
        facts: { item: "surgical_gloves", counted_in: "pair" },
      },
    ],
    [
      "an HS code of another edition, with the edition in which it is valid",
      { hs_code: "4015.11", hs_edition: "2022" },
      {
        field: "hs_code",
        value: "4015.11",
        rule: "hs_code_of_other_edition",
        line: 3,
        facts: { edition: 2022, valid_in: "2017" },
      },
    ],
    [
      "an HS code without an edition, with those in which it would be valid",
      { hs_code: "4015.12" },
      { field: "hs_edition", value: null, rule: "missing", line: 3, facts: { valid_in: "2022" } },
    ],
    [
      "an HS code that no edition lists",
      { hs_code: "5603.00", hs_edition: "2017" },
      { field: "hs_code", value: "5603.00", rule: "hs_code_unknown", line: 3 },
    ],
    [
      "a text that is no HS code",
      { hs_code: "gloves", hs_edition: "2017" },
      { field: "hs_code", value: "gloves", rule: "hs_code_malformed", line: 3 },
    ],
    [
      "an edition that we do not know",
      { hs_code: "4015.11", hs_edition: "2012" },
      {
        field: "hs_edition",
        value: "2012",
        rule: "unknown_hs_edition",
        line: 3,
        facts: { known: "2017, 2022" },
      },
    ],
    [
      "a negative quantity",
      { quantity: "-5" },
      { field: "quantity", value: "-5", rule: "negative", line: 3, facts: { min: 1 } },
    ],
    [
      "nothing",
      { quantity: "0" },
      { field: "quantity", value: "0", rule: "too_small", line: 3, facts: { min: 1 } },
    ],
    ["a fraction", { quantity: "12.5" }, { field: "quantity", value: "12.5", rule: "fraction", line: 3 }],
    [
      "2×10^14 pairs of gloves",
      { quantity: "200000000000000" },
      {
        field: "quantity",
        value: "200000000000000",
        rule: "quantity_above_bound",
        line: 3,
        facts: { quantityMax: 100_000_000_000 },
      },
    ],
    [
      "an expiry before the delivery",
      { expiry: "2021-03-04" },
      {
        field: "expiry",
        value: "2021-03-04",
        rule: "expired_before_delivery",
        line: 3,
        facts: { received: "2021-03-05" },
      },
    ],
    [
      "a delivery before it was sent",
      { sent: "2021-03-06" },
      {
        field: "received",
        value: "2021-03-05",
        rule: "delivered_before_sent",
        line: 3,
        facts: { sent: "2021-03-06" },
      },
    ],
    [
      "a delivery on a day to come",
      { received: "2027-01-01" },
      { field: "received", value: "2027-01-01", rule: "occurred_in_the_future", line: 3 },
    ],
    [
      "a month without a year and without bounds",
      { received: "March" },
      { field: "received", value: "March", rule: "year_not_stated", line: 3 },
    ],
    ["no date", { received: "" }, { field: "received", value: null, rule: "missing", line: 3 }],
    ["no terms", { terms: "" }, { field: "terms", value: null, rule: "missing", line: 3 }],
    ["no giver", { giver: "" }, { field: "giver", value: null, rule: "missing", line: 3 }],
    [
      "a country that gives to itself",
      { giver: "ETH" },
      { field: "giver", value: "ETH", rule: "giver_is_recipient", line: 3 },
    ],
    [
      "a formula in a cell",
      { reference: "=HYPERLINK(A1)" },
      { field: "reference", value: "=HYPERLINK(A1)", rule: "formula_in_cell", line: 3 },
    ],
    [
      "a condition in the place of a pipeline",
      { pipeline: "Only if ETH votes with us at the UN" },
      {
        field: "pipeline",
        value: "Only if ETH votes with us at the UN",
        rule: "not_a_pipeline_code",
        line: 3,
      },
    ],
    [
      "a source that is no web address",
      { source: "a friend" },
      { field: "source", value: "a friend", rule: "not_a_url", line: 3 },
    ],
  ];
  test.each(cases)("%s", async (_name, cells, problem) => {
    expect(await listProblems(fileWith({ quantity: "7" }, cells))).toEqual([problem]);
  });

  test("a doubled row, unless the sender says that they are several or a reference tells them apart", async () => {
    expect(await listProblems(fileWith({}, { quantity: "7" }, {}))).toEqual([
      {
        field: "row",
        value: "1000 surgical_gloves from CHN to ETH, 2021-03-05, grant",
        rule: "doubled_row",
        line: 4,
        facts: { first_line: 2 },
      },
    ]);
    const told = await run(fileWith({ reference: "A-1" }, { reference: "A-2" }), { dryRun: true });
    expect(told).toMatchObject({ ok: true, value: { posted: 2 } });
    const counted = await run(fileWith({}, {}), { dryRun: true, countDoubledRows: true });
    expect(counted).toMatchObject({
      ok: true,
      value: { posted: 2, notes: [{ line: 3, note: "identical_row_counted" }] },
    });
  });

  test("everything wrong in all rows at once, by line", async () => {
    const problems = await listProblems(
      fileWith(
        { quantity: "-1", item: "elixir" },
        {},
        { unit: "carton", terms: "loan" },
        { sent: "2021-04" },
        { reference: "=1+1" },
      ),
    );
    expect(problems.map(({ line, rule }) => [line, rule])).toEqual([
      [2, "negative"],
      [2, "unknown_item"],
      [4, "unknown_unit"],
      [4, "unknown_terms"],
      [5, "delivered_before_sent"],
      [6, "formula_in_cell"],
    ]);
  });
});

describe("a file is refused as a whole, and nothing is written", () => {
  const good = fileWith({}, { quantity: "7" });
  const utf16 = Buffer.from(`\ufeff${good}`, "utf16le");
  test.each([
    ["wrong encoding", Buffer.from(fileWith({ reference: "Curaçao" }), "latin1"), "wrong_encoding"],
    ["wrong delimiter", good.replaceAll(",", "|"), "wrong_delimiter"],
    ["cut off in a quoted cell", `${good}ETH,"surgical_gl`, "file_cut_off"],
    ["cut off in a character", Buffer.from(`${good}é`).subarray(0, -1), "file_cut_off"],
    ["compressed", gzipSync(good), "unsupported_format"],
    ["a row of another length", `${good}ETH,surgical_gloves\n`, "ragged_row"],
    ["nothing in it", "", "empty_file"],
    ["a header alone", `${HEADER}\n`, "no_rows"],
    ["a column that is missing", "recipient,item\nETH,gown\n", "missing_column"],
  ])("%s", async (_name, content, rule) => {
    expect((await listProblems(content)).map((problem) => problem.rule)).toContain(rule);
  });

  test("UTF-16 with its byte order mark is read", async () => {
    expect(await run(utf16, { dryRun: true })).toMatchObject({ ok: true, value: { posted: 2 } });
  });

  test("over the limit, without its bytes being read", async () => {
    expect(await listProblems(good, { limits: { sizeBytesMax: 100 } })).toMatchObject([
      { rule: "file_too_large" },
    ]);
    const directory = await mkdtemp(join(tmpdir(), "wellspring-import-"));
    try {
      const path = join(directory, "large.csv");
      await writeFile(path, good);
      expect(await readImportFile(path, 100)).toMatchObject({
        ok: false,
        refusal: { problems: [{ rule: "file_too_large", facts: { found: good.length, max: 100 } }] },
      });
      expect(await readImportFile(path)).toMatchObject({ ok: true, value: { fileName: "large.csv" } });
      expect(await readImportFile(directory)).toMatchObject({
        refusal: { problems: [{ rule: "not_a_file" }] },
      });
      const gone = await readImportFile(join(directory, "gone.csv"));
      expect(gone).toMatchObject({ refusal: { problems: [{ rule: "no_such_file" }] } });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("by who has no right to record deliveries", async () => {
    const before = await world.countAll();
    const meta = { ...world.newMeta(), actor: { ...world.newMeta().actor, memberships: [] } };
    const result = await importDeliveries(world.context, meta, fileOf(good), { dryRun: true });
    expect(result).toMatchObject({ ok: false, refusal: { code: "not_permitted" } });
    expect(await world.countAll()).toEqual(before);
  });
});

describe("a condition put on help refuses the file, whatever its column is called", () => {
  test.each([
    "Conditions",
    "conditionality",
    "Terms and conditions",
    "Requirement",
    "in_return",
    "In exchange",
    "quid pro quo",
    "Political commitment",
    "Votes expected",
    "Contrepartie",
    "Contrapartida",
    "Условия",
    "附加条件",
    "الشروط",
    "#meta+condition",
  ])("%s", async (header) => {
    const [first = "", ...rest] = fileWith({}, { quantity: "7" }).trimEnd().split("\n");
    const empty = [`${first},${header}`, ...rest.map((line) => `${line},`)].join("\n");
    expect(await run(`${empty}\n`, { dryRun: true })).toMatchObject({ ok: true, value: { posted: 2 } });
    const filled = [`${first},${header}`, `${rest[0]},`, `${rest[1]},a vote`].join("\n");
    expect(await listProblems(`${filled}\n`)).toEqual([
      { field: header, value: "a vote", rule: "conditions_attached", line: 3 },
    ]);
  });
});

describe("a mapping", () => {
  test("reads another layout, with bounds for dates without a year", async () => {
    const file = "Pays;Produit;Nombre;Donateur;Mois\nÉthiopie;Gants chirurgicaux;1 000;Chine;March\n";
    const mapping = {
      ...PLAIN_MAPPING,
      columns: {
        Pays: "recipient",
        Produit: "item",
        Nombre: "quantity",
        Donateur: "giver",
        Mois: "received",
      },
      constants: { terms: "donation" },
      numbers: { thousands: " ", decimal: "," },
    } as const;
    expect(await listProblems(file, { mapping })).toMatchObject([{ field: "Mois", rule: "year_not_stated" }]);
    const bounds = { earliest: asDay("2020-01-01"), latest: asDay("2021-12-31") };
    const taken = await run(file, { mapping, ...bounds, dryRun: true });
    expect(taken).toMatchObject({
      ok: true,
      value: {
        dateBounds: { earliest: "2020-01-01", latest: "2021-12-31" },
        rows: [{ summary: "1000 surgical_gloves from CHN to ETH, XXXX-03, grant" }],
      },
    });
  });

  test("with bounds in the wrong order is refused", async () => {
    const bounds = { earliest: asDay("2022-01-01"), latest: asDay("2021-12-31") };
    expect(await listProblems(fileWith({}), bounds)).toMatchObject([{ rule: "latest_before_earliest" }]);
  });
});
