import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem } from "#core/result.ts";
import { decodeText } from "./decode-text.ts";
import { type Mapping, PLAIN_MAPPING } from "./mapping.ts";
import { readTable, type ReadTableOptions } from "./read-table.ts";
import type { Table } from "./table.ts";

const neverInflate = (): never => {
  throw new Error("a CSV file has nothing to inflate");
};
type Options = Partial<ReadTableOptions>;

function read(content: string | Uint8Array, options: Options = {}): ReturnType<typeof readTable> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readTable(bytes, { fileName: "sample.csv", inflateRaw: neverInflate, ...options });
}
function listProblems(content: string | Uint8Array, options: Options = {}): readonly Problem[] {
  const result = read(content, options);
  return result.ok ? [] : result.refusal.problems;
}
function getTable(content: string | Uint8Array, options: Options = {}): Table {
  const result = read(content, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal.problems));
  return result.value;
}
const utf16 = (text: string, isLittle: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), isLittle);
  }
  return bytes;
};
const mapping = (part: Partial<Mapping>): Mapping => ({ ...PLAIN_MAPPING, ...part });

describe("encoding", () => {
  test.each([
    ["UTF-8", new TextEncoder().encode("name,n\nCôte d’Ivoire 🇨🇮,1\n"), "utf-8"],
    ["UTF-8 with byte order mark", new TextEncoder().encode("\ufeffname,n\nCôte d’Ivoire 🇨🇮,1\n"), "utf-8"],
    ["UTF-16 LE", utf16("\ufeffname,n\nCôte d’Ivoire 🇨🇮,1\n", true), "utf-16le"],
    ["UTF-16 BE", utf16("\ufeffname,n\nCôte d’Ivoire 🇨🇮,1\n", false), "utf-16be"],
  ])("%s is read", (_, bytes, encoding) => {
    const table = getTable(bytes);
    expect(table).toMatchObject({ encoding, headers: ["name", "n"] });
    expect(table.rows.map(({ cells }) => cells)).toEqual([["Côte d’Ivoire 🇨🇮", "1"]]);
  });

  test("decoding agrees with the platform's decoder on every sequence of bytes", () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: "grapheme" }).map((text) => new TextEncoder().encode(text)),
      fc.constantFrom([0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x9f, 0xbf]),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flatMap((part) => [...part]));
        fc.pre(!(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff));
        const decoded = decodeText(bytes);
        let expected: string | null = null;
        try {
          expected = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {}
        expect(decoded.ok ? decoded.text : null).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("an encoding that is not read is refused with the first bad byte, its offset and its line", () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("a,b\n1,2\n3,"), 0xd6, 0xd0, 0x0a]);
    expect(listProblems(bytes)).toEqual([
      {
        field: "file",
        value: "0xD6",
        rule: "wrong_encoding",
        line: 3,
        facts: { byte_offset: 10, read_as: "utf-8" },
      },
    ]);
  });

  test("a file that ends inside a character was cut off", () => {
    const bytes = new TextEncoder().encode("a,b\n1,é");
    expect(listProblems(bytes.subarray(0, -1))).toMatchObject([{ rule: "file_cut_off", line: 2 }]);
    const wide = utf16("\ufeffa,b\n1,2", true);
    expect(listProblems(wide.subarray(0, -1))).toMatchObject([{ rule: "file_cut_off" }]);
  });

  test("NUL is refused with its line, and so is UTF-16 without a mark", () => {
    expect(listProblems("a,b\n1,\0\n")).toMatchObject([{ rule: "nul_byte", line: 2 }]);
    expect(listProblems(utf16("a,b\n1,2\n", true))).toMatchObject([{ rule: "nul_byte", line: 1 }]);
  });
});

describe("delimiter", () => {
  test.each([
    ["a,b\n1,2\n", ","],
    ["a;b\n1,5;2\n", ";"],
    ["a\tb\n1;x\t2,y\n", "\t"],
    ['"a;x",b\n1,2\n', ","],
    ["a;b, with comma;c\n1;2;3\n", ";"],
    ["only\n1\n2\n", ","],
    ["title\n#org;#country\nWHO;ETH\n", ";"],
  ])("%j is delimited by %j", (text, delimiter) => {
    expect(getTable(text).delimiter).toBe(delimiter);
  });

  test("what can be read in two ways is refused", () => {
    expect(listProblems("a,b;c\n1,2;3\n")).toEqual([
      {
        field: "file",
        value: "a,b;c",
        rule: "wrong_delimiter",
        line: 1,
        facts: { comma_columns: 2, semicolon_columns: 2, tab_columns: 1 },
      },
    ]);
  });

  test("a delimiter that is not read is refused, not taken for one column", () => {
    expect(listProblems("name|quantity\nmasks|5\n")).toMatchObject([
      { rule: "wrong_delimiter", value: "name|quantity" },
    ]);
  });

  test("a stated delimiter decides, unless the file speaks against it", () => {
    const stated = { mapping: mapping({ delimiter: ";" }) };
    expect(getTable("a,b;c\n1,2;3\n", stated).headers).toEqual(["a,b", "c"]);
    expect(listProblems("a,b\n1,2\n", stated)).toMatchObject([{ rule: "wrong_delimiter" }]);
  });
});

describe("records", () => {
  test("rows keep their line across blank lines and quoted line breaks, with any line ending", () => {
    const table = getTable('a,b\r\n\r\n1,"x\r\ny, ""z"""\r\n,\r\n2,3\n4,5');
    expect(table.rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [3, "1", 'x\r\ny, "z"'],
      [6, "2", "3"],
      [7, "4", "5"],
    ]);
  });

  test("every ragged row is listed with what was expected", () => {
    expect(listProblems("a,b\n1\n1,2\n1,2,3\n")).toEqual([
      { field: "row", value: "1", rule: "ragged_row", line: 2, facts: { expected: 2, found: 1 } },
      { field: "row", value: "1 | 2 | 3", rule: "ragged_row", line: 4, facts: { expected: 2, found: 3 } },
    ]);
  });

  test("a file that ends inside a row was cut off; one that ends after a row without a line break was not", () => {
    expect(listProblems("a,b,c\n1,2,3\n4,5")).toMatchObject([
      { rule: "file_cut_off", line: 3, value: "4 | 5" },
    ]);
    expect(getTable("a,b,c\n1,2,3\n4,5,6").rows).toHaveLength(2);
  });

  test("a quote that is not closed is where the file was cut off, and earlier problems are listed too", () => {
    expect(listProblems('a,b\n1\n2,"x\n3,4\n')).toMatchObject([
      { rule: "file_cut_off", line: 3 },
      { rule: "ragged_row", line: 2 },
    ]);
  });

  test("a quote inside an unquoted field is refused", () => {
    expect(listProblems('a,b\n1,5" tube\n')).toMatchObject([
      { rule: "quote_in_wrong_place", line: 2, value: '1,5" tube' },
    ]);
    expect(listProblems('a,b\n1,"5" tube\n')).toMatchObject([{ rule: "quote_in_wrong_place", line: 2 }]);
  });

  test.each(["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =HYPERLINK(1)", "\t=1", "＝1", "'quoted' =1".slice(9)])(
    "a formula is refused: %j",
    (cell) => {
      expect(listProblems(`a,b\n1,"${cell}"\n`)).toMatchObject([
        { field: "b", rule: "formula_in_cell", line: 2, value: cell },
      ]);
    },
  );

  test.each(["-5", "+5", "-1,234.50", "+41 22 791 21 11", "-", "--", "-12%", "a=b", "1-2", "'tis"])(
    "is no formula: %j",
    (cell) => {
      expect(getTable(`a,b\n1,"${cell}"\n`).rows[0]?.cells[1]).toBe(cell);
    },
  );

  test("headers that stand twice are refused, whatever their case; empty ones may", () => {
    expect(listProblems("Name,n,name,,\n1,2,3,,\n")).toEqual([
      {
        field: "name",
        value: "name",
        rule: "doubled_header",
        line: 1,
        facts: { first_column: 1, column: 3 },
      },
    ]);
    expect(getTable("a,,\n1,,x\n").headers).toEqual(["a", "", ""]);
  });

  test("a header on another line is taken where the mapping names it", () => {
    const text = "Report of May,,\n,,\na,b,c\n1,2,3\n";
    expect(getTable(text, { mapping: mapping({ headerLine: 3 }) })).toMatchObject({
      headerLine: 3,
      headers: ["a", "b", "c"],
    });
    expect(listProblems(text, { mapping: mapping({ headerLine: 2 }) })).toMatchObject([
      { rule: "no_such_header_line", value: "2" },
    ]);
  });
});

describe("limits", () => {
  test.each([
    ["", "nothing"],
    ["\ufeff", "a byte order mark"],
    [" \n\r\n", "blank lines"],
  ])("an empty file is refused: %j (%s)", (text) => {
    expect(listProblems(text)).toMatchObject([{ rule: "empty_file" }]);
  });

  test("a file over the size limit is refused unread", () => {
    const bytes = new Uint8Array(100 * 1024 * 1024);
    expect(listProblems(bytes)).toEqual([
      {
        field: "file",
        value: "sample.csv",
        rule: "file_too_large",
        facts: { found: 104_857_600, max: 20_971_520 },
      },
    ]);
  });

  test("rows, columns and cells over their limits are refused", () => {
    const rows = `a\n${"1\n".repeat(60)}`;
    expect(listProblems(rows, { limits: { rowCountMax: 10 } })).toMatchObject([
      { rule: "too_many_rows", line: 36, facts: { max: 10 } },
    ]);
    expect(listProblems(`a\n${"\n".repeat(100)}`, { limits: { rowCountMax: 10 } })).toMatchObject([
      { rule: "too_many_rows" },
    ]);
    expect(listProblems(`a,b\n1,2\n1,"${"x".repeat(3_000_000)}\n`)).toMatchObject([
      { rule: "row_too_long", line: 3 },
    ]);
    expect(getTable(rows, { limits: { rowCountMax: 60 } }).rows).toHaveLength(60);
    expect(listProblems(rows, { limits: { rowCountMax: 59 } })).toMatchObject([{ rule: "too_many_rows" }]);
    expect(listProblems("a,b,c\n1,2,3\n", { limits: { columnCountMax: 2 } })).toMatchObject([
      { rule: "too_many_columns", facts: { found: 3, max: 2 } },
    ]);
    const long = listProblems(`a,b\n1,${"x".repeat(500)}\n`, { limits: { cellLengthMax: 499 } });
    expect(long).toMatchObject([
      { field: "b", rule: "cell_too_long", line: 2, facts: { found: 500, max: 499 } },
    ]);
    expect(long[0]?.value).toHaveLength(120);
  });

  test("a thousand problems are listed, and how many more there are", () => {
    const problems = listProblems(`a,b\n${"1\n".repeat(2_500)}`);
    expect(problems).toHaveLength(1_001);
    expect(problems[999]).toMatchObject({ rule: "ragged_row", line: 1_001 });
    expect(problems[1_000]).toEqual({
      field: "file",
      value: null,
      rule: "more_problems",
      facts: { count: 1_500 },
    });
  });

  test("no bytes make the reader throw", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "#a",
        "=",
        "'",
        "\0",
        "\ufeff",
        "PK\u0003\u0004",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const result = read(pieces.join(""));
        expect(result.ok || result.refusal.problems.length > 0).toBe(true);
      }),
    );
  });
});
