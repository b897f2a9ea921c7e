import { createHash } from "node:crypto";
import { writeLeaf } from "#core/log/log-entry.ts";
import {
  appendLeaves,
  listLogged,
  type LogState,
  type NewLeaf,
  type NewNode,
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
  for (let at = size; at < end; ) {
    // Up to the end of a tile: what completes one is always the last of its piece.
    const last = Math.min(end, (Math.floor(at / TILE_WIDTH) + 1) * TILE_WIDTH);
    await appendPiece(database, { first: at + 1, last }, newSecret);
    at = last;
  }
  return end - size;
}

async function appendPiece(
  database: Database,
  positions: { readonly first: number; readonly last: number },
  newSecret: () => Uint8Array,
): Promise<void> {
  const entries = await listLogged(database, positions);
  const leaves = entries.map((entry): NewLeaf => {
    const secret = newSecret();
    const { leaf, body } = writeLeaf(entry, toolsWith(secret));
    return { leaf: Buffer.from(leaf), body: body === null ? null : Buffer.from(body), secret };
  });
  const hashes = leaves.map(({ leaf }) => hashLeaf(leaf));
  await appendLeaves(
    database,
    positions.first,
    leaves,
    await completeTiles(database, positions.last, hashes),
  );
}

/** What leaves are written with: the hidden fields of each entry are salted from its secret. */
export function toolsWith(secret: Uint8Array) {
  return {
    hide: (field: string, value: string) => hideWith(secret, field, value).sha256,
    sha256: (text: string) => createHash("sha256").update(text).digest("hex"),
    countBytes: (text: string) => Buffer.byteLength(text),
  };
}

/** The hashes of the tiles that are full with leaf `size`, of which the last leaves' hashes are given: level by level. */
async function completeTiles(
  database: Database,
  size: number,
  lastHashes: readonly Uint8Array[],
): Promise<NewNode[]> {
  const nodes: NewNode[] = [];
  let fresh = lastHashes;
  let count = size;
  for (let level = 1; count > 0 && count % TILE_WIDTH === 0; level += 1) {
    const index = count / TILE_WIDTH - 1;
    const kept = TILE_WIDTH - fresh.length;
    const below = await readNodes(database, { level: level - 1, first: index * TILE_WIDTH, count: kept });
    const hash = foldHashes([...below, ...fresh]);
    nodes.push({ level, index, hash });
    fresh = [hash];
    count /= TILE_WIDTH;
  }
  return nodes;
}
