import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type DirectoryLock, LockTimeoutError, lockDirectory } from "./directory-lock.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { getOwnIdentity, isRunning } from "./process-identity.ts";

/** The home of the embedded database: its folder, and the places in it. */
export interface Home {
  /** Absolute, without symbolic links. */
  readonly directory: string;
  /** PostgreSQL's own; it need not be there. */
  readonly dataDirectory: string;
  /** One file for each use by a process. */
  readonly users: string;
  readonly lock: string;
}

/** Name of the data directory in a home. */
export const DATA = "postgres";

/** Returns the home at `path`, made if missing. Throws `directory_not_ours` when it cannot be used. */
export function openHome(path: string): Home {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // The server reports its directory without symbolic links, and its command line is compared with ours.
    const directory = realpathSync(path);
    const users = join(directory, "users");
    const lock = join(directory, "lock");
    for (const each of [users, lock]) mkdirSync(each, { recursive: true, mode: 0o700 });
    return { directory, dataDirectory: join(directory, DATA), users, lock };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The database's directory cannot be used (${reason}). Set WELLSPRING_HOME to one of your own.`;
    throw new EmbeddedError("directory_not_ours", message, { cause });
  }
}

/** What root makes in the home of an ordinary user belongs to that user, who could not work there otherwise. */
export function shareWithOwner(home: Home): void {
  const { uid, gid } = statSync(home.directory);
  if (process.getuid?.() !== 0 || uid === 0) return;
  for (const each of [home.users, home.lock]) chownSync(each, uid, gid);
}

/** The home that is used unless one is named: WELLSPRING_HOME, else `.wellspring` beside the program. */
export function getDefaultHome(): string {
  const named = process.env["WELLSPRING_HOME"];
  if (named !== undefined && named !== "") return named;
  return join(import.meta.dirname, "..", "..", "..", ".wellspring");
}

/** A name that nobody else has, from which {@link isAbandoned} can tell whether its process still runs. */
export function newOwnedName(): string {
  const { pid, startedAt } = getOwnIdentity();
  return `${pid}_${startedAt}_${randomBytes(6).toString("hex")}`;
}

/** True when the process that made `name` by {@link newOwnedName} has ended, or nobody has made it so. */
export function isAbandoned(name: string): boolean {
  const [pid, startedAt] = name.split("_");
  return pid === undefined || startedAt === undefined || !isRunning({ pid: Number(pid), startedAt });
}

/** How many uses there are by processes that run; the files of others are removed. */
export function countUsers(home: Home): number {
  if (!existsSync(home.users)) return 0;
  return readdirSync(home.users).filter((name) => {
    if (!isAbandoned(name)) return true;
    rmSync(join(home.users, name), { force: true });
    return false;
  }).length;
}

/** Acts while nobody else starts, stops or replaces the database of `home`. Throws `lock_timeout` after `waitMs`. */
export async function whileLocked<Value>(
  home: Home,
  waitMs: number,
  act: () => Promise<Value>,
): Promise<Value> {
  let lock: DirectoryLock;
  try {
    lock = await lockDirectory(home.lock, waitMs);
  } catch (cause) {
    if (!(cause instanceof LockTimeoutError)) throw cause;
    const message = `Process ${cause.holder?.pid} is starting or stopping the database in ${home.directory} for too long.`;
    throw new EmbeddedError("lock_timeout", message, { cause });
  }
  try {
    return await act();
  } finally {
    lock.release();
  }
}
