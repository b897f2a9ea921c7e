import { randomBytes } from "node:crypto";
import type { LogKey } from "#store/log-key.ts";
import {
  listKeyFiles,
  readKeyFile,
  readOpenKeyFile,
  removeDrafts,
  removeKeyFile,
  writeKeyFile,
} from "#store/log-key-file.ts";
import { makeSigner, type NoteSigner, readSigner, writeSigner } from "#tlog/note.ts";
import type { LogKeys } from "../context.ts";

/** A name for a log that no other has: the host it is first served from, where that is known, and eight random bytes. */
export function makeOrigin({ host }: LogKeys): string {
  return `${host ?? "wellspring.invalid"}/log/${randomBytes(8).toString("hex")}`;
}

/** Makes a key of `origin`, of which the private part is in its file when this resolves. */
export async function makeLogSigner(keys: LogKeys, origin: string, number: number): Promise<NoteSigner> {
  const signer = makeSigner(origin);
  await writeKeyFile(keys.directory, nameFile(origin, number), `${writeSigner(signer)}\n`);
  return signer;
}

/** The key that signs for `key`; `undefined` where its private part is not here. */
export function findLogSigner({ directory }: LogKeys, key: LogKey): NoteSigner | undefined {
  const signer = readSigner(readOpenKeyFile(directory, nameFile(key.origin, key.number))?.trim() ?? "");
  const isKey = signer !== undefined && Buffer.from(signer.publicKey).equals(key.publicKey);
  return isKey ? signer : undefined;
}

/** Removes the private part of a key that another has followed. */
export function forgetLogSigner({ directory }: LogKeys, key: LogKey): void {
  removeKeyFile(directory, nameFile(key.origin, key.number));
}

/**
 * Removes what a change of keys that was cut off has left behind: the private parts of all keys but the newest, which have been
 * followed, and files that were not written to their end.
 */
export function sweepLogKeys(logKeys: LogKeys, keys: readonly LogKey[]): void {
  for (const followed of keys.slice(0, -1)) forgetLogSigner(logKeys, followed);
  removeDrafts(logKeys.directory);
}

/** What keys of a directory have signed of a log. */
export interface LastSigned {
  readonly origin: string;
  /** Entries. */
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** The newest checkpoint that is kept beside the keys of a log; `undefined` where there is none. Throws where it is none. */
export function findLastSigned({ directory }: LogKeys, origin: string): LastSigned | undefined {
  return readSigned(directory, nameSigned(origin));
}

/** The newest checkpoint of some log whose keys are, or were, in the directory; `undefined` where there is none. */
export function findAnySigned({ directory }: LogKeys): LastSigned | undefined {
  const [name] = listKeyFiles(directory, SIGNED);
  return name === undefined ? undefined : readSigned(directory, name);
}

/** Throws where the file is no checkpoint: nobody could tell then whether the database was put back. */
function readSigned(directory: string, name: string): LastSigned | undefined {
  const note = readKeyFile(directory, name);
  if (note === undefined) return undefined;
  const [origin = "", size = "", root = ""] = note.split("\n");
  if (!/^\d{1,16}$/.test(size) || root === "") throw new Error(`${name} in ${directory} is no checkpoint`);
  return { origin, size: Number(size), root };
}

/**
 * Keeps a checkpoint beside the key, unless one of more entries is kept already: a database that is put back to an earlier
 * state is then known as such.
 */
export async function keepLastSigned(
  logKeys: LogKeys,
  origin: string,
  { size, note }: { readonly size: number; readonly note: string },
): Promise<void> {
  const kept = findLastSigned(logKeys, origin);
  if (kept !== undefined && kept.size >= size) return;
  await writeKeyFile(logKeys.directory, nameSigned(origin), note);
}

/** What the names of kept checkpoints end in. */
const SIGNED = ".signed";

function nameFile(origin: string, number: number): string {
  return `${slugOf(origin)}-${number}.key`;
}

function nameSigned(origin: string): string {
  return `${slugOf(origin)}${SIGNED}`;
}

function slugOf(origin: string): string {
  return origin.replaceAll(/[^A-Za-z0-9.-]/g, "_");
}
