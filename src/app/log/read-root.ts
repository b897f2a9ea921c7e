import { readManyNodes } from "#store/log.ts";
import type { Database } from "#store/schema.ts";
import { hashRange, type LeafRange, listNodes, type NodeRange } from "#tlog/merkle.ts";

/** The root of the first `size` entries' tree: see {@link readRanges}. */
export async function readRoot(database: Database, size: number): Promise<Uint8Array> {
  const [root] = await readRanges(database, [{ begin: 0, end: size }]);
  if (root === undefined) throw new Error("a range has its hash");
  return root;
}

/**
 * The hashes of ranges of leaves that roots and proofs are made of, in their order. Two queries, however many there are; of
 * O(log size) pieces of at most 255 hashes for each range.
 */
export async function readRanges(database: Database, ranges: readonly LeafRange[]): Promise<Uint8Array[]> {
  // Roots and paths of one tree share most of their nodes.
  const wanted = new Map(ranges.flatMap(listNodes).map((nodes) => [nameNodes(nodes), nodes]));
  const hashes = await readManyNodes(database, [...wanted.values()]);
  const found = new Map([...wanted.keys()].map((name, index) => [name, hashes[index]]));
  const read = async (level: number, first: number, count: number) =>
    await Promise.resolve(found.get(nameNodes({ level, first, count })) ?? []);
  return await Promise.all(ranges.map(async (range) => await hashRange(range, read)));
}

function nameNodes({ level, first, count }: NodeRange): string {
  return `${level} ${first} ${count}`;
}
