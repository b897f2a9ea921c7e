import { setImmediate } from "node:timers/promises";
import { accept, type MalformedRefusal, type Result } from "#core/result.ts";
import type { Field } from "#formats/data-package/field.ts";
import { writeFieldsCsv } from "#formats/data-package/write-fields-csv.ts";
import { openParquet } from "#formats/parquet/write-parquet.ts";
import type { AppContext } from "../context.ts";
import { describeInParquet, findLogAt } from "./file-facts.ts";
import { readCachedStatement } from "./read-cached-statement.ts";
import type { PublishedRow, Statement, StatementRequest } from "./read-statement.ts";
import { listStatementFields } from "./statement-fields.ts";

/** A statement as a text file. */
export interface StatementFile {
  /** Names the day as of which the statement stands and the ledger position it counts up to. */
  readonly fileName: string;
  readonly text: string;
}

/** A statement as a file that is no text. */
export interface StatementBytes {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The statement as a table in CSV, a row for each of its rows. Refuses as `readStatement`. */
export async function writeStatement(
  context: AppContext,
  request: StatementRequest,
): Promise<Result<StatementFile, MalformedRefusal>> {
  const read = await readCachedStatement(context, request);
  if (!read.ok) return read;
  const options = { hasByteOrderMark: true, hasHeader: true };
  return accept({
    fileName: `${nameFile(read.value)}.csv`,
    text: writeFieldsCsv(read.value.rows, listStatementFields(read.value), options),
  });
}

/**
 * The same as a Parquet file, whose key-value metadata have day, position, the log's root and the meaning of each column. The
 * same statement gives the same bytes. Refuses as `readStatement`.
 */
export async function writeStatementParquet(
  context: AppContext,
  request: StatementRequest,
): Promise<Result<StatementBytes, MalformedRefusal>> {
  const read = await readCachedStatement(context, request);
  if (!read.ok) return read;
  const statement = read.value;
  const fields = listStatementFields(statement);
  const log = await findLogAt(context, statement.ledgerPosition);
  const metadata = describeInParquet(fields, { ...statement, log, asked: { ...request } });
  const parts = await writeStatementParts(statement, fields, metadata);
  return accept({ fileName: `${nameFile(statement)}.parquet`, bytes: Buffer.concat(parts) });
}

/** Rows of a statement that are written at once: some ten milliseconds, after which others have their turn. */
const ROWS_AT_ONCE = 10_000;

/** The parts of a statement's Parquet file, in their order. */
export async function writeStatementParts(
  { rows }: Statement,
  fields: readonly Field<PublishedRow>[],
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array[]> {
  const file = openParquet(fields, metadata);
  const parts: Uint8Array[] = [];
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    parts.push(file.writeRows(rows.slice(first, first + ROWS_AT_ONCE)));
    await setImmediate();
  }
  return [...parts, file.finish()];
}

function nameFile({ asOf, ledgerPosition }: Statement): string {
  return `statement-${asOf}-position-${ledgerPosition}`;
}
