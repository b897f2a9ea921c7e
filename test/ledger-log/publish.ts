import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AppContext } from "#app/context.ts";
import { exportLog } from "#app/log/export-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import {
  actFor,
  addParty,
  addSite,
  newMeta,
  offerLine,
  openWorld,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { foldHashes, hashLeaf, hashRange, type ReadNodes, TILE_WIDTH } from "#tlog/merkle.ts";
import {
  makeSigner,
  type NoteSigner,
  readSigner,
  signNote,
  writeCheckpoint,
  writeVerifierKey,
} from "#tlog/note.ts";
import { listTiles, writeBundle, writeTilePath } from "#tlog/tile-path.ts";

/** A world whose log is signed by a key in a folder of its own. */
export interface LoggedWorld {
  readonly world: World;
  /** The world's context, with that folder. */
  readonly context: AppContext;
  readonly directory: string;
  close(): Promise<void>;
}

export async function openLoggedWorld(): Promise<LoggedWorld> {
  const world = await openWorld();
  const directory = mkdtempSync(join(tmpdir(), "wellspring-log-"));
  return {
    world,
    context: { ...world.context, logKeys: { directory, host: null } },
    directory,
    close: async () => {
      await world.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The log's own key, as only its operator has it. */
export function readLogSigner({ directory }: LoggedWorld): NoteSigner {
  const [name] = readdirSync(directory).filter((file) => file.endsWith(".key"));
  const signer =
    name === undefined ? undefined : readSigner(readFileSync(join(directory, name), "utf8").trim());
  if (signer === undefined) throw new Error(`no key in ${directory}`);
  return signer;
}

/** A downloaded log, held in memory: its files by path. */
export type Download = Map<string, Uint8Array>;

/** Numbers, signs and downloads the log of a world. */
export async function download(context: AppContext): Promise<Download> {
  await numberEntries(context);
  const signed = await signCheckpoint(context);
  if (!signed.ok) throw new Error(signed.refusal.code);
  const exported = await exportLog(context);
  if (!exported.ok) throw new Error(exported.refusal.code);
  const files: Download = new Map();
  for await (const { path, bytes } of exported.value.files()) files.set(path, Uint8Array.from(bytes));
  return files;
}

/** The same files in a folder. */
export function writeDownload(files: Download, directory: string): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
}

/** A log that is read from memory. */
export function openDownload(files: Download) {
  return { name: "download", read: async (path: string) => await Promise.resolve(files.get(path)) };
}

export const textOf = (files: Download, path: string): string =>
  Buffer.from(files.get(path) ?? "").toString();

/** The leaves of every bundle, in order. */
export function listLeavesOf(files: Download): Buffer[] {
  const bundles = [...files.keys()].filter((path) => path.startsWith("tile/entries/")).toSorted();
  return bundles.flatMap((path) => {
    const bytes = Buffer.from(files.get(path) ?? "");
    const leaves: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
      leaves.push(bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at)));
    }
    return leaves;
  });
}

/** The tiles and bundles of leaves, as a log that had never held anything else would have them. */
export async function buildTree(
  leaves: readonly Uint8Array[],
): Promise<{ files: Download; root: Uint8Array }> {
  const levels: Uint8Array[][] = [leaves.map(hashLeaf)];
  for (let below = levels[0]!; below.length >= TILE_WIDTH; below = levels.at(-1)!) {
    levels.push(
      Array.from({ length: Math.floor(below.length / TILE_WIDTH) }, (_, index) =>
        foldHashes(below.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)),
      ),
    );
  }
  const files: Download = new Map();
  for (const tile of listTiles(leaves.length)) {
    const from = tile.index * TILE_WIDTH;
    const hashes = levels[Number(tile.level)]?.slice(from, from + tile.width) ?? [];
    files.set(writeTilePath(tile), Buffer.concat(hashes));
    if (tile.level !== 0) continue;
    const bundle = writeBundle(leaves.slice(from, from + tile.width));
    files.set(writeTilePath({ ...tile, level: "entries" }), bundle);
  }
  const read: ReadNodes = async (level, first, count) =>
    await Promise.resolve(levels[level]?.slice(first, first + count) ?? []);
  return { files, root: await hashRange({ begin: 0, end: leaves.length }, read) };
}

/** A whole log of these leaves, signed by `signer`: what a forger who has a key can make. */
export async function forge(leaves: readonly Uint8Array[], signer: NoteSigner, more: Download = new Map()) {
  const { files, root } = await buildTree(leaves);
  for (const [path, bytes] of more) if (!path.startsWith("tile/")) files.set(path, bytes);
  files.set("checkpoint", Buffer.from(signNote(writeCheckpoint(signer.name, leaves.length, root), [signer])));
  files.set(
    "keys",
    Buffer.from(JSON.stringify([{ key: writeVerifierKey(signer), since: 0, statement: null }])),
  );
  return files;
}

/** The verifier key of some other log. */
export function makeOtherKey(): string {
  return writeVerifierKey(makeSigner("example.org/log"));
}

/** `count` offers of a mask each by one party: an entry each. */
export async function makeOffers(world: World, count: number): Promise<void> {
  const party = await addParty(world, { country: "CHN" });
  const site = await addSite(world, { party });
  for (let index = 0; index < count; index += 1) {
    const made = await makeOffer(world.context, newMeta(actFor([party.id])), {
      partyId: party.id,
      terms: "grant",
      lines: [offerLine(site.id, { quantity: units(1 + index) })],
    });
    if (!made.ok) throw new Error(made.refusal.code);
  }
}

/** The salted hash of docs/LEDGER-LOG.md, written here once more. */
export function hashHidden(salt: string, field: string, value: string): string {
  return createHash("sha256")
    .update(Buffer.from(salt, "hex"))
    .update(JSON.stringify([field, value]))
    .digest("hex");
}
