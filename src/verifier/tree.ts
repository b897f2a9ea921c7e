import { createHash } from "node:crypto";

/** Hashes in a full tile. */
export const TILE = 256;

/** Hash of a leaf (RFC 6962, section 2.1). */
export function hashLeaf(leaf: Uint8Array): Buffer {
  return createHash("sha256").update("\0").update(leaf).digest();
}

/** Hash of a node over two. */
export function hashPair(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update("\u0001").update(left).update(right).digest();
}

/**
 * A tree that leaves are added to one by one. It keeps the complete subtrees along its right edge, as the binary digits of its
 * size: `edge[k]` is the root of 2^k leaves, where the size has that digit.
 */
export class Tree {
  readonly #edge: (Buffer | undefined)[] = [];
  size = 0;

  /** Adds the next leaf's hash. */
  add(hash: Buffer): void {
    let carried = hash;
    let digit = 0;
    for (let left = this.#edge[0]; left !== undefined; left = this.#edge[digit]) {
      carried = hashPair(left, carried);
      this.#edge[digit] = undefined;
      digit += 1;
    }
    this.#edge[digit] = carried;
    this.size += 1;
  }

  /** A tree of the same leaves, to which others can be added. Logarithmic in its size. */
  copy(): Tree {
    const tree = new Tree();
    tree.#edge.push(...this.#edge);
    tree.size = this.size;
    return tree;
  }

  /** The root of what was added, base64; of nothing, SHA-256 of nothing. */
  root(): string {
    let root: Buffer | undefined;
    // From the right: each subtree to the left takes what is right of it as its sibling.
    for (const subtree of this.#edge) {
      if (subtree !== undefined) root = root === undefined ? subtree : hashPair(subtree, root);
    }
    return (root ?? createHash("sha256").digest()).toString("base64");
  }
}

/** The hash over the hashes of a full tile. */
export function hashTile(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, pair) =>
      hashPair(row[pair * 2] ?? Buffer.alloc(0), row[pair * 2 + 1] ?? Buffer.alloc(0)),
    );
  }
  return row[0] ?? Buffer.alloc(0);
}

/** The path of a tile, of hashes or of entries, in a tree of `nodes` at its level. */
export function pathOfTile(level: number | "entries", index: number, nodes: number): string {
  const width = Math.min(TILE, nodes - index * TILE);
  const digits = String(index).padStart(3, "0");
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${name}${width < TILE ? `.p/${width}` : ""}`;
}

/** The path of a further file by a number, written as a tile's index. */
export function pathOf(kind: "openings" | "body", number: number): string {
  const path = pathOfTile(0, number, Number.POSITIVE_INFINITY);
  return path.replace(/^tile\/0/, kind);
}
