import { accept, type MalformedRefusal, type Result } from "#core/result.ts";
import { writeCsv, type WrittenColumn } from "#formats/table/write-table.ts";
import { FIGURES } from "#core/statement/statement.ts";
import type { AppContext } from "../context.ts";
import { readCachedStatement } from "./read-cached-statement.ts";
import type { PublishedRow, Statement, StatementRequest } from "./read-statement.ts";

/** A statement as a file. */
export interface StatementFile {
  /** Names the day as of which the statement stands and the ledger position it counts up to. */
  readonly fileName: string;
  readonly text: string;
}

const KEYS = ["item", "of", "unit", "exporter", "recipient", "month", "terms", "pipeline"] as const;

/**
 * The statement as a table in CSV, a row for each of its rows. Every row carries the day as of which it stands and the
 * ledger position, so that a row copied elsewhere can still be checked. What others reported stands in one column,
 * apart from what is recorded. Refuses as `readStatement`.
 */
export async function writeStatement(
  context: AppContext,
  request: StatementRequest,
): Promise<Result<StatementFile, MalformedRefusal>> {
  const read = await readCachedStatement(context, request);
  if (!read.ok) return read;
  const statement = read.value;
  return accept({
    fileName: `statement-${statement.asOf}-position-${statement.ledgerPosition}.csv`,
    text: writeCsv(statement.rows, listColumns(statement)),
  });
}

function listColumns(statement: Statement): WrittenColumn<PublishedRow>[] {
  return [
    ...[...KEYS, ...FIGURES].map((name) => ({
      header: nameColumn(name),
      value: (row: PublishedRow) => row[name],
    })),
    { header: "reported", value: describeReported },
    { header: "scenario", value: () => statement.scenario },
    { header: "as_of", value: () => statement.asOf },
    { header: "ledger_position", value: () => statement.ledgerPosition },
  ];
}

/** `importCleared` → `import_cleared`: headers of tables are in small letters. */
function nameColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `more_than 2100000 pieces, 2020-04-01/2020-12-31, https://…`; several are set apart by ` | `. */
function describeReported(row: PublishedRow): string | null {
  if (row.reported.length === 0) return null;
  return row.reported
    .map(({ qualifier, quantity, unitPrinted, valueMinor, currency, periodFrom, periodTo, sourceUrl }) => {
      const value = valueMinor === null ? "" : `value in minor units ${valueMinor} ${currency ?? ""}`.trim();
      const amount = quantity === null ? value : `${quantity} ${unitPrinted}`;
      return `${qualifier} ${amount}, ${periodFrom}/${periodTo}, ${sourceUrl}`;
    })
    .join(" | ");
}
