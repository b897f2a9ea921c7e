import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { v7 } from "uuid";
import { ensureFirstAdministrator } from "#app/account/ensure-first-administrator.ts";
import type { AppContext } from "#app/context.ts";
import { openMail } from "#app/notification/open-mail.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asInstant } from "#core/time.ts";
import { ensureSecret, openSignInDatabase } from "#store/account.ts";
import { type OpenDatabase, openDatabase, openKysely, openPool, throwFaults } from "#store/database.ts";
import { getLogKeyDirectory } from "#store/log-key-file.ts";
import { checkMigrated, readNewestPosition } from "#store/readiness.ts";
import { buildApp } from "./app.ts";
import { createAuth } from "./auth.ts";
import { type HashThreads, openHashThreads } from "./hash-threads.ts";
import { startHouseKeeping } from "./house-keeping.ts";
import { LIMITS } from "./limits.ts";
import type { Probes } from "./metrics.ts";
import { readSettings, type ServerSettings } from "./settings.ts";

/** Who waits longer for a connection to the database is asked to come again, milliseconds. */
const CONNECT_WITHIN_MS = 10_000;
/** A supervisor waits no longer than that, milliseconds. */
const PROBED_WITHIN_MS = 5000;

const root = join(import.meta.dirname, "..", "..");

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached. */
  readonly url: string;
  /** Answers what is under way, then closes the server and its database. A second call does nothing. */
  stop(): Promise<void>;
}

/** Opens the database, writes what every installation has, and listens. Throws what prevents it. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  // Standard output is the program's own: what is asked for is printed there, the log beside it.
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  const opened = await openDatabase({
    applicationName: "wellspring-server",
    connectWithinMs: CONNECT_WITHIN_MS,
    log: (message) => log.info(message),
  });
  try {
    const logKeyDirectory = settings.logKeyDirectory ?? getLogKeyDirectory();
    const { app, context } = await assemble(opened, { ...settings, logKeyDirectory }, log);
    await tellFirstAdministrator(context, settings);
    await app.listen({ host: settings.host, port: settings.port, listenTextResolver: () => "listening" });
    // Only now: where the port is taken, nothing is left running.
    const house = startHouseKeeping(context, log);
    // Listening on a port, never on a pipe.
    const { port } = app.server.address() as AddressInfo;
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await app.close();
      await house.stop();
      await opened.close();
    };
    return {
      url: settings.origin ?? formOrigin(settings.host, port),
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Puts the server together on a database that is open and migrated; it does not listen yet. */
export async function assemble(opened: OpenDatabase, settings: ServerSettings, log: FastifyBaseLogger) {
  const limits = { ...LIMITS, ...settings.limits };
  const passwords = openHashThreads(limits.hashNiceness);
  const context = await makeContext(opened, settings, passwords);
  const probes = openProbes(opened, log);
  const secret = await ensureSecret(opened.db, randomBytes(32).toString("base64url"));
  const auth = createAuth({
    database: openSignInDatabase(opened.db),
    secret: settings.secret ?? secret,
    origin: settings.origin ?? formOrigin(settings.host, settings.port),
    newId: context.newId,
    passwords,
    watch: throwFaults,
    log: (level, message) => log[level]({ part: "sign-in" }, message),
  });
  const app = await buildApp({
    context,
    auth,
    probes,
    version: readVersion(),
    webDirectory: settings.webDirectory ?? join(root, "dist", "web"),
    proxyHops: settings.proxyHops,
    isSecure: settings.origin?.startsWith("https://") ?? false,
    limits,
    log,
  });
  app.addHook("onClose", async () => {
    await probes.close();
    await passwords.close();
  });
  return { app, context, auth };
}

/** What a supervisor asks has a connection of its own: it is answered also when all others are taken. */
function openProbes(opened: OpenDatabase, log: FastifyBaseLogger): Probes & { close: () => Promise<void> } {
  const pool = openPool(opened.connection, {
    poolSize: 1,
    applicationName: "wellspring-probe",
    connectWithinMs: PROBED_WITHIN_MS,
    statementTimeoutMs: PROBED_WITHIN_MS,
    log: (message) => log.debug(message),
  });
  const db = openKysely(pool);
  return {
    countConnections: () => {
      const { totalCount: total, idleCount: idle, waitingCount: waiting } = opened.pool;
      return { total, idle, waiting };
    },
    readLedgerPosition: async () => await readNewestPosition(db),
    checkReady: async () => await checkMigrated(db),
    close: async () => await pool.end(),
  };
}

function formOrigin(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function makeContext(
  { db }: OpenDatabase,
  { logKeyDirectory: directory, origin, mail }: ServerSettings,
  { hash }: HashThreads,
): Promise<AppContext> {
  const host = origin === undefined ? null : new URL(origin).host;
  const context: AppContext = {
    database: db,
    reference: await loadReference(),
    now: () => asInstant(new Date().toISOString()),
    newId: () => v7(),
    hashPassword: hash,
    ...(directory === undefined ? {} : { logKeys: { directory, host } }),
    ...(origin === undefined ? {} : { origin: new URL(origin).origin }),
    ...(mail === undefined ? {} : { mail: openMail(mail) }),
  };
  await seedReference(context);
  return context;
}

/** Makes the first administrator where there is none; a password that was made up is shown this once. */
async function tellFirstAdministrator(context: AppContext, settings: ServerSettings): Promise<void> {
  const made = await ensureFirstAdministrator(context, settings.administrator);
  if (!made.ok) throw new Error(`The first administrator cannot be made: ${JSON.stringify(made.refusal)}`);
  if (made.value === null) return;
  const { email, password } = made.value;
  const lines = [
    "",
    "The first administrator has been made:",
    `  e-mail    ${email}`,
    `  password  ${password ?? "as given"}`,
    ...(password === null ? [] : ["The password is shown this once. Change it after signing in."]),
    "",
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
}

function readVersion(): string {
  // Our own manifest, which has a version.
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** What prevented the start, in a sentence that says what to do, where we know it. */
function describeFault(error: unknown, { host, port }: ServerSettings): string {
  if (typeof error === "object" && error !== null && "code" in error) {
    if (error.code === "EADDRINUSE") {
      return `Port ${port} of ${host} is taken by another program. End it, or choose another port: PORT=3001.`;
    }
    if (error.code === "EACCES")
      return `Port ${port} of ${host} may not be used. Choose one above 1023: PORT=3000.`;
    if (error.code === "EADDRNOTAVAIL")
      return `This machine has no address ${host}. Choose another: HOST=127.0.0.1.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** How long answers under way may take after a signal to end, milliseconds. */
const STOP_WITHIN_MS = 10_000;
/**
 * A signal that comes again within this time is the same one, milliseconds: who ends a whole group of processes ends us, and those
 * who hand it on to us. After that it means "at once", which leaves the database running until the next start.
 */
const SAME_SIGNAL_WITHIN_MS = 1000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (!settings.ok) {
    process.stderr.write(`${settings.problems.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  try {
    const starting = startServer(settings.value);
    endWhenTold(starting);
    const server = await starting;
    if (process.send === undefined) process.stderr.write(`Wellspring is at ${server.url}\n`);
    else process.send({ url: server.url });
  } catch (error) {
    process.stderr.write(`${describeFault(error, settings.value)}\n`);
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}

/**
 * Stops the server, once, when a signal says so, or when the process of ours that started it has gone; one that is still starting as
 * soon as it has.
 */
function endWhenTold(starting: Promise<{ readonly stop: () => Promise<void> }>): void {
  let endingSince: number | undefined;
  const end = (): void => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    const late = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
    void starting
      // One that does not start has told why.
      .then(
        async (server) => await server.stop(),
        () => undefined,
      )
      .then(() => {
        clearTimeout(late);
        if (process.connected) process.disconnect();
      });
  };
  const signalled = (): void => {
    if (endingSince !== undefined && performance.now() - endingSince > SAME_SIGNAL_WITHIN_MS) process.exit(1);
    end();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, signalled);
  process.once("disconnect", end);
}

if (import.meta.main) await main();
