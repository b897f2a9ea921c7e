import type { EntryNotLoggedRefusal, LogNotSignedRefusal } from "#core/log/log.ts";
import type { CommandId } from "#core/id.ts";
import type { NotFoundRefusal } from "#core/not-found.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { findEntry } from "#store/ledger.ts";
import { findPosition, listLeaves, readLogState } from "#store/log.ts";
import { findCheckpoint } from "#store/log-key.ts";
import type { Database } from "#store/schema.ts";
import { type LeafRange, listConsistency, listInclusion } from "#tlog/merkle.ts";
import { writeProof } from "#tlog/note.ts";
import type { AppContext } from "../context.ts";
import { readRange, readRoot } from "./read-root.ts";

/** That an entry is in the log. Hashes are base64, from the leaf's sibling up. */
export interface InclusionProof {
  readonly entryId: string;
  readonly position: number;
  /** Entries of the tree. */
  readonly size: number;
  readonly root: string;
  readonly leafHash: string;
  readonly hashes: readonly string[];
  /** The signed checkpoint of that size. */
  readonly checkpoint: string;
  /** All of it as a file (https://c2sp.org/tlog-proof). */
  readonly file: string;
}

/**
 * The proof that an entry is in the log, up to the newest checkpoint. Refuses with `not_found`, `log_not_signed`,
 * `entry_not_logged`.
 */
export async function proveInclusion(
  { database }: AppContext,
  entryId: CommandId,
): Promise<Result<InclusionProof, EntryNotLoggedRefusal | LogNotSignedRefusal | NotFoundRefusal>> {
  if ((await findEntry(database, entryId)) === undefined) {
    return refuse({ code: "not_found", noun: "entry", id: entryId });
  }
  const signed = await findCheckpoint(database);
  if (signed === undefined) return refuse({ code: "log_not_signed" });
  const { size, note: checkpoint } = signed;
  const position = await findPosition(database, entryId);
  const [leaf] =
    position === undefined ? [] : await listLeaves(database, { first: position, last: position });
  if (leaf === undefined || leaf.position > size) return refuse({ code: "entry_not_logged", entryId, size });
  const index = leaf.position - 1;
  const path = await readRanges(database, listInclusion(index, size));
  return accept({
    entryId,
    position: leaf.position,
    size,
    root: toBase64(await readRoot(database, size)),
    leafHash: toBase64(leaf.hash),
    hashes: path.map(toBase64),
    checkpoint,
    file: writeProof(index, path, checkpoint),
  });
}

/** That the log of `to` entries begins with that of `from`. Hashes are base64, in the order of RFC 6962. */
export interface ConsistencyProof {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: string;
  readonly toRoot: string;
  readonly hashes: readonly string[];
}

/** The proof that the log has only grown. Refuses with `malformed` unless 1 ≤ from ≤ to ≤ entries in the log. */
export async function proveConsistency(
  { database }: AppContext,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Result<ConsistencyProof, MalformedRefusal>> {
  const { size } = await readLogState(database);
  const problems = [
    ...(to > size
      ? [{ field: "to", value: String(to), rule: "beyond_the_log", facts: { maximum: size } }]
      : []),
    ...(from > to
      ? [
          {
            field: "from",
            value: String(from),
            rule: "beyond_the_log",
            facts: { maximum: Math.min(to, size) },
          },
        ]
      : []),
  ];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const hashes = await readRanges(database, listConsistency(from, to));
  const [fromRoot, toRoot] = [await readRoot(database, from), await readRoot(database, to)].map(toBase64);
  return accept({ from, to, fromRoot: fromRoot ?? "", toRoot: toRoot ?? "", hashes: hashes.map(toBase64) });
}

async function readRanges(database: Database, ranges: readonly LeafRange[]): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = [];
  for (const range of ranges) hashes.push(await readRange(database, range));
  return hashes;
}

function toBase64(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}
