import { createHash } from "node:crypto";
import { Book } from "./book.ts";
import { listEntries, readFile, readTile } from "./bundle.ts";
import { fail, type Fault, FaultError, makeFault } from "./fault.ts";
import type { ItemFigures } from "./figures.ts";
import { type Earlier, type History, openHistory, SINCE } from "./history.ts";
import { followKeys, type LogKey, openCheckpoint, readKeys } from "./keys.ts";
import { type Body, type Leaf, readBody, readLeaf } from "./leaf.ts";
import { type Checkpoint, readVerifierKey, type VerifierKey } from "./note.ts";
import { checkOpenings, type OpenedEntry } from "./openings.ts";
import type { LogSource } from "./read-log.ts";
import { TileCheck } from "./tile-check.ts";
import { hashLeaf, pathOf, pathOfTile, TILE, Tree } from "./tree.ts";

/** What the log is held to beside itself. */
export interface VerifyOptions {
  /** A verifier key that is trusted, as text. */
  readonly key?: string | undefined;
  /** The origin that the log must have. */
  readonly origin?: string | undefined;
  /** An earlier checkpoint, or an earlier download. */
  readonly since?: Earlier | undefined;
  /** Told after each bundle. */
  readonly onProgress?: ((entries: number, size: number) => void) | undefined;
}

/** Yes, with what was looked at; or no, with the first thing that does not fit. */
export type Verdict =
  | {
      readonly fits: true;
      readonly origin: string;
      readonly entries: number;
      readonly movements: number;
      readonly supplies: number;
      readonly openings: number;
      /** Base64. */
      readonly root: string;
      /** The key that signed the checkpoint, as text. */
      readonly key: string;
      /** Whether that key is trusted, or vouched for by one that is. */
      readonly isTrusted: boolean;
      /** Entries of the earlier log that this one extends; `null` where none was given. */
      readonly extends: number | null;
      /** What the entries add up to, as a statement of everything has it. */
      readonly figures: readonly ItemFigures[];
    }
  | { readonly fits: false; readonly fault: Fault };

/**
 * Returns whether a published log holds, reading it once from the first entry to the last: signatures and keys; every leaf
 * against its tile, every tile against those below, the tree against the checkpoint; positions, ids, times; the rules of the book;
 * openings; an earlier checkpoint or download.
 *
 * A fault names the first entry that does not fit; where only a root differs, none can be named. Cost: linear in the log.
 * Memory: the ids of entries, the balances of accounts and what was moved between them. Throws where the log cannot be read at all.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions = {}): Promise<Verdict> {
  try {
    return await verify(source, options);
  } catch (error) {
    if (error instanceof FaultError) return { fits: false, fault: error.fault };
    throw error;
  }
}

async function verify(source: LogSource, options: VerifyOptions): Promise<Verdict> {
  const trusted = options.key === undefined ? undefined : readVerifierKey(options.key.trim(), "--key");
  const { keys, checkpoint } = await readSigned(source, trusted);
  const { origin, size, root } = checkpoint;
  if (options.origin !== undefined && origin !== options.origin) {
    return fail("wrong_origin", "checkpoint", `is of the log ${origin}, not of ${options.origin}`);
  }
  const history = options.since === undefined ? undefined : await openHistory(options.since, keys);
  if (history !== undefined) checkNotShrunk(history.checkpoint, checkpoint);
  const walk = new Walk(source, checkpoint, history);
  let fault: Fault | undefined;
  try {
    for (let bundle = 0; bundle * TILE < size; bundle += 1) {
      await walk.addBundle(bundle);
      options.onProgress?.(Math.min(size, (bundle + 1) * TILE), size);
    }
    fault = await walk.finish();
  } catch (error) {
    throw walk.findFirst(error);
  }
  if (fault !== undefined) return { fits: false, fault };
  return {
    fits: true,
    origin,
    entries: size,
    movements: walk.book.movements,
    supplies: walk.book.supplies,
    openings: walk.openings,
    root,
    key: checkpoint.key.text,
    isTrusted: trusted !== undefined,
    extends: history?.checkpoint.size ?? null,
    figures: walk.book.figures.list(),
  };
}

/** How it shows that a key, or the origin that it came with, is not among those that were read. */
const UNKNOWN_KEY: ReadonlySet<string> = new Set(["wrong_key", "wrong_origin"]);

/**
 * The checkpoint, and the keys. It is read before them: a key that takes over meanwhile is then among them, and does no harm. Where
 * its key is unknown, both are read once more: a log may be begun anew meanwhile, and what keeps copies may lag behind.
 */
async function readSigned(source: LogSource, trusted: VerifierKey | undefined) {
  try {
    return await readSignedOnce(source, trusted);
  } catch (error) {
    if (error instanceof FaultError && UNKNOWN_KEY.has(error.fault.rule))
      return await readSignedOnce(source, trusted);
    throw error;
  }
}

async function readSignedOnce(source: LogSource, trusted: VerifierKey | undefined) {
  const bytes = await readFile(source, "checkpoint");
  const keys = await readKeysOf(source, trusted);
  return { keys, checkpoint: openCheckpoint(bytes, followKeys(keys, trusted), "checkpoint") };
}

async function readKeysOf(source: LogSource, trusted: VerifierKey | undefined): Promise<readonly LogKey[]> {
  const file = await source.read("keys");
  if (file !== undefined) return readKeys(Buffer.from(file).toString("utf8"));
  // Another program's log has no such file: then the trusted key is the one.
  if (trusted !== undefined) return [{ key: trusted, since: 0, statement: null }];
  return fail("file_missing", "keys", "is not there, and no key was given");
}

function checkNotShrunk(older: Checkpoint, { origin, size }: Checkpoint): void {
  if (older.origin !== origin) {
    fail("wrong_origin", SINCE, `is of the log ${older.origin}, this one is ${origin}`);
  }
  if (older.size > size) {
    const reason = `covers ${size} entries; there were ${older.size} when the earlier one was signed`;
    fail("shrunk", "checkpoint", reason, { position: size + 1 });
  }
}

/** One walk along the log. */
class Walk {
  readonly book = new Book();
  openings = 0;
  readonly #source: LogSource;
  readonly #checkpoint: Checkpoint;
  readonly #history: History | undefined;
  /** The tree that the entries make, and the one that the tiles of leaves make. */
  readonly #byEntries = new Tree();
  readonly #byTiles = new Tree();
  readonly #tiles: TileCheck;
  /** The first entry that does not hash to what its tile has. From it on, neither the rules nor history say anything. */
  #differs: Fault | undefined;
  /** The first entry that is what its tile has and breaks a rule. From it on, only hashes are looked at. */
  #broken: Fault | undefined;

  constructor(source: LogSource, checkpoint: Checkpoint, history: History | undefined) {
    this.#source = source;
    this.#checkpoint = checkpoint;
    this.#history = history;
    this.#tiles = new TileCheck(source, checkpoint.size);
  }

  async addBundle(bundle: number): Promise<void> {
    const { size } = this.#checkpoint;
    const first = bundle * TILE + 1;
    const count = Math.min(TILE, size - first + 1);
    const tile = await readTile(this.#source, { level: 0, index: bundle, size });
    await this.#history?.turnTo(bundle);
    const path = pathOfTile("entries", bundle, size);
    const bytes = await readFile(this.#source, path, first);
    const entries = new Map<number, OpenedEntry>();
    const hashes: Buffer[] = [];
    for (const entry of listEntries(bytes, { path, first, count })) {
      const position = first + hashes.length;
      const hash = hashLeaf(entry);
      const expected = tile.hashes[hashes.length] ?? Buffer.alloc(0);
      const fits = hash.equals(expected);
      const opened = await this.#checkEntry(entry, { position, path, fits });
      const broken = this.#broken?.position === position ? this.#broken.entry : null;
      const at = { position, entry: opened?.leaf.entry ?? broken, path };
      if (!fits) this.#differs ??= { ...at, rule: "leaf_differs", reason: tile.path };
      if (opened !== undefined) entries.set(position, opened);
      if (this.#differs === undefined) this.#history?.compare({ ...at, hash }, this.#byEntries);
      hashes.push(hash);
      this.#byEntries.add(hash);
      this.#byTiles.add(expected);
      if (this.#differs === undefined) this.#history?.compareRoot(this.#byEntries);
    }
    if (this.#differs !== undefined) return;
    await this.#tiles.add(hashes);
    if (this.#broken === undefined) await this.#checkOpenings(bundle, entries);
  }

  /** What an error on the way comes to: an entry before it that does not fit is the first. */
  findFirst(error: unknown): unknown {
    if (!(error instanceof FaultError)) return error;
    if (this.#broken !== undefined) return new FaultError(this.#broken);
    const differs = this.#differs;
    if (differs !== undefined) {
      return new FaultError({
        ...differs,
        reason: `the entry does not hash to what ${differs.reason} has`,
      });
    }
    if (this.#history?.findFork() === undefined) return error;
    // Who signs another history could otherwise hide it by leaving out a file.
    const reason = `${error.fault.reason}; and what could be read does not extend the earlier log`;
    return new FaultError({ ...error.fault, reason });
  }

  /**
   * The first fault of a log that could be read whole. That it was forked is said only of what was signed: a damaged download is
   * nobody's other history. What is wrong with the earlier log comes last, when the new one fits.
   */
  async finish(): Promise<Fault | undefined> {
    const unsigned = await this.#findUnsigned();
    const broken = this.#broken;
    const fork = unsigned === undefined ? this.#history?.findFork() : undefined;
    if (fork === undefined) return broken ?? unsigned ?? this.#history?.findOwnFault();
    const forkedBy = fork.position ?? this.#history?.checkpoint.size ?? 0;
    return broken !== undefined && (broken.position ?? forkedBy) < forkedBy ? broken : fork;
  }

  /** What shows that the entries are not those that were signed. */
  async #findUnsigned(): Promise<Fault | undefined> {
    const { root } = this.#checkpoint;
    const entriesFit = this.#byEntries.root() === root;
    const differs = this.#differs;
    if (differs !== undefined) {
      const tile = differs.reason;
      if (entriesFit) {
        const reason =
          "has another hash for this entry; the entries give the root that was signed, so the tile was changed";
        return makeFault("tile_differs", tile, reason, differs);
      }
      const reason =
        this.#byTiles.root() === root
          ? `the entry is not the one that was signed: it does not hash to what ${tile} has`
          : `the entry does not hash to what ${tile} has, and neither gives the root that was signed`;
      return makeFault("leaf_differs", differs.path, reason, differs);
    }
    await this.#tiles.finish();
    const upper = this.#tiles.differs;
    if (upper !== undefined) {
      const { path, position } = upper;
      const reason = entriesFit
        ? "has another hash; the entries give the root that was signed, so the tile was changed"
        : "has another hash than the entries and tiles below it give, and these do not give the root that was signed";
      return makeFault(entriesFit ? "tile_differs" : "leaf_differs", path, reason, { position });
    }
    if (entriesFit) return undefined;
    const reason = `is signed for the root ${root}; the entries give ${this.#byEntries.root()}, and the tiles with them`;
    return makeFault("root_differs", "checkpoint", reason);
  }

  /** The entry, read and held to the rules; `undefined` from the first on that does not fit. */
  async #checkEntry(
    bytes: Uint8Array,
    { position, path, fits }: { readonly position: number; readonly path: string; readonly fits: boolean },
  ): Promise<OpenedEntry | undefined> {
    if (this.#differs !== undefined || this.#broken !== undefined) return undefined;
    try {
      const opened = await this.#readEntry(bytes, position, path);
      if (fits) this.#checkBook(opened, path);
      return opened;
    } catch (error) {
      // What does not hash to its tile is no entry of the log: how it is broken tells best what was done to it.
      if (!fits || !(error instanceof FaultError)) throw error;
      this.#broken = error.fault;
      return undefined;
    }
  }

  async #readEntry(bytes: Uint8Array, position: number, path: string): Promise<OpenedEntry> {
    const read = readLeaf(bytes);
    if ("wrong" in read) return fail("leaf_malformed", path, read.wrong, { position });
    const leaf = read.value;
    const at = { position, entry: leaf.entry };
    if (leaf.position !== position) {
      const reason = `position ${leaf.position} stands where position ${position} should`;
      return fail("position_differs", path, reason, at);
    }
    return { leaf, body: await this.#readBody(leaf) };
  }

  /** Movements and supplies, checked against the leaf where they stand beside it. */
  async #readBody(leaf: Leaf): Promise<Body> {
    const { body, position, entry } = leaf;
    if (!("sha256" in body)) return body;
    const path = pathOf("body", position);
    const at = { position, entry };
    const bytes = await readFile(this.#source, path, position);
    if (createHash("sha256").update(bytes).digest("hex") !== body.sha256 || bytes.length !== body.bytes) {
      return fail("body_differs", path, "does not hash to what the leaf has", at);
    }
    const read = readBody(bytes);
    return "wrong" in read ? fail("leaf_malformed", path, read.wrong, at) : read.value;
  }

  #checkBook({ leaf, body }: OpenedEntry, path: string): void {
    const breach = this.book.addHead(leaf) ?? this.book.post(body);
    if (breach === undefined) return;
    fail(breach.rule, path, breach.reason, { position: leaf.position, entry: leaf.entry });
  }

  async #checkOpenings(bundle: number, entries: ReadonlyMap<number, OpenedEntry>): Promise<void> {
    const path = pathOf("openings", bundle);
    const bytes = await this.#source.read(path);
    if (bytes === undefined) return;
    try {
      this.openings += checkOpenings(bytes, { path, size: this.#checkpoint.size }, entries);
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.#broken = error.fault; // the entries after it may show another history
    }
  }
}
