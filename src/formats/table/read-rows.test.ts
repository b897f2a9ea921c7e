import { existsSync, readFileSync } from "node:fs";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, expectTypeOf, test } from "vitest";
import { asDay, type Occurred } from "#core/time.ts";
import { type Mapping, PLAIN_MAPPING } from "./mapping.ts";
import { formCountryKey, parseCountry, parseText, parseUrl } from "./parse-cell.ts";
import { parseDay, parseOccurred } from "./parse-date.ts";
import { parseWholeNumber } from "./parse-number.ts";
import { allowField, readRows, requireField, type RowOf } from "./read-rows.ts";
import { readTable } from "./read-table.ts";
import type { Table } from "./table.ts";

const inflateRaw = (bytes: Uint8Array, max: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: max });
function getTable(content: string | Uint8Array): Table {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const result = readTable(bytes, { fileName: "rows.csv", inflateRaw });
  if (!result.ok) throw new Error(JSON.stringify(result.refusal.problems[0]));
  return result.value;
}

const fields = {
  recipient: requireField(["#country+code", "recipient", "country"], (text) =>
    parseCountry(text, new Map(["AFG", "ETH"].map((code) => [formCountryKey(code), code]))),
  ),
  quantity: requireField(["#capacity+doses", "quantity"], (text, { numbers }) =>
    parseWholeNumber(text, numbers),
  ),
  day: allowField(["day"], (text, { dates }) => parseDay(text, dates)),
};
const mapping = (part: Partial<Mapping>): Mapping => ({ ...PLAIN_MAPPING, ...part });

describe("rows", () => {
  test("are typed by their parsers; an optional field is null where it is empty or has no column", () => {
    expectTypeOf<RowOf<typeof fields>["quantity"]>().toEqualTypeOf<number>();
    expectTypeOf<RowOf<typeof fields>["day"]>().toExtend<string | null>();
    const { rows, problems } = readRows(getTable("Country,QUANTITY\nAFG,5\neth,1200\n"), fields);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { line: 2, value: { recipient: "AFG", quantity: 5, day: null } },
      { line: 3, value: { recipient: "ETH", quantity: 1_200, day: null } },
    ]);
  });

  test("with problems are left out and every problem is listed with line, column, value and rule", () => {
    const table = getTable('country,quantity,day\nAFG,5,\nXXX,"1,5",2021-02-30\n,7,2021-02-03\n');
    const { rows, problems } = readRows(table, fields);
    expect(rows.map(({ line }) => line)).toEqual([2]);
    expect(problems).toEqual([
      { field: "country", value: "XXX", rule: "unknown_country", line: 3 },
      { field: "quantity", value: "1,5", rule: "wrong_grouping", line: 3 },
      { field: "day", value: "2021-02-30", rule: "no_such_day", line: 3 },
      { field: "country", value: null, rule: "missing", line: 4 },
    ]);
  });

  test("that stand twice by their key are refused with the first line", () => {
    const table = getTable("country,quantity\nAFG,5\nETH,5\nAFG,5\n");
    const { rows, problems } = readRows(table, fields, { key: (row) => `${row.recipient} ${row.quantity}` });
    expect(rows).toHaveLength(2);
    expect(problems).toEqual([
      { field: "row", value: "AFG | 5", rule: "doubled_row", line: 4, facts: { first_line: 2 } },
    ]);
  });

  test("that carry a condition are refused whatever else they say", () => {
    const table = getTable("country,quantity,In return\nAFG,5,a vote\nETH,5,\n");
    const { rows, problems } = readRows(table, fields);
    expect(rows.map(({ line }) => line)).toEqual([3]);
    expect(problems).toEqual([{ field: "In return", value: "a vote", rule: "conditions_attached", line: 2 }]);
  });

  test("columns are found by header or tag, a mapping before our own names, constants before columns", () => {
    const table = getTable("Où,Combien,quantity\n#country+v_iso3+code,,\nAFG,5 000,1\n");
    const french = mapping({
      columns: { combien: "quantity" },
      constants: { day: "03/02/2021" },
      numbers: { thousands: " ", decimal: "," },
      dates: "day_month_year",
    });
    const { rows, problems, unread } = readRows(table, fields, { mapping: french });
    expect(problems).toEqual([]);
    expect(rows[0]?.value).toEqual({ recipient: "AFG", quantity: 5_000, day: "2021-02-03" });
    expect(unread).toEqual([{ column: "quantity", line: 3, value: "1", count: 1 }]);
  });

  test.each([
    ["country\nAFG\n", {}, [{ field: "quantity", rule: "missing_column" }]],
    ["country,quantity\n", {}, [{ rule: "no_rows" }]],
    [
      "country,quantity\nAFG,5\n",
      { columns: { Menge: "quantity" } },
      [{ field: "quantity", rule: "missing_column" }],
    ],
    [
      "country,quantity\nAFG,5\n",
      { constants: { colour: "red" } },
      [{ field: "colour", rule: "unknown_field" }],
    ],
    [
      "a,b,c\n#country+code,#capacity+doses+a,#capacity+doses+b\nAFG,5,6\n",
      {},
      [{ field: "quantity", value: "b | c", rule: "ambiguous_column", facts: { columns: 2 } }],
    ],
  ])("nothing is read of %j with %j", (text, part, expected) => {
    const { rows, problems } = readRows(getTable(text), fields, { mapping: mapping(part) });
    expect(rows).toEqual([]);
    expect(problems).toMatchObject(expected);
  });
});

const DATA = "../shared/data";
const skipped = !existsSync(DATA);

describe.skipIf(skipped)(`real files${skipped ? ` (skipped: ${DATA} is absent)` : ""}`, () => {
  const open = (path: string): Table => {
    const bytes = readFileSync(`${DATA}/${path}`);
    return getTable(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  };
  const whole = (min = 0) =>
    requireField<number>([], (text, { numbers }) => parseWholeNumber(text, numbers, { min }));

  test("vaccine deliveries: 158 rows, their doses add up to the published totals, the stray note is shown", () => {
    const bounds = { earliest: asDay("2020-12-01"), latest: asDay("2022-05-31") };
    const delivery = {
      recipient: requireField(["#country+code"], (text) => parseText(text)),
      pipeline: requireField(["#meta+vaccine+pipeline"], (text) => parseText(text)),
      quantity: { ...whole(), columns: ["#capacity+vaccine+doses"] },
      source: requireField(["#meta+source+url"], parseUrl),
      occurred: allowField<Occurred>(["Date"], (text, { dates }) =>
        parseOccurred(text, { style: dates, bounds }),
      ),
    };
    const { rows, problems, unread } = readRows(
      open("deliveries/vaccine-deliveries-6-countries.csv"),
      delivery,
    );
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(158);
    expect(rows[0]?.line).toBe(3);
    expect(unread).toContainEqual({ column: "column 10", line: 106, value: "*I think October?", count: 1 });
    const texts = new Set(rows.map(({ value }) => value.occurred?.text ?? ""));
    expect([...texts].filter((text) => !/^(XXXX-\d\d|202[12]-\d\d|)$/.test(text))).toEqual([]);
    expect(rows.filter(({ value }) => value.occurred === null)).toHaveLength(3);
    const totals = readRows(open("deliveries/vaccine-totals-6-countries.csv"), {
      recipient: requireField(["#country+code"], (text) => parseText(text)),
      total: { ...whole(), columns: ["#capacity+delivered+total!"] },
    });
    expect(totals.problems).toEqual([]);
    const sums = totals.rows.map(({ value: { recipient } }) => ({
      recipient,
      total: rows
        .filter(({ value }) => value.recipient === recipient)
        .reduce((sum, { value }) => sum + value.quantity, 0),
    }));
    expect(sums).toEqual(totals.rows.map(({ value }) => value));
  });

  test("Italian deliveries: negative corrections are refused unless they are allowed", () => {
    const table = open("deliveries/italy-deliveries-2-regions.csv");
    const read = (min: number): ReturnType<typeof readRows> =>
      readRows(table, {
        day: requireField(["data_consegna"], (text, { dates }) => parseDay(text, dates)),
        doses: { ...whole(min), columns: ["numero_dosi"] },
      });
    expect(read(-1_000_000)).toMatchObject({ problems: [], rows: { length: 299 } });
    const strict = read(0);
    expect(strict.problems.length).toBeGreaterThan(0);
    expect(new Set(strict.problems.map(({ rule }) => rule))).toEqual(new Set(["negative"]));
    expect(strict.rows.length + strict.problems.length).toBe(299);
  });

  test("offers and matches of protective equipment: instants and counts", () => {
    const count = (column: string) => ({ ...whole(), columns: [column] });
    const moment = (column: string) =>
      requireField<Occurred>([column], (text, { dates }) => parseOccurred(text, { style: dates }));
    const offers = readRows(open("ppe-matching/getusppe-offers-half.csv.gz"), {
      created: moment("datecreated"),
      quantity: count("qty"),
    });
    expect(offers.rows.length + new Set(offers.problems.map(({ line }) => line)).size).toBe(2_380);
    const matches = readRows(open("ppe-matching/getusppe-matches-half.csv.gz"), {
      created: moment("matchCreated"),
      quantity: count("qty"),
    });
    expect(matches.rows.length + new Set(matches.problems.map(({ line }) => line)).size).toBe(2_957);
    const rules = [...offers.problems, ...matches.problems].map(({ rule }) => rule);
    // The source has withdrawn matches as negative counts: they are asked back, not read as goods.
    expect(new Set(rules)).toEqual(new Set(["negative"]));
  });
});
