import { chownSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { newOwnedName, getDefaultHome } from "./embedded/home.ts";
import { syncDirectory, writeDurably } from "./embedded/durable-file.ts";

/**
 * Where private keys of the log are: WELLSPRING_LOG_KEYS, else `log-keys` in WELLSPRING_HOME. Never in the database, whose tables
 * whoever works as the program can read.
 */
export function getLogKeyDirectory(): string {
  const named = process.env["WELLSPRING_LOG_KEYS"];
  return named !== undefined && named !== "" ? named : join(getDefaultHome(), "log-keys");
}

/** The text of a file in the directory; `undefined` where there is none that this process may read. */
export function readKeyFile(directory: string, name: string): string | undefined {
  try {
    return readFileSync(join(directory, name), "utf8");
  } catch (error) {
    const isClosed =
      error instanceof Error && "code" in error && /^(ENOENT|EACCES)$/.test(String(error.code));
    if (isClosed) return undefined;
    throw error;
  }
}

/**
 * Writes a file that only its owner can read, whole or not at all, and on the disk when this resolves. The directory is made
 * if missing, for its owner alone; what root makes beside another user's files is that user's.
 */
export async function writeKeyFile(directory: string, name: string, text: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { uid, gid } = statSync(dirname(directory));
  const draft = join(directory, newOwnedName());
  try {
    await writeDurably(draft, text);
    if (process.getuid?.() === 0 && uid !== 0)
      for (const path of [directory, draft]) chownSync(path, uid, gid);
    renameSync(draft, join(directory, name));
    syncDirectory(directory);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a file of the directory, if it is there. */
export function removeKeyFile(directory: string, name: string): void {
  rmSync(join(directory, name), { force: true });
}
