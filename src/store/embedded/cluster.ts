import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";
import type { Engine } from "./engine.ts";
import { handOver, launchAs, type ServerUser } from "./server-user.ts";

/** Name of the superuser that owns the embedded database. */
export const OWNER = "wellspring";

/**
 * Makes the cluster in `home/name` if there is none, and checks that an existing one fits the engine.
 *
 * `initdb` works under another name, which is renamed when it has finished: a killed initdb leaves a folder
 * that the next start removes, never half a cluster under the right name. The caller holds the lock.
 * Throws `other_major_version` or `initialisation_failed`.
 */
export function ensureCluster(engine: Engine, user: ServerUser, place: ClusterPlace): void {
  const directory = join(place.home, place.name);
  removeAbandoned(place);
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    checkVersion(engine, directory);
    handOver(user, directory, [directory, engine.root]);
    return;
  }
  const building = join(place.home, `${place.name}${BUILDING}${process.pid}`);
  mkdirSync(building, { mode: 0o700 });
  handOver(user, building, [building, engine.root]);
  initialise(engine, user, building);
  renameSync(building, directory);
}

/** Where a cluster lies: the folder `name` in `home`. */
export interface ClusterPlace {
  readonly home: string;
  readonly name: string;
}

const BUILDING = ".building-";

/** The lock is held and initdb runs while it is held, so whatever is being built is nobody's. */
function removeAbandoned(place: ClusterPlace): void {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith(`${place.name}${BUILDING}`)) rmSync(join(place.home, name), { recursive: true });
  }
}

function checkVersion(engine: Engine, directory: string): void {
  const path = join(directory, "PG_VERSION");
  const version = existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
  if (version === String(engine.major)) return;
  const found =
    version === undefined ? "is not a PostgreSQL data directory" : `was made by PostgreSQL ${version}`;
  const message =
    `${directory} ${found}; this program brings PostgreSQL ${engine.major}, which cannot read it. Nothing was ` +
    "changed. Restore a backup into a new WELLSPRING_HOME, or run a server of that version and set DATABASE_URL.";
  throw new EmbeddedError("other_major_version", message);
}

/** Unix sockets only, in a folder of mode 0700: whoever can reach the socket is the owner already. */
const INITDB_OPTIONS = [
  `--username=${OWNER}`,
  "--encoding=UTF8",
  "--locale-provider=icu",
  "--icu-locale=und",
  "--locale=C",
  "--data-checksums",
  "--auth-local=trust",
  "--auth-host=reject",
  "--no-instructions",
] as const;

function initialise(engine: Engine, user: ServerUser, directory: string): void {
  const launch = launchAs(user);
  const [command, ...args] = [...launch.prefix, engine.initdb, ...INITDB_OPTIONS, "-D", directory];
  const result = spawnSync(command ?? engine.initdb, args, {
    ...launch.spawnOptions,
    cwd: directory,
    env: serverEnvironment(engine),
    encoding: "utf8",
    timeout: 120_000,
  });
  if (result.status === 0) return;
  rmSync(directory, { recursive: true, force: true });
  const said = [result.stderr, result.error?.message].filter(Boolean).join("\n").trim();
  throw new EmbeddedError("initialisation_failed", `initdb failed (status ${result.status}): ${said}`);
}

/** What the server's programs see: our PATH, and nothing that would change their behaviour (PG*, LC_*, TZ). */
export function serverEnvironment(engine: Engine): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", ...engine.environment };
}
