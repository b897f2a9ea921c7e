import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncDirectory } from "./durable-file.ts";
import { DATA, type Home } from "./home.ts";

/** A complete data directory that is about to take its place in a home. Under this name it is never half. */
const RESTORED = `${DATA}.restored`;

/**
 * Puts the complete data directory `building`, a folder in the home, in the place of the home's own; an old one is
 * moved to the folder `aside` of the home. The caller holds the lock, and no server runs.
 *
 * Two folders cannot be exchanged in one step. A kill before the old one has been moved leaves it in place; a kill
 * after that leaves the new one complete under a name of its own, and {@link finishSwap} puts it in.
 */
export function swapCluster(home: Home, building: string, aside: string): void {
  const restored = join(home.directory, RESTORED);
  rmSync(restored, { recursive: true, force: true }); // of a swap that was cut off and never took place
  renameSync(building, restored);
  syncDirectory(home.directory);
  if (existsSync(home.dataDirectory)) renameSync(home.dataDirectory, join(home.directory, aside));
  renameSync(restored, home.dataDirectory);
  syncDirectory(home.directory);
}

/** Ends a swap that was cut off: without this the next start would find no database, and make an empty one. */
export function finishSwap(home: Home): void {
  const restored = join(home.directory, RESTORED);
  if (existsSync(home.dataDirectory) || !existsSync(restored)) return;
  renameSync(restored, home.dataDirectory);
  syncDirectory(home.directory);
}

/** True when the home has a database, be it one that a swap which was cut off has yet to put in its place. */
export function hasCluster(home: string): boolean {
  return existsSync(join(home, DATA)) || existsSync(join(home, RESTORED));
}
