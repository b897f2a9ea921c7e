import { build } from "vite";
import { vi } from "vitest";

/** Builds the pages into `outDir` as they are built for their users: the tests' own environment would make them for development. */
export async function buildPages(outDir: string): Promise<void> {
  vi.stubEnv("NODE_ENV", "production");
  try {
    await build({ logLevel: "error", build: { outDir, emptyOutDir: true } });
  } finally {
    vi.unstubAllEnvs();
  }
}
