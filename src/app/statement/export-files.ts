import { createHash } from "node:crypto";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { type Group, GROUPS } from "#core/statement/statement.ts";
import { dayOf, firstDayOf, lastDayOf } from "#core/time.ts";
import type { Field } from "#formats/data-package/field.ts";
import { type PackagedFile, writeDataPackage } from "#formats/data-package/write-data-package.ts";
import { writeFieldsCsv } from "#formats/data-package/write-fields-csv.ts";
import { openParquet } from "#formats/parquet/write-parquet.ts";
import { findNumberedAt } from "#store/public-movement.ts";
import type { AppContext } from "../context.ts";
import {
  listPublicMovements,
  type MovementFilter,
  type PublicMovement,
} from "../ledger/list-public-movements.ts";
import { listMovementFields } from "../ledger/movement-fields.ts";
import { numberForReading } from "../log/number-entries.ts";
import { describeInParquet, findLogAt, type FilePlace } from "./file-facts.ts";
import { readStatement, type Statement } from "./read-statement.ts";
import { listStatementFields } from "./statement-fields.ts";
import { writeStatementParts } from "./write-statement.ts";

/** Rows of a group of a Parquet file at least, its last apart: enough for columns to shrink, few enough to hold in memory. */
const ROWS = 20_000;

/** Programs read the files: no byte order mark. */
const PLAIN = { hasByteOrderMark: false } as const;

const STATEMENT = {
  title: "The statement",
  description: "Figures by what the rows are grouped by. A total adds up the rows without of, unit by unit.",
};
const MOVEMENTS = {
  title: "The public movements",
  description:
    "Every movement that the statement counts, and those of quarantine. What belongs to an agreement that does not stand is " +
    "withheld, as in the public log; who sent a command is in neither.",
};

/** What is asked of the files. */
export interface FilesRequest {
  /** As it stood at the end of this day, `YYYY-MM-DD`, or at this position; left out, now. */
  readonly asOf?: string | number | undefined;
  /** `YYYY`: what happened wholly in it; left out, whenever. */
  readonly year?: string | undefined;
  readonly scenario?: string | undefined;
  /** What the statement is grouped by; left out, everything. */
  readonly by?: readonly Group[] | undefined;
}

/** A further part of a file: the bytes of all its parts, in the order in which they come, are the file. */
export interface FilePart {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Told after each batch: ledger entries read, and how many there are to read. */
export type OnRead = (read: number, total: number) => void;

/** The files of one ledger position. */
export interface FilesExport {
  readonly asOf: string;
  readonly ledgerPosition: number;
  /** Rows so far; whole once the parts have come to their end. */
  readonly counts: {
    readonly statementRows: number;
    readonly movements: number;
    readonly straddling: number;
  };
  /** The parts of all files; those of `datapackage.json` last, so that a folder that has it has all that it describes. */
  readonly parts: (onRead?: OnRead) => AsyncGenerator<FilePart>;
}

/**
 * The statement and the public movements that it is added up from, each as Parquet and CSV, and the data package that says what
 * every column means. Of the same position, world and year: the figures of the movements add up to those of the statement.
 *
 * The movements are read and written in groups of at most {@link ROWS} and one batch; memory does not grow with their number,
 * the statement's rows apart. Refuses as `readStatement`, and a position that the ledger has not reached.
 */
export async function exportFiles(
  context: AppContext,
  request: FilesRequest,
): Promise<Result<FilesExport, MalformedRefusal>> {
  const { scenario, year, by = GROUPS } = request;
  const months = year === undefined ? {} : { from: `${year}-01`, to: `${year}-12` };
  const asOf = await readAsOf(context, request.asOf);
  if (!asOf.ok) return asOf;
  const read = await readStatement(context, { scenario, by, ...months, ...asOf.value });
  if (!read.ok) return read;
  const statement = read.value;
  const { ledgerPosition } = statement;
  const log = await findLogAt(context, ledgerPosition);
  const asked = { by, ...(year === undefined ? {} : { year }) };
  const place: FilePlace = { asOf: statement.asOf, ledgerPosition, scenario: statement.scenario, log, asked };
  const filter: MovementFilter = {
    position: ledgerPosition,
    scenario: statement.scenario,
    from: year === undefined ? null : firstDayOf(`${year}-01`),
    to: year === undefined ? null : lastDayOf(`${year}-12`),
  };
  const counts = { statementRows: statement.rows.length, movements: 0, straddling: 0 };
  async function* parts(onRead?: OnRead): AsyncGenerator<FilePart> {
    const files = [
      ...(yield* writeStatementFiles(statement, place)),
      ...(yield* writeMovementFiles(context, { filter, place, counts, onRead })),
    ];
    const facts = { ...place, straddlingMovements: counts.straddling };
    const head = { ...describePackage(place), created: context.now(), facts };
    yield { path: "datapackage.json", bytes: Buffer.from(writeDataPackage(head, files)) };
  }
  return accept({ asOf: statement.asOf, ledgerPosition, counts, parts });
}

/** The day, and the position where one is asked for: the day is then that on which the position was given. */
async function readAsOf(
  context: AppContext,
  asOf: string | number | undefined,
): Promise<Result<{ readonly asOf?: string; readonly position?: number }, MalformedRefusal>> {
  if (typeof asOf !== "number") return accept(asOf === undefined ? {} : { asOf });
  const newest = await numberForReading(context);
  const numberedAt = await findNumberedAt(context.database, asOf);
  if (asOf <= newest && numberedAt !== undefined) {
    return accept({ asOf: dayOf(numberedAt), position: asOf });
  }
  const problem = { field: "asOf", value: String(asOf), rule: "beyond_the_ledger", facts: { newest } };
  return refuse({ code: "malformed", problems: [problem] });
}

async function* writeStatementFiles(
  statement: Statement,
  place: FilePlace,
): AsyncGenerator<FilePart, PackagedFile[]> {
  const fields = listStatementFields(statement);
  const parquet = openFile("statement.parquet", "parquet", fields);
  const csv = openFile("statement.csv", "csv", fields);
  const parts = await writeStatementParts(statement, fields, describeInParquet(fields, place));
  for (const part of parts) yield parquet.add(part);
  yield csv.add(writeFieldsCsv(statement.rows, fields, { ...PLAIN, hasHeader: true }));
  return [parquet, csv].map((file) => file.describe(STATEMENT, statement.rows.length));
}

interface MovementsAsked {
  readonly filter: MovementFilter;
  readonly place: FilePlace;
  /** Counted on as movements are written. */
  readonly counts: { movements: number; straddling: number };
  readonly onRead: OnRead | undefined;
}

async function* writeMovementFiles(
  context: AppContext,
  { filter, place, counts, onRead }: MovementsAsked,
): AsyncGenerator<FilePart, PackagedFile[]> {
  const fields = listMovementFields(context.reference);
  const parquet = openFile("movements.parquet", "parquet", fields);
  const csv = openFile("movements.csv", "csv", fields);
  const groups = openParquet(fields, describeInParquet(fields, place));
  yield csv.add(writeFieldsCsv([], fields, { ...PLAIN, hasHeader: true }));
  let waiting: readonly PublicMovement[] = [];
  for await (const batch of listPublicMovements(context, filter)) {
    waiting = waiting.length === 0 ? batch.movements : [...waiting, ...batch.movements];
    counts.straddling += batch.straddling;
    counts.movements += batch.movements.length;
    yield csv.add(writeFieldsCsv(batch.movements, fields, { ...PLAIN, hasHeader: false }));
    if (waiting.length >= ROWS) {
      yield parquet.add(groups.writeRows(waiting));
      waiting = [];
    }
    onRead?.(batch.position, filter.position);
  }
  yield parquet.add(groups.writeRows(waiting));
  yield parquet.add(groups.finish());
  return [parquet, csv].map((file) => file.describe(MOVEMENTS, counts.movements));
}

/** What a data package says of a file, kept while its parts go by. */
function openFile(path: string, format: PackagedFile["format"], fields: readonly Field<never>[]) {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    add: (part: Uint8Array | string): FilePart => {
      const added = typeof part === "string" ? Buffer.from(part) : part;
      hash.update(added);
      bytes += added.length;
      return { path, bytes: added };
    },
    describe: (
      words: { readonly title: string; readonly description: string },
      rows: number,
    ): PackagedFile => {
      return { path, ...words, format, rows, bytes, sha256: hash.digest("hex"), fields };
    },
  };
}

function describePackage({ asOf, ledgerPosition, scenario }: FilePlace) {
  const ofWorld =
    scenario === null
      ? ""
      : ` Scenario ${scenario}: what the reported supply would have meant, had it been shared out by need. It is not history.`;
  return {
    name: `wellspring-position-${ledgerPosition}`,
    title: `Wellspring: statement and movements at ledger position ${ledgerPosition}`,
    description: `Who sent what to whom, on which terms, and what became of it, as of ${asOf}.${ofWorld}`,
  };
}
