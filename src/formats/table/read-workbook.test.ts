import { deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem } from "#core/result.ts";
import { findDateShape, findDateText } from "./excel-date.ts";
import { PLAIN_MAPPING } from "./mapping.ts";
import { readTable, type ReadTableOptions } from "./read-table.ts";
import { scanXml } from "./scan-xml.ts";
import type { Table } from "./table.ts";
import { computeCrc32 } from "./unzip.ts";

interface ZipOptions {
  /** Size that the directory states for every part, instead of the true one. */
  readonly statedBytes?: number;
  readonly flags?: number;
}

function zip(parts: Readonly<Record<string, string | Uint8Array>>, options: ZipOptions = {}): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const deflated = deflateRawSync(bytes);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(name.length, 26);
    const local = Buffer.concat([head, Buffer.from(name), deflated]);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(options.flags ?? 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(computeCrc32(bytes), 16);
    entry.writeUInt32LE(deflated.length, 20);
    entry.writeUInt32LE(options.statedBytes ?? bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([entry, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
interface SheetPart {
  readonly name: string;
  readonly rows: string;
  readonly state?: string;
  readonly after?: string;
}

/** A workbook of sheets given by the XML of their rows; style 1 shows a day, style 2 a month. */
function workbook(
  sheets: readonly SheetPart[],
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const targets = sheets.map(
    (_, index) =>
      `<Relationship Id="r${index}" Type="${REL}/worksheet" Target="worksheets/sheet${index}.xml"/>`,
  );
  const names = sheets.map(
    ({ name, state }, index) => `<sheet name="${name}" r:id="r${index}" state="${state ?? "visible"}"/>`,
  );
  const parts = sheets.map(({ rows, after }, index) => [
    `xl/worksheets/sheet${index}.xml`,
    `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData>${after ?? ""}</worksheet>`,
  ]);
  return {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": `<Relationships><Relationship Id="a" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns:r="${REL}"><sheets>${names.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${targets.join("")}<Relationship Id="s" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" Type="${REL}/styles" Target="styles.xml"/></Relationships>`,
    "xl/sharedStrings.xml":
      "<sst><si><t>country</t></si><si><r><t>quan</t></r><r><t>tity</t></r><rPh><t>x</t></rPh></si><si><t>a &amp; b_x000A_c</t></si></sst>",
    "xl/styles.xml":
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-409]mmm\\ yyyy;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    ...Object.fromEntries(parts),
    ...extra,
  };
}
const HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>';
const one = (rows: string, after = ""): Uint8Array =>
  zip(workbook([{ name: "S", rows: HEADER + rows, after }]));

const inflateRaw = (bytes: Uint8Array, max: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: max });
function read(bytes: Uint8Array, options: Partial<ReadTableOptions> = {}): ReturnType<typeof readTable> {
  return readTable(bytes, { fileName: "sample.xlsx", inflateRaw, ...options });
}
function listProblems(bytes: Uint8Array, options: Partial<ReadTableOptions> = {}): readonly Problem[] {
  const result = read(bytes, options);
  return result.ok ? [] : result.refusal.problems;
}
function getTable(bytes: Uint8Array, options: Partial<ReadTableOptions> = {}): Table {
  const result = read(bytes, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal.problems));
  return result.value;
}

describe("cells of a workbook", () => {
  test("texts, numbers, dates and months are read as the sheet shows them, with the sheet's row numbers", () => {
    const table = getTable(
      one(
        `<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>2184000</v></c></row>
         <row r="4"><c r="A4" s="1"><v>44271</v></c><c r="B4" s="2"><v>44256</v></c></row>
         <row r="5"><c r="A5" t="inlineStr"><is><t>in line</t></is></c><c r="B5"><v>2.5</v></c></row>
         <row><c t="b"><v>1</v></c><c t="str"><v>007</v></c><c/></row>`,
      ),
    );
    expect(table.headers).toEqual(["country", "quantity"]);
    expect(table.rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [3, "a & b\nc", "2184000"],
      [4, "2021-03-16", "2021-03"],
      [5, "in line", "2.5"],
      [6, "TRUE", "007"],
    ]);
    expect(table.rows.map(({ numberColumns }) => [...numberColumns])).toEqual([[1], [], [1], []]);
  });

  test("a formula is refused though the file holds its result; so are errors and broken cells", () => {
    const rows = `<row r="2"><c r="A2" t="str"><f>A1&amp;"x"</f><v>ETHx</v></c><c r="B2"><f t="shared" si="0"/><v>5</v></c></row>
      <row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="s"><v>99</v></c></row>
      <row r="4"><c r="A4" s="1"><v>-5</v></c><c r="B4"><v>five</v></c></row>`;
    expect(listProblems(one(rows))).toEqual([
      { field: "country", value: '=A1&"x"', rule: "formula_in_cell", line: 2 },
      { field: "quantity", value: "=", rule: "formula_in_cell", line: 2 },
      { field: "country", value: "#REF!", rule: "error_in_cell", line: 3 },
      { field: "quantity", value: "99", rule: "broken_cell", line: 3 },
      { field: "country", value: "-5", rule: "not_a_date", line: 4 },
      { field: "quantity", value: "five", rule: "broken_cell", line: 4 },
    ]);
  });

  test("merged cells in header or rows are refused with their range", () => {
    const after = '<mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="A1:B1"/></mergeCells>';
    expect(listProblems(one('<row r="2"><c r="A2"><v>1</v></c></row>', after))).toEqual([
      { field: "quantity", value: "B2:B3", rule: "merged_cells", line: 2 },
      { field: "country", value: "A1:B1", rule: "merged_cells", line: 1 },
    ]);
  });

  test("a cell far to the right ends the reading instead of filling the memory", () => {
    const rows = '<row r="2"><c r="XFD2"><v>1</v></c></row>';
    expect(listProblems(one(rows))).toMatchObject([{ rule: "too_many_columns", facts: { max: 500 } }]);
  });

  test("too many rows are refused", () => {
    const rows = Array.from({ length: 40 }, (_, index) => `<row r="${index + 2}"><c><v>1</v></c></row>`).join(
      "",
    );
    expect(listProblems(one(rows), { limits: { rowCountMax: 39 } })).toMatchObject([
      { rule: "too_many_rows" },
    ]);
    expect(getTable(one(rows), { limits: { rowCountMax: 40 } }).rows).toHaveLength(40);
  });
});

describe("sheets of a workbook", () => {
  const rows = `${HEADER}<row r="2"><c r="A2"><v>1</v></c></row>`;

  test("the only visible sheet with text is read; two leave doubt and are refused, unless one is named", () => {
    const hidden = [
      { name: "Empty", rows: "" },
      { name: "Data", rows },
      { name: "Old", rows, state: "hidden" },
    ];
    expect(getTable(zip(workbook(hidden))).sheet).toBe("Data");
    const two = zip(
      workbook([
        { name: "May", rows },
        { name: "June", rows },
      ]),
    );
    expect(listProblems(two)).toMatchObject([{ rule: "several_sheets", value: "May, June" }]);
    expect(getTable(two, { mapping: { ...PLAIN_MAPPING, sheet: "June" } }).sheet).toBe("June");
    expect(listProblems(two, { mapping: { ...PLAIN_MAPPING, sheet: "July" } })).toMatchObject([
      { rule: "no_such_sheet", value: "July", facts: { sheets: "May, June" } },
    ]);
  });

  test("a workbook without text is empty", () => {
    expect(listProblems(zip(workbook([{ name: "S", rows: "" }])))).toMatchObject([{ rule: "empty_file" }]);
  });
});

describe("files that are no whole workbook", () => {
  const whole = one('<row r="2"><c r="A2"><v>1</v></c></row>');

  test("cut off anywhere, a workbook is refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: whole.length - 1 }), (length) => {
        const problems = listProblems(whole.subarray(0, length));
        expect(problems.map(({ rule }) => rule)).toEqual(["file_cut_off"]);
      }),
    );
  });

  test("with a changed byte, it is refused or reads the same", () => {
    const model = getTable(whole);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (offset, change) => {
        const bytes = Uint8Array.from(whole, (byte, index) => (index === offset ? byte ^ change : byte));
        const result = read(bytes);
        if (result.ok && result.value.format === "xlsx") expect(result.value).toEqual(model);
      }),
      { numRuns: 500 },
    );
  });

  test("a zip bomb is refused by the size it states, and by the inflater where it lies", () => {
    const parts = workbook([{ name: "S", rows: " ".repeat(3_000_000) }]);
    const limits = { inflatedBytesMax: 1_000_000 };
    expect(zip(parts).length).toBeLessThan(20_000);
    expect(listProblems(zip(parts), { limits })).toMatchObject([{ rule: "zip_too_large" }]);
    let inflatedBytesMost = 0;
    const watch = (bytes: Uint8Array, max: number): Uint8Array => {
      const inflated = inflateRaw(bytes, max);
      inflatedBytesMost = Math.max(inflatedBytesMost, inflated.length);
      return inflated;
    };
    const lying = listProblems(zip(parts, { statedBytes: 300 }), { limits, inflateRaw: watch });
    expect(lying).toMatchObject([{ rule: "broken_zip" }]);
    expect(inflatedBytesMost).toBeLessThanOrEqual(300);
  });

  test("encrypted files, other zip files and broken XML are refused by name", () => {
    const parts = workbook([{ name: "S", rows: HEADER }]);
    expect(listProblems(zip(parts, { flags: 1 }))).toMatchObject([{ rule: "encrypted_file" }]);
    expect(listProblems(zip({ "a.csv": "a,b" }))).toMatchObject([{ rule: "unsupported_format" }]);
    const broken = workbook([{ name: "S", rows: "<row>" }]);
    expect(listProblems(zip(broken))).toMatchObject([{ rule: "broken_workbook", value: "S" }]);
    const typed = workbook([], { "xl/workbook.xml": "<!DOCTYPE x><workbook/>" });
    expect(listProblems(zip(typed))).toMatchObject([{ rule: "broken_workbook" }]);
  });
});

describe("dates of a workbook", () => {
  test.each([
    [1, "1900-01-01"],
    [59, "1900-02-28"],
    [61, "1900-03-01"],
    [44_271, "2021-03-16"],
    [2_958_465, "9999-12-31"],
  ])("number %d is %s", (serial, expected) => {
    expect(findDateText(serial, { shape: "day", is1904: false })).toBe(expected);
  });

  test("the day that never was, negative numbers and those beyond the year 9999 are none", () => {
    for (const serial of [60, 0, -1, 2_958_466, Number.NaN]) {
      expect(findDateText(serial, { shape: "day", is1904: false })).toBeUndefined();
    }
    expect(findDateText(0, { shape: "day", is1904: true })).toBe("1904-01-01");
  });

  test("a time is shown to the second, and a day where it is midnight", () => {
    expect(findDateText(44_271.75, { shape: "moment", is1904: false })).toBe("2021-03-16T18:00:00");
    expect(findDateText(44_271, { shape: "moment", is1904: false })).toBe("2021-03-16");
  });

  test.each([
    [14, undefined, "day"],
    [17, undefined, "month"],
    [2, undefined, null],
    [164, "yyyy\\-mm\\-dd", "day"],
    [164, "[$-409]mmm\\ yyyy;@", "month"],
    [164, "dd/mm/yyyy hh:mm", "moment"],
    [164, "hh:mm:ss", null],
    [164, '#,##0 "days"', null],
    [164, "0.00E+00", null],
    [164, "General", null],
    [164, "[Red]#,##0", null],
  ])("format %d %s shows %s", (id, code, shape) => {
    expect(findDateShape(id, code)).toBe(shape);
  });
});

test("XML is scanned with entities, CDATA and comments, and refused where tags do not close", () => {
  const texts: string[] = [];
  const events = { open: () => {}, close: () => {}, text: (text: string) => texts.push(text) };
  expect(scanXml('<a x="1>2"><!-- <b> -->&lt;&#65;&#x1F600;<![CDATA[<&]]></a>', events)).toBe(true);
  expect(texts.join("")).toBe("<A😀<&");
  for (const bad of ["<a>", "<a></b>", "<a", "<a><b</a>", "<!DOCTYPE a><a/>", "<a><![CDATA[</a>"]) {
    expect(scanXml(bad, events)).toBe(false);
  }
});
