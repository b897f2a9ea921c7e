import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 6962, section 2.1, read from the hashes that tlog-tiles keep.
 *
 * A *node* of tile level L with index i is the hash of the complete subtree over the leaves i·256^L to (i+1)·256^L − 1;
 * level 0 are the leaves. Every hash that a root or a proof needs is that of a range of leaves that is either such a subtree, a
 * fold of up to 128 neighbouring nodes of one level, or split as the RFC splits it. So a root of n leaves takes
 * O(log n) readings of at most 255 hashes each.
 */

/** Hashes of 32 bytes of the nodes `first` to `first + count - 1` of a tile level. */
export type ReadNodes = (level: number, first: number, count: number) => Promise<readonly Uint8Array[]>;

/** Leaves `begin` to `end - 1`. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of a leaf: SHA-256 of a zero byte and the leaf. */
export function hashLeaf(leaf: Uint8Array): Uint8Array {
  return createHash("sha256").update(LEAF).update(leaf).digest();
}

/** The hash of a node over two: SHA-256 of a one byte and both hashes. */
function hashChildren(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/** The tree hash over hashes that are the complete subtrees of one height, from the left; of none, SHA-256 of nothing. */
export function foldHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = hashes;
  if (only === undefined) return createHash("sha256").digest();
  if (others.length === 0) return only;
  const split = findSplit(hashes.length);
  return hashChildren(foldHashes(hashes.slice(0, split)), foldHashes(hashes.slice(split)));
}

/** The largest power of two below `count`, which is 2 or more. */
function findSplit(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** Neighbouring nodes of one tile level. */
export interface NodeRange {
  readonly level: number;
  readonly first: number;
  readonly count: number;
}

/**
 * The nodes of which the hash of a range is folded, from the left: of each, a power of two but in the last, at most 255. A
 * range of n leaves has O(log n) of them; of none, none.
 */
export function listNodes({ begin, end }: LeafRange): NodeRange[] {
  const found: NodeRange[] = [];
  for (let at = begin; at < end; ) {
    const count = end - at;
    let level = 0;
    let width = 1;
    while (width * TILE_WIDTH <= count) {
      width *= TILE_WIDTH;
      level += 1;
    }
    // Whole nodes and nothing after them are folded as they are; else as the RFC splits.
    const taken = count % width === 0 ? count : findSplit(count);
    found.push({ level, first: at / width, count: taken / width });
    at += taken;
  }
  return found;
}

/** The tree hash of a range of leaves that RFC 6962 names: of all leaves, or of one side of a split. */
export async function hashRange(range: LeafRange, read: ReadNodes): Promise<Uint8Array> {
  const hashes: Uint8Array[] = [];
  for (const { level, first, count } of listNodes(range)) {
    hashes.push(foldHashes(await read(level, first, count)));
  }
  // Each is the left side of a split, and all after it the right.
  return hashes.reduceRight((right, left) => hashChildren(left, right), hashes.pop() ?? foldHashes([]));
}

/**
 * The ranges whose hashes prove that leaf `index` is in the tree of the first `size` leaves: its audit path (RFC 6962, 2.1.1),
 * from its sibling up. Throws `RangeError` where the leaf is not in the tree.
 */
export function listInclusion(index: number, size: number): LeafRange[] {
  if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not among ${size}`);
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + findSplit(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * The ranges whose hashes prove that the tree of the first `to` leaves extends that of the first `from` (RFC 6962, 2.1.2): none
 * where they are the same tree. Throws `RangeError` unless 1 ≤ from ≤ to.
 */
export function listConsistency(from: number, to: number): LeafRange[] {
  if (from < 1 || from > to) throw new RangeError(`no tree of ${to} leaves extends one of ${from}`);
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, to];
  let isWhole = true; // until a left side is passed, the old tree is the whole of this subtree's left part
  while (from !== end) {
    const middle = begin + findSplit(end - begin);
    if (from <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push({ begin, end });
  return ranges.toReversed();
}
