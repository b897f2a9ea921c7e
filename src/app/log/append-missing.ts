import { createHash } from "node:crypto";
import { invariant } from "#core/invariant.ts";
import { packHidden } from "#core/log/hidden-fields.ts";
import { listHidden, writeLeaf } from "#core/log/log-entry.ts";
import {
  appendLeaves,
  listLogged,
  type LogState,
  type NewLeaf,
  type NewNode,
  type Positions,
  readLogState,
  readNodes,
} from "#store/log.ts";
import type { Database } from "#store/schema.ts";
import { foldHashes, hashLeaf, TILE_WIDTH } from "#tlog/merkle.ts";
import { hideWith } from "./hide-with.ts";

/**
 * Appends the leaves of positions that have none yet, at most `most`, within the transaction in which the numbering worker has its
 * lock; returns how many.
 */
export async function appendMissing(
  database: Database,
  { most, newSecret }: { readonly most: number; readonly newSecret: () => Uint8Array },
): Promise<number> {
  const { size, position }: LogState = await readLogState(database);
  const end = Math.min(position, size + most);
  for (let at = size; at < end; ) at = await appendPiece(database, { first: at + 1, last: end }, newSecret);
  return end - size;
}

/** Movements that are held in memory at once; one entry may have more. */
export const MOVEMENTS_MAX = 20_000;

/** Appends the leaves of the first of these positions; returns the last of those that it did. */
async function appendPiece(
  database: Database,
  positions: Positions,
  newSecret: () => Uint8Array,
): Promise<number> {
  const entries = await listLogged(database, positions, MOVEMENTS_MAX);
  invariant(entries.length > 0, "every position has its entry");
  const leaves = entries.map((entry): NewLeaf => {
    const secret = newSecret();
    const { leaf, body } = writeLeaf(entry, toolsWith(secret));
    const hidden = packHidden(listHidden(entry));
    return { leaf: Buffer.from(leaf), body: body === null ? null : Buffer.from(body), secret, hidden };
  });
  const hashes = leaves.map(({ leaf }) => hashLeaf(leaf));
  const nodes = await completeTiles(database, positions.first - 1, hashes);
  await appendLeaves(database, positions.first, leaves, nodes);
  return positions.first + leaves.length - 1;
}

/** What leaves are written with: the hidden fields of each entry are salted from its secret. */
export function toolsWith(secret: Uint8Array) {
  return {
    hide: (field: string, value: string) => hideWith(secret, field, value).sha256,
    sha256: (text: string) => createHash("sha256").update(text).digest("hex"),
    countBytes: (text: string) => Buffer.byteLength(text),
  };
}

/** The hashes of the tiles that `leaves` fill, which follow the first `size` leaves: level by level, all the way up. */
async function completeTiles(
  database: Database,
  size: number,
  leaves: readonly Uint8Array[],
): Promise<NewNode[]> {
  const nodes: NewNode[] = [];
  let [begin, fresh] = [size, leaves];
  for (let level = 1; ; level += 1) {
    const index = Math.floor(begin / TILE_WIDTH);
    const kept = begin - index * TILE_WIDTH;
    const full = Math.floor((kept + fresh.length) / TILE_WIDTH);
    if (full === 0) return nodes;
    const before = await readNodes(database, { level: level - 1, first: index * TILE_WIDTH, count: kept });
    const row = [...before, ...fresh];
    const hashes = Array.from({ length: full }, (_, tile) =>
      foldHashes(row.slice(tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH)),
    );
    nodes.push(...hashes.map((hash, tile) => ({ level, index: index + tile, hash })));
    [begin, fresh] = [index, hashes];
  }
}
