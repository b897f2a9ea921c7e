import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { columnTypes } from "./column-types.ts";
import { getDefaultHome } from "./embedded/home.ts";
import { openEmbedded } from "./embedded/open-embedded.ts";
import type { DB } from "./generated/schema.ts";
import { migrate } from "./migrate.ts";
import type { Database } from "./schema.ts";

/** The role that the program works as, made by the migrations: it cannot rewrite the ledger. */
const APP_ROLE = "wellspring_app";

export interface DatabaseOptions {
  /** A PostgreSQL server, `postgres://…`; by default DATABASE_URL. Without either the embedded server is used. */
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
  readonly connection: pg.ClientConfig;
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
  });
}

export type PoolOptions = Pick<
  DatabaseOptions,
  "poolSize" | "role" | "statementTimeoutMs" | "applicationName" | "log"
>;

/** Returns a pool whose every connection has our types, role and bounds before its first query. */
export function openPool(connection: pg.ClientConfig, options: PoolOptions = {}): pg.Pool {
  const log = options.log ?? (() => undefined);
  const setup = describeSession(options);
  const pool = new pg.Pool({
    ...connection,
    types: columnTypes,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? "wellspring",
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: 30_000,
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

function describeSession(options: PoolOptions): string {
  const role = options.role === undefined ? APP_ROLE : options.role;
  const statementTimeoutMs = Math.trunc(options.statementTimeoutMs ?? 30_000);
  return [
    "SET TIME ZONE 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    `SET statement_timeout = ${statementTimeoutMs}`,
    "SET idle_in_transaction_session_timeout = '60s'",
    // Whatever the server's default: who waits for a lock has to see what was done under it.
    "SET default_transaction_isolation = 'read committed'",
    ...(role === null ? [] : [`SET ROLE ${pg.escapeIdentifier(role)}`]),
  ].join("; ");
}

interface Target {
  readonly connection: pg.ClientConfig;
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
    return { connection: { connectionString: url }, release: async () => undefined };
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
