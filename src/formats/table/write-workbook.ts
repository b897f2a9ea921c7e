import type { WrittenColumn } from "./write-table.ts";
import { encodeUtf8, zipParts } from "./zip-parts.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * Returns an XLSX workbook (ECMA-376) of one sheet with a header row: numbers as numbers, everything else as text in the
 * cell, which no spreadsheet program calculates. Throws `RangeError` for a number that is not finite. The same rows give the
 * same bytes.
 */
export function writeWorkbook<Row>(
  rows: readonly Row[],
  columns: readonly WrittenColumn<Row>[],
  sheetName: string,
): Uint8Array<ArrayBuffer> {
  const lines = [
    columns.map(({ header }) => header),
    ...rows.map((row) => columns.map(({ value }) => value(row))),
  ];
  const sheet = lines
    .map((cells, index) => {
      const written = cells.map((cell, column) => writeCell(cell, `${nameColumn(column)}${index + 1}`));
      return `<row r="${index + 1}">${written.join("")}</row>`;
    })
    .join("");
  const text = (name: string, content: string) => ({ name, bytes: encodeUtf8(HEAD + content) });
  return zipParts([
    text(
      "[Content_Types].xml",
      `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/></Types>`,
    ),
    text("_rels/.rels", writeRelation("officeDocument", "xl/workbook.xml")),
    text(
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
        `<sheet name="${escapeXml(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    text("xl/_rels/workbook.xml.rels", writeRelation("worksheet", "worksheets/sheet1.xml")),
    text(
      "xl/worksheets/sheet1.xml",
      `<worksheet xmlns="${MAIN}"><sheetData>${sheet}</sheetData></worksheet>`,
    ),
  ]);
}

function writeRelation(type: string, target: string): string {
  return (
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${RELATIONS}/${type}" Target="${target}"/></Relationships>`
  );
}

function writeCell(value: string | number | null, place: string): string {
  if (value === null) return "";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
    return `<c r="${place}"><v>${value}</v></c>`;
  }
  const text = escapeXml(value);
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** Characters that XML 1.0 has no way to write are left out. */
function escapeXml(text: string): string {
  return Array.from(text)
    .filter((character) => character >= " " || character === "\t" || character === "\n")
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** 0 → A, 25 → Z, 26 → AA. */
function nameColumn(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : nameColumn(Math.floor(index / 26) - 1) + letter;
}
