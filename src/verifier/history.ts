import { readFile, readTile } from "./bundle.ts";
import { fail, type Fault, FaultError, makeFault } from "./fault.ts";
import { type LogKey, openCheckpoint } from "./keys.ts";
import type { Checkpoint } from "./note.ts";
import type { LogSource } from "./read-log.ts";
import { TILE, Tree } from "./tree.ts";

/** An earlier checkpoint, or an earlier download with its checkpoint. */
export type Earlier = { readonly checkpoint: Uint8Array } | { readonly log: LogSource };

/** An entry of the new log, and its hash. */
export interface Compared {
  readonly position: number;
  readonly entry: string | null;
  /** The bundle that it stands in. */
  readonly path: string;
  readonly hash: Buffer;
}

/** What the option is called: paths of the earlier log begin with it, so that nobody takes its faults for the new one's. */
export const SINCE = "--since";

/** The earlier log, its checkpoint signed by one of the log's keys. */
export async function openHistory(earlier: Earlier, keys: readonly LogKey[]): Promise<History> {
  const isDownload = "log" in earlier;
  const bytes = isDownload ? await underSince(readFile(earlier.log, "checkpoint")) : earlier.checkpoint;
  const path = isDownload ? `${SINCE}/checkpoint` : SINCE;
  const checkpoint = openCheckpoint(bytes, keys, path);
  const root = new Tree().root();
  // There is one tree without entries; every log extends it, and no entry would ever be held to this root.
  if (checkpoint.size === 0 && checkpoint.root !== root) {
    const reason = `is signed for no entries and the root ${checkpoint.root}; that of none is ${root}`;
    return fail("root_differs", path, reason);
  }
  return new History(checkpoint, isDownload ? earlier.log : undefined);
}

/**
 * The earlier log, held against the entries of the new one as they come. Whether history is the same, its root alone says; the tiles
 * of an earlier download name the first entry that is another, where they give that root themselves. Otherwise it is the
 * earlier download that was changed.
 */
export class History {
  readonly checkpoint: Checkpoint;
  readonly #log: LogSource | undefined;
  /** The earlier download's tile of the bundle that is being read. */
  #tile: { readonly path: string; readonly hashes: readonly Buffer[] } | undefined;
  /** What of the earlier download cannot be read. From there on it names nothing. */
  #unreadable: Fault | undefined;
  /** The first entry that is another than in the earlier download, and from it on the tree that the download's hashes make. */
  #changed: { readonly at: Compared; readonly tile: string; readonly tree: Tree } | undefined;
  /** Known when the new log's entries have come to the earlier size. */
  #isExtended: boolean | undefined;

  constructor(checkpoint: Checkpoint, log: LogSource | undefined) {
    this.checkpoint = checkpoint;
    this.#log = log;
  }

  /** Makes ready for the entries of a bundle. */
  async turnTo(bundle: number): Promise<void> {
    this.#tile = undefined;
    const { size } = this.checkpoint;
    if (this.#log === undefined || this.#unreadable !== undefined || bundle * TILE >= size) return;
    try {
      this.#tile = await underSince(readTile(this.#log, { level: 0, index: bundle, size }));
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.#unreadable = error.fault;
    }
  }

  /** Compares the next entry with the earlier download; `before` is the tree of those before it. */
  compare(compared: Compared, before: Tree): void {
    const hash = this.#tile?.hashes[(compared.position - 1) % TILE];
    if (hash === undefined) return;
    if (this.#changed === undefined && !hash.equals(compared.hash)) {
      this.#changed = { at: compared, tile: this.#tile?.path ?? "", tree: before.copy() };
    }
    this.#changed?.tree.add(hash);
  }

  /** Compares the root, where the tree of the entries has come to the earlier size. */
  compareRoot(tree: Tree): void {
    const { size, root } = this.checkpoint;
    if (tree.size === size) this.#isExtended = tree.root() === root;
  }

  /** That entries are others than they were, where they are so; the new log's to answer for if it is as it was signed. */
  findFork(): Fault | undefined {
    if (this.#isExtended !== false) return undefined;
    const { size, root } = this.checkpoint;
    const changed = this.#changed;
    const namesIt = this.#unreadable === undefined && changed?.tree.root() === root;
    if (changed !== undefined && namesIt) {
      const reason = "the entry is another than the earlier log had at this position";
      return makeFault("forked", changed.at.path, reason, changed.at);
    }
    const known = `of the first ${size} entries one or more are others than when the earlier checkpoint was signed`;
    const hint =
      this.#log === undefined
        ? "an earlier download in its place would name the first"
        : `the earlier download cannot name the first: ${this.#describeDamage()}`;
    return makeFault("forked", "checkpoint", `${known}; ${hint}`);
  }

  /** What is wrong with the earlier download itself, where the new log extends its checkpoint. */
  findOwnFault(): Fault | undefined {
    const extended = "the log itself fits, and extends the earlier checkpoint";
    if (this.#unreadable !== undefined) {
      return { ...this.#unreadable, reason: `${this.#unreadable.reason}; ${extended}` };
    }
    if (this.#changed === undefined) return undefined;
    const { at, tile } = this.#changed;
    const reason = `has another hash for this entry, and does not give the root of the checkpoint beside it; ${extended}`;
    return makeFault("tile_differs", `${SINCE}/${tile}`, reason, at);
  }

  #describeDamage(): string {
    const fault = this.#unreadable;
    return fault === undefined
      ? "its tiles do not give the root of its checkpoint"
      : `${fault.path} ${fault.reason}`;
  }
}

/** What is read of the earlier log; its faults are its own. */
async function underSince<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    throw new FaultError({ ...error.fault, path: `${SINCE}/${error.fault.path}` });
  }
}
