import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeCell, isFormula, unescapeCell } from "./formula.ts";
import { readTable } from "./read-table.ts";
import { writeCsv } from "./write-table.ts";

const inflateRaw = (): never => {
  throw new Error("not a workbook");
};
const read = (text: string): ReturnType<typeof readTable> =>
  readTable(new TextEncoder().encode(text), { fileName: "written.csv", inflateRaw });

const cell = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "=1+1",
    "'=1",
    "''+x",
    "-5",
    "-",
    "@a",
    "a,b",
    'say "no"',
    "a\r\nb",
    "\rx",
    " y ",
    "#org",
    "'",
    "＝1",
  ),
);
/** What a file can hold: no NUL, no half of a surrogate pair. */
const text = cell.filter((value) => !value.includes("\0") && /^\P{Cs}*$/u.test(value));

describe("a CSV file that was written", () => {
  test("is read as the same rows", () => {
    const columns = ["first", "second", "third"].map((header, index) => ({
      header,
      value: (row: readonly string[]) => row[index] ?? "",
    }));
    const rows = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), text, text), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, fc.boolean(), (written, hasByteOrderMark) => {
        const result = read(writeCsv(written, columns, { hasByteOrderMark }));
        if (!result.ok) throw new Error(JSON.stringify(result.refusal.problems));
        expect(result.value.headers).toEqual(["first", "second", "third"]);
        expect(result.value.rows.map(({ cells }) => cells)).toEqual(written);
      }),
    );
  });

  test("has header, hashtags, plain numbers and empty cells", () => {
    const columns = [
      { header: "Country", hashtag: "#country+code", value: (row: { iso: string }) => row.iso },
      { header: "Doses, all", value: () => -2_184_000 },
      { header: "Note", value: () => null },
    ];
    expect(writeCsv([{ iso: "ETH" }], columns)).toBe(
      '\ufeffCountry,"Doses, all",Note\r\n#country+code,,\r\nETH,-2184000,\r\n',
    );
    expect(() => writeCsv([1], [{ header: "a", value: () => Number.NaN }])).toThrow(RangeError);
  });

  test("holds no cell that a spreadsheet would calculate", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(isFormula(escapeCell(value))).toBe(false);
        expect(unescapeCell(escapeCell(value))).toBe(value);
      }),
    );
    expect(writeCsv(["=HYPERLINK(1)"], [{ header: "@x", value: (row) => row }])).toBe(
      "\ufeff'@x\r\n'=HYPERLINK(1)\r\n",
    );
  });
});
