import { describe, expect, test } from "vitest";
import { readHsSubheadings, readItemHsCodes, readItemPacks, readItems } from "./read-items.ts";
import { NAME_COLUMNS, readCountries, readCountryLists, readEntrySites } from "./read-places.ts";
import { readReportedFigures } from "./read-reported-figures.ts";
import { readRows } from "./reference-row.ts";

const lists = "list,country,entered,left\n";
const names = NAME_COLUMNS.join();
const items = `id,of,kind,unit,unit_name,temperature_class,substitution_group,quantity_max,${names}\n`;
const mask = "mask,,category,H87,piece,ambient,,100,م,罩,m,m,m,м\n";
const sites = "country,un_locode,name,kind,latitude,longitude\n";
const figures =
  "exporter,item,of,period_from,period_to,quantity,unit_printed,base_quantity,qualifier,value_minor,currency,source_url,publisher,edition,conflict_group\n";

describe("a broken table is named with line and field", () => {
  test.each([
    [
      "a column too many",
      () => readRows("x.csv", "a,b\n1,2\n", ["a"]),
      "data/x.csv, line 1: expected the columns a",
    ],
    ["no header", () => readRows("x.csv", "", ["a"]), "data/x.csv, line 1"],
    [
      "a short row",
      () => readRows("x.csv", "a,b\n1\n", ["a", "b"]),
      "data/x.csv: not a table of equally long rows",
    ],
    [
      "an unknown list",
      () => readCountryLists(`${lists}g77,ETH,1971-11-18,\n`),
      'data/country-lists.csv, line 2, field list: expected one of ldc, lldc, sids, found "g77"',
    ],
    [
      "a day that is none",
      () => readCountryLists(`${lists}ldc,ETH,1971-02-30,\n`),
      "field entered: expected a day",
    ],
    ["no day", () => readCountryLists(`${lists}ldc,ETH,,\n`), "field entered: expected a day"],
    [
      "leaving before entering",
      () => readCountryLists(`${lists}ldc,ETH,1971-11-18,1971-11-18\n`),
      "field left: expected a day after it entered",
    ],
    [
      "a doubled key",
      () => readCountryLists(`${lists}ldc,ETH,1971-11-18,\nldc,ETH,1971-11-18,\n`),
      "line 3, field list: doubled key",
    ],
    [
      "a latitude beyond the pole",
      () => readEntrySites(`${sites}ETH,ETADD,A,airport,90.1,38\n`),
      "field latitude",
    ],
    ["a number that is none", () => readEntrySites(`${sites}ETH,ETADD,A,airport,1e1,38\n`), "field latitude"],
    [
      "an unknown parent",
      () => readItems(items + mask.replace("mask,,", "mask,ppe,")),
      "field of: expected an earlier",
    ],
    [
      "another unit than the parent's",
      () => readItems(`${items}${mask}${mask.replace("mask,,", "m,mask,").replace("H87,piece", "PR,pair")}`),
      "line 3, field unit: expected the unit of mask",
    ],
    [
      "items that answer one another in a circle",
      () => readItems(`${items}${["a,c", "b,a", "c,b"].map((ids) => mask.replace("mask,", ids)).join("")}`),
      'data/items.csv, line 2, field of: expected no circle (a → c → b → a), found "c"',
    ],
    ["an item below itself", () => readItems(items + mask.replace("mask,,", "mask,mask,")), "(mask → mask)"],
    ["a unit under a wrong name", () => readItems(items + mask.replace("piece", "pair")), "field unit_name"],
    ["no bound", () => readItems(items + mask.replace(",100,", ",0,")), "field quantity_max"],
    [
      "an item without a unit",
      () => readItems(items + mask.replace("category,H87,piece,ambient,,100", "item,,,ambient,,0")),
      "field unit",
    ],
    ["a name missing", () => readItems(items + mask.replace("罩", "")), "line 2, field name_zh"],
    [
      "an empty pack",
      () => readItemPacks("item,level,quantity,mass_grams,volume_cubic_centimetres\nmask,inner,0,1,1\n"),
      "field quantity: expected one or more",
    ],
    [
      "a fraction",
      () => readItemPacks("item,level,quantity,mass_grams,volume_cubic_centimetres\nmask,inner,1.5,1,1\n"),
      "field quantity: expected a whole number",
    ],
    [
      "a number beyond 2^53",
      () =>
        readItemPacks(
          "item,level,quantity,mass_grams,volume_cubic_centimetres\nmask,inner,9007199254740992,1,1\n",
        ),
      "field quantity: expected a whole number",
    ],
    [
      "an HS code of four digits",
      () => readItemHsCodes("item,hs_edition,hs_code\nmask,2017,6307\n"),
      "field hs_code",
    ],
    [
      "an unknown edition",
      () => readHsSubheadings("code,editions\n630790,2017 2012\n"),
      "field editions: expected one of 2017, 2022",
    ],
    ["no country columns", () => readCountries("code\nETH\n"), "data/countries.csv, line 1"],
    [
      "neither quantity nor value",
      () =>
        readReportedFigures(`${figures}CHN,mask,,2020-03-01,2020-04-30,,piece,,exact,,,https://x.org,,,\n`),
      "neither quantity nor value",
    ],
    [
      "a value without currency",
      () =>
        readReportedFigures(
          `${figures}CHN,mask,,2020-03-01,2020-04-30,1,piece,1,exact,5,,https://x.org,,,\n`,
        ),
      "field currency",
    ],
    [
      "a period turned round",
      () =>
        readReportedFigures(`${figures}CHN,mask,,2020-05-01,2020-04-30,1,piece,1,exact,,,https://x.org,,,\n`),
      "field period_to: ends before it begins",
    ],
  ])("%s", (_what, read, message) => {
    expect(read).toThrow(message);
  });

  test("and a whole table is read", () => {
    expect(readItems(items + mask)).toMatchObject([
      { id: "mask", unit: "H87", of: null, names: { zh: "罩" } },
    ]);
  });
});
