import { createHash } from "node:crypto";
import { Book } from "./book.ts";
import { listEntries, readFile, readTile } from "./bundle.ts";
import { fail, type Fault, FaultError } from "./fault.ts";
import type { ItemFigures } from "./figures.ts";
import { followKeys, type LogKey, openCheckpoint, readKeys } from "./keys.ts";
import { type Body, type Leaf, readBody, readLeaf } from "./leaf.ts";
import { type Checkpoint, readVerifierKey } from "./note.ts";
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
  readonly since?: { readonly checkpoint: Uint8Array } | { readonly log: LogSource } | undefined;
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

interface Older {
  readonly checkpoint: Checkpoint;
  readonly log: LogSource | undefined;
}

/**
 * Returns whether a published log holds, reading it once from the first entry to the last: signatures and keys; every leaf
 * against its tile, every tile against those below, the tree against the checkpoint; positions, ids, times; the rules of the book;
 * openings; an earlier checkpoint or download.
 *
 * A fault names the first entry that does not fit; where only a root differs, none can be named. Cost: linear in the log.
 * Memory: the ids of entries, the balances of accounts. Throws where the log cannot be read at all.
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
  const file = await source.read("keys");
  // Another program's log has no such file: then the trusted key is the one.
  const alone = trusted === undefined ? undefined : [{ key: trusted, since: 0, statement: null }];
  const keys: readonly LogKey[] =
    file === undefined
      ? (alone ?? fail("file_missing", "keys", "is not there, and no key was given"))
      : readKeys(Buffer.from(file).toString("utf8"));
  const followed = followKeys(keys, trusted);
  const checkpoint = openCheckpoint(await readFile(source, "checkpoint"), followed, "checkpoint");
  const { origin, size, root } = checkpoint;
  if (options.origin !== undefined && origin !== options.origin) {
    return fail("wrong_origin", "checkpoint", `is of the log ${origin}, not of ${options.origin}`);
  }
  const older = await openOlder(options.since, keys);
  if (older !== undefined) checkNotShrunk(older.checkpoint, checkpoint);
  const walk = new Walk(source, checkpoint, older);
  try {
    for (let bundle = 0; bundle * TILE < size; bundle += 1) {
      await walk.addBundle(bundle);
      options.onProgress?.(Math.min(size, (bundle + 1) * TILE), size);
    }
  } catch (error) {
    throw walk.findFirst(error);
  }
  await walk.finish();
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
    extends: older?.checkpoint.size ?? null,
    figures: walk.book.figures.list(),
  };
}

async function openOlder(since: VerifyOptions["since"], keys: readonly LogKey[]): Promise<Older | undefined> {
  if (since === undefined) return undefined;
  const log = "log" in since ? since.log : undefined;
  const bytes = "log" in since ? await readFile(since.log, "checkpoint") : since.checkpoint;
  return { checkpoint: openCheckpoint(bytes, keys, "--since"), log };
}

function checkNotShrunk(older: Checkpoint, { origin, size }: Checkpoint): void {
  if (older.origin !== origin) {
    fail("wrong_origin", "--since", `is of the log ${older.origin}, this one is ${origin}`);
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
  readonly #older: Older | undefined;
  /** The tree that the entries make, and the one that the tiles of leaves make. */
  readonly #byEntries = new Tree();
  readonly #byTiles = new Tree();
  readonly #tiles: TileCheck;
  /** The first entry that does not hash to what its tile has. From it on, the rules of the book say nothing. */
  #differs: Fault | undefined;

  constructor(source: LogSource, checkpoint: Checkpoint, older: Older | undefined) {
    this.#source = source;
    this.#checkpoint = checkpoint;
    this.#older = older;
    this.#tiles = new TileCheck(source, checkpoint.size);
  }

  async addBundle(bundle: number): Promise<void> {
    const { size } = this.#checkpoint;
    const first = bundle * TILE + 1;
    const count = Math.min(TILE, size - first + 1);
    const tile = await readTile(this.#source, { level: 0, index: bundle, size });
    const before = await this.#readOlder(bundle);
    const path = pathOfTile("entries", bundle, size);
    const bytes = await readFile(this.#source, path, first);
    const entries = new Map<number, OpenedEntry>();
    const hashes: Buffer[] = [];
    for (const entry of listEntries(bytes, { path, first, count })) {
      const position = first + hashes.length;
      const hash = hashLeaf(entry);
      const expected = tile.hashes[hashes.length] ?? Buffer.alloc(0);
      const opened = await this.#checkEntry(entry, position, path);
      const at = { position, entry: opened?.leaf.entry ?? null, path };
      this.#checkHistory(before[hashes.length], hash, at);
      if (!hash.equals(expected)) this.#differs ??= { ...at, rule: "leaf_differs", reason: tile.path };
      else if (opened !== undefined) {
        this.#checkBook(opened, path);
        entries.set(position, opened);
      }
      hashes.push(hash);
      this.#byEntries.add(hash);
      this.#byTiles.add(expected);
      this.#checkOlderRoot();
    }
    if (this.#differs !== undefined) return;
    await this.#tiles.add(hashes);
    await this.#checkOpenings(bundle, entries);
  }

  /** What an error on the way comes to: an entry before it that does not fit is the first. */
  findFirst(error: unknown): unknown {
    const differs = this.#differs;
    if (!(error instanceof FaultError) || differs === undefined) return error;
    return new FaultError({ ...differs, reason: `the entry does not hash to what ${differs.reason} has` });
  }

  /** Ends the check with the fault that is left where the tree is not the one that was signed. */
  async finish(): Promise<void> {
    const { root } = this.#checkpoint;
    const entriesFit = this.#byEntries.root() === root;
    const differs = this.#differs;
    if (differs !== undefined) {
      const tile = differs.reason;
      const at = { position: differs.position, entry: differs.entry };
      if (entriesFit) {
        const reason =
          "has another hash for this entry; the entries give the root that was signed, so the tile was changed";
        return fail("tile_differs", tile, reason, at);
      }
      const reason =
        this.#byTiles.root() === root
          ? `the entry is not the one that was signed: it does not hash to what ${tile} has`
          : `the entry does not hash to what ${tile} has, and neither gives the root that was signed`;
      return fail("leaf_differs", differs.path, reason, at);
    }
    await this.#tiles.finish();
    const upper = this.#tiles.differs;
    if (upper !== undefined) {
      const { path, position } = upper;
      const reason = entriesFit
        ? "has another hash; the entries give the root that was signed, so the tile was changed"
        : "has another hash than the entries and tiles below it give, and these do not give the root that was signed";
      return fail(entriesFit ? "tile_differs" : "leaf_differs", path, reason, { position });
    }
    if (entriesFit) return undefined;
    const reason = `is signed for the root ${root}; the entries give ${this.#byEntries.root()}, and the tiles with them`;
    return fail("root_differs", "checkpoint", reason);
  }

  async #checkEntry(bytes: Uint8Array, position: number, path: string): Promise<OpenedEntry | undefined> {
    if (this.#differs !== undefined) return undefined;
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

  async #readOlder(bundle: number): Promise<readonly Buffer[]> {
    const older = this.#older;
    if (older?.log === undefined || bundle * TILE >= older.checkpoint.size) return [];
    return (await readTile(older.log, { level: 0, index: bundle, size: older.checkpoint.size })).hashes;
  }

  #checkHistory(
    before: Buffer | undefined,
    hash: Buffer,
    { path, ...at }: { readonly position: number; readonly entry: string | null; readonly path: string },
  ): void {
    if (before === undefined || before.equals(hash) || this.#differs !== undefined) return;
    fail("forked", path, "the entry is another than the earlier log had at this position", at);
  }

  #checkOlderRoot(): void {
    const older = this.#older?.checkpoint;
    if (older === undefined || this.#byEntries.size !== older.size || this.#differs !== undefined) return;
    if (this.#byEntries.root() === older.root) return;
    const reason = `of the first ${older.size} entries one or more are others than when the earlier checkpoint was signed; an earlier download in its place would name the first`;
    fail("forked", "checkpoint", reason);
  }

  #checkBook({ leaf, body }: OpenedEntry, path: string): void {
    if (this.#differs !== undefined) return;
    const breach = this.book.addHead(leaf) ?? this.book.post(body);
    if (breach === undefined) return;
    fail(breach.rule, path, breach.reason, { position: leaf.position, entry: leaf.entry });
  }

  async #checkOpenings(bundle: number, entries: ReadonlyMap<number, OpenedEntry>): Promise<void> {
    const path = pathOf("openings", bundle);
    const bytes = await this.#source.read(path);
    if (bytes !== undefined)
      this.openings += checkOpenings(bytes, { path, size: this.#checkpoint.size }, entries);
  }
}
