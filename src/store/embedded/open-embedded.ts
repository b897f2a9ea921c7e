import { chownSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCluster, OWNER } from "./cluster.ts";
import { finishSwap } from "./cluster-swap.ts";
import { tryLockDirectory } from "./directory-lock.ts";
import { openEngine } from "./engine.ts";
import { countUsers, DATA, type Home, newOwnedName, openHome, shareWithOwner, whileLocked } from "./home.ts";
import { ensurePostmaster, type Postmaster, signalPostmaster, stopPostmaster } from "./postmaster.ts";
import { hasRunningPostmaster } from "./postmaster-file.ts";
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
    const use = join(place.users, newOwnedName());
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
  const use = join(place.users, newOwnedName());
  await whileLocked(place, WAIT_MS, async () => writeFileSync(use, "", { flag: "wx" }));
  return { release: () => leave(place, use, { directory, waitMs: WAIT_MS }) };
}

type Bounded = EmbeddedOptions & { readonly waitMs: number };

async function ensureServer(place: Home, options: Bounded): Promise<Postmaster> {
  finishSwap(place);
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
    if (countUsers(place) === 0) signalPostmaster(place.dataDirectory, "SIGINT");
    lock.release();
  } catch {
    // At exit there is nobody to tell; the next user puts things right.
  }
}
