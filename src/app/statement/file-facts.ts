import { describeFields } from "#formats/data-package/write-data-package.ts";
import type { Field } from "#formats/data-package/field.ts";
import { findNewestLogKey } from "#store/log-key.ts";
import { readLogState } from "#store/log.ts";
import type { AppContext } from "../context.ts";
import { readRoot } from "../log/read-root.ts";

/** Where in the public log a file stands: whoever has the log can compare. */
export interface LogAt {
  readonly origin: string;
  /** Entries that the root is of: the ledger position. */
  readonly size: number;
  /** Base64 of the 32 bytes, as in a checkpoint. */
  readonly root: string;
}

/** Origin of the log and the root of its first `position` entries; `null` where nobody signs it, or it is still being built. */
export async function findLogAt({ database }: AppContext, position: number): Promise<LogAt | null> {
  const key = await findNewestLogKey(database);
  if (key === undefined || (await readLogState(database)).size < position) return null;
  const root = Buffer.from(await readRoot(database, position)).toString("base64");
  return { origin: key.origin, size: position, root };
}

/** What a file says of its place in the ledger, and of what it has from there. */
export interface FilePlace {
  readonly asOf: string;
  readonly ledgerPosition: number;
  readonly scenario: string | null;
  readonly log: LogAt | null;
  /** What was asked for, name by name: groups, period, filters. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/**
 * The key-value metadata of a Parquet file: its place in the ledger, what was asked for as JSON, and the meaning of each
 * column as Table Schema has it. No time of writing: the same rows at the same place give the same file.
 */
export function describeInParquet(
  fields: readonly Field<never>[],
  { asOf, ledgerPosition, scenario, log, asked }: FilePlace,
): Readonly<Record<string, string>> {
  return {
    "wellspring.as_of": asOf,
    "wellspring.ledger_position": String(ledgerPosition),
    ...(scenario === null ? {} : { "wellspring.scenario": scenario }),
    ...(log === null ? {} : { "wellspring.log_origin": log.origin, "wellspring.log_root": log.root }),
    "wellspring.asked": JSON.stringify(asked),
    "wellspring.table_schema": JSON.stringify(describeFields(fields)),
  };
}
