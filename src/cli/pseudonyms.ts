import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { inflateRawSync } from "node:zlib";
import { isPseudonym } from "#core/session/person-dose.ts";
import type { Problem } from "#core/result.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import { DOSE_NUMBERS, isGroupCode } from "#core/session/session-report.ts";
import { asQuantity } from "#core/quantity.ts";
import { asId, isId } from "#core/id.ts";
import { readTable } from "#formats/table/read-table.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import type { Table } from "#formats/table/table.ts";
import { writeCsv } from "#formats/table/write-table.ts";
import { malformed, unwrap } from "./output.ts";

/** A dose of a list, as far as it leaves the site: all columns beside these are left out. */
interface ListedDose {
  readonly pseudonym: string;
  readonly supply: string;
  readonly doseNumber: string;
  readonly group: string;
}

const KEPT = ["supply", "dose_number", "group"] as const;

/** Bytes of a key: as long as what the hash gives (RFC 2104, section 3). */
const KEY_BYTES = 32;

/**
 * The key of a site from a file of 64 hexadecimal digits; where there is no such file, a new one of random bytes, which only its owner
 * can read (mode 0600), on the disk when this returns. Refuses with `malformed` a file of another form, and one that others than its
 * owner can read or write.
 */
export function readKey(path: string): Buffer {
  const made = makeKey(path);
  if (made !== undefined) return made;
  const file = openSync(path, "r");
  try {
    const { mode } = fstatSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw malformed([{ field: "--key-file", value: path, rule: "key_open_to_others" }]);
    }
    const text = readFileSync(file, "utf8").trim();
    if (!/^[0-9a-f]{64}$/.test(text)) {
      throw malformed([{ field: "--key-file", value: path, rule: "not_a_key_file" }]);
    }
    return Buffer.from(text, "hex");
  } finally {
    closeSync(file);
  }
}

/** Writes a new key; `undefined` where there is a file already, which is then left as it is. */
function makeKey(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  }
  try {
    const key = randomBytes(KEY_BYTES);
    writeSync(file, `${key.toString("hex")}\n`);
    fsyncSync(file);
    return key;
  } finally {
    closeSync(file);
  }
}

/**
 * The pseudonym of a site's own identifier for a person: HMAC-SHA-256 (RFC 2104, FIPS 180-4) under the site's key, of the identifier
 * without space around it, in Unicode's form NFC and UTF-8; 64 small hexadecimal digits. The same identifier and key give the same one.
 */
export function makePseudonym(key: Uint8Array, identifier: string): string {
  return createHmac("sha256", key).update(identifier.trim().normalize("NFC"), "utf8").digest("hex");
}

/** A list with pseudonyms, as CSV, and the columns of the file that were left out of it. */
export interface PseudonymList {
  readonly text: string;
  readonly count: number;
  readonly leftOut: readonly string[];
}

/**
 * Makes a list with pseudonyms of a list of persons (CSV or XLSX) with the column `person`, the site's own identifier, and, where they are
 * there, `supply`, `dose_number` and `group`, which are kept; no other column is. Refuses with `malformed`, all at once: a column
 * `person` that is missing, an identifier that is missing or that looks like a name (it has no digit). No identifier is repeated.
 */
export async function makePseudonyms(path: string, key: Uint8Array): Promise<PseudonymList> {
  const table = await readList(path);
  const person = findColumn(table, "person");
  const problems = startProblemList();
  const rows = table.rows.flatMap(({ line, cells }): ListedDose[] => {
    const identifier = (cells[person] ?? "").trim();
    const rule = identifier === "" ? "missing" : "looks_like_a_name";
    if (!/\d/.test(identifier)) {
      problems.add({ field: "person", value: null, rule, line });
      return [];
    }
    const [supply = "", doseNumber = "", group = ""] = KEPT.map((name) => cellOf(table, cells, name));
    return [{ pseudonym: makePseudonym(key, identifier), supply, doseNumber, group }];
  });
  if (problems.count() > 0) throw malformed(problems.list());
  const kept = KEPT.filter((name) => table.headers.includes(name));
  const text = writeCsv(
    rows,
    [
      { header: "pseudonym", value: (row: ListedDose) => row.pseudonym },
      { header: "supply", value: (row: ListedDose) => row.supply },
      { header: "dose_number", value: (row: ListedDose) => row.doseNumber },
      { header: "group", value: (row: ListedDose) => row.group },
    ].filter(({ header }) => header === "pseudonym" || kept.some((name) => name === header)),
    { hasByteOrderMark: false },
  );
  const leftOut = table.headers.filter((name) => name !== "person" && !kept.some((one) => one === name));
  return { text, count: rows.length, leftOut };
}

type Line = RecordSession["lines"][number];

/**
 * The lines of a report from a list with pseudonyms: one for each lot, dose number and group. Where `stated` has a line of the same, its
 * doses are those of the line, and the ones beyond the persons are without one; the other stated lines stay as they are. Refuses with
 * `malformed`, all at once; what is no pseudonym is not repeated.
 */
export async function readPersonLines(path: string, stated: readonly Line[]): Promise<readonly Line[]> {
  const table = await readList(path);
  const column = findColumn(table, "pseudonym");
  const problems = startProblemList();
  const lines = new Map<string, Line & { readonly persons: string[] }>();
  for (const { line, cells } of table.rows) {
    const pseudonym = (cells[column] ?? "").trim();
    const read = readPerson(table, cells);
    if (!isPseudonym(pseudonym)) {
      problems.add({ field: "pseudonym", value: null, rule: "not_a_pseudonym", line });
    }
    for (const problem of read.problems) problems.add({ ...problem, line });
    const key = keyOf(read.line);
    const known = lines.get(key) ?? { ...read.line, persons: [] };
    known.persons.push(pseudonym);
    lines.set(key, known);
  }
  if (problems.count() > 0) throw malformed(problems.list());
  const told = new Set<Line>();
  const whole = [...lines].map(([key, line]): Line => {
    const same = stated.find((one) => one.outcome === "given" && keyOf(one) === key);
    if (same !== undefined) told.add(same);
    const quantity = same?.quantity ?? asQuantity(line.persons.length);
    const withoutPerson = Math.max(0, quantity - line.persons.length);
    return { ...line, quantity, ...(withoutPerson === 0 ? {} : { withoutPerson }) };
  });
  // One that is stated twice stays, and is refused with the report.
  return [...whole, ...stated.filter((one) => !told.has(one))];
}

function keyOf({ supplyId, doseNumber, group }: Pick<Line, "supplyId" | "doseNumber" | "group">): string {
  return [supplyId, doseNumber, group].join("/");
}

function readPerson(
  table: Table,
  cells: readonly string[],
): { readonly line: Line; readonly problems: Problem[] } {
  const [supply, number, group] = KEPT.map((name) => cellOf(table, cells, name));
  const doseNumber = DOSE_NUMBERS.find((one) => one === number);
  const problems: Problem[] = [];
  const add = (field: string, value: string | undefined, rule: string): void => {
    if (value !== undefined && value !== "") problems.push({ field, value, rule });
  };
  if (supply !== undefined && !isId(supply)) add("supply", supply, "uuid");
  if (doseNumber === undefined) add("dose_number", number, "dose_number");
  if (group !== undefined && !isGroupCode(group)) add("group", group, "not_a_group_code");
  const line: Line = {
    outcome: "given",
    quantity: asQuantity(1),
    ...(supply !== undefined && isId(supply) ? { supplyId: asId<"supply">(supply) } : {}),
    ...(doseNumber === undefined ? {} : { doseNumber }),
    ...(group === undefined || group === "" ? {} : { group }),
  };
  return { line, problems };
}

function cellOf(table: Table, cells: readonly string[], name: string): string {
  return (cells[table.headers.indexOf(name)] ?? "").trim();
}

function findColumn(table: Table, name: string): number {
  const index = table.headers.indexOf(name);
  if (index === -1) throw malformed([{ field: name, value: null, rule: "missing_column" }]);
  return index;
}

async function readList(path: string): Promise<Table> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw malformed([{ field: "file", value: path, rule: "no_such_file" }]);
  });
  return unwrap(
    readTable(bytes, {
      fileName: basename(path),
      inflateRaw: (packed, max) => inflateRawSync(packed, { maxOutputLength: max }),
    }),
  );
}
