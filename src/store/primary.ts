import { callbackify } from "node:util";
import pg from "pg";

/** How to connect: as `pg` does, or with a client of its own where there are several servers to choose from. */
export interface Connection extends pg.ClientConfig {
  readonly Client?: typeof pg.Client;
}

/** `postgres://user:secret@` · `host:port,host:port` · `/database?parameters`. */
const ADDRESS = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^@/?]+)(\/[^?]*)?(?:\?(.*))?$/;

/** How long a server may take to say whether it takes writes, milliseconds. */
const ASKED_WITHIN_MS = 3000;

/**
 * How to connect to an address as libpq takes it: with several hosts, or with `target_session_attrs=read-write` (or `primary`),
 * every new connection goes to the server that takes writes at that moment. Throws for another `target_session_attrs`.
 */
export function describeConnection(url: string): Connection {
  const [, authority = "", hosts = "", database = "", query = ""] = ADDRESS.exec(url) ?? [];
  const parameters = new URLSearchParams(query);
  const wanted = parameters.get("target_session_attrs");
  if (!hosts.includes(",") && wanted === null) return { connectionString: url };
  if (wanted !== null && wanted !== "read-write" && wanted !== "primary") {
    throw new Error(`target_session_attrs=${wanted}: the program writes; read-write or primary is needed.`);
  }
  parameters.delete("target_session_attrs");
  const rest = parameters.size === 0 ? "" : `?${parameters.toString()}`;
  const candidates = hosts
    .split(",")
    .map((host): pg.ClientConfig => ({ connectionString: `${authority}${host}${database}${rest}` }));
  return { ...candidates[0], Client: makePrimaryClient(candidates) };
}

/** Opens one connection of its own, outside of any pool. */
export function makeClient(connection: Connection, applicationName: string): pg.Client {
  const { Client = pg.Client, ...config } = connection;
  return new Client({ ...config, application_name: applicationName });
}

/** Returns the class of clients that go to whichever of the servers takes writes when they connect. */
function makePrimaryClient(candidates: readonly pg.ClientConfig[]): typeof pg.Client {
  return class PrimaryClient extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
      if (callback === undefined) return this.#connectToPrimary();
      callbackify(async () => await this.#connectToPrimary())(callback);
      return undefined;
    }

    async #connectToPrimary(): Promise<pg.Client> {
      const { host, port } = await findPrimary(candidates);
      // Read when the connection is made; pg's types have them as set once.
      Object.assign(this, { host, port });
      await super.connect();
      return this;
    }
  };
}

/** The first of the servers to say that it takes writes. Throws, as a passing fault, where none does. */
async function findPrimary(
  candidates: readonly pg.ClientConfig[],
): Promise<{ readonly host: string; readonly port: number }> {
  try {
    return await Promise.any(candidates.map(async (candidate) => await askWhetherPrimary(candidate)));
  } catch (cause) {
    const reasons = cause instanceof AggregateError ? cause.errors.map(String).join("; ") : String(cause);
    const message = `None of the ${candidates.length} database servers takes writes: ${reasons}`;
    throw Object.assign(new Error(message, { cause }), { code: "57P03" });
  }
}

async function askWhetherPrimary(candidate: pg.ClientConfig) {
  const client = new pg.Client({
    ...candidate,
    application_name: "wellspring primary?",
    connectionTimeoutMillis: ASKED_WITHIN_MS,
    query_timeout: ASKED_WITHIN_MS,
  });
  client.on("error", () => undefined); // a broken connection fails the question, which is told
  try {
    await client.connect();
    const { rows } = await client.query<{ standby: boolean; readOnly: string }>(
      `select pg_is_in_recovery() as standby, current_setting('default_transaction_read_only') as "readOnly"`,
    );
    if (rows[0]?.standby !== false || rows[0].readOnly === "on") {
      throw new Error(`${client.host}:${client.port} takes no writes`);
    }
    return { host: client.host, port: client.port };
  } finally {
    await client.end().catch(() => undefined);
  }
}
