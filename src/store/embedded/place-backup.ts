import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { accept, type Result, refuse } from "#core/result.ts";
import { type BaseBackup, type ByteProgress, forEachOf } from "./base-backup.ts";
import { BACKUP_DATA, type BackupIncompleteRefusal } from "./backup-manifest.ts";
import { copyDurably, syncDirectory } from "./durable-file.ts";

export interface PlaceOptions {
  /** The backup's folder. */
  readonly backup: string;
  readonly contents: Pick<BaseBackup, "files" | "directories">;
  /** The data directory to be: must not be there yet. */
  readonly target: string;
  readonly progress: ByteProgress;
  readonly signal: AbortSignal | undefined;
}

/**
 * Copies a backup's files to a new data directory and checks each against its length and hash; all of it is on the
 * disk when this resolves. Refuses with `backup_incomplete`, naming the first file in order of path that is missing
 * or differs; the target is then to be removed.
 */
export async function placeBackup(options: PlaceOptions): Promise<Result<string, BackupIncompleteRefusal>> {
  const { backup, contents, target, progress, signal } = options;
  mkdirSync(target, { mode: 0o700 });
  for (const path of contents.directories) mkdirSync(join(target, path), { mode: 0o700 });
  progress.begin(
    "Placing the copy",
    contents.files.reduce((sum, { size }) => sum + size, 0),
  );
  let doneBytes = 0;
  const faulty: BackupIncompleteRefusal[] = [];
  await forEachOf(contents.files, async ({ path, size, sha256 }) => {
    signal?.throwIfAborted();
    const written = await copyDurably(join(backup, BACKUP_DATA, path), join(target, path));
    const reason = describeDifference({ size, sha256 }, written);
    if (reason !== undefined)
      faulty.push({ code: "backup_incomplete", path: `${BACKUP_DATA}/${path}`, reason });
    doneBytes += size;
    progress.advance(doneBytes);
  });
  progress.end();
  for (const path of ["", ...contents.directories]) syncDirectory(join(target, path));
  const [first] = faulty.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return first === undefined ? accept(target) : refuse(first);
}

interface FileFacts {
  readonly size: number;
  readonly sha256: string;
}

function describeDifference(expected: FileFacts, found: FileFacts | undefined): string | undefined {
  if (found === undefined) return "the file is missing";
  if (found.size !== expected.size) return `the file has ${found.size} bytes, not ${expected.size}`;
  return found.sha256 === expected.sha256 ? undefined : "the file's contents have changed since the backup";
}
