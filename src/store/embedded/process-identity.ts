import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * One process, told apart from a later one that was given the same number: process numbers are reused, in a
 * container within seconds, so a number alone would let a dead process look alive.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in a form that the operating system keeps constant; never empty. */
  readonly startedAt: string;
}

/** Returns the identity of the running process `pid`, or `undefined` when there is none (a zombie is none). */
export function findProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === "linux" ? findStartOnLinux(pid) : findStartByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

let self: ProcessIdentity | undefined;

/** Returns the identity of this process. */
export function getOwnIdentity(): ProcessIdentity {
  self ??= findProcess(process.pid);
  if (self === undefined) {
    throw new Error("Cannot read when this process began: /proc or ps is needed to share a data directory.");
  }
  return self;
}

/** True while the very process `identity` runs; false when it has ended, also if its number is used again. */
export function isRunning(identity: ProcessIdentity): boolean {
  return findProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** Returns the command line of process `pid`, arguments separated by spaces, or `undefined` when it has none. */
export function findCommandLine(pid: number): string | undefined {
  try {
    const text =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
        : execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return text.trim() === "" ? undefined : text.trim();
  } catch {
    return undefined; // the process has ended, which is an answer
  }
}

/** Field 22 of /proc/pid/stat (clock ticks since boot), with the boot's id: see proc_pid_stat(5). */
function findStartOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the name, may itself contain spaces and brackets: fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (state === "Z" || state === "X" || ticks === undefined) return undefined;
    return `${readBootId()}.${ticks}`;
  } catch {
    return undefined; // the process has ended, which is an answer
  }
}

let bootId: string | undefined;

function readBootId(): string {
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
  return bootId;
}

function findStartByPs(pid: number): string | undefined {
  try {
    const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C", TZ: "UTC" } } as const;
    const [state, ...started] = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], options)
      .trim()
      .split(/\s+/);
    if (state === undefined || state.startsWith("Z") || started.length === 0) return undefined;
    return started.join("-").replaceAll(":", "");
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}
