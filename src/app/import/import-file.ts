import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Day } from "#core/time.ts";
import type { Mapping } from "#formats/table/mapping.ts";
import type { ReadRows } from "#formats/table/read-rows.ts";
import { readTableWithFaults } from "#formats/table/read-table.ts";
import { DEFAULT_LIMITS, nameColumn, type Table, type TableLimits } from "#formats/table/table.ts";

/** A file to import, as its bytes. */
export interface ImportFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** How a file is to be imported. */
export interface ImportOptions {
  /** True: everything but writing. */
  readonly dryRun: boolean;
  /** How the file is laid out, where it does not follow our own headers or a layout that we know. */
  readonly mapping?: Mapping | undefined;
  /** The days between which a month without a year, or a missing date, lies; before the mapping's and the layout's. */
  readonly earliest?: Day | undefined;
  readonly latest?: Day | undefined;
  /** True: rows that agree in everything are several facts. Left out, as the layout says; else they are refused. */
  readonly countDoubledRows?: boolean | undefined;
  readonly limits?: Partial<TableLimits> | undefined;
  readonly progress?: ImportProgress | undefined;
}

/** Shows how far the work is. */
export interface ImportProgress {
  readonly begin: (what: string, total: number) => void;
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

/** What became of one row. */
export interface ImportedRow {
  readonly line: number;
  /** Follows from what the row states: the id of the ledger entry of a delivery, and of a reported figure. */
  readonly id: string;
  readonly state: "posted" | "already_posted";
  /** What it says, in a few words. */
  readonly summary: string;
}

/** A filled cell that nothing reads. */
export interface IgnoredCell {
  readonly line: number;
  readonly column: string;
  readonly value: string;
}

/** Something in a row that a person should know and that does not stop it. */
export interface ImportNote {
  readonly line: number;
  readonly field: string;
  readonly value: string | null;
  /** Stable name of what was noticed, `snake_case`. */
  readonly note: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** What an import did, or in a dry run would do. Every row of the file is in `rows`. */
export interface ImportResult {
  readonly kind:
    | "calls"
    | "offers"
    | "deliveries"
    | "reported"
    | "vaccinations"
    | "teams"
    | "volunteers"
    | "daily-reports"
    | "temperatures"
    | "assets";
  readonly file: string;
  readonly dryRun: boolean;
  readonly rowCount: number;
  readonly posted: number;
  readonly alreadyPosted: number;
  /** The days between which dates lie that the file does not state in full; `null` where none were given. */
  readonly dateBounds: { readonly earliest: Day; readonly latest: Day } | null;
  readonly rows: readonly ImportedRow[];
  /** Cells that nothing reads: up to 1,000, and how many there are in all. */
  readonly ignored: readonly IgnoredCell[];
  readonly ignoredCount: number;
  readonly notes: readonly ImportNote[];
}

const IGNORED_MAX = 1_000;

/**
 * Reads a file from disk; one whose name ends with `.gz` is inflated, to the size limit at most. Refuses with `malformed`: no such file, a directory, and a file over the size limit, whose
 * bytes are then not read.
 */
export async function readImportFile(
  path: string,
  sizeBytesMax: number = DEFAULT_LIMITS.sizeBytesMax,
): Promise<Result<ImportFile, MalformedRefusal>> {
  const refuseFile = (rule: string, facts?: Problem["facts"]) =>
    refuse({
      code: "malformed",
      problems: [{ field: "file", value: path, rule, ...(facts === undefined ? {} : { facts }) }],
    } satisfies MalformedRefusal);
  const found = await stat(path).catch(findMissing);
  if (found === undefined) return refuseFile("no_such_file");
  if (!found.isFile()) return refuseFile("not_a_file");
  if (found.size > sizeBytesMax)
    return refuseFile("file_too_large", { found: found.size, max: sizeBytesMax });
  const bytes = await readFile(path);
  if (!path.endsWith(".gz")) return accept({ fileName: basename(path), bytes });
  try {
    const maxOutputLength = sizeBytesMax;
    return accept({ fileName: basename(path, ".gz"), bytes: gunzipSync(bytes, { maxOutputLength }) });
  } catch (error) {
    // Not what its name says, cut off, or a small file that would become a large one.
    return refuseFile("broken_gzip", { reason: error instanceof Error ? error.message.slice(0, 120) : "" });
  }
}

/** A file that is not there is the sender's mistake; every other fault of the disk stays one. */
function findMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
    return undefined;
  }
  throw error;
}

/** Reads a file's bytes as a table, with the faults of single cells; refuses as `readTableWithFaults` does. */
export function readImportTable(file: ImportFile, options: ImportOptions): Result<Table, MalformedRefusal> {
  return readTableWithFaults(file.bytes, {
    fileName: file.fileName,
    inflateRaw: (bytes, max) => inflateRawSync(bytes, { maxOutputLength: max }),
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
}

/**
 * What an import did, or would do: counted from its rows, of which every one has its state. Notes: left out, there are none.
 */
export function tellImport(
  what: Pick<ImportResult, "kind" | "rows"> & Partial<Pick<ImportResult, "dateBounds" | "notes">>,
  from: {
    readonly table: Table;
    readonly unread: ReadRows<never>["unread"];
    readonly options: Pick<ImportOptions, "dryRun">;
  },
): ImportResult {
  const { kind, rows, dateBounds = null, notes = [] } = what;
  const posted = rows.filter(({ state }) => state === "posted").length;
  return {
    kind,
    file: from.table.fileName,
    dryRun: from.options.dryRun,
    rowCount: from.table.rows.length,
    posted,
    alreadyPosted: rows.length - posted,
    dateBounds,
    rows,
    ...listIgnored(from.table, from.unread),
    notes,
  };
}

/** Every filled cell of the columns that nothing reads, by line; the first 1,000, and how many there are. */
export function listIgnored(
  table: Table,
  unread: ReadRows<never>["unread"],
): Pick<ImportResult, "ignored" | "ignoredCount"> {
  const names = new Set(unread.map(({ column }) => column));
  const ignored: IgnoredCell[] = [];
  let ignoredCount = 0;
  for (const { line, cells } of table.rows) {
    for (const [index, cell] of cells.entries()) {
      const column = nameColumn(table, index);
      if (cell.trim() === "" || !names.has(column)) continue;
      ignoredCount += 1;
      if (ignored.length < IGNORED_MAX) ignored.push({ line, column, value: cell.trim() });
    }
  }
  return { ignored, ignoredCount };
}

/** Problems of the cells and of the rows as one list, by line; those of the file stand first, a count of more last. */
export function mergeProblems(...lists: readonly (readonly Problem[])[]): readonly Problem[] {
  const rank = ({ line, rule }: Problem): number =>
    rule === "more_problems" ? Number.MAX_SAFE_INTEGER : (line ?? 0);
  return lists.flat().toSorted((one, other) => rank(one) - rank(other));
}
