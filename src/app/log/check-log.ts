import { packHidden, unpackHidden } from "#core/log/hidden-fields.ts";
import { listHidden, underAgreement, writeLeaf } from "#core/log/log-entry.ts";
import {
  findLongBody,
  listLeaves,
  listLogged,
  readLogState,
  readNodes,
  type StoredLeaf,
} from "#store/log.ts";
import { findCheckpoint, listLogKeys, type SignedCheckpoint } from "#store/log-key.ts";
import type { Database } from "#store/schema.ts";
import { foldHashes, hashLeaf, TILE_WIDTH } from "#tlog/merkle.ts";
import { isSigned, writeCheckpoint } from "#tlog/note.ts";
import type { AppContext } from "../context.ts";
import { toolsWith } from "./append-missing.ts";
import { readRoot } from "./read-root.ts";

/** What a check of the log against the book found. */
export interface LogCheck {
  /** Entries in the log. */
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Whether every leaf is what its entry gives, every hash that of its leaves, and the newest checkpoint says this tree and is signed. */
  readonly matches: boolean;
  /** The first position that differs. */
  readonly differsAt: number | null;
  /** Entries that the newest checkpoint covers; `null` where nothing is signed. */
  readonly signed: number | null;
}

/** Writes every leaf again from the entries and movements, and compares. Linear in movements. */
export async function checkLog({ database }: AppContext): Promise<LogCheck> {
  // Read before the size: while others post and sign, a checkpoint that is read later may cover more.
  const signed = await findCheckpoint(database);
  const { size } = await readLogState(database);
  let differsAt: number | null = null;
  for (let first = 1; first <= size && differsAt === null; first += TILE_WIDTH) {
    const last = Math.min(size, first + TILE_WIDTH - 1);
    differsAt = await findDifference(database, first, last);
  }
  const root = Buffer.from(await readRoot(database, size)).toString("base64");
  const holds = signed === undefined || (signed.size <= size && (await holdsCheckpoint(database, signed)));
  return { size, root, matches: differsAt === null && holds, differsAt, signed: signed?.size ?? null };
}

/** Whether a checkpoint says of this tree what it must, and its key has signed that. */
async function holdsCheckpoint(
  database: Database,
  { size, keyNumber, note }: SignedCheckpoint,
): Promise<boolean> {
  const key = (await listLogKeys(database)).find(({ number }) => number === keyNumber);
  if (key === undefined) return false;
  const { origin: name, publicKey } = key;
  return isSigned(note, writeCheckpoint(name, size, await readRoot(database, size)), { name, publicKey });
}

/** The first position of a piece whose leaf differs, or whose tile's hash does; `null` where none. */
async function findDifference(database: Database, first: number, last: number): Promise<number | null> {
  const leaves = await listLeaves(database, { first, last });
  const entries = await listLogged(database, { first, last });
  for (const [index, entry] of entries.entries()) {
    const stored = leaves[index];
    if (stored === undefined) return first + index;
    // Under which agreement it was written is what was decided then; the leaf has its hash.
    const agreement = unpackHidden(stored.hidden).find(({ field }) => field === "agreement");
    const decided = underAgreement(entry, agreement?.value ?? null);
    const written = writeLeaf(decided, toolsWith(stored.secret));
    if (!isAsWritten(stored, written)) return first + index;
    if (stored.hidden !== packHidden(listHidden(decided))) return first + index;
    if (written.body === null) continue;
    const body = await findLongBody(database, entry.position);
    if (body === null || Buffer.from(body).toString() !== written.body) return first + index;
  }
  if (leaves.length !== last - first + 1) return first + entries.length;
  return (await holdsTiles(
    database,
    last,
    leaves.map(({ hash }) => hash),
  ))
    ? null
    : first;
}

function isAsWritten(stored: StoredLeaf, written: { readonly leaf: string }): boolean {
  if (Buffer.from(stored.leaf).toString() !== written.leaf) return false;
  return Buffer.from(stored.hash).equals(hashLeaf(stored.leaf));
}

/** Whether the tiles that are full with leaf `size` have their hash in the level above. */
async function holdsTiles(database: Database, size: number, hashes: readonly Uint8Array[]): Promise<boolean> {
  let below = hashes;
  let count = size;
  for (let level = 1; count > 0 && count % TILE_WIDTH === 0; level += 1) {
    const index = count / TILE_WIDTH - 1;
    const [kept] = await readNodes(database, { level, first: index, count: 1 });
    if (kept === undefined || !Buffer.from(kept).equals(foldHashes(below))) return false;
    count /= TILE_WIDTH;
    const first = Math.floor((count - 1) / TILE_WIDTH) * TILE_WIDTH;
    below = await readNodes(database, { level, first, count: count - first });
  }
  return true;
}
