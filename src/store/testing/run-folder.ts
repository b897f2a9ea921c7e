import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** What the folders of runs are called; the number of the process that made one follows. */
export const RUN_PREFIX = "wellspring-tests-";

/** What the files of a run may take at once, with plenty to spare. */
const ROOM_BYTES = 8 * 2 ** 30;

/** A new folder for what a run keeps while it lasts, and where such folders are. Who makes it removes it. */
export function makeRunFolder(): { readonly place: string; readonly folder: string } {
  const place = choosePlace();
  const folder = mkdtempSync(join(place, `${RUN_PREFIX}${process.pid}-`));
  chmodSync(folder, 0o1777); // as the system's own: some tests run programs as another user
  return { place, folder };
}

/** Where runs keep their files: where TMPDIR says, else in memory if there is room, else where the system keeps such files. */
function choosePlace(): string {
  const given = process.env["TMPDIR"];
  if (given === undefined || given === "") return findMemory() ?? tmpdir();
  // Who started this run, or its other project, has set it.
  return basename(given).startsWith(RUN_PREFIX) ? dirname(given) : given;
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
