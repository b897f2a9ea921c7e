import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { malformed } from "./output.ts";

/** A further part of a file of the folder, by the file's name. */
interface FolderPart {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Refuses with `malformed` a place where a folder cannot be written whole: a folder with something in it, or a file. */
export async function checkFreshFolder(directory: string): Promise<void> {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (found?.length !== 0) throw malformed([{ field: "directory", value: directory, rule: "empty_folder" }]);
}

/**
 * Writes a folder that is there whole or not at all: its files first in one beside its place, under a name of its own, which then
 * takes its place. A fault, a full disk and a signal that ends the program leave nothing; a program that is killed leaves the
 * folder beside (`DIR.<random>.part`) and nothing in the folder's place. Refuses as {@link checkFreshFolder}, and before
 * anything is written a folder that cannot be replaced: a mount point.
 */
export async function writeFolderWhole(directory: string, parts: AsyncIterable<FolderPart>): Promise<void> {
  await checkFreshFolder(directory);
  const place = await findPlace(directory);
  // Not named by the process: in containers on one volume many have the same number.
  const draft = `${place}.${randomUUID()}.part`;
  let isMade = false;
  let signal: NodeJS.Signals | undefined;
  const stop = (name: NodeJS.Signals): void => {
    signal = name;
  };
  // A second one ends the program at once.
  for (const name of SIGNALS) process.once(name, stop);
  try {
    await mkdir(dirname(place), { recursive: true });
    await removeEmpty(directory, place);
    await mkdir(draft);
    isMade = true;
    await writeParts(draft, parts, () => {
      if (signal !== undefined) throw new Error(`stopped by ${signal}; nothing was left in ${directory}`);
    });
    // An empty folder that was made since gives way; one that has been filled does not.
    await rename(draft, place);
  } catch (error) {
    throw isDiskFull(error) ? describeFullDisk(directory, error) : error;
  } finally {
    if (isMade) await rm(draft, { recursive: true, force: true });
    for (const name of SIGNALS) process.off(name, stop);
  }
}

/** Where a folder is or will be, links followed. */
async function findPlace(directory: string): Promise<string> {
  return await realpath(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return resolve(directory);
    throw error;
  });
}

/** Removes an empty folder that another will take the place of. */
async function removeEmpty(directory: string, place: string): Promise<void> {
  await rmdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    if (error.code !== "EBUSY" && error.code !== "ENOTEMPTY") throw error;
    throw malformed([{ field: "directory", value: directory, rule: "empty_folder" }]);
  });
}

async function writeParts(
  draft: string,
  parts: AsyncIterable<FolderPart>,
  mayGoOn: () => void,
): Promise<void> {
  const handles = new Map<string, FileHandle>();
  try {
    for await (const { path, bytes } of parts) {
      mayGoOn();
      const handle = handles.get(path) ?? (await open(join(draft, path), "wx"));
      handles.set(path, handle);
      await appendWhole(handle, bytes);
    }
    // A folder that is in its place after a power failure has its files too.
    for (const handle of handles.values()) await handle.sync();
    mayGoOn();
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
}

/** Writes all of the bytes where the file ends: the system may take them in several goes. */
export async function appendWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT";
}

function describeFullDisk(directory: string, cause: unknown): Error {
  return new Error(`the disk is full; nothing was left in ${directory}`, { cause });
}
