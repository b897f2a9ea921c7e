import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { OWNER, serverEnvironment } from "./cluster.ts";
import { EmbeddedError } from "./embedded-error.ts";
import type { Engine } from "./engine.ts";
import {
  disownPostmasterFile,
  findPostmasterFile,
  hasRunningPostmaster,
  isPostmaster,
} from "./postmaster-file.ts";
import { launchAs, type ServerUser } from "./server-user.ts";
import { PORT } from "./socket-directory.ts";

/** A running server that answered and said that its data directory is ours. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDirectory: string;
  readonly port: number;
}

/** What starting a server takes. */
export interface StartPlan {
  readonly engine: Engine;
  readonly user: ServerUser;
  /** Absolute and without symbolic links, as the server is asked to report it. */
  readonly dataDirectory: string;
  readonly socketDirectory: string;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How long to wait for recovery, for an old server's end and for its surviving backends. */
  readonly waitMs: number;
}

const POLL_MS = 20;

/**
 * Returns the server of `plan.dataDirectory`: the one that runs, or a new one. The caller holds the lock.
 *
 * After a kill -9 of the old server its backends may live on for a moment, holding the shared memory;
 * PostgreSQL then refuses to start, rightly, and is asked again until they are gone.
 * Throws `start_failed` (with what the server said), `start_timeout` or `still_stopping`.
 */
export async function ensurePostmaster(plan: StartPlan): Promise<Postmaster> {
  const deadline = Date.now() + plan.waitMs;
  const quitAt = Date.now() + getPatienceMs(plan.waitMs);
  for (;;) {
    const running = hasRunningPostmaster(plan.dataDirectory);
    const answer = running ? await ask(plan.dataDirectory) : undefined;
    if (answer?.state === "ready") return answer.postmaster;
    // Whoever stops a server holds the lock that we hold: this one was left stopping, and does not come to its end.
    if (answer?.state === "stopping" && Date.now() > quitAt) signalPostmaster(plan.dataDirectory, "SIGQUIT");
    if (!running) {
      const started = await startOnce(plan, deadline);
      if (started !== undefined) return started;
    }
    if (Date.now() > deadline) throw describeOccupied(plan, running);
    await sleep(POLL_MS * 5);
  }
}

function describeOccupied(plan: StartPlan, running: boolean): EmbeddedError {
  const file = findPostmasterFile(plan.dataDirectory);
  const message = running
    ? `A PostgreSQL server (process ${file?.pid}) holds ${plan.dataDirectory} but has not answered on ` +
      `${file?.socketDirectory} for ${plan.waitMs} ms. If it is not shutting down, stop it (kill -INT ${file?.pid}).`
    : `Processes of an earlier PostgreSQL server still use ${plan.dataDirectory} after ${plan.waitMs} ms; see ` +
      `${plan.logFile}. End them, then start again.`;
  return new EmbeddedError("still_stopping", message);
}

/** What a server said when it was asked; `silent` stands for everything that says nothing of its state. */
type Answer =
  | { readonly state: "ready"; readonly postmaster: Postmaster }
  | { readonly state: "starting" | "stopping" | "silent" };

/** Asks the server whose `postmaster.pid` lies in the directory; `ready` if it answers and the directory is its own. */
async function ask(dataDirectory: string): Promise<Answer> {
  const file = findPostmasterFile(dataDirectory);
  if (file === undefined) return { state: "silent" };
  const client = new pg.Client({
    host: file.socketDirectory,
    port: file.port,
    user: OWNER,
    database: "postgres",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined); // a server that ends while we ask is one that did not answer
  try {
    await client.connect();
    const result = await client.query<{ data_directory: string }>("SHOW data_directory");
    const reported = result.rows[0]?.data_directory;
    const isOurs = reported !== undefined && isSameFolder(reported, dataDirectory);
    return isOurs ? { state: "ready", postmaster: file } : { state: "silent" };
  } catch (error) {
    // The caller looks again, within bounds. 57P03 is cannot_connect_now; the server's language is always English.
    if (!(error instanceof pg.DatabaseError) || error.code !== "57P03") return { state: "silent" };
    return { state: error.message.includes("shutting down") ? "stopping" : "starting" };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isSameFolder(left: string, right: string): boolean {
  const [a, b] = [left, right].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Starts the server; `undefined` when the directory is still in use by the remains of an earlier one. */
async function startOnce(plan: StartPlan, deadline: number): Promise<Postmaster | undefined> {
  disownPostmasterFile(plan.dataDirectory);
  removeStaleSocket(plan.socketDirectory);
  const { child, logStart } = spawnPostmaster(plan);
  let ended = false;
  let fault: Error | undefined;
  child.once("exit", () => (ended = true));
  child.once("error", (error) => {
    fault = error;
    ended = true;
  });
  while (!ended) {
    const answer = await ask(plan.dataDirectory);
    if (answer.state === "ready" && answer.postmaster.pid === child.pid) return answer.postmaster;
    if (Date.now() > deadline) {
      child.kill("SIGINT");
      const message = `PostgreSQL did not become ready within ${plan.waitMs} ms; see ${plan.logFile}.`;
      throw new EmbeddedError("start_timeout", message);
    }
    await sleep(POLL_MS);
  }
  const said = readFileSync(plan.logFile).subarray(logStart).toString("utf8").trim();
  if (/shared memory block .* still in use|lock file "postmaster.pid" already exists/.test(said))
    return undefined;
  const message = `PostgreSQL did not start (${plan.logFile}): ${fault?.message ?? said.slice(-2_000)}`;
  throw new EmbeddedError("start_failed", message, { cause: fault });
}

/**
 * Removes what a killed server left where its socket was. PostgreSQL would ask only whether a process with the
 * old number exists, and one that has ended but was never waited for does. The folder is this server's alone.
 */
function removeStaleSocket(directory: string): void {
  for (const name of [`.s.PGSQL.${PORT}`, `.s.PGSQL.${PORT}.lock`])
    rmSync(join(directory, name), { force: true });
}

/** From here on the log is started anew, the old one being kept once: a laptop's disk is not to fill up. */
const LOG_BYTES_MAX = 4 * 1024 * 1024;

function spawnPostmaster(plan: StartPlan): { child: ChildProcess; logStart: number } {
  const size = statSync(plan.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(plan.logFile, `${plan.logFile}.1`);
  const log = openSync(plan.logFile, "a", 0o600);
  const logStart = fstatSync(log).size;
  if (plan.user.kind === "other") fchownSync(log, plan.user.uid, plan.user.gid);
  const launch = launchAs(plan.user);
  const settings = {
    ...SETTINGS,
    unix_socket_directories: quoteListItem(plan.socketDirectory),
    ...plan.settings,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command, ...args] = [...launch.prefix, plan.engine.postgres, "-D", plan.dataDirectory, ...options];
  try {
    // Its own session: Ctrl-C in our terminal is for us, and others may be using the server.
    const child = spawn(command ?? plan.engine.postgres, args, {
      ...launch.spawnOptions,
      cwd: join(plan.dataDirectory),
      detached: true,
      stdio: ["ignore", log, log],
      env: serverEnvironment(plan.engine),
    });
    child.unref();
    return { child, logStart };
  } finally {
    closeSync(log);
  }
}

/** The setting is a list, in which commas and spaces separate unless quoted. */
function quoteListItem(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}

/** For a laptop with two cores and some gigabytes; what is acknowledged is on the disk. */
const SETTINGS: Readonly<Record<string, string>> = {
  port: String(PORT),
  listen_addresses: "",
  unix_socket_permissions: "0700",
  ssl: "off",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  // On macOS a plain fsync leaves the data in the drive's cache.
  ...(process.platform === "darwin" ? { wal_sync_method: "fsync_writethrough" } : {}),
  max_connections: "80",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "8MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "1GB",
  random_page_cost: "1.1",
  jit: "off",
  max_parallel_workers_per_gather: "1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] %a ",
};

/** How long a server may take to stop before it is made to, of the longest wait, milliseconds. */
function getPatienceMs(waitMs: number): number {
  return Math.min(20_000, waitMs / 4);
}

/**
 * Stops the server by a fast shutdown and waits for its end: sessions are cut off, everything committed is
 * kept. Resolves to false when it still runs after `waitMs` (it goes on stopping).
 *
 * PostgreSQL 18 never ends when a fast shutdown meets it while it recovers from the kill of one of its processes:
 * it takes the checkpointer, which it has just started again, for told to quit already, and waits for it. Hence a
 * server that is starting is waited for first, and one that does not stop in time is told to quit without a
 * checkpoint, which costs a recovery at the next start and nothing else.
 */
export async function stopPostmaster(dataDirectory: string, waitMs: number): Promise<boolean> {
  const startedMs = Date.now();
  const patienceMs = getPatienceMs(waitMs);
  while (hasRunningPostmaster(dataDirectory) && Date.now() < startedMs + patienceMs) {
    if ((await ask(dataDirectory)).state !== "starting") break;
    await sleep(POLL_MS);
  }
  if (!signalPostmaster(dataDirectory, "SIGINT")) return true;
  const quitAt = Date.now() + patienceMs;
  let isQuitting = false;
  while (hasRunningPostmaster(dataDirectory)) {
    if (Date.now() > startedMs + waitMs) return false;
    if (!isQuitting && Date.now() > quitAt) {
      signalPostmaster(dataDirectory, "SIGQUIT");
      isQuitting = true;
    }
    await sleep(POLL_MS);
  }
  return true;
}

/** Asks the server for a fast shutdown (SIGINT), or for one without a checkpoint (SIGQUIT); false when none runs. */
export function signalPostmaster(dataDirectory: string, signal: "SIGINT" | "SIGQUIT"): boolean {
  const file = findPostmasterFile(dataDirectory);
  if (file === undefined || !isPostmaster(file.pid, dataDirectory)) return false;
  try {
    process.kill(file.pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
