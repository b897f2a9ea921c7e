import { readTile } from "./bundle.ts";
import type { LogSource } from "./read-log.ts";
import { hashTile, TILE } from "./tree.ts";

/** Compares the tiles above the leaves with what the leaves give, as they come. */
export class TileCheck {
  /** The first tile that differs: its path, and the position of the first entry under the hash that does. */
  differs: { readonly path: string; readonly position: number } | undefined;
  readonly #source: LogSource;
  readonly #size: number;
  /** By level: the hashes of the tile that is being filled, and its index. */
  readonly #filling: { readonly hashes: Buffer[]; index: number }[] = [];

  constructor(source: LogSource, size: number) {
    this.#source = source;
    this.#size = size;
  }

  /** Adds the leaf hashes of one bundle. */
  async add(leaves: readonly Buffer[]): Promise<void> {
    if (leaves.length === TILE) await this.#push(1, hashTile(leaves));
  }

  /** Compares what is not full: the right edge of the tree. */
  async finish(): Promise<void> {
    for (const [level, filling] of this.#filling.entries()) {
      if (filling !== undefined && filling.hashes.length > 0) await this.#compare(level);
    }
  }

  async #push(level: number, hash: Buffer): Promise<void> {
    this.#filling[level] ??= { hashes: [], index: 0 };
    const filling = this.#filling[level];
    filling.hashes.push(hash);
    if (filling.hashes.length < TILE) return;
    const above = hashTile(filling.hashes);
    await this.#compare(level);
    filling.hashes.length = 0;
    filling.index += 1;
    await this.#push(level + 1, above);
  }

  async #compare(level: number): Promise<void> {
    const filling = this.#filling[level];
    if (filling === undefined || this.differs !== undefined) return;
    const { hashes, index } = filling;
    const tile = await readTile(this.#source, { level, index, size: this.#size });
    const place = hashes.findIndex((hash, at) => tile.hashes[at]?.equals(hash) !== true);
    if (place >= 0) {
      this.differs = { path: tile.path, position: (index * TILE + place) * TILE ** level + 1 };
    }
  }
}
