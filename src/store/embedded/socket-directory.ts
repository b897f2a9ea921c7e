import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";
import type { ServerUser } from "./server-user.ts";

/** Number in the socket's name, `.s.PGSQL.5432`; the server has no network port. */
export const PORT = 5432;

/** The shortest limit of a socket's path that we run on: 104 bytes with the closing zero (macOS); Linux has 108. */
const PATH_BYTES_MAX = 103;

/**
 * Returns the folder of the server's Unix socket, made with mode 0700 and owned by the server's user: `run` in
 * `home`, or where that path would be too long for a socket, a folder of its own among the temporary files,
 * named after `home` and its user. Throws `directory_not_ours` when somebody else has made that folder first.
 */
export function ensureSocketDirectory(home: string, user: ServerUser): string {
  const beside = join(home, "run");
  const directory = fits(beside) ? beside : temporaryDirectory(home, user);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  const ours = found.uid === user.uid || found.uid === process.getuid?.();
  if (!found.isDirectory() || !ours) {
    const message = `${directory} belongs to another user; the database's socket cannot be kept there. Remove it.`;
    throw new EmbeddedError("directory_not_ours", message);
  }
  chmodSync(directory, 0o700);
  if (found.uid !== user.uid) chownSync(directory, user.uid, user.gid);
  return directory;
}

/** Removes the folder of a stopped server's socket where it lies among the temporary files. */
export function removeSocketDirectory(home: string, directory: string): void {
  if (directory === join(home, "run")) return;
  try {
    rmdirSync(directory);
  } catch {
    // Not empty or gone already: only tidiness is lost.
  }
}

function temporaryDirectory(home: string, user: ServerUser): string {
  const name = `wellspring-${user.uid}-${createHash("sha256").update(home).digest("hex").slice(0, 12)}`;
  const preferred = join(tmpdir(), name);
  return fits(preferred) ? preferred : join("/tmp", name);
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${PORT}`)) <= PATH_BYTES_MAX;
}
