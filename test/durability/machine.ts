import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPostmasterFile, isPostmaster } from "#store/embedded/postmaster-file.ts";

/** Who can be killed: the server, the worker, PostgreSQL, one of PostgreSQL's connections, or all of them at once. */
export const VICTIMS = ["server", "worker", "database", "connection", "everything"] as const;
export type Victim = (typeof VICTIMS)[number];

/** A server, a worker and the embedded PostgreSQL that they share, each a process of its own, on the database of one home. */
export interface Machine {
  /** Where the server answers; `undefined` while it does not run. */
  readonly url: () => string | undefined;
  /** Server or worker that ended though nobody killed it, and how: none may. */
  readonly unexpected: readonly string[];
  /** Starts the server and the worker where they do not run; the database comes with the first of them. Throws where one ends. */
  start(): Promise<void>;
  /** kill -9. Returns who was killed: the server, where another does not run at this moment. Resolves when they are gone. */
  kill(victim: Victim): Promise<Victim>;
  /** Lets server and worker end, and with the last of them the database. */
  stop(): Promise<void>;
}

interface Part {
  readonly program: string;
  child: ChildProcess | undefined;
  url: string | undefined;
}

const root = join(import.meta.dirname, "..", "..");
const START_WITHIN_MS = 180_000;
const GONE_WITHIN_MS = 60_000;

/** What the processes say goes to `logFile`, which lies elsewhere than the home. */
export function openMachine(home: string, logFile: string): Machine {
  const server: Part = { program: join(root, "src", "server", "main.ts"), child: undefined, url: undefined };
  const worker: Part = { program: join(import.meta.dirname, "worker.ts"), child: undefined, url: undefined };
  const parts = [server, worker];
  const unexpected: string[] = [];
  let isStopping = false;
  const dataDirectory = join(home, "postgres");
  const findDatabase = (): number | undefined => {
    const pid = findPostmasterFile(dataDirectory)?.pid;
    return pid !== undefined && isPostmaster(pid, dataDirectory) ? pid : undefined;
  };
  return {
    url: () => server.url,
    unexpected,
    start: async () => {
      isStopping = false;
      for (const part of parts) {
        if (part.child !== undefined) continue;
        const child = await startPart(part, home, logFile);
        child.once("exit", (code, signal) => {
          if (!child.killed && !isStopping) unexpected.push(`${part.program} ended: ${code ?? signal}`);
        });
      }
    },
    kill: async (victim) => {
      const database = findDatabase();
      const backends = database === undefined ? [] : listChildren(database);
      const connection = backends.find(({ command }) => / wellspring \[local\]/.test(command))?.pid;
      const found = { database, connection, everything: database, server: 0, worker: 0 }[victim];
      const who = found === undefined ? "server" : victim;
      if (who === "server" || who === "everything") server.child?.kill("SIGKILL");
      if (who === "worker" || who === "everything") worker.child?.kill("SIGKILL");
      if (who === "connection") killNow(connection);
      if (who === "database" || who === "everything") killNow(database);
      // Without their postmaster they end by themselves, but not while they wait for a disk that has no power.
      if (who === "everything") for (const { pid } of backends) killNow(pid);
      const gone = who === "everything" ? [database, ...backends.map(({ pid }) => pid)] : [];
      await Promise.all([waitForEnd(parts), waitForNone(gone)]);
      return who;
    },
    stop: async () => {
      isStopping = true;
      for (const { child } of parts) child?.disconnect();
      await Promise.all(
        parts.map(async ({ child }) => child?.exitCode === null && (await once(child, "exit"))),
      );
    },
  };
}

async function startPart(part: Part, home: string, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, "a");
  const child = fork(part.program, [], {
    stdio: ["ignore", log, log, "ipc"],
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: "",
      WELLSPRING_HOME: home,
      WELLSPRING_LOG_KEYS: "",
      HOST: "127.0.0.1",
      PORT: "0",
      WELLSPRING_LOG_LEVEL: "warn",
    },
  });
  closeSync(log);
  child.on("error", () => undefined); // it is seen to have ended
  child.once("exit", () => {
    if (part.child === child) [part.child, part.url] = [undefined, undefined];
  });
  part.child = child;
  const late = setTimeout(() => child.kill("SIGKILL"), START_WITHIN_MS);
  const told = once(child, "message");
  const ended = once(child, "exit");
  const message = await Promise.race([told.then(([value]: unknown[]) => value), ended.then(() => undefined)]);
  clearTimeout(late);
  if (typeof message !== "object" || message === null) {
    throw new Error(`${part.program} did not start: ${readFileSync(logFile, "utf8").slice(-2000)}`);
  }
  if ("url" in message) part.url = String(message.url);
  return child;
}

/** Until those that were killed are known to have ended. */
async function waitForEnd(parts: readonly Part[]): Promise<void> {
  for (const { child } of parts)
    if (child?.killed === true && child.exitCode === null && child.signalCode === null)
      await once(child, "exit");
}

async function waitForNone(pids: readonly (number | undefined)[]): Promise<void> {
  const until = Date.now() + GONE_WITHIN_MS;
  while (pids.some((pid) => pid !== undefined && isRunning(pid))) {
    if (Date.now() > until) throw new Error(`still there after ${GONE_WITHIN_MS} ms: ${pids.join(", ")}`);
    await sleep(10);
  }
}

/** A process that has ended and was not waited for is none that runs: it holds nothing. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false; // gone in this very moment
  }
}

function killNow(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error; // ended by itself in this very moment, which is as good
  }
}

function listChildren(parent: number): { readonly pid: number; readonly command: string }[] {
  const listed = execFileSync("ps", ["-ww", "-e", "-o", "pid=,ppid=,command="], { encoding: "utf8" });
  return listed.split("\n").flatMap((line) => {
    const [, pid, ppid, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent ? [{ pid: Number(pid), command }] : [];
  });
}
