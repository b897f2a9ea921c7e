import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { openKysely, openPool } from "#store/database.ts";
import { openEmbedded } from "#store/embedded/open-embedded.ts";
import { MIGRATIONS, migrate, readMigrations } from "#store/migrate.ts";
import type { Database } from "#store/schema.ts";
import type {} from "./global-setup.ts";

/** A database of one test file: migrated, empty, its own. */
export interface TestDatabase {
  /** Works as the program does, under its role. */
  readonly db: Database;
  /** Works as the owner, for what a test arranges or looks at beyond the program's rights. */
  readonly owner: Database;
  /** How to connect to this database as the owner. */
  readonly connection: pg.ClientConfig;
  /** The same as a URL, for programs that are started by a test. */
  readonly url: string;
  /**
   * Another database that holds the same, to be dropped before this one. No connection may be in use meanwhile; `db` and `owner` are others afterwards, so
   * that who keeps them reads them again.
   */
  copy(): Promise<TestDatabase>;
  /** Ends the connections and removes the database. A second call does nothing. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Connections of `db` at most. */
  readonly poolSize?: number;
}

/**
 * Makes a database for a test file: a copy of a template that is migrated once for all files with the same
 * migrations. Call in `beforeAll`, and `drop` in `afterAll`.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await openServer();
  try {
    const name = await copyDatabase(server, await ensureTemplate(server));
    return open(server, name, options);
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** The embedded server keeps nothing here that must survive a power cut. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  autovacuum: "off",
  shared_buffers: "64MB",
} as const;

const DATABASE_PREFIX = "wellspring_test_";
const TEMPLATE_PREFIX = "wellspring_template_";

interface Server {
  readonly adminDatabase: string;
  readonly urlOf: (database: string) => string;
  readonly release: () => Promise<void>;
}

async function openServer(): Promise<Server> {
  const given = inject("testServer");
  if ("url" in given) {
    const adminDatabase = decodeURIComponent(new URL(given.url).pathname.slice(1)) || "postgres";
    const urlOf = (database: string) => {
      const url = new URL(given.url);
      url.pathname = `/${database}`;
      return url.href;
    };
    return { adminDatabase, urlOf, release: async () => undefined };
  }
  const server = await openEmbedded({ directory: given.directory, settings: SETTINGS });
  const { host, port, user } = server.connection;
  // `host` in the query comes before the one in the authority, which only makes it a URL for every reader.
  return {
    adminDatabase: server.connection.database,
    urlOf: (database) =>
      `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`,
    release: server.release,
  };
}

/** Returns the name of the copy. File by file is quicker than through the log, as the server does it if not told otherwise. */
async function copyDatabase(server: Server, template: string): Promise<string> {
  const name = `${DATABASE_PREFIX}${Math.trunc(Date.now() / 1000)}_${randomBytes(5).toString("hex")}`;
  const client = await connectAdmin(server);
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  return name;
}

function open(server: Server, name: string, options: TestDatabaseOptions): TestDatabase {
  const url = server.urlOf(name);
  const connection = { connectionString: url };
  const connect = () => {
    const applicationName = "wellspring test";
    const pool = openPool(connection, { poolSize: options.poolSize ?? 4, applicationName });
    const ownerPool = openPool(connection, { poolSize: 2, applicationName, role: null });
    const end = async () => void (await Promise.all([pool.end(), ownerPool.end()]));
    return { db: openKysely(pool), owner: openKysely(ownerPool), end };
  };
  let connected = connect();
  let dropped: Promise<void> | undefined;
  return {
    get db() {
      return connected.db;
    },
    get owner() {
      return connected.owner;
    },
    connection,
    url,
    copy: async () => {
      await connected.end();
      const copied = await copyDatabase(server, name);
      connected = connect();
      return open({ ...server, release: async () => undefined }, copied, options);
    },
    drop: () => {
      dropped ??= drop(server, name, connected.end);
      return dropped;
    },
  };
}

async function drop(server: Server, name: string, end: () => Promise<void>): Promise<void> {
  try {
    await end();
    const client = await connectAdmin(server);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } finally {
    await server.release();
  }
}

/** The worker's connection on which databases are made and dropped, and the URL it was made for. */
let admin: { readonly url: string; readonly connecting: Promise<pg.Client> } | undefined;

/**
 * Returns that connection, made again where it has broken. One for all files of a worker: making one costs the server more than
 * what is asked on it. It keeps no worker from ending.
 */
async function connectAdmin({ urlOf, adminDatabase }: Server): Promise<pg.Client> {
  const url = urlOf(adminDatabase);
  if (admin?.url === url) return await admin.connecting;
  const client = new pg.Client({ connectionString: url, application_name: "wellspring test" });
  const made = { url, connecting: client.connect().then(() => client) };
  const forget = () => {
    if (admin === made) admin = undefined;
  };
  client.on("error", forget).on("end", forget);
  admin = made;
  try {
    await made.connecting;
  } catch (error) {
    forget();
    throw error;
  }
  (client as pg.Client & { unref(): void }).unref(); // its types leave that out
  return client;
}

let migrationsKey: string | undefined;

/** Where this worker has seen a template that is complete. */
const templatesMade = new Set<string>();

/** The migrations as a name: another text of any of them gives another template. */
function readMigrationsKey(): string {
  const hash = createHash("sha256");
  for (const { name, sha256 } of readMigrations(MIGRATIONS)) hash.update(`${name} ${sha256}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** An arbitrary number that all test workers agree on. */
const LOCK = 0x74657374;

/**
 * Returns the template's name, made by the first worker that comes while the others wait. It gets its name when
 * it is complete, so a name that exists is a template that can be used.
 */
async function ensureTemplate(server: Server): Promise<string> {
  migrationsKey ??= readMigrationsKey();
  const name = `${TEMPLATE_PREFIX}${migrationsKey}`;
  if (templatesMade.has(server.urlOf(name))) return name;
  const client = await connectAdmin(server);
  await client.query("SET lock_timeout = '120s'");
  await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
  try {
    await makeTemplate(server, client, name);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [LOCK]);
  }
  templatesMade.add(server.urlOf(name));
  return name;
}

/** Makes the template under the lock, where it is not there. */
async function makeTemplate(server: Server, client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE starts_with(datname, $1) OR starts_with(datname, $2)",
    [TEMPLATE_PREFIX, DATABASE_PREFIX],
  );
  const names = rows.map((row) => row.datname);
  if (names.includes(name)) return;
  await removeLeftovers(client, names);
  const building = `${name}_building`;
  await client.query(`CREATE DATABASE ${building} TEMPLATE template0`);
  await migrate({ connectionString: server.urlOf(building) });
  await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
  await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
}

/** On a server that outlives the run: templates of other migrations, and test databases older than a day. */
async function removeLeftovers(client: pg.Client, names: readonly string[]): Promise<void> {
  const dayAgoSeconds = Date.now() / 1000 - 86_400;
  for (const name of names) {
    const [, madeSeconds] = /^wellspring_test_(\d+)_/.exec(name) ?? [];
    if (madeSeconds !== undefined && Number(madeSeconds) > dayAgoSeconds) continue;
    // One that somebody is copying at this moment stays until the next time.
    await client.query(`DROP DATABASE IF EXISTS ${name}`).catch(() => undefined);
  }
}
