import { AsyncLocalStorage } from "node:async_hooks";
import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { columnTypes } from "./column-types.ts";
import { getDefaultHome } from "./embedded/home.ts";
import { openEmbedded } from "./embedded/open-embedded.ts";
import type { DB } from "./generated/schema.ts";
import { migrate, type MigrateOptions, type MigrateReport } from "./migrate.ts";
import { type Connection, describeConnection } from "./primary.ts";
import type { Database } from "./schema.ts";

/** The role that the program works as, made by the migrations: it cannot rewrite the ledger. */
const APP_ROLE = "wellspring_app";

export interface DatabaseOptions {
  /** A PostgreSQL server, `postgres://…`, or several of which one takes writes; by default DATABASE_URL. Without either the embedded server is used. */
  readonly url?: string | undefined;
  /** Home of the embedded server; by default WELLSPRING_HOME, else `.wellspring` beside the program. */
  readonly directory?: string | undefined;
  /** Connections at most, 1 or more. */
  readonly poolSize?: number | undefined;
  /** Role that every connection takes on; `null` stays with the connecting user, the owner. */
  readonly role?: string | null | undefined;
  /** Whether to bring the database to the program's version first; true by default. */
  readonly migrate?: boolean | undefined;
  /** A statement that takes longer is cancelled, milliseconds; 0 for no bound. */
  readonly statementTimeoutMs?: number | undefined;
  /** So is one that waits longer for a lock; 0 for no bound but that of the statement. */
  readonly lockTimeoutMs?: number | undefined;
  /** Whoever waits longer for a connection is told that there is none, milliseconds. */
  readonly connectWithinMs?: number | undefined;
  /** So is, at once, whoever comes when so many wait already. */
  readonly waitingMax?: number | undefined;
  /** Shown in the server's list of sessions. */
  readonly applicationName?: string | undefined;
  /** Told what took time or went wrong without being a fault of a call. */
  readonly log?: ((message: string) => void) | undefined;
}

/** A database, ready for use. */
export interface OpenDatabase {
  readonly db: Database;
  /** The pool behind `db`, for libraries that bring their own SQL: same role, types and bounds. */
  readonly pool: pg.Pool;
  /** How to connect as the owner; without role, types and bounds. */
  readonly connection: Connection;
  /** Ends the pool when its queries are done, and gives up the embedded server. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the database: the server at `url`, else the embedded one; brings it to the program's version and returns
 * a pool of connections that work as {@link APP_ROLE}. Throws `EmbeddedError`, `MigrationError` or pg's own.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<OpenDatabase> {
  const target = await openTarget(options);
  try {
    if (options.migrate !== false) {
      await migrate(target.connection, options.log === undefined ? {} : { log: options.log });
    }
    const pool = openPool(target.connection, options);
    const db = openKysely(pool);
    let closed: Promise<void> | undefined;
    return {
      db,
      pool,
      connection: target.connection,
      close: () => {
        closed ??= close(pool, target);
        return closed;
      },
    };
  } catch (error) {
    await target.release();
    throw error;
  }
}

/** Brings the database to the program's version as {@link openDatabase} does, tells what that did, and opens nothing. */
export async function migrateDatabase(
  options: Pick<DatabaseOptions, "url" | "directory"> & Pick<MigrateOptions, "citus" | "log">,
): Promise<MigrateReport> {
  const target = await openTarget(options);
  try {
    const { citus, log } = options;
    return await migrate(target.connection, {
      ...(citus === undefined ? {} : { citus }),
      ...(log === undefined ? {} : { log }),
    });
  } finally {
    await target.release();
  }
}

async function close(pool: pg.Pool, target: Target): Promise<void> {
  try {
    await pool.end();
  } finally {
    await target.release();
  }
}

/** Returns the query builder on a pool: camelCase in the program, snake_case in SQL, JSON values left alone. */
export function openKysely(pool: pg.Pool): Database {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: (event) => {
      if (event.level === "error") noteFault(event.error);
    },
  });
}

export type PoolOptions = Pick<
  DatabaseOptions,
  | "poolSize"
  | "role"
  | "statementTimeoutMs"
  | "lockTimeoutMs"
  | "connectWithinMs"
  | "waitingMax"
  | "applicationName"
  | "log"
>;

/** Returns a pool whose every connection has our types, role and bounds before its first query. */
export function openPool(connection: Connection, options: PoolOptions = {}): pg.Pool {
  const log = options.log ?? (() => undefined);
  const setup = describeSession(options);
  const pool = new BoundedPool(options.waitingMax ?? WAITING_MAX, {
    ...connection,
    types: columnTypes,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? "wellspring",
    connectionTimeoutMillis: options.connectWithinMs ?? 30_000,
    idleTimeoutMillis: 30_000,
    // Where the other side is gone without a word, the system finds out within half a minute.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Awaited by the pool, though its type does not say so: a connection that cannot take the role is not used.
    onConnect: (client): unknown => {
      // A connection may break while it is out of the pool; the query under way reports it.
      client.on("error", (error) => log(`Connection to the database lost: ${error.message}`));
      return client.query(setup);
    },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => log(`Idle connection to the database lost: ${error.message}`));
  return pool;
}

/** Classes of SQLSTATE: connection, state of the transaction, resources, locks, shutting down, system. */
const OF_ITSELF = /^(?:08|25|53|55|57|58)/;

/** The first fault of the database that a piece of work has met. */
const faultsMet = new AsyncLocalStorage<{ fault: unknown }>();

function noteFault(error: unknown): void {
  const met = faultsMet.getStore();
  // What the database says of a statement is an answer; what it says of itself is a fault, as is a broken connection.
  const isAnswer = error instanceof pg.DatabaseError && !OF_ITSELF.test(error.code ?? "");
  if (met !== undefined && !isAnswer) met.fault ??= error;
}

/**
 * What `work` gives; throws the first fault of the database that it met, also where it has made something else of that: a
 * library that answers "no such key" while the database is away.
 */
export async function throwFaults<Value>(work: () => Promise<Value>): Promise<Value> {
  const met: { fault: unknown } = { fault: undefined };
  try {
    const value = await faultsMet.run(met, work);
    if (met.fault === undefined) return value;
  } catch (error) {
    if (met.fault === undefined) throw error;
  }
  throw met.fault;
}

/** Requests that may wait for a connection: more are held by nobody. */
const WAITING_MAX = 1000;

/** Thrown where too many wait for a connection already. */
const QUEUE_FULL = "WELLSPRING_POOL_QUEUE_FULL";

/** A pool with a bound on who waits: its own has one on how long. */
class BoundedPool extends pg.Pool {
  readonly #waitingMax: number;

  constructor(waitingMax: number, config: pg.PoolConfig) {
    super(config);
    this.#waitingMax = waitingMax;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): void;
  override connect(callback?: Parameters<pg.Pool["connect"]>[0]): Promise<pg.PoolClient> | void {
    if (this.waitingCount >= this.#waitingMax) {
      const error = Object.assign(new Error(`${this.waitingCount} wait for a connection to the database`), {
        code: QUEUE_FULL,
      });
      noteFault(error);
      if (callback === undefined) return Promise.reject(error);
      callback(error, undefined, () => undefined);
      return undefined;
    }
    if (callback !== undefined) return super.connect(callback);
    return super.connect().catch((error: unknown) => {
      noteFault(error);
      throw error;
    });
  }
}

function describeSession(options: PoolOptions): string {
  const role = options.role === undefined ? APP_ROLE : options.role;
  const statementTimeoutMs = Math.trunc(options.statementTimeoutMs ?? 30_000);
  const lockTimeoutMs = Math.trunc(options.lockTimeoutMs ?? 15_000);
  return [
    "SET TIME ZONE 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    `SET statement_timeout = ${statementTimeoutMs}`,
    `SET lock_timeout = ${lockTimeoutMs}`,
    "SET idle_in_transaction_session_timeout = '60s'",
    // Whatever the server's default: who waits for a lock has to see what was done under it.
    "SET default_transaction_isolation = 'read committed'",
    // Our statements are short: where a server compiles those that it thinks long, that takes longer than they do.
    "SET jit = off",
    ...(role === null ? [] : [`SET ROLE ${pg.escapeIdentifier(role)}`]),
  ].join("; ");
}

interface Target {
  readonly connection: Connection;
  readonly release: () => Promise<void>;
}

/** The server that these options mean, or `undefined` when they mean the embedded one. */
export function findServerUrl({
  url,
  directory,
}: Pick<DatabaseOptions, "url" | "directory">): string | undefined {
  const named = url ?? (directory === undefined ? process.env["DATABASE_URL"] : undefined);
  return named === "" ? undefined : named;
}

async function openTarget(options: DatabaseOptions): Promise<Target> {
  const url = findServerUrl(options);
  if (url !== undefined) {
    return { connection: describeConnection(url), release: async () => undefined };
  }
  const directory = options.directory ?? getDefaultHome();
  const server = await openEmbedded(
    options.log === undefined ? { directory } : { directory, log: options.log },
  );
  try {
    const connection = { ...server.connection, database: DATABASE };
    await ensureDatabase(server.connection);
    return { connection, release: server.release };
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** Name of the database on the embedded server. */
export const DATABASE = "wellspring";

async function ensureDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  client.on("error", () => undefined); // a broken connection fails the query under way, which is thrown
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (found.rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process may have made it in between: 42P04, or 23505 when both were at it at once.
    const raced = error instanceof pg.DatabaseError && (error.code === "42P04" || error.code === "23505");
    if (!raced) throw error;
  } finally {
    await client.end();
  }
}
