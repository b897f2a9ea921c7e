import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTable } from "./read-table.ts";
import { writeWorkbook } from "./write-workbook.ts";
import { encodeUtf8 } from "./zip-parts.ts";

interface Row {
  readonly name: string | null;
  readonly count: number;
}
const columns = [
  { header: "name", value: ({ name }: Row) => name },
  { header: "count", value: ({ count }: Row) => count },
  ...Array.from({ length: 30 }, (_, index) => ({ header: `c${index}`, value: () => index })),
];

test("a workbook that was written is read with the same cells", () => {
  const rows: Row[] = [
    { name: 'Équipe <1> & "2"', count: 0 },
    { name: "-1 patient", count: 12_345 },
    { name: null, count: 7 },
    { name: "فريق 团队 🚑", count: 9_007_199_254_740_991 },
  ];
  const bytes = writeWorkbook(rows, columns, "Reports & more");
  const table = readTable(bytes, {
    fileName: "reports.xlsx",
    inflateRaw: (deflated, max) => inflateRawSync(deflated, { maxOutputLength: max }),
  });
  expect(table.ok).toBe(true);
  if (!table.ok) return;
  const [header, ...cells] = [table.value.headers, ...table.value.rows.map((row) => row.cells)];
  expect(header?.slice(0, 3)).toEqual(["name", "count", "c0"]);
  expect(cells.map((row) => row.slice(0, 2))).toEqual([
    ['Équipe <1> & "2"', "0"],
    ["-1 patient", "12345"],
    ["", "7"],
    ["فريق 团队 🚑", "9007199254740991"],
  ]);
  expect(cells.map((row) => row[31])).toEqual(["29", "29", "29", "29"]);
  expect(writeWorkbook(rows, columns, "Reports & more")).toEqual(bytes);
});

test("a number that is not finite is a bug of whoever wrote it", () => {
  expect(() => writeWorkbook([{ name: "a", count: Number.NaN }], columns, "s")).toThrow(RangeError);
});

test("text is encoded as every other program does", () => {
  for (const text of ["", "abc", "é ж 团 🚑", "\u{10ffff}", "\ud800"]) {
    expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
  }
});
