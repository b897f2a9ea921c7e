import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBuilder } from "vite";
import { keepHouse } from "#app/keep-house.ts";
import { openServerOn } from "#test/open-server.ts";
import { openDatabase } from "#store/database.ts";
import { type PageWorld, seedPages } from "./page-world.ts";

/** A server of its own with the pages as they are built now and the world of the tests in it. */
export interface OwnServer {
  readonly origin: string;
  readonly world: PageWorld;
  /** Ends it and removes all that it wrote. */
  readonly close: () => Promise<void>;
}

/** Starts one outside of tests, with an embedded database in a folder for temporary files. */
export async function openOwnServer(port = 0): Promise<OwnServer> {
  const scratch = mkdtempSync(join(tmpdir(), "wellspring-own-"));
  const remove = async () => rmSync(scratch, { recursive: true, force: true });
  const webDirectory = join(scratch, "web");
  try {
    const builder = await createBuilder({ logLevel: "error", build: { outDir: webDirectory } });
    await builder.buildApp();
    const opened = await openDatabase({ directory: join(scratch, "home"), url: "" });
    const server = await openServerOn(
      opened,
      { database: opened.db, drop: remove },
      { webDirectory, logKeyDirectory: join(scratch, "keys") },
    );
    const world = await seedPages(server);
    // As a server does each minute: the log is signed, so that its proofs can be looked at.
    await keepHouse(server.context);
    const origin = await server.app.listen({ port, host: "127.0.0.1" });
    return { origin, world, close: server.close };
  } catch (error) {
    await remove();
    throw error;
  }
}
