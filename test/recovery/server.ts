import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePorts, killServer, POSTGRES_BIN } from "../failover/cluster.ts";

/** What is needed of Debian and is not here; `null` where nothing is missing. */
export function findMissingServer(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "a server of Debian's is run by root on Linux alone, as the user postgres";
  return existsSync(join(POSTGRES_BIN, "pg_basebackup")) ? null : "not installed: Debian's postgresql-15";
}

/** A PostgreSQL 15 of Debian's of our own, on a free port, whose directory is `directory`/data. */
export interface DebianServer {
  readonly dataDirectory: string;
  /** The address of its database `wellspring`. */
  readonly url: string;
  /** What its tools need in their environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly start: () => void;
  /** As `systemctl stop` does it. */
  readonly stop: () => void;
  /** kill -9 of all its processes, then its directory is gone: what is archived is left. */
  readonly destroy: () => Promise<void>;
  /** Runs lines of shell as the server's user, ending with the first that fails; returns what they print. Throws where one does. */
  readonly run: (lines: string, more?: Readonly<Record<string, string>>) => string;
  /** Ends whatever still runs. */
  readonly clear: () => void;
}

/** Makes the server in `directory`, which it makes on a path that others may pass, and starts it. */
export async function makeServer(directory: string): Promise<DebianServer> {
  mkdirSync(directory);
  spawnSync("chown", ["postgres", directory]);
  const [free] = await findFreePorts(1);
  const port = String(free);
  const dataDirectory = join(directory, "data");
  const environment = { PGHOST: directory, PGPORT: port, PGUSER: "postgres", PGDATA: dataDirectory };
  const run: DebianServer["run"] = (lines, more = {}) => runAsPostgres(lines, { ...environment, ...more });
  const log = join(directory, "server.log");
  run(`initdb --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth-local=trust --auth-host=trust --no-sync
    cat >> "$PGDATA/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = '${directory}'
CONF`);
  // Its log apart from our pipe, which would stay open for as long as it runs.
  const start = () =>
    void run(`pg_ctl --wait --log="${log}" start > /dev/null || { tail -n 20 "${log}" >&2; exit 1; }`);
  const stop = () => void run("pg_ctl --wait --mode=fast stop");
  const kill = () => killServer(dataDirectory);
  start();
  run("createdb wellspring");
  return {
    dataDirectory,
    url: `postgres://postgres@127.0.0.1:${port}/wellspring`,
    environment,
    start,
    stop,
    destroy: async () => {
      const [pid = ""] = readFileSync(join(dataDirectory, "postmaster.pid"), "utf8").split("\n");
      kill();
      await waitForEnd(pid); // which has the port until then
      rmSync(dataDirectory, { recursive: true });
      // A process that has ended counts as there until its parent has asked how, and the name of the socket as taken.
      for (const suffix of ["", ".lock"])
        rmSync(join(directory, `.s.PGSQL.${port}${suffix}`), { force: true });
    },
    run,
    clear: kill,
  };
}

function runAsPostgres(lines: string, environment: Readonly<Record<string, string>>): string {
  const identity = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
  const result = spawnSync("setpriv", [...identity, "--", "bash", "-euo", "pipefail", "-c", lines], {
    cwd: "/",
    encoding: "utf8",
    env: { PATH: `${POSTGRES_BIN}:${process.env["PATH"]}`, LC_ALL: "C", ...environment },
    timeout: 60_000,
  });
  if (result.status === 0) return result.stdout;
  throw new Error(`exit ${result.status ?? result.signal}: ${lines}\n${result.stdout}${result.stderr}`);
}

const ENDS_WITHIN_MS = 20_000;

async function waitForEnd(pid: string): Promise<void> {
  const until = Date.now() + ENDS_WITHIN_MS;
  for (const file = `/proc/${pid}/stat`; existsSync(file) && !isZombie(file); ) {
    if (Date.now() > until) throw new Error(`process ${pid} does not end`);
    await sleep(20);
  }
}

function isZombie(file: string): boolean {
  try {
    return /\) Z /.test(readFileSync(file, "utf8"));
  } catch {
    return true; // gone in this very moment
  }
}
