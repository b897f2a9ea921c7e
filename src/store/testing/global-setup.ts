import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/**
 * Prepares the one server that all test files of a run share. The embedded one is started by the first file that
 * needs it, so that a run without databases costs nothing, and stopped by the function that this returns.
 * WELLSPRING_TEST_DATABASE_URL names another server instead (PostgreSQL 15 or later, a user who may make databases).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Programs that tests start keep the keys of their logs there, not beside the program; workers inherit it.
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-run-`));
  process.env["WELLSPRING_LOG_KEYS"] = join(folder, "keys");
  project.provide("runFolder", folder);
  const close = await prepareServer(project);
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await close();
  };
}

async function prepareServer(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env["WELLSPRING_TEST_DATABASE_URL"];
  if (url !== undefined && url !== "") {
    project.provide("testServer", { url });
    return async () => undefined;
  }
  await removeAbandoned();
  const parent = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(parent, 0o711); // under root the server may run as another user, who has to pass
  const directory = join(parent, "home");
  const reservation = await reserveEmbedded(directory);
  project.provide("testServer", { directory });
  return async () => {
    await reservation.release();
    rmSync(parent, { recursive: true, force: true });
  };
}

/** A killed run leaves its server and files: the next one clears them away. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^wellspring-tests-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || findProcess(Number(pid)) !== undefined) continue;
    const parent = join(tmpdir(), name);
    try {
      const reservation = await reserveEmbedded(join(parent, "home"));
      await reservation.release();
      rmSync(parent, { recursive: true, force: true });
    } catch {
      // Another user's, or being cleared away by another run at this moment.
    }
  }
}
