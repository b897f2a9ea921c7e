import { cpSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createBuilder } from "vite";
import { inject, vi } from "vitest";
import type {} from "#store/testing/global-setup.ts";

/** Milliseconds after which a build that is not there is taken to have failed in the file that began it. */
const WAIT_MS = 100_000;

/**
 * Puts the pages into `outDir` as they are built for their users: the tests' own environment would make them for development. They
 * are built once in a run: whichever file comes first builds, others wait for it and copy.
 */
export async function buildPages(outDir: string): Promise<void> {
  const run = inject("runFolder");
  const built = join(run, "pages");
  if (claim(join(run, "pages-begun"))) {
    await buildInto(`${built}.part`);
    renameSync(`${built}.part`, built);
  }
  const deadline = Date.now() + WAIT_MS;
  while (!existsSync(built)) {
    if (Date.now() > deadline) throw new Error("the pages were not built");
    await setTimeout(200);
  }
  cpSync(built, outDir, { recursive: true });
}

/** True for the first who asks. */
function claim(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

async function buildInto(outDir: string): Promise<void> {
  vi.stubEnv("NODE_ENV", "production");
  try {
    const builder = await createBuilder({ logLevel: "error", build: { outDir } });
    await builder.buildApp();
  } finally {
    vi.unstubAllEnvs();
  }
}
