import { unpackHidden } from "#core/log/hidden-fields.ts";
import type { LogKeyShown, LogNotSignedRefusal } from "#core/log/log.ts";
import type { NotFoundRefusal } from "#core/not-found.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import {
  findLongBody,
  findPublicAgreements,
  listHiddenFields,
  listLeaves,
  readLogState,
  readNodes,
} from "#store/log.ts";
import { findCheckpoint, listLogKeys, type SignedCheckpoint } from "#store/log-key.ts";
import { TILE_WIDTH } from "#tlog/merkle.ts";
import { writeVerifierKey } from "#tlog/note.ts";
import { readTileIndex, readTilePath, type TileName, writeBundle, writeTilePath } from "#tlog/tile-path.ts";
import type { AppContext } from "../context.ts";
import { hideWith } from "./hide-with.ts";

/** The newest checkpoint. Refuses with `log_not_signed`. */
export async function readCheckpoint(
  context: AppContext,
): Promise<Result<SignedCheckpoint, LogNotSignedRefusal>> {
  const found = await findCheckpoint(context.database);
  return found === undefined ? refuse({ code: "log_not_signed" }) : accept(found);
}

/** Every key that signs or has signed the log, the newest last. */
export async function readLogKeys({ database }: AppContext): Promise<LogKeyShown[]> {
  const keys = await listLogKeys(database);
  return keys.map(({ origin, publicKey, sinceSize: since, statement }) => ({
    key: writeVerifierKey({ name: origin, publicKey }),
    since,
    statement,
  }));
}

/** A file of the log as it is served. */
export interface ServedFile {
  readonly bytes: Uint8Array | string;
  /**
   * Whether a checkpoint covers all of it, so that it is the same as long as the log is. What is not signed yet can still be
   * other bytes after a database was put back.
   */
  readonly isSigned: boolean;
}

/**
 * A tile of hashes or a bundle of entries by its path below `tile/`, as tlog-tiles lays it out; `undefined` for a path that names
 * none. Refuses with `not_found` beyond the log's end.
 */
export async function readTileAt(context: AppContext, path: string) {
  const tile = readTilePath(path);
  if (tile === undefined) return undefined;
  const { level, index, width } = tile;
  const leavesOfEach = level === "entries" ? 1 : TILE_WIDTH ** level;
  const end = (index * TILE_WIDTH + width) * leavesOfEach;
  return await serve(context, end, await readTile(context, tile));
}

async function serve(
  { database }: AppContext,
  end: number,
  file: Result<Uint8Array, NotFoundRefusal>,
): Promise<Result<ServedFile, NotFoundRefusal>> {
  if (!file.ok) return file;
  const { size = 0 } = (await findCheckpoint(database)) ?? {};
  return accept({ bytes: file.value, isSigned: end <= size });
}

/** Movements and supplies of a long entry by the path of its position. As {@link readTileAt}. */
export async function readBodyAt(context: AppContext, path: string) {
  const position = readTileIndex(path);
  return position === undefined
    ? undefined
    : await serve(context, position, await readBody(context, position));
}

/** Openings by the path of their bundle. As {@link readTileAt}. */
export async function readOpeningsAt(context: AppContext, path: string) {
  const bundle = readTileIndex(path);
  return bundle === undefined ? undefined : await readOpenings(context, bundle);
}

/** A tile of hashes or a bundle of entries, as tlog-tiles lays it out. Refuses with `not_found` beyond the log's end. */
export async function readTile(
  { database }: AppContext,
  tile: TileName,
): Promise<Result<Uint8Array, NotFoundRefusal>> {
  const { size } = await readLogState(database);
  const { level, index, width } = tile;
  const first = index * TILE_WIDTH;
  const nodes = level === "entries" ? size : Math.floor(size / TILE_WIDTH ** level);
  if (first + width > nodes) return refuse({ code: "not_found", noun: "tile", id: writeTilePath(tile) });
  if (level !== "entries") {
    return accept(Buffer.concat(await readNodes(database, { level, first, count: width })));
  }
  const leaves = await listLeaves(database, { first: first + 1, last: first + width });
  return accept(writeBundle(leaves.map(({ leaf }) => leaf)));
}

/** The movements and supplies of an entry that is too long for its leaf. Refuses with `not_found` where there are none. */
export async function readBody(
  { database }: AppContext,
  position: number,
): Promise<Result<Uint8Array, NotFoundRefusal>> {
  const body = await findLongBody(database, position);
  return body === null ? refuse({ code: "not_found", noun: "body", id: String(position) }) : accept(body);
}

/** What a hidden field of a leaf is: whoever has it can hash it and compare. */
export interface Opening {
  readonly field: string;
  /** 64 hex digits. */
  readonly salt: string;
  readonly value: string;
}

/** The openings of one entry that are public. */
export interface EntryOpenings {
  readonly position: number;
  readonly openings: readonly Opening[];
}

/**
 * The openings of a bundle's entries that are public now: what belongs to an agreement that stands. Entries without any are left
 * out. Refuses with `not_found` beyond the log's end.
 */
export async function readOpenings(
  { database }: AppContext,
  bundle: number,
): Promise<Result<EntryOpenings[], NotFoundRefusal>> {
  const positions = { first: bundle * TILE_WIDTH + 1, last: (bundle + 1) * TILE_WIDTH };
  const leaves = await listHiddenFields(database, positions);
  if (leaves.length === 0) return refuse({ code: "not_found", noun: "tile", id: `openings/${bundle}` });
  const entries = leaves.map(({ hidden, ...leaf }) => ({ ...leaf, hidden: unpackHidden(hidden) }));
  const ids = entries.flatMap(({ hidden }) => hidden.flatMap(({ agreementId }) => agreementId ?? []));
  const published = await findPublicAgreements(database, ids);
  return accept(
    entries.flatMap(({ position, secret, hidden }) => {
      const openings = hidden
        .filter(({ agreementId }) => agreementId !== null && published.has(agreementId))
        .map(({ field, value }) => ({ field, salt: hideWith(secret, field, value).salt, value }));
      return openings.length === 0 ? [] : [{ position, openings }];
    }),
  );
}
