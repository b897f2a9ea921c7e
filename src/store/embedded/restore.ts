import { chownSync, existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { accept, type Result, refuse } from "#core/result.ts";
import { findServerUrl } from "../database.ts";
import { MIGRATIONS, readMigrations } from "../migrate.ts";
import { type BackupSurroundings, type DatabaseOnServerRefusal, ON_SERVER } from "./backup.ts";
import {
  type BackupIncompleteRefusal,
  type BackupManifest,
  type BackupNewerRefusal,
  readManifest,
} from "./backup-manifest.ts";
import { finishSwap, hasCluster, swapCluster } from "./cluster-swap.ts";
import { ENGINE_MAJOR } from "./engine.ts";
import {
  countUsers,
  DATA,
  getDefaultHome,
  type Home,
  isAbandoned,
  newOwnedName,
  openHome,
  shareWithOwner,
  whileLocked,
} from "./home.ts";
import { placeBackup } from "./place-backup.ts";
import { findPostmasterFile, hasRunningPostmaster } from "./postmaster-file.ts";
import { chooseServerUser, handOver } from "./server-user.ts";

/** Another version of PostgreSQL, or another kind of machine, made the backup; its files cannot be read here. */
interface BackupOfOtherEngineRefusal {
  readonly code: "backup_of_other_engine";
  readonly backup: string;
  readonly program: string;
}

/** A server, worker or command uses the home's database, or its PostgreSQL runs. */
interface HomeInUseRefusal {
  readonly code: "home_in_use";
  readonly home: string;
  /** Processes of the program that use it. */
  readonly users: number;
  /** Process number of the PostgreSQL server that runs, if one does. */
  readonly serverPid: number | null;
  readonly advice: string;
}

/** The home has a database already. */
interface HomeNotEmptyRefusal {
  readonly code: "home_not_empty";
  readonly home: string;
  readonly advice: string;
}

type RestoreRefusal =
  | DatabaseOnServerRefusal
  | BackupIncompleteRefusal
  | BackupNewerRefusal
  | BackupOfOtherEngineRefusal
  | HomeInUseRefusal
  | HomeNotEmptyRefusal;

/** A backup that is in its place. The next start of the program recovers from it. */
export interface RestoreReport {
  readonly home: string;
  readonly backup: string;
  /** Where the database that was there before is now; `null` when there was none. */
  readonly replaced: string | null;
  readonly files: number;
  readonly bytes: number;
  /** When the backup was begun and ended. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What the check found when the backup was made. */
  readonly ledger: BackupManifest["ledger"];
}

export interface RestoreOptions extends BackupSurroundings {
  /** Moves a database that is there aside instead of refusing. */
  readonly replace: boolean;
}

/** For another process that starts or stops the server, milliseconds. */
const WAIT_MS = 120_000;

/**
 * Puts the backup in folder `source` into the home. The files are copied and checked under another name, and take
 * their place in the end: a restore that is refused or interrupted leaves the home as it was.
 *
 * Refuses, in this order, with `database_on_server`, `backup_incomplete` (no manifest), `backup_newer`,
 * `backup_of_other_engine`, `home_in_use`, `home_not_empty`, `backup_incomplete` (a file is missing or differs).
 */
export async function restoreBackup(
  source: string,
  options: RestoreOptions,
): Promise<Result<RestoreReport, RestoreRefusal>> {
  if (findServerUrl(options) !== undefined) return refuse(ON_SERVER);
  const backup = resolve(source);
  const read = readManifest(backup);
  if (!read.ok) return read;
  const unfit = findUnfitness(read.value, options.programVersion);
  if (unfit !== undefined) return refuse(unfit);
  const path = resolve(options.directory ?? getDefaultHome());
  const isNew = !existsSync(path);
  const home = openHome(path);
  try {
    return await restoreInto(home, { backup, manifest: read.value }, options);
  } finally {
    if (isNew && !hasCluster(path)) removeEmpty(home);
  }
}

function findUnfitness(
  manifest: BackupManifest,
  programVersion: string,
): BackupNewerRefusal | BackupOfOtherEngineRefusal | undefined {
  const migrations = readMigrations(MIGRATIONS).length;
  if (isNewer(manifest.programVersion, programVersion) || manifest.schemaVersion > migrations) {
    const describe = (version: string, schema: number) => `version ${version}, migration ${schema}`;
    const backup = describe(manifest.programVersion, manifest.schemaVersion);
    const advice = "Restore it with the version that made it, or a later one.";
    return { code: "backup_newer", backup, program: describe(programVersion, migrations), advice };
  }
  const platform = `${process.platform}-${process.arch}`;
  if (manifest.serverMajor === ENGINE_MAJOR && manifest.platform === platform) return undefined;
  const backup = `PostgreSQL ${manifest.serverMajor} on ${manifest.platform}`;
  return { code: "backup_of_other_engine", backup, program: `PostgreSQL ${ENGINE_MAJOR} on ${platform}` };
}

/** Whether version `left`, `1.10.0`, comes after `right`. */
function isNewer(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  for (const [index, number] of (a ?? []).entries()) {
    const other = b?.[index] ?? 0;
    if (number !== other) return number > other;
  }
  return false;
}

interface Source {
  readonly backup: string;
  readonly manifest: BackupManifest;
}

async function restoreInto(
  home: Home,
  { backup, manifest }: Source,
  options: RestoreOptions,
): Promise<Result<RestoreReport, RestoreRefusal>> {
  const before = await whileLocked(home, WAIT_MS, async () => findObstacle(home, options.replace));
  if (before !== undefined) return refuse(before);
  removeAbandoned(home);
  const building = join(home.directory, `${RESTORING}${newOwnedName()}`);
  try {
    const { progress, signal } = options;
    const placed = await placeBackup({ backup, contents: manifest, target: building, progress, signal });
    if (!placed.ok) return placed;
    return await whileLocked(home, WAIT_MS, async () => {
      // The copying may have taken long, and nobody was kept from starting meanwhile.
      const obstacle = findObstacle(home, options.replace);
      if (obstacle !== undefined) return refuse(obstacle);
      const replaced = takePlace(home, building);
      const { files, startedAt, finishedAt, ledger } = manifest;
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      const counts = { files: files.length, bytes };
      return accept({ home: home.directory, backup, replaced, ...counts, startedAt, finishedAt, ledger });
    });
  } finally {
    rmSync(building, { recursive: true, force: true }); // gone already when all went well: it was renamed
  }
}

const RESTORING = `${DATA}.restoring-`;

/** Removes what killed restores have left. */
function removeAbandoned(home: Home): void {
  for (const name of readdirSync(home.directory)) {
    if (!name.startsWith(RESTORING) || !isAbandoned(name.slice(RESTORING.length))) continue;
    rmSync(join(home.directory, name), { recursive: true, force: true });
  }
}

/** Why the home cannot be restored into. The caller holds the lock. Throws `directory_not_ours` when its database is another user's. */
function findObstacle(home: Home, replace: boolean): HomeInUseRefusal | HomeNotEmptyRefusal | undefined {
  finishSwap(home);
  const users = countUsers(home);
  const isServed = hasRunningPostmaster(home.dataDirectory);
  if (users > 0 || isServed) {
    const serverPid = (isServed ? findPostmasterFile(home.dataDirectory)?.pid : undefined) ?? null;
    const advice = "Stop the program that uses it (or the PostgreSQL server: kill -INT), then restore again.";
    return { code: "home_in_use", home: home.directory, users, serverPid, advice };
  }
  if (hasCluster(home.directory) && !replace) {
    const advice = "Name an empty WELLSPRING_HOME, or add --replace, which moves the old database aside.";
    return { code: "home_not_empty", home: home.directory, advice };
  }
  chooseServerUser(home.directory, home.dataDirectory);
  return undefined;
}

/** Gives the copy to whom it is to belong and moves it in; returns where the old database has gone, if there was one. */
function takePlace(home: Home, building: string): string | null {
  const user = chooseServerUser(home.directory, home.dataDirectory);
  const isReplacing = hasCluster(home.directory);
  // As at a first start: a home that root has just made for a server that is not root's is that server's.
  if (user.kind === "other" && !isReplacing) chownSync(home.directory, user.uid, user.gid);
  handOver(user, building, [building]);
  shareWithOwner(home);
  const aside = `${DATA}.replaced-${new Date().toISOString().replaceAll(":", "-")}`;
  swapCluster(home, building, aside);
  return isReplacing ? join(home.directory, aside) : null;
}

/** A home that was made for a restore which did not come about; what others have begun there stays. */
function removeEmpty(home: Home): void {
  for (const path of [home.users, home.lock, home.directory]) {
    try {
      rmdirSync(path);
    } catch {
      return; // not empty: somebody else uses it by now
    }
  }
}
