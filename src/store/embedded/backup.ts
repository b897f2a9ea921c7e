import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import pg from "pg";
import { accept, type Result, refuse } from "#core/result.ts";
import { DATABASE, findServerUrl, openDatabase } from "../database.ts";
import { checkLedger, type LedgerCheck } from "../movement.ts";
import { type BaseBackup, type ByteProgress, takeBaseBackup } from "./base-backup.ts";
import { BACKUP_DATA, writeManifest } from "./backup-manifest.ts";
import { hasCluster } from "./cluster-swap.ts";
import { syncDirectory } from "./durable-file.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { DATA, getDefaultHome, isAbandoned, newOwnedName } from "./home.ts";
import { openEmbedded, reserveEmbedded } from "./open-embedded.ts";
import { placeBackup } from "./place-backup.ts";
import { chooseServerUser, handOver } from "./server-user.ts";

/** What making and restoring backups have in common. */
export interface BackupSurroundings {
  /** Home of the embedded database; by default WELLSPRING_HOME, else `.wellspring` beside the program. */
  readonly directory?: string | undefined;
  /** Version of this program, `1.2.3`. */
  readonly programVersion: string;
  readonly progress: ByteProgress;
  /** Ends the work at the next file; nothing half-done is left. */
  readonly signal?: AbortSignal | undefined;
}

/** The database is a server's (DATABASE_URL), which is backed up and restored by that server's own tools. */
export interface DatabaseOnServerRefusal {
  readonly code: "database_on_server";
  readonly advice: string;
}

/** The folder that was named for the backup has something in it, or lies within the database. */
interface TargetNotEmptyRefusal {
  readonly code: "target_not_empty";
  readonly directory: string;
}

/** There is no database in this home yet. */
interface NoDatabaseRefusal {
  readonly code: "no_database";
  readonly home: string;
}

type BackupRefusal = DatabaseOnServerRefusal | TargetNotEmptyRefusal | NoDatabaseRefusal;

/** A backup that has been made, and what the check found in it. */
export interface BackupReport {
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly serverVersion: string;
  readonly schemaVersion: number;
  readonly ledger: LedgerCheck;
}

/**
 * Backs the embedded database up into `target`, a folder that is empty or not there, while others use the database.
 *
 * Everything acknowledged before the copying ended is in it. The copy is checked: a scratch server recovers from a
 * second copy of it, and the ledger is checked there; a backup from which PostgreSQL does not start is none. The
 * folder gets its name when all is on the disk, so an interrupted backup leaves no folder of that name.
 *
 * Refuses, in this order, with `database_on_server`, `no_database`, `target_not_empty`.
 */
export async function createBackup(
  target: string,
  options: BackupSurroundings,
): Promise<Result<BackupReport, BackupRefusal>> {
  if (findServerUrl(options) !== undefined) return refuse(ON_SERVER);
  const named = resolve(options.directory ?? getDefaultHome());
  const directory = resolve(target);
  if (!hasCluster(named)) return refuse({ code: "no_database", home: named });
  const home = realpathSync(named);
  if (!isFree(directory, home)) return refuse({ code: "target_not_empty", directory });
  mkdirSync(dirname(directory), { recursive: true });
  removeAbandoned(directory);
  const building = `${directory}${BUILDING}${newOwnedName()}`;
  mkdirSync(building, { mode: 0o700 });
  try {
    return accept(await build({ home, building, directory }, options));
  } finally {
    rmSync(building, { recursive: true, force: true }); // gone already when all went well: it was renamed
  }
}

/** The refusal of everything here where DATABASE_URL names a server. */
export const ON_SERVER: DatabaseOnServerRefusal = {
  code: "database_on_server",
  advice:
    "DATABASE_URL names a PostgreSQL server: use its own tools (pg_basebackup, pgBackRest, Barman, or the backup of " +
    "your provider), see docs/BACKUP.md. Unset DATABASE_URL to work on the embedded database.",
};

const BUILDING = ".building-";

function isFree(directory: string, home: string): boolean {
  if (`${directory}${sep}`.startsWith(`${join(home, DATA)}${sep}`)) return false;
  const found = statSync(directory, { throwIfNoEntry: false });
  return found === undefined || (found.isDirectory() && readdirSync(directory).length === 0);
}

/** Removes what killed backups to the same folder have left. */
function removeAbandoned(directory: string): void {
  const prefix = `${basename(directory)}${BUILDING}`;
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix) || !isAbandoned(name.slice(prefix.length))) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

interface Places {
  readonly home: string;
  readonly building: string;
  /** The name that the backup gets. */
  readonly directory: string;
}

async function build(
  { home, building, directory }: Places,
  options: BackupSurroundings,
): Promise<BackupReport> {
  const startedAt = new Date().toISOString();
  const base = await copyDatabase(home, join(building, BACKUP_DATA), options);
  const { schemaVersion, ledger } = await checkCopy({ home, backup: building, base }, options);
  const finishedAt = new Date().toISOString();
  await writeManifest(building, {
    programVersion: options.programVersion,
    schemaVersion,
    serverVersion: base.serverVersion,
    serverMajor: base.serverMajor,
    platform: `${process.platform}-${process.arch}`,
    startedAt,
    finishedAt,
    startLsn: base.startLsn,
    stopLsn: base.stopLsn,
    ledger,
    directories: [...base.directories],
    files: [...base.files],
  });
  syncDirectory(building);
  options.signal?.throwIfAborted();
  renameSync(building, directory);
  syncDirectory(dirname(directory));
  const bytes = base.files.reduce((sum, { size }) => sum + size, 0);
  const { serverVersion } = base;
  return {
    directory,
    files: base.files.length,
    bytes,
    startedAt,
    finishedAt,
    serverVersion,
    schemaVersion,
    ledger,
  };
}

async function copyDatabase(home: string, target: string, options: BackupSurroundings): Promise<BaseBackup> {
  const { progress, signal } = options;
  mkdirSync(target, { mode: 0o700 });
  const server = await openEmbedded({ directory: home });
  try {
    const dataDirectory = join(home, DATA);
    return await takeBaseBackup({ connection: server.connection, dataDirectory, target, progress, signal });
  } finally {
    await server.release();
  }
}

/** A scratch server lives for a minute on a copy of the copy: it may be small, and need not survive a power cut. */
const SCRATCH_SETTINGS = {
  shared_buffers: "64MB",
  fsync: "off",
  full_page_writes: "off",
  autovacuum: "off",
} as const;

const SCRATCH = "backup-check-";

interface Copy {
  readonly home: string;
  readonly backup: string;
  readonly base: BaseBackup;
}

/** Recovers from a copy of the backup, brings it to this program's version, and checks its ledger. */
async function checkCopy(
  { home, backup, base }: Copy,
  { progress, signal }: BackupSurroundings,
): Promise<{ schemaVersion: number; ledger: LedgerCheck }> {
  await removeAbandonedScratch(home);
  // In the home, because there the server's user is known to be let in and PostgreSQL's files to fit.
  const scratch = join(home, `${SCRATCH}${newOwnedName()}`);
  mkdirSync(scratch, { mode: 0o700 });
  const { uid, gid } = statSync(join(home, DATA));
  if (process.getuid?.() === 0) chownSync(scratch, uid, gid);
  try {
    const target = join(scratch, DATA);
    const user = chooseServerUser(scratch, target);
    const placed = await placeBackup({ backup, contents: base, target, progress, signal });
    if (!placed.ok) {
      const message = `The copy cannot be read back: ${placed.refusal.path}: ${placed.refusal.reason}.`;
      throw new EmbeddedError("backup_impossible", message);
    }
    handOver(user, target, [target]);
    const server = await openEmbedded({ directory: scratch, settings: SCRATCH_SETTINGS });
    try {
      const schemaVersion = await readSchemaVersion(server.connection);
      return { schemaVersion, ledger: await checkLedgerOf(scratch) };
    } finally {
      await server.release();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A killed backup leaves its scratch server running: it is stopped and its files are removed. */
async function removeAbandonedScratch(home: string): Promise<void> {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(SCRATCH) || !isAbandoned(name.slice(SCRATCH.length))) continue;
    const scratch = join(home, name);
    if (existsSync(join(scratch, DATA))) await (await reserveEmbedded(scratch)).release();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Number of the last migration that the database has; 0 when it has none or is not there yet. */
async function readSchemaVersion(connection: pg.ClientConfig): Promise<number> {
  const client = new pg.Client({ ...connection, database: DATABASE });
  client.on("error", () => undefined); // a broken connection fails the query under way, which is thrown
  try {
    await client.connect();
    const { rows } = await client.query<{ found: boolean }>(
      "SELECT to_regclass('public.migration') IS NOT NULL AS found",
    );
    if (rows[0]?.found !== true) return 0;
    const newest = await client.query<{ number: number }>(
      "SELECT coalesce(max(number), 0)::int4 AS number FROM public.migration",
    );
    return newest.rows[0]?.number ?? 0;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "3D000") return 0;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkLedgerOf(home: string): Promise<LedgerCheck> {
  const opened = await openDatabase({
    directory: home,
    statementTimeoutMs: 0,
    applicationName: "wellspring backup",
  });
  try {
    return await checkLedger(opened.db);
  } finally {
    await opened.close();
  }
}
