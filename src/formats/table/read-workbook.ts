import { findHashtagRow } from "../hxl/hashtag-row.ts";
import { decodeText } from "./decode-text.ts";
import { type DateShape, findDateShape } from "./excel-date.ts";
import type { ProblemList } from "./problem-list.ts";
import { readSheet, type SheetContext, type SheetGrid, unescapeText } from "./read-sheet.ts";
import { scanXml } from "./scan-xml.ts";
import type { TableLimits } from "./table.ts";
import { type InflateRaw, unzip, type ZipParts } from "./unzip.ts";

/** The sheet of a workbook that holds its table. */
export interface WorkbookSheet {
  readonly name: string;
  readonly grid: SheetGrid;
}

interface ReadOptions {
  /** Name of the sheet to read; where none is given, the workbook must leave no doubt. */
  readonly sheet?: string;
  readonly inflateRaw: InflateRaw;
  readonly limits: TableLimits;
  readonly problems: ProblemList;
}

/** Stops reading; the problem was added where it was found. */
class UnreadableWorkbook extends Error {}

/**
 * Returns the sheet of an XLSX workbook (ECMA-376) that holds its table, or null after adding to `problems` why
 * there is none. Without a name: the only visible sheet with any text, else the only one with HXL hashtags.
 */
export function findWorkbookSheet(bytes: Uint8Array, options: ReadOptions): WorkbookSheet | null {
  try {
    return chooseSheet(readWorkbook(bytes, options), options);
  } catch (error) {
    if (error instanceof UnreadableWorkbook) return null;
    throw error;
  }
}

interface Workbook {
  readonly parts: ZipParts;
  readonly sheets: readonly { readonly name: string; readonly part: string; readonly isVisible: boolean }[];
  readonly context: SheetContext;
}

function readWorkbook(bytes: Uint8Array, options: ReadOptions): Workbook {
  const { problems, limits } = options;
  const parts = unzip(bytes, { inflateRaw: options.inflateRaw, inflatedBytesMax: limits.inflatedBytesMax });
  if ("code" in parts) {
    const { code, facts } = parts;
    problems.add({ field: "file", value: null, rule: code, ...(facts === undefined ? {} : { facts }) });
    throw new UnreadableWorkbook();
  }
  const top = readTargets("_rels/.rels", { parts, problems });
  const workbookPart = [...top.values()].find(({ type }) => type.endsWith("/officeDocument"))?.target;
  if (workbookPart === undefined || !parts.names.has(workbookPart)) {
    const facts = { found: "a zip file that is no workbook", read: "CSV, XLSX" };
    problems.add({ field: "file", value: null, rule: "unsupported_format", facts });
    throw new UnreadableWorkbook();
  }
  const folder = workbookPart.slice(0, workbookPart.lastIndexOf("/") + 1);
  const relations = `${folder}_rels/${workbookPart.slice(folder.length)}.rels`;
  const targets = readTargets(relations, { parts, problems });
  const partOf = (kind: string): string | undefined =>
    [...targets.values()].find(({ type }) => type.endsWith(`/${kind}`))?.target;
  const sheets: { name: string; part: string; isVisible: boolean }[] = [];
  let is1904 = false;
  scanPart(workbookPart, { parts, problems }, (name, attribute) => {
    if (name === "workbookPr") is1904 = ["1", "true"].includes(attribute("date1904") ?? "");
    if (name !== "sheet") return;
    const part = targets.get(attribute("id") ?? "")?.target;
    const isVisible = (attribute("state") ?? "visible") === "visible";
    if (part !== undefined) sheets.push({ name: attribute("name") ?? "", part, isVisible });
  });
  const context = {
    sharedTexts: readSharedTexts(partOf("sharedStrings"), { parts, problems }),
    dateShapes: readDateShapes(partOf("styles"), { parts, problems }),
    is1904,
    columnCountMax: limits.columnCountMax,
    recordMax: limits.rowCountMax + 25, // titles, header and hashtags stand above the rows that are counted
  };
  return { parts, sheets, context };
}

function chooseSheet({ parts, sheets, context }: Workbook, options: ReadOptions): WorkbookSheet | null {
  const { problems, sheet: wanted } = options;
  const candidates = sheets.filter(({ name, isVisible }) =>
    wanted === undefined ? isVisible : name === wanted,
  );
  if (candidates.length === 0 && wanted !== undefined) {
    const facts = { sheets: sheets.map(({ name }) => name).join(", ") };
    problems.add({ field: "sheet", value: wanted, rule: "no_such_sheet", facts });
    return null;
  }
  const read = candidates.map(({ name, part }) => {
    const grid = readSheet(readPart(part, { parts, problems }), context);
    if (grid !== null) return { name, grid };
    problems.add({ field: "sheet", value: name, rule: "broken_workbook" });
    throw new UnreadableWorkbook();
  });
  const filled = read.filter(({ grid }) => grid.records.length > 0 || grid.stoppedBy !== null);
  const tagged = filled.filter(
    ({ grid }) => findHashtagRow(grid.records.map(({ cells }) => cells)) !== undefined,
  );
  const [only] = filled.length <= 1 ? filled : tagged;
  if (only !== undefined && (filled.length === 1 || tagged.length === 1)) return only;
  if (filled.length === 0) problems.add({ field: "file", value: null, rule: "empty_file" });
  else {
    const names = filled.map(({ name }) => name).join(", ");
    problems.add({ field: "sheet", value: names, rule: "several_sheets", facts: { count: filled.length } });
  }
  return null;
}

interface PartReading {
  readonly parts: ZipParts;
  readonly problems: ProblemList;
}

function readPart(name: string, { parts, problems }: PartReading): string {
  const bytes = parts.names.has(name) ? parts.read(name) : { code: "broken_workbook" as const };
  if (!("code" in bytes)) {
    const decoded = decodeText(bytes);
    if (decoded.ok) return decoded.text;
  }
  const failure = "code" in bytes ? bytes : { code: "broken_workbook" };
  const facts = { ...("facts" in failure ? failure.facts : {}), part: name };
  problems.add({ field: "file", value: null, rule: failure.code, facts });
  throw new UnreadableWorkbook();
}

function scanPart(
  name: string,
  reading: PartReading,
  open: (name: string, attribute: (name: string) => string | undefined) => void,
): void {
  const ignore = (): void => {};
  if (scanXml(readPart(name, reading), { open, close: ignore, text: ignore })) return;
  reading.problems.add({ field: "file", value: null, rule: "broken_workbook", facts: { part: name } });
  throw new UnreadableWorkbook();
}

interface Target {
  readonly target: string;
  readonly type: string;
}

/** The parts a part refers to, by id; targets are paths from the root of the zip file, in lower case. */
function readTargets(name: string, reading: PartReading): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  if (!reading.parts.names.has(name)) return targets;
  const folder = name.slice(0, name.lastIndexOf("_rels/"));
  scanPart(name, reading, (element, attribute) => {
    if (element !== "Relationship") return;
    const path = attribute("Target") ?? "";
    const target = (path.startsWith("/") ? path.slice(1) : folder + path).toLowerCase();
    targets.set(attribute("Id") ?? "", { target, type: attribute("Type") ?? "" });
  });
  return targets;
}

function readSharedTexts(name: string | undefined, reading: PartReading): readonly string[] {
  const texts: string[] = [];
  if (name === undefined) return texts;
  let text: string | null = null;
  let isText = false;
  let phoneticDepth = 0;
  const isWhole = scanXml(readPart(name, reading), {
    open: (element) => {
      if (element === "si") text = "";
      else if (element === "t") isText = true;
      else if (element === "rPh") phoneticDepth += 1;
    },
    close: (element) => {
      if (element === "si") texts.push(unescapeText(text ?? ""));
      else if (element === "t") isText = false;
      else if (element === "rPh") phoneticDepth -= 1;
    },
    text: (piece) => {
      if (isText && phoneticDepth === 0 && text !== null) text += piece;
    },
  });
  if (isWhole) return texts;
  reading.problems.add({ field: "file", value: null, rule: "broken_workbook", facts: { part: name } });
  throw new UnreadableWorkbook();
}

function readDateShapes(name: string | undefined, reading: PartReading): readonly (DateShape | null)[] {
  const shapes: (DateShape | null)[] = [];
  if (name === undefined) return shapes;
  const codes = new Map<number, string>();
  let isCellStyle = false;
  scanPart(name, reading, (element, attribute) => {
    if (element === "numFmt") codes.set(Number(attribute("numFmtId")), attribute("formatCode") ?? "");
    else if (element === "cellXfs" || element === "cellStyleXfs") isCellStyle = element === "cellXfs";
    else if (element === "xf" && isCellStyle) {
      const formatId = Number(attribute("numFmtId") ?? "0");
      shapes.push(findDateShape(formatId, codes.get(formatId)));
    }
  });
  return shapes;
}
