import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type DistributionReport, distributeLedger } from "./citus/distribute-ledger.ts";
import { MigrationError } from "./migration-error.ts";
import { type Connection, makeClient } from "./primary.ts";
import { type Applied, hasReplaced, replaceMigrations } from "./replaced-migrations.ts";

/** One file `NNNN-name.sql`. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Of the text with line ends as line feeds, so that a checkout on another system has the same. */
  readonly sha256: string;
}

export interface MigrateOptions {
  /** Where the files are; the program's own by default. */
  readonly directory?: string;
  /** How long to wait for another migrator, milliseconds. */
  readonly waitMs?: number;
  /** Whether to distribute the ledger of a database with Citus; one that is distributed stays so, and is brought along, without. */
  readonly citus?: boolean;
  readonly log?: (message: string) => void;
}

/** Numbers of the migrations that this call applied, and of the last one that the database now has. */
export interface MigrateReport {
  readonly applied: readonly number[];
  readonly version: number;
  /** What was distributed; `null` where the ledger is on one machine. */
  readonly citus: DistributionReport | null;
}

/** Where the program's own migrations are. */
export const MIGRATIONS = join(import.meta.dirname, "migrations");

/** PostgreSQL 15, as `server_version_num`. */
const SERVER_VERSION_MIN = 150_000;

/** Months for which `movement` has a partition ahead, this one included. */
const PARTITION_MONTHS = 24;

/** An arbitrary number that all migrators of a database agree on: "well" in ASCII. */
const LOCK = 0x77656c6c;

const FILE = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/;

/**
 * Returns the migrations in `directory`, by number from 1 without gaps; throws `migration_files_invalid` for any
 * other `.sql` file, a number twice, or a gap.
 */
export function readMigrations(directory: string): readonly Migration[] {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  return names.map((fileName, index) => {
    const [, number, name] = FILE.exec(fileName) ?? [];
    if (number === undefined || name === undefined || Number(number) !== index + 1) {
      const expected = String(index + 1).padStart(4, "0");
      const message = `${join(directory, fileName)}: expected ${expected}-some-name.sql at this place.`;
      throw new MigrationError("migration_files_invalid", message);
    }
    const sql = readFileSync(join(directory, fileName), "utf8").replaceAll("\r\n", "\n");
    return { number: index + 1, name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
  });
}

/**
 * Brings the database to the program's version and returns what was done.
 *
 * Forward only; each migration in a transaction of its own, together with its row in `migration`. Afterwards a distributed ledger has
 * the tables and functions of this version, and the movements of the next {@link PARTITION_MONTHS} months have their partitions. Two migrators
 * at once are in order: an advisory lock lets one work while the other waits, at most `waitMs`. The connection's
 * user becomes the owner of what is made. Throws {@link MigrationError}.
 */
export async function migrate(connection: Connection, options: MigrateOptions = {}): Promise<MigrateReport> {
  const migrations = readMigrations(options.directory ?? MIGRATIONS);
  const client = makeClient(connection, "wellspring migrate");
  // A connection that breaks fails the query under way, which is reported; the event needs no further answer.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await checkServer(client);
    await waitForLock(client, options.waitMs ?? 60_000);
    let done = await readApplied(client);
    if (hasReplaced(done)) {
      options.log?.("Migrations of a version that had them in other files");
      await replaceMigrations(client, migrations);
      done = await readApplied(client);
    }
    checkHistory(migrations, done);
    const missing = migrations.slice(done.length);
    for (const migration of missing) {
      options.log?.(`Migration ${nameOf(migration)}`);
      await apply(client, migration);
    }
    const citus = await distributeLedger(client, { isAsked: options.citus === true, log: options.log });
    await ensurePartitions(client, options.log);
    return { applied: missing.map(({ number }) => number), version: migrations.length, citus };
  } finally {
    await client.end(); // ends the session, and with it the advisory lock
  }
}

/** Makes the partitions that are missing. Where none can be made now, rows go to the default one: correct, if slower. */
async function ensurePartitions(client: pg.Client, log: MigrateOptions["log"]): Promise<void> {
  try {
    await client.query("SELECT public.ensure_movement_partitions(now(), $1)", [PARTITION_MONTHS]);
  } catch (cause) {
    const isTimeout = cause instanceof pg.DatabaseError && cause.code === "55P03";
    if (!isTimeout) throw cause;
    log?.(
      "Partitions of the coming months could not be made while the book is in use; the next start tries again",
    );
  }
}

function nameOf({ number, name }: { number: number; name: string }): string {
  return `${String(number).padStart(4, "0")}-${name}`;
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int4 AS number, current_setting('server_version') AS name",
  );
  if (rows[0] === undefined || rows[0].number < SERVER_VERSION_MIN) {
    const message = `The server runs PostgreSQL ${rows[0]?.name}; 15 or later is needed.`;
    throw new MigrationError("server_too_old", message);
  }
}

async function waitForLock(client: pg.Client, waitMs: number): Promise<void> {
  try {
    await client.query(`SET statement_timeout = 0; SET lock_timeout = ${Math.trunc(waitMs)}`);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
  } catch (cause) {
    const isTimeout = cause instanceof pg.DatabaseError && cause.code === "55P03";
    if (!isTimeout) throw cause;
    const message = `Another program has been migrating this database for more than ${waitMs} ms; try again later.`;
    throw new MigrationError("migration_lock_timeout", message, { cause });
  }
}

async function readApplied(client: pg.Client): Promise<readonly Applied[]> {
  const found = await client.query<{ found: boolean }>(
    "SELECT to_regclass('public.migration') IS NOT NULL AS found",
  );
  if (found.rows[0]?.found !== true) {
    await client.query(`CREATE TABLE public.migration (
      number integer PRIMARY KEY CHECK (number > 0),
      name text NOT NULL,
      sha256 char(64) NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  }
  const result = await client.query<Applied>(
    "SELECT number, name, sha256 FROM public.migration ORDER BY number",
  );
  return result.rows;
}

/** What the database has must be the beginning of what the program has, to the letter. */
function checkHistory(migrations: readonly Migration[], done: readonly Applied[]): void {
  const newest = done.at(-1);
  if (newest !== undefined && newest.number > migrations.length) {
    const message =
      `The database is at migration ${nameOf(newest)}, this program knows ${migrations.length}: it was used by a ` +
      "later version. Nothing was changed; use that version or a newer one.";
    throw new MigrationError("database_newer", message);
  }
  for (const [index, applied] of done.entries()) {
    const migration = migrations[index];
    if (migration?.number === applied.number && migration.sha256 === applied.sha256) continue;
    const message =
      `Migration ${nameOf(applied)} was applied with other contents than this program's ` +
      `${migration === undefined ? "(missing)" : nameOf(migration)}. A migration is never edited once applied: ` +
      "restore the file and write a further one.";
    throw new MigrationError("migration_changed", message);
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    // Holds only within this transaction, so it tells afterwards whether the file has ended it.
    await client.query("SELECT set_config('wellspring.migration', $1, true)", [migration.sha256]);
    await client.query(migration.sql);
    const { rows } = await client.query<{ mark: string | null }>(
      "SELECT current_setting('wellspring.migration', true) AS mark",
    );
    if (rows[0]?.mark !== migration.sha256) {
      const message = `Migration ${nameOf(migration)} ends its transaction itself; BEGIN, COMMIT and ROLLBACK have no place in it.`;
      throw new MigrationError("migration_left_transaction", message);
    }
    await client.query("INSERT INTO public.migration (number, name, sha256) VALUES ($1, $2, $3)", [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection's end rolls back as well
    if (cause instanceof MigrationError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = cause instanceof pg.DatabaseError && cause.hint !== undefined ? `. ${cause.hint}` : "";
    throw new MigrationError("migration_failed", `Migration ${nameOf(migration)} failed: ${reason}${hint}`, {
      cause,
    });
  }
}
