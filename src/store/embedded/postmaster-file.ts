import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCommandLine, findProcess } from "./process-identity.ts";

/** What `postmaster.pid` says: see src/include/utils/pidfile.h of PostgreSQL 18 for its lines. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Folder of the Unix socket. */
  readonly socketDirectory: string;
}

/** Returns what `postmaster.pid` in `dataDirectory` says, or `undefined` when it is missing or incomplete. */
export function findPostmasterFile(dataDirectory: string): PostmasterFile | undefined {
  const [pid, , , port, socketDirectory] = readLines(dataDirectory);
  if (!pid || !port || !socketDirectory) return undefined;
  return { pid: Number(pid), port: Number(port), socketDirectory };
}

/** True while a PostgreSQL server for exactly this directory runs under the number in `postmaster.pid`. */
export function hasRunningPostmaster(dataDirectory: string): boolean {
  const pid = Number(readLines(dataDirectory)[0]);
  return Number.isInteger(pid) && pid > 0 && isPostmaster(pid, dataDirectory);
}

/** True while process `pid` is the PostgreSQL server of `dataDirectory`. */
export function isPostmaster(pid: number, dataDirectory: string): boolean {
  // A process that has ended but was not yet waited for keeps its number, and has no command line.
  const command = findProcess(pid) === undefined ? undefined : findCommandLine(pid);
  return (
    command !== undefined && /postgres/.test(command) && ` ${command} `.includes(` -D ${dataDirectory} `)
  );
}

/**
 * Makes a stale `postmaster.pid` harmless when its number now belongs to some other process, which
 * PostgreSQL would take for a running server. The file is not removed, because its shared-memory key is what
 * keeps a new server from starting beside the old one's surviving backends; only the number is replaced, by
 * ours: PostgreSQL passes over the number of its own parent. Call only when no postmaster runs.
 */
export function disownPostmasterFile(dataDirectory: string): void {
  const lines = readLines(dataDirectory);
  if (lines.length < 2 || lines[0] === String(process.pid)) return;
  writeFileSync(join(dataDirectory, NAME), [String(process.pid), ...lines.slice(1)].join("\n"));
}

const NAME = "postmaster.pid";

function readLines(dataDirectory: string): string[] {
  try {
    return readFileSync(join(dataDirectory, NAME), "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
