import { existsSync, readdirSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Table } from "../table/table.ts";
import { readTable } from "../table/read-table.ts";
import { listHxlColumns, readHxl } from "./read-hxl.ts";

const FOLDER = "../shared/data/standards/hxl";
const skipped = !existsSync(FOLDER);
const why = skipped ? ` (skipped: ${FOLDER} is absent)` : "";
const inflateRaw = (bytes: Uint8Array, max: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: max });

function read(path: string): ReturnType<typeof readTable> {
  return readTable(readFileSync(`${FOLDER}/${path}`), { fileName: path, inflateRaw });
}

function getTable(path: string): Table {
  const result = read(path);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal.problems[0]));
  return result.value;
}

/** The same table by format: read alike, or the rule by which the format is refused. */
const SAME_TABLE: Readonly<Record<string, string>> = {
  "input-valid.csv": "read",
  "input-valid.hxl": "read",
  "input-valid.ssv": "read",
  "input-valid.tsv": "read",
  "input-valid.xlsx": "read",
  "input-valid-xlsx.NOEXT": "read",
  "output-valid.csv": "read",
  "input-quality.xlsx": "read",
  "input-valid-latin1.csv": "wrong_encoding",
  "input-valid.xls": "unsupported_format",
  "input-quality.xls": "unsupported_format",
  "input-valid.json": "unsupported_format",
  "input-valid-json.txt": "unsupported_format",
  "input-valid-json-selector.json": "unsupported_format",
  "input-valid-nested.json": "unsupported_format",
  "input-valid-objects.json": "unsupported_format",
  "output-valid.json": "unsupported_format",
  "output-valid-objects.json": "unsupported_format",
  "input-valid-csv.zip": "unsupported_format",
  "input-zip-invalid.zip": "unsupported_format",
  "input-merged.xlsx": "merged_cells",
  "input-fuzzy.csv": "malformed_hashtag",
  "input-invalid.csv": "ragged_row",
};
const OTHER_TABLES: Readonly<Record<string, string>> = {
  "input-broken.xlsx": "read",
  "input-multiline.csv": "read",
  "input-multiple-headers.csv": "read",
  "input-invalid.png": "unsupported_format",
  "input-notag1.html": "unsupported_format",
  "input-notag2.html": "unsupported_format",
  "input-untagged.csv": "ragged_row",
  "input-untagged.json": "unsupported_format",
  "input-untagged-objects.json": "unsupported_format",
  "input-untagged-csv.zip": "unsupported_format",
};

describe.skipIf(skipped)(`the HXL samples${why}`, () => {
  test("every file of the folder is spoken for", () => {
    expect(readdirSync(`${FOLDER}/test_io`).toSorted()).toEqual(
      Object.keys({ ...SAME_TABLE, ...OTHER_TABLES }).toSorted(),
    );
  });

  test.each(Object.entries(SAME_TABLE))("the one table in %s: %s", (file, expected) => {
    const result = read(`test_io/${file}`);
    if (expected !== "read") {
      expect(result.ok).toBe(false);
      expect(result.ok ? [] : result.refusal.problems.map(({ rule }) => rule)).toContain(expected);
      return;
    }
    const hxl = readHxl(getTable(`test_io/${file}`));
    const model = readHxl(getTable("test_io/input-valid.csv"));
    if (!hxl.ok || !model.ok) throw new Error("no hashtags");
    expect(hxl.value.columns.map(({ hashtag }) => hashtag)).toEqual(
      model.value.columns.map(({ hashtag }) => hashtag),
    );
    const filled = (hxlTable: typeof model.value): readonly string[][] =>
      hxlTable.rows.map(({ cells }) => hxlTable.columns.map(({ column }) => cells[column] ?? ""));
    if (file === "input-quality.xlsx") expect(filled(hxl.value)).toHaveLength(4);
    else expect(filled(hxl.value)).toEqual(filled(model.value));
  });

  test.each(Object.entries(OTHER_TABLES))("%s: %s", (file, expected) => {
    const result = read(`test_io/${file}`);
    const rules = result.ok ? ["read"] : result.refusal.problems.map(({ rule }) => rule);
    expect(rules).toContain(expected);
  });

  test("the refusal of Latin-1 names the first bad byte and its line", () => {
    const result = read("test_io/input-valid-latin1.csv");
    expect(result.ok ? null : result.refusal.problems).toEqual([
      {
        field: "file",
        value: "0xE9",
        rule: "wrong_encoding",
        line: 1,
        facts: { byte_offset: 2, read_as: "utf-8" },
      },
    ]);
  });

  test("line breaks in a quoted field stay in it", () => {
    const [row] = getTable("test_io/input-multiline.csv").rows;
    expect(row?.cells[0]?.split(/\r\n|\n/)).toEqual(["Line 1", "Line 2", "Line 3"]);
  });

  test.each([
    ["brc-westafrica-movement.csv", 188, "#date+start"],
    ["iati-sierraleone.csv", 515, "#org+funder+code"],
    ["rowca-3w-hxl.csv", 244, "#date+period"],
    ["sbtf-gin-health.csv", 1226, "#geo+lat"],
    ["sbtf-sle-health.csv", 331, "#loc+type"],
    ["unhcr-3w.csv", 2250, "#geo+lon"],
  ])("old tags: %s has %d rows and a column %s", (file, rowCount, pattern) => {
    const hxl = readHxl(getTable(`showcase-2014-tags/${file}`));
    if (!hxl.ok) throw new Error("no hashtags");
    expect(hxl.value.rows).toHaveLength(rowCount);
    expect(listHxlColumns(hxl.value.columns, pattern)).toHaveLength(1);
  });

  test.each([
    ["sbtf-lbr-health.csv", 269],
    ["sbtf-mli-nga-sen-health.csv", 89],
  ])("a cell that a spreadsheet would calculate is refused: %s, line %d", (file, line) => {
    const result = read(`showcase-2014-tags/${file}`);
    const problems = result.ok ? [] : result.refusal.problems;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ rule: "formula_in_cell", line });
  });
});

test("a table without hashtags is refused as HXL", () => {
  const bytes = new TextEncoder().encode("a,b\n1,2\n");
  const table = readTable(bytes, { fileName: "plain.csv", inflateRaw });
  const hxl = table.ok ? readHxl(table.value) : table;
  expect(hxl.ok ? null : hxl.refusal.problems[0]?.rule).toBe("no_hashtag_row");
});
