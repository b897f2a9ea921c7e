import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Three PostgreSQL 15 under Patroni with synchronous replication, and an etcd that they agree by; all of it ours, on free ports. */
export interface Cluster {
  /** The address of all three, of which one takes writes. */
  readonly url: string;
  /** The number of the node that takes writes, as soon as one does. */
  readonly findPrimary: () => Promise<number>;
  /** Resolves when every node is there and one of them has all that is acknowledged. */
  readonly waitUntilWhole: () => Promise<void>;
  /** Kills (SIGKILL) the server of a node; with `node` its Patroni first, which then cannot tell anybody. */
  readonly kill: (node: number, what: Victim) => void;
  /** Starts what was killed of a node. */
  readonly mend: (node: number) => void;
  readonly stop: () => Promise<void>;
}

export const FAILOVER_VICTIMS = ["node", "server"] as const;
export type Victim = (typeof FAILOVER_VICTIMS)[number];

/** Where Debian has the programs of PostgreSQL 15. */
export const POSTGRES_BIN = "/usr/lib/postgresql/15/bin";
const NODES = 3;
const WAIT_MAX_MS = 120_000;

/** What is needed of Debian and is not here; `null` where nothing is missing. */
export function findMissing(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "Patroni is tried out by root on Linux alone";
  const missing = ["/usr/bin/patroni", "/usr/bin/etcd", join(POSTGRES_BIN, "postgres")].filter(
    (path) => !existsSync(path),
  );
  return missing.length === 0
    ? null
    : `not installed: ${missing.join(", ")} (Debian: patroni etcd-server python3-etcd postgresql-15)`;
}

interface Node {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  readonly dataDirectory: string;
  readonly start: () => ChildProcess;
}

/** Starts a cluster in `directory`, which must be empty and on a path that others may pass. */
export async function startCluster(directory: string): Promise<Cluster> {
  const ports = await findFreePorts(2 + 2 * NODES);
  const [etcdPort = 0, peerPort = 0] = ports;
  const password = randomBytes(12).toString("hex");
  spawnSync("chown", ["postgres", directory]);
  chmodSync(directory, 0o755);
  const etcd = runAsPostgres(
    "etcd",
    describeEtcd(directory, etcdPort, peerPort),
    join(directory, "etcd.log"),
  );
  const nodes = Array.from({ length: NODES }, (_, index): Node => {
    const [port = 0, restPort = 0] = ports.slice(2 + 2 * index);
    const name = `node${index}`;
    const dataDirectory = join(directory, name);
    const file = join(directory, `${name}.json`);
    // YAML is a superset of JSON.
    writeFileSync(
      file,
      JSON.stringify(describeNode({ name, port, restPort, etcdPort, directory, password })),
      { mode: 0o644 },
    );
    return {
      name,
      port,
      restPort,
      dataDirectory,
      start: () => runAsPostgres("patroni", [file], join(directory, `${name}.log`)),
    };
  });
  const running = nodes.map((node) => node.start());
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(",");
  return {
    url: `postgres://postgres:${password}@${hosts}/postgres?target_session_attrs=read-write`,
    findPrimary: async () => await findPrimary(nodes),
    waitUntilWhole: async () => await waitUntilWhole(nodes),
    kill: (index, what) => {
      const node = nodes[index];
      if (node === undefined) throw new Error(`there is no node ${index}`);
      if (what === "node") running[index]?.kill("SIGKILL");
      killServer(node.dataDirectory);
    },
    mend: (index) => {
      const node = nodes[index];
      const patroni = running[index];
      const isGone = patroni === undefined || patroni.exitCode !== null || patroni.signalCode !== null;
      if (node !== undefined && isGone) running[index] = node.start();
    },
    stop: async () => {
      // Patroni stops its server when it is told to end; what is left then is killed.
      for (const child of running) child.kill("SIGTERM");
      await Promise.all(running.map(async (child) => await hasEnded(child)));
      for (const { dataDirectory } of nodes) killServer(dataDirectory);
      etcd.kill("SIGKILL");
      await hasEnded(etcd);
    },
  };
}

function describeEtcd(directory: string, port: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const settings = {
    name: "etcd",
    "data-dir": join(directory, "etcd"),
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `etcd=${peer}`,
  };
  return Object.entries(settings).map(([option, value]) => `--${option}=${value}`);
}

interface NodeOptions {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  readonly etcdPort: number;
  readonly directory: string;
  readonly password: string;
}

/** The settings that docs/OPERATIONS.md names, with the shortest times that Patroni takes. */
function describeNode({ name, port, restPort, etcdPort, directory, password }: NodeOptions) {
  const rest = `127.0.0.1:${restPort}`;
  return {
    scope: "wellspring",
    name,
    restapi: { listen: rest, connect_address: rest },
    etcd3: { host: `127.0.0.1:${etcdPort}` },
    bootstrap: {
      dcs: {
        ttl: 20,
        loop_wait: 2,
        retry_timeout: 4,
        synchronous_mode: true,
        // A server that has crashed is not waited for: another takes over.
        primary_start_timeout: 0,
        postgresql: { use_pg_rewind: true, use_slots: true },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C.UTF-8" }, "data-checksums"],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: join(directory, name),
      bin_dir: POSTGRES_BIN,
      pgpass: join(directory, `${name}.pgpass`),
      authentication: {
        superuser: { username: "postgres", password },
        replication: { username: "replicator", password },
        rewind: { username: "rewind", password },
      },
      pg_hba: [
        "host all all 127.0.0.1/32 scram-sha-256",
        "host replication all 127.0.0.1/32 scram-sha-256",
        "local all all trust",
      ],
      parameters: {
        unix_socket_directories: directory,
        max_connections: 60,
        password_encryption: "scram-sha-256",
      },
    },
  };
}

function runAsPostgres(command: string, args: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, "a");
  const child = spawn(
    "setpriv",
    ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", command, ...args],
    { stdio: ["ignore", log, log], cwd: "/" },
  );
  closeSync(log);
  return child;
}

/** Kills a postmaster and all its processes at once, as when the machine goes. */
export function killServer(dataDirectory: string): void {
  const file = join(dataDirectory, "postmaster.pid");
  const postmaster = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
  if (!(postmaster > 1) || readCommand(postmaster) !== "postgres") return;
  const children = readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && readParent(Number(pid)) === postmaster,
  );
  for (const pid of [postmaster, ...children.map(Number)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** The name of a process, `undefined` where there is none. */
function readCommand(pid: number): string | undefined {
  return readStat(pid)?.[1];
}

function readParent(pid: number): number | undefined {
  const parent = readStat(pid)?.[2];
  return parent === undefined ? undefined : Number(parent);
}

function readStat(pid: number): RegExpExecArray | undefined {
  try {
    return /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? undefined;
  } catch {
    return undefined; // it has ended meanwhile
  }
}

async function hasEnded(child: ChildProcess): Promise<void> {
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  while (child.exitCode === null && child.signalCode === null) await sleep(50);
  clearTimeout(late);
}

interface Member {
  readonly role: string;
  readonly state: string;
}

/** What a node says of itself and the others; `undefined` where it does not answer. */
async function ask(
  node: Node,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown } | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${node.restPort}${path}`, {
      signal: AbortSignal.timeout(3000),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return undefined;
  }
}

async function findPrimary(nodes: readonly Node[]): Promise<number> {
  return await waitFor("a server that takes writes", async () => {
    const answers = await Promise.all(nodes.map(async (node) => await ask(node, "/primary")));
    const index = answers.findIndex((answer) => answer?.status === 200);
    return index === -1 ? undefined : index;
  });
}

async function waitUntilWhole(nodes: readonly Node[]): Promise<void> {
  await waitFor("three nodes with a synchronous standby", async () => {
    const answers = await Promise.all(nodes.map(async (node) => await ask(node, "/cluster")));
    const { members = [] } = (answers.find((answer) => answer?.status === 200)?.body ?? {}) as {
      members?: readonly Member[];
    };
    const isWhole =
      members.length === NODES &&
      members.every(({ state }) => state === "running" || state === "streaming") &&
      members.some(({ role }) => role === "leader") &&
      members.some(({ role }) => role === "sync_standby");
    return isWhole ? true : undefined;
  });
}

async function waitFor<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < WAIT_MAX_MS) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error(`${what}: not within ${WAIT_MAX_MS / 1000} s`);
}

/** Ports of the loopback address that nobody listens on. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      async (server) =>
        await new Promise<number>((resolve) =>
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  );
  await Promise.all(
    servers.map(async (server) => await new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return ports;
}
