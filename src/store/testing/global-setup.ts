import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
import { reserveEmbedded } from "#store/embedded/open-embedded.ts";
import { findProcess } from "#store/embedded/process-identity.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the tests' databases are: a server that was given, or the home of an embedded one of this run. */
    testServer: { readonly url: string } | { readonly directory: string };
    /** A folder of this run, for what its files share; its end removes it. */
    runFolder: string;
  }
}

const PREFIX = "wellspring-tests-";

/** What the files of a run may take at once, with plenty to spare. */
const ROOM_BYTES = 8 * 2 ** 30;

/**
 * Prepares the one server that all test files of a run share. The embedded one is started by the first file that
 * needs it, so that a run without databases costs nothing, and stopped by the function that this returns.
 * WELLSPRING_TEST_DATABASE_URL names another server instead (PostgreSQL 15 or later, a user who may make databases).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const place = choosePlace();
  const folder = mkdtempSync(join(place, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o1777); // as the system's own: some tests run programs as another user
  // Workers inherit both: where files go, and where programs that tests start keep the keys of their logs.
  process.env["TMPDIR"] = folder;
  process.env["WELLSPRING_LOG_KEYS"] = join(folder, "keys");
  project.provide("runFolder", folder);
  const close = await prepareServer(project, folder, place);
  return async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Where runs keep their files: where TMPDIR says, else in memory if there is room, else where the system keeps such files. */
function choosePlace(): string {
  const given = process.env["TMPDIR"];
  if (given === undefined || given === "") return findMemory() ?? tmpdir();
  // The other project of this run has set it.
  return basename(given).startsWith(PREFIX) ? dirname(given) : given;
}

/** Linux' folder in memory, where it has room and programs may be run from it. A database is copied there in a fifth of the time. */
function findMemory(): string | undefined {
  const memory = "/dev/shm";
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    const [, , type, settings] =
      mounts.map((line) => line.split(" ")).findLast(([, at]) => at === memory) ?? [];
    if (type !== "tmpfs" || settings === undefined || settings.split(",").includes("noexec"))
      return undefined;
    return bavail * bsize >= ROOM_BYTES ? memory : undefined;
  } catch {
    return undefined; // another system
  }
}

async function prepareServer(
  project: TestProject,
  folder: string,
  place: string,
): Promise<() => Promise<void>> {
  const url = process.env["WELLSPRING_TEST_DATABASE_URL"];
  if (url !== undefined && url !== "") {
    project.provide("testServer", { url });
    return async () => undefined;
  }
  await removeAbandoned(place);
  const directory = join(folder, "home");
  const reservation = await reserveEmbedded(directory);
  project.provide("testServer", { directory });
  return async () => await reservation.release();
}

/** A killed run leaves its server and files: the next one clears them away. */
async function removeAbandoned(place: string): Promise<void> {
  for (const name of readdirSync(place)) {
    const [, pid] = /^wellspring-tests-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || findProcess(Number(pid)) !== undefined) continue;
    const parent = join(place, name);
    try {
      const reservation = await reserveEmbedded(join(parent, "home"));
      await reservation.release();
      rmSync(parent, { recursive: true, force: true });
    } catch {
      // Another user's, or being cleared away by another run at this moment.
    }
  }
}
