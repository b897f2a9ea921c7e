import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { getDefaultHome, isAbandoned, newOwnedName } from "./embedded/home.ts";
import { syncDirectory, writeDurably } from "./embedded/durable-file.ts";

/**
 * Where private keys of the log are: WELLSPRING_LOG_KEYS, else `log-keys` in WELLSPRING_HOME. Never in the database, whose tables
 * whoever works as the program can read.
 */
export function getLogKeyDirectory(): string {
  const named = process.env["WELLSPRING_LOG_KEYS"];
  return named !== undefined && named !== "" ? named : join(getDefaultHome(), "log-keys");
}

/** The text of a file in the directory; `undefined` where there is none. Throws where this process may not read it. */
export function readKeyFile(directory: string, name: string): string | undefined {
  return readUnless(directory, name, ["ENOENT"]);
}

/** The same, and `undefined` where this process may not read it: the keys may be another server's. */
export function readOpenKeyFile(directory: string, name: string): string | undefined {
  return readUnless(directory, name, ["ENOENT", "EACCES"]);
}

function readUnless(directory: string, name: string, codes: readonly string[]): string | undefined {
  try {
    return readFileSync(join(directory, name), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && codes.includes(String(error.code))) return undefined;
    throw error;
  }
}

/**
 * Writes a file that only its owner can read, whole or not at all, and on the disk when this resolves. The directory is made
 * if missing, for its owner alone. What root makes in another user's directory is that user's; a directory that is there
 * stays whose it is.
 */
export async function writeKeyFile(directory: string, name: string, text: string): Promise<void> {
  makeDirectory(directory);
  const { uid, gid } = statSync(directory);
  const draft = join(directory, newOwnedName());
  try {
    await writeDurably(draft, text);
    if (process.getuid?.() === 0) chownSync(draft, uid, gid);
    renameSync(draft, join(directory, name));
    syncDirectory(directory);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes the directory and those above it that are missing, for the owner of the one that is there. */
function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (first === undefined || process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(first));
  let made = first;
  chownSync(made, uid, gid);
  for (const name of relative(first, resolve(directory)).split(sep).filter(Boolean)) {
    made = join(made, name);
    chownSync(made, uid, gid);
  }
}

/** The names of the files in the directory that end so, in their order; none where it is missing. */
export function listKeyFiles(directory: string, end: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith(end))
    .toSorted();
}

/** Removes what is left of files whose writing was cut off. */
export function removeDrafts(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^\d+_[^_]*_[0-9a-f]{12}$/.test(name) && isAbandoned(name)) removeKeyFile(directory, name);
  }
}

/** Removes a file of the directory, if it is there. */
export function removeKeyFile(directory: string, name: string): void {
  rmSync(join(directory, name), { force: true });
}
