import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getOwnIdentity, isRunning, type ProcessIdentity } from "./process-identity.ts";

/**
 * Mutual exclusion between processes over a directory, which a killed process cannot keep.
 *
 * Lamport's bakery (A new solution of Dijkstra's concurrent programming problem, CACM 17 (8), 1974) over
 * files: a contender announces that it is choosing, takes a number above every number it sees, and waits for
 * all that are ahead of it. Each file carries its owner's process number and start, so the files of a dead
 * process are passed over. Nobody ever takes a lock away from somebody else, which is where lock files that
 * are "broken" when stale go wrong.
 *
 * Reading a directory is not atomic: a contender that goes from choosing to numbered during the reading may
 * be missed once. Whoever began before us has its number written by the second reading, and whoever began
 * after us saw our number and took a higher one; hence two quiet readings in a row are needed, and suffice.
 */
export interface DirectoryLock {
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

/** The lock was not to be had in time; `holder` is the process that seemed to have it. */
export class LockTimeoutError extends Error {
  override readonly name = "LockTimeoutError";
  readonly holder: ProcessIdentity | undefined;

  constructor(message: string, holder: ProcessIdentity | undefined) {
    super(message);
    this.holder = holder;
  }
}

interface Ticket {
  readonly name: string;
  readonly choosing: boolean;
  readonly number: number;
  readonly owner: ProcessIdentity;
  readonly key: string;
}

/** Between two looks at the queue, milliseconds: a start takes some hundred. */
const POLL_MS = 15;

/** Takes the lock kept in `directory` (made if missing); throws {@link LockTimeoutError} after `waitMs`. */
export async function lockDirectory(directory: string, waitMs: number): Promise<DirectoryLock> {
  const own = takeTicket(directory);
  const deadline = Date.now() + waitMs;
  try {
    let quietReadings = 0;
    while (quietReadings < 2) {
      const ahead = findAhead(directory, own);
      quietReadings = ahead === undefined ? quietReadings + 1 : 0;
      if (ahead === undefined) continue;
      if (Date.now() > deadline) {
        const message = `Process ${ahead.owner.pid} has held ${directory} for more than ${waitMs} ms.`;
        throw new LockTimeoutError(message, ahead.owner);
      }
      await sleep(POLL_MS);
    }
  } catch (error) {
    rmSync(join(directory, own.name), { force: true });
    throw error;
  }
  return { release: () => rmSync(join(directory, own.name), { force: true }) };
}

/** Takes the lock if nobody is ahead, without waiting; `undefined` otherwise. For handlers that cannot wait. */
export function tryLockDirectory(directory: string): DirectoryLock | undefined {
  const own = takeTicket(directory);
  const path = join(directory, own.name);
  if (findAhead(directory, own) === undefined && findAhead(directory, own) === undefined) {
    return { release: () => rmSync(path, { force: true }) };
  }
  rmSync(path, { force: true });
  return undefined;
}

function takeTicket(directory: string): Ticket {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const owner = getOwnIdentity();
  const key = `${owner.pid}_${owner.startedAt}_${randomBytes(6).toString("hex")}`;
  const choosing = join(directory, `choosing_${key}`);
  writeFileSync(choosing, "", { flag: "wx" });
  try {
    const number = 1 + Math.max(0, ...readTickets(directory).map((ticket) => ticket.number));
    const name = `${number}_${key}`;
    writeFileSync(join(directory, name), "", { flag: "wx" });
    return { name, choosing: false, number, owner, key };
  } finally {
    rmSync(choosing, { force: true });
  }
}

/** The contender to wait for, if any. The files of processes that have ended are removed on the way. */
function findAhead(directory: string, own: Ticket): Ticket | undefined {
  for (const ticket of readTickets(directory)) {
    if (ticket.key === own.key) continue;
    if (!isRunning(ticket.owner)) {
      rmSync(join(directory, ticket.name), { force: true });
      continue;
    }
    const before = ticket.number < own.number || (ticket.number === own.number && ticket.key < own.key);
    if (ticket.choosing || before) return ticket;
  }
  return undefined;
}

const TICKET = /^(choosing|\d+)_(\d+)_([^_]+)_([0-9a-f]+)$/;

function readTickets(directory: string): Ticket[] {
  return readdirSync(directory).flatMap((name) => {
    const [, number, pid, startedAt, nonce] = TICKET.exec(name) ?? [];
    if (number === undefined || pid === undefined || startedAt === undefined) return [];
    const choosing = number === "choosing";
    const owner = { pid: Number(pid), startedAt };
    return [
      { name, choosing, number: choosing ? 0 : Number(number), owner, key: `${pid}_${startedAt}_${nonce}` },
    ];
  });
}
