import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ensureCluster, OWNER } from "./cluster.ts";
import { type DirectoryLock, LockTimeoutError, lockDirectory, tryLockDirectory } from "./directory-lock.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { openEngine } from "./engine.ts";
import { ensurePostmaster, type Postmaster, signalPostmaster, stopPostmaster } from "./postmaster.ts";
import { hasRunningPostmaster } from "./postmaster-file.ts";
import { getOwnIdentity, isRunning } from "./process-identity.ts";
import { chooseServerUser } from "./server-user.ts";
import { ensureSocketDirectory, removeSocketDirectory } from "./socket-directory.ts";

/** How to connect to the embedded server's own `postgres` database, as the superuser that owns it. */
export interface EmbeddedConnection {
  /** Folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** The embedded server, while we are one of its users. */
export interface EmbeddedServer {
  readonly connection: EmbeddedConnection;
  /** Process number of the server when it was opened. */
  readonly pid: number;
  /** Gives up our use; the last user's release stops the server. A second call does nothing. */
  readonly release: () => Promise<void>;
}

export interface EmbeddedOptions {
  /** Home of the database: data, socket, log and the files that coordinate its users. Made if missing. */
  readonly directory: string;
  /** Told in a sentence what takes time or went wrong without being a fault. */
  readonly log?: (message: string) => void;
  /** Server settings that differ from ours; they count only where this call starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Bound for each wait (another's start, recovery, an old server's end), milliseconds. */
  readonly waitMs?: number;
}

const WAIT_MS = 120_000;

/**
 * Returns the PostgreSQL server that keeps `directory`: started, with initdb before if need be, or shared with
 * the processes that use it already. Its users are counted by one file each, which names the process and its
 * start: a killed user's file counts for nothing, and the last one to leave stops the server. A server that is
 * killed while we use it is started again within seconds, under the same connection.
 *
 * Throws {@link EmbeddedError}; nothing of an unfit directory is changed.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = openHome(options.directory);
  const waitMs = options.waitMs ?? WAIT_MS;
  return await whileLocked(place, waitMs, async () => {
    const use = join(place.users, newUseName());
    writeFileSync(use, "", { flag: "wx" });
    try {
      const server = await ensureServer(place, { ...options, waitMs });
      return handOut(place, { use, server, options: { ...options, waitMs } });
    } catch (error) {
      rmSync(use, { force: true });
      throw error;
    }
  });
}

/**
 * Counts as a user of `directory` without starting the server, so that others may come and go without its
 * being stopped in between. Releasing stops a server that nobody else uses.
 */
export async function reserveEmbedded(directory: string): Promise<Pick<EmbeddedServer, "release">> {
  const place = openHome(directory);
  const use = join(place.users, newUseName());
  await whileLocked(place, WAIT_MS, async () => writeFileSync(use, "", { flag: "wx" }));
  return { release: () => leave(place, use, { directory, waitMs: WAIT_MS }) };
}

interface Home {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly users: string;
  readonly lock: string;
}

const DATA = "postgres";

function openHome(path: string): Home {
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

type Bounded = EmbeddedOptions & { readonly waitMs: number };

async function ensureServer(place: Home, options: Bounded): Promise<Postmaster> {
  const user = chooseServerUser(place.directory, place.dataDirectory);
  // A home that root has just made for a server that is not root's is that server's from the start.
  if (user.kind === "other" && !existsSync(place.dataDirectory))
    chownSync(place.directory, user.uid, user.gid);
  const engine = openEngine(join(place.directory, "lib"));
  shareWithOwner(place);
  if (!existsSync(place.dataDirectory)) options.log?.(`Making a new database in ${place.directory}`);
  ensureCluster(engine, user, { home: place.directory, name: DATA });
  return await ensurePostmaster({
    engine,
    user,
    dataDirectory: place.dataDirectory,
    socketDirectory: ensureSocketDirectory(place.directory, user),
    logFile: join(place.directory, "postgres.log"),
    settings: options.settings ?? {},
    waitMs: options.waitMs,
  });
}

/** What root makes in the home of an ordinary user belongs to that user, who could not work there otherwise. */
function shareWithOwner(place: Home): void {
  const { uid, gid } = statSync(place.directory);
  if (process.getuid?.() !== 0 || uid === 0) return;
  for (const each of [place.users, place.lock]) chownSync(each, uid, gid);
}

interface Use {
  /** The file that counts us. */
  readonly use: string;
  readonly server: Postmaster;
  readonly options: Bounded;
}

function handOut(place: Home, { use, server, options }: Use): EmbeddedServer {
  const { socketDirectory, port, pid } = server;
  const onExit = () => leaveAtExit(place, use);
  process.once("exit", onExit);
  const stopWatching = watch(place, options);
  let released: Promise<void> | undefined;
  const release = async () => {
    await stopWatching();
    await leave(place, use, options);
    process.removeListener("exit", onExit);
    if (countUsers(place) === 0) removeSocketDirectory(place.directory, socketDirectory);
  };
  return {
    connection: { host: socketDirectory, port, user: OWNER, database: "postgres" },
    pid,
    release: () => {
      released ??= release();
      return released;
    },
  };
}

/** Between two looks at whether the server still runs, milliseconds; a look reads two small files. */
const WATCH_MS = 1_000;

/**
 * Starts the server again if it is gone while we use it: nobody stops it on purpose before the last user has
 * left. Returns what ends the watch, resolving when no start is under way any more.
 */
function watch(place: Home, options: Bounded): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let complaint: string | undefined;
  const restart = async () => {
    try {
      options.log?.("The database server is gone; starting it again");
      await whileLocked(place, options.waitMs, () => ensureServer(place, options));
      complaint = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== complaint) options.log?.(message);
      complaint = message;
    }
  };
  const timer = setInterval(() => {
    if (underWay !== undefined || !existsSync(place.users) || hasRunningPostmaster(place.dataDirectory))
      return;
    underWay = restart().finally(() => {
      underWay = undefined;
    });
  }, WATCH_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}

async function leave(place: Home, use: string, options: Bounded): Promise<void> {
  if (!existsSync(place.users)) return; // the directory was removed under us: nothing is left to give up
  await whileLocked(place, options.waitMs, async () => {
    rmSync(use, { force: true });
    if (countUsers(place) > 0) return;
    const stopped = await stopPostmaster(place.dataDirectory, options.waitMs);
    if (!stopped) options.log?.(`PostgreSQL is still shutting down after ${options.waitMs} ms`);
  });
}

/** A process that ends without releasing: nothing can be awaited, so the server is stopped only if nobody waits. */
function leaveAtExit(place: Home, use: string): void {
  try {
    const lock = tryLockDirectory(place.lock);
    rmSync(use, { force: true });
    if (lock === undefined) return; // somebody is starting or leaving, and sees that we are gone
    if (countUsers(place) === 0) signalPostmaster(place.dataDirectory);
    lock.release();
  } catch {
    // At exit there is nobody to tell; the next user puts things right.
  }
}

function newUseName(): string {
  const { pid, startedAt } = getOwnIdentity();
  return `${pid}_${startedAt}_${randomBytes(6).toString("hex")}`;
}

/** How many uses there are by processes that run; the files of others are removed. */
function countUsers(place: Home): number {
  if (!existsSync(place.users)) return 0;
  return readdirSync(place.users).filter((name) => {
    const [pid, startedAt] = name.split("_");
    if (pid !== undefined && startedAt !== undefined && isRunning({ pid: Number(pid), startedAt }))
      return true;
    rmSync(join(place.users, name), { force: true });
    return false;
  }).length;
}

async function whileLocked<Value>(place: Home, waitMs: number, act: () => Promise<Value>): Promise<Value> {
  let lock: DirectoryLock;
  try {
    lock = await lockDirectory(place.lock, waitMs);
  } catch (cause) {
    if (!(cause instanceof LockTimeoutError)) throw cause;
    const message = `Process ${cause.holder?.pid} is starting or stopping the database in ${place.directory} for too long.`;
    throw new EmbeddedError("lock_timeout", message, { cause });
  }
  try {
    return await act();
  } finally {
    lock.release();
  }
}
