import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { importCalls } from "./import-calls.ts";
import type { ImportOptions } from "./import-file.ts";
import { importOffers } from "./import-offers.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const CALLS =
  "party,item,quantity,unit,window_from,window_to,site,severity,smallest_useful,emergency,hs_code,hs_edition,shelf_life_days,shelf_life_per_cent";
const OFFERS =
  "party,item,quantity,unit,terms,lot,expiry,available_from,available_until,site,emergency,hs_code,hs_edition,kept,pack,least_shipment,manufactured";
const GOOD_CALL = {
  party: "ETH",
  item: "medical_mask",
  quantity: "1000",
  window_from: "2026-02-01",
  window_to: "2026-03-01",
};
const GOOD_OFFER = {
  party: "CHN",
  item: "surgical_gloves",
  quantity: "500",
  terms: "grant",
  available_from: "2026-02-01",
};
type Cells = Readonly<Record<string, string>>;
const fileWith = (header: string, good: Cells, rows: readonly Cells[]): string =>
  `${[header, ...rows.map((cells) => header.split(",").map((name) => ({ ...good, ...cells })[name] ?? ""))].join("\n")}\n`;
const callsWith = (...rows: readonly Cells[]) => fileWith(CALLS, GOOD_CALL, rows);
const offersWith = (...rows: readonly Cells[]) => fileWith(OFFERS, GOOD_OFFER, rows);
const runCalls = async (text: string, options: Partial<ImportOptions> = {}) =>
  await importCalls(world.context, world.newMeta(), fileOf(text), { dryRun: false, ...options });
const runOffers = async (text: string, options: Partial<ImportOptions> = {}) =>
  await importOffers(world.context, world.newMeta(), fileOf(text), { dryRun: false, ...options });

describe("calls", () => {
  const rows = [{}, { item: "Gants chirurgicaux", emergency: "flood" }, { party: "Haïti", item: "医用口罩" }];

  test("become one call for each party and emergency, once, also from a longer file", async () => {
    expect(await runCalls(callsWith(...rows), { dryRun: true })).toMatchObject({ value: { posted: 3 } });
    expect(await world.countRows("call")).toBe(0);
    expect(await runCalls(callsWith(...rows))).toMatchObject({
      ok: true,
      value: { posted: 3, alreadyPosted: 0 },
    });
    expect(await world.countRows("call")).toBe(3);
    const again = await runCalls(callsWith(...rows.toReversed()));
    expect(again).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: 3 } });
    const gowns = { item: "gown", severity: "5", shelf_life_days: "90", shelf_life_per_cent: "60" };
    const longer = await runCalls(callsWith(...rows, gowns));
    expect(longer).toMatchObject({ ok: true, value: { posted: 1, alreadyPosted: 3 } });
    expect(await runCalls(callsWith(...rows, gowns))).toMatchObject({
      value: { posted: 0, alreadyPosted: 4 },
    });
    const asked = await world.owner
      .selectFrom("callLine")
      .select(["leastShelfLifeDays", "leastShelfLifePerCent"])
      .where("leastShelfLifeDays", "is not", null)
      .execute();
    expect(asked).toEqual([{ leastShelfLifeDays: 90, leastShelfLifePerCent: 60 }]);
    expect(await runCalls(callsWith(...rows.slice(0, 1)))).toMatchObject({
      value: { posted: 0, alreadyPosted: 1 },
    });
    expect(await world.countRows("call")).toBe(4);
  });

  test.each([
    ["an unknown party", { party: "ACME" }, "party", "unknown_party"],
    ["an unknown site", { site: "XXXXX" }, "site", "unknown_site"],
    ["an unknown item", { item: "elixir" }, "item", "unknown_item"],
    ["no item", { item: "" }, "item", "missing"],
    ["an unknown unit", { unit: "box" }, "unit", "unknown_unit"],
    [
      "an HS code of another edition",
      { hs_code: "3002.41", hs_edition: "2017" },
      "hs_code",
      "hs_code_of_other_edition",
    ],
    ["a negative quantity", { quantity: "-1" }, "quantity", "negative"],
    ["a fraction", { quantity: "1.5" }, "quantity", "fraction"],
    ["a quantity beyond every bound", { quantity: "200000000000000" }, "quantity", "quantity_above_bound"],
    [
      "a window that ends before it begins",
      { window_to: "2026-01-31" },
      "window_to",
      "window_ends_before_it_begins",
    ],
    [
      "a window that has ended",
      { window_from: "2025-01-01", window_to: "2025-02-01" },
      "window_to",
      "window_has_ended",
    ],
    [
      "more needed at least than at all",
      { smallest_useful: "2000" },
      "smallest_useful",
      "smallest_useful_above_quantity",
    ],
    ["a severity that there is not", { severity: "6" }, "severity", "too_large"],
    ["a doubled row", { item: "apron" }, "row", "doubled_row"],
    ["a formula", { emergency: "=1+A1" }, "emergency", "formula_in_cell"],
  ])("with %s are refused, and nothing is written", async (_name, cells, field, rule) => {
    const before = await world.countAll();
    const result = await runCalls(callsWith({ item: "apron" }, cells));
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: "malformed", problems: [{ line: 3, field, rule }] },
    });
    expect(await world.countAll()).toEqual(before);
  });

  test("for a party that the sender does not speak for are refused", async () => {
    const before = await world.countAll();
    const meta = { ...world.newMeta(), actor: { ...world.newMeta().actor, memberships: [] } };
    const result = await importCalls(world.context, meta, fileOf(callsWith({ item: "apron" })), {
      dryRun: false,
    });
    expect(result).toMatchObject({ ok: false, refusal: { code: "not_permitted" } });
    expect(await world.countAll()).toEqual(before);
  });
});

describe("offers", () => {
  const rows = [
    {
      lot: "L1",
      expiry: "2027-01-31",
      manufactured: "2026-01-01",
      kept: "100",
      pack: "50",
      least_shipment: "400",
    },
    { lot: "L2" },
    { terms: "sold", item: "gown" },
    { party: "IND" },
  ];

  test("become one offer for each party and terms, once, and every line stands in the ledger", async () => {
    expect(await runOffers(offersWith(...rows), { dryRun: true })).toMatchObject({ value: { posted: 4 } });
    expect(await world.countRows("supply")).toBe(0);
    expect(await runOffers(offersWith(...rows.slice(1)))).toMatchObject({
      value: { posted: 3, alreadyPosted: 0 },
    });
    expect(await runOffers(offersWith(...rows))).toMatchObject({ value: { posted: 1, alreadyPosted: 3 } });
    expect(await runOffers(offersWith(...rows))).toMatchObject({ value: { posted: 0, alreadyPosted: 4 } });
    expect(await world.countRows("offer")).toBe(4);
    const lines = await world.owner
      .selectFrom("offerLine")
      .select(["keptUnits", "packUnits", "leastShipmentUnits"])
      .where("keptUnits", ">", 0)
      .execute();
    expect(lines).toEqual([{ keptUnits: 100, packUnits: 50, leastShipmentUnits: 400 }]);
    expect(await checkLedger(world.context)).toMatchObject({
      entries: 4,
      sumZero: true,
      balancesMatch: true,
    });
  });

  test.each([
    ["an expiry in the past", { expiry: "2025-12-31" }, "expiry", "expiry_in_the_past"],
    [
      "a window reversed",
      { available_until: "2026-01-31" },
      "available_until",
      "available_until_before_available_from",
    ],
    [
      "a day of manufacture after the expiry",
      { expiry: "2026-06-01", manufactured: "2026-06-01" },
      "manufactured",
      "manufactured_after_expiry",
    ],
    ["a category", { item: "mask" }, "item", "category_instead_of_item"],
    ["a site of somebody else", { site: "ETADD" }, "site", "site_of_another_party"],
    ["no terms", { terms: "" }, "terms", "missing"],
    ["terms that there are not", { terms: "loan" }, "terms", "unknown_terms"],
    ["terms that nobody can offer on", { terms: "not_stated" }, "terms", "unknown_terms"],
    ["a lot number that is none", { lot: "a b" }, "lot", "not_a_lot_number"],
    ["one supply written twice", { item: "apron", quantity: "9" }, "row", "doubled_line"],
    ["more kept than there is", { kept: "501" }, "kept", "kept_above_quantity"],
    [
      "a least shipment above what may go",
      { kept: "200", least_shipment: "301" },
      "least_shipment",
      "least_shipment_above_quantity",
    ],
    ["a pack of nothing", { pack: "0" }, "pack", "too_small"],
    ["2×10^14 pairs of gloves", { quantity: "200000000000000" }, "quantity", "quantity_above_bound"],
  ])("with %s are refused, and nothing is written", async (_name, cells, field, rule) => {
    const before = await world.countAll();
    const result = await runOffers(offersWith({ item: "apron" }, cells));
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: "malformed", problems: [{ line: 3, field, rule }] },
    });
    expect(await world.countAll()).toEqual(before);
  });

  test.each(["Conditions", "In return", "附加条件"])("with a condition (%s) are refused", async (header) => {
    const [first = "", second = ""] = offersWith({ item: "apron" }).split("\n");
    const before = await world.countAll();
    const result = await runOffers(`${first},${header}\n${second},recognition\n`);
    expect(result).toMatchObject({
      refusal: { problems: [{ field: header, rule: "conditions_attached", line: 2 }] },
    });
    expect(await world.countAll()).toEqual(before);
  });
});
