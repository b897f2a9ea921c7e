import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { reserveEmbedded } from "#store/embedded/open-embedded.ts";
import { findProcess } from "#store/embedded/process-identity.ts";
import { makeRunFolder, RUN_PREFIX } from "./run-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the tests' databases are: a server that was given, or the home of an embedded one of this run. */
    testServer: { readonly url: string } | { readonly directory: string };
    /** A folder of this run, for what its files share; its end removes it. */
    runFolder: string;
  }
}

/**
 * Prepares the one server that all test files of a run share. The embedded one is started by the first file that
 * needs it, so that a run without databases costs nothing, and stopped by the function that this returns.
 * WELLSPRING_TEST_DATABASE_URL names another server instead (PostgreSQL 15 or later, a user who may make databases).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { place, folder } = makeRunFolder();
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

async function prepareServer(
  project: TestProject,
  folder: string,
  place: string,
): Promise<() => Promise<void>> {
  await removeAbandoned(place);
  const url = process.env["WELLSPRING_TEST_DATABASE_URL"];
  if (url !== undefined && url !== "") {
    project.provide("testServer", { url });
    return async () => undefined;
  }
  const directory = join(folder, "home");
  const reservation = await reserveEmbedded(directory);
  project.provide("testServer", { directory });
  return async () => await reservation.release();
}

/** A killed run leaves its server and files: the next one clears them away. */
async function removeAbandoned(place: string): Promise<void> {
  for (const name of readdirSync(place)) {
    const [, pid] = new RegExp(`^${RUN_PREFIX}(\\d+)-`).exec(name) ?? [];
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
