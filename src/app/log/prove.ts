import type { EntryNotLoggedRefusal, LogNotSignedRefusal } from "#core/log/log.ts";
import type { CommandId } from "#core/id.ts";
import type { NotFoundRefusal } from "#core/not-found.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { findEntry } from "#store/ledger.ts";
import { findPosition, listLeaves, readLogState } from "#store/log.ts";
import { findCheckpoint } from "#store/log-key.ts";
import { listConsistency, listInclusion } from "#tlog/merkle.ts";
import { writeProof } from "#tlog/note.ts";
import type { AppContext } from "../context.ts";
import { readRanges } from "./read-root.ts";

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
  const [root = NOTHING, ...path] = await readRanges(database, [
    { begin: 0, end: size },
    ...listInclusion(index, size),
  ]);
  return accept({
    entryId,
    position: leaf.position,
    size,
    root: toBase64(root),
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
  const [fromRoot = NOTHING, toRoot = NOTHING, ...hashes] = await readRanges(database, [
    { begin: 0, end: from },
    { begin: 0, end: to },
    ...listConsistency(from, to),
  ]);
  return accept({
    from,
    to,
    fromRoot: toBase64(fromRoot),
    toRoot: toBase64(toRoot),
    hashes: hashes.map(toBase64),
  });
}

/** Stands for no hash: as many come as were asked for. */
const NOTHING = new Uint8Array();

function toBase64(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}
