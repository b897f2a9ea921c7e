import { readNodes } from "#store/log.ts";
import type { Database } from "#store/schema.ts";
import { hashRange, type LeafRange } from "#tlog/merkle.ts";

/** The root of the first `size` entries' tree: a few readings of at most 255 hashes each, whatever the size. */
export async function readRoot(database: Database, size: number): Promise<Uint8Array> {
  return await readRange(database, { begin: 0, end: size });
}

/** The hash of a range of leaves that a root or a proof is made of. */
export async function readRange(database: Database, range: LeafRange): Promise<Uint8Array> {
  return await hashRange(range, async (level, first, count) => {
    return await readNodes(database, { level, first, count });
  });
}
