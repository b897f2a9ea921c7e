import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { hashPassword } from "@better-auth/utils/password";
import { createUser } from "#app/account/create-user.ts";
import { giveRole } from "#app/account/give-role.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import type { AppContext } from "#app/context.ts";
import type { Role } from "#core/party/party.ts";
import { assemble } from "#server/main.ts";
import type { ServerSettings } from "#server/settings.ts";
import { type OpenDatabase, openDatabase, type PoolOptions } from "#store/database.ts";
import type { Database } from "#store/schema.ts";
import { createTestDatabase } from "#store/testing/test-database.ts";

/** The server on a database of its own, asked without a network. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly context: AppContext;
  /** The test's own connections to the server's database, as its owner. */
  readonly owner: Database;
  /** What the server wrote to its log, line by line. */
  readonly logged: readonly string[];
  /** An account with roles, party code by role, and a key that acts for it. */
  readonly makeUser: (roles: Readonly<Record<string, readonly Role[]>>) => Promise<TestUser>;
  /** Sends a command with a new id; further headers come after it. */
  readonly command: (path: string, body: unknown, headers: Record<string, string>) => Promise<TestAnswer>;
  readonly close: () => Promise<void>;
}

export interface TestUser {
  readonly email: string;
  readonly password: string;
  /** Headers that make a request this user's. */
  readonly headers: { readonly "x-api-key": string };
}

/** An answer as tests look at it. */
export interface TestAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  json<Value = Record<string, unknown>>(): Value;
}

const SETTINGS: ServerSettings = {
  host: "127.0.0.1",
  port: 3000,
  proxyHops: 0,
  logLevel: "warn",
  administrator: {},
};

/** Connections that a test's server has. */
export const POOL_SIZE = 4;

/** Opens a server for a test file, with connections as `options` say, to the address that `via` makes of the database's; `close` removes its database. */
export async function openTestServer(
  settings: Partial<ServerSettings> = {},
  { via, ...options }: PoolOptions & { readonly via?: (url: string) => Promise<string> } = {},
): Promise<TestServer> {
  const database = await createTestDatabase();
  const opened = await openDatabase({
    url: (await via?.(database.url)) ?? database.url,
    migrate: false,
    poolSize: POOL_SIZE,
    ...options,
  });
  const owner = { database: database.owner, drop: async () => await database.drop() };
  return await openServerOn(opened, owner, settings);
}

/** Opens a server on a database that is open already; `close` closes it, and then drops it. */
export async function openServerOn(
  opened: OpenDatabase,
  owner: { readonly database: Database; readonly drop: () => Promise<void> },
  settings: Partial<ServerSettings> = {},
): Promise<TestServer> {
  const logged: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => logged.push(line) });
  // Tests of how often one may try have a minute for it, on a machine that does much else.
  // Where two servers are made in one process, each holds up the other's loop for seconds.
  const limits = { hashNiceness: 0, eventLoopDelayMaxMs: 60_000, ...settings.limits };
  const { app, context } = await assemble(opened, { ...SETTINGS, ...settings, limits }, log);
  await app.ready();
  return {
    app,
    context,
    owner: owner.database,
    logged,
    makeUser: async (roles) => await makeUser(context, roles),
    command: async (path, body, headers) =>
      await app.inject({
        method: "POST",
        url: `/api/v1${path}`,
        headers: { "idempotency-key": randomUUID(), "content-type": "application/json", ...headers },
        payload: JSON.stringify(body),
      }),
    close: async () => {
      await app.close();
      await opened.close();
      await owner.drop();
    },
  };
}

/** Everybody's: its hash is made once, which keeps a processor busy for a tenth of a second. */
const PASSWORD = `password ${randomUUID()}`;
let passwordHash: Promise<string> | undefined;
const hashOnce = async (): Promise<string> => await (passwordHash ??= hashPassword(PASSWORD));

/** Makes an account with roles, party code by role, and a key that acts for it. */
export async function makeUser(
  context: AppContext,
  roles: Readonly<Record<string, readonly Role[]>>,
): Promise<TestUser> {
  const email = `user-${randomUUID()}@example.org`;
  const password = PASSWORD;
  const made = await createUser({ ...context, hashPassword: hashOnce }, { name: "A user", email, password });
  if (!made.ok) throw new Error(made.refusal.code);
  for (const [partyCode, held] of Object.entries(roles)) {
    for (const role of held) {
      const given = await giveRole(context, { email, partyCode, role });
      if (!given.ok) throw new Error(given.refusal.code);
    }
  }
  const key = await makeApiKey(context, { email, name: "test" });
  if (!key.ok) throw new Error(key.refusal.code);
  return { email, password, headers: { "x-api-key": key.value.key } };
}
