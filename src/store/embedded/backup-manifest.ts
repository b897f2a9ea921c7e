import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { accept, type Result, refuse } from "#core/result.ts";
import { writeDurably } from "./durable-file.ts";

/** Name of the manifest in a backup, and of the folder with the copy of the data directory beside it. */
const MANIFEST = "backup.json";
export const BACKUP_DATA = "data";

/** Raised whenever an older program could not restore what a newer one writes. */
const FORMAT = 1;

/** A path within the data directory: no way out of it, whoever has written the manifest. */
const innerPath = z.string().regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\\0]+(?:\/[^/\\\0]+)*$/);
const count = z.int().min(0);

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  programVersion: z.string(),
  /** Number of the last migration of the database; 0 when it has none. */
  schemaVersion: count,
  serverVersion: z.string(),
  serverMajor: count,
  /** Operating system and processor, `linux-x64`: data files are bound to both. */
  platform: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  startLsn: z.string(),
  stopLsn: z.string(),
  /** What the check of the ledger found in the copy. */
  ledger: z.object({
    entries: count,
    postings: count,
    accounts: count,
    sumZero: z.boolean(),
    negative: count,
    balancesMatch: z.boolean(),
    ledgerPosition: count,
  }),
  directories: z.array(innerPath),
  files: z.array(z.object({ path: innerPath, size: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What a backup says of itself: written last, so that a backup that has one was complete when it was written. */
export type BackupManifest = z.output<typeof manifestSchema>;

/** The folder is no backup, or not all of one: `path` is the first file that is missing or differs. */
export interface BackupIncompleteRefusal {
  readonly code: "backup_incomplete";
  readonly path: string;
  readonly reason: string;
}

/** A later version of the program made the backup. */
export interface BackupNewerRefusal {
  readonly code: "backup_newer";
  readonly backup: string;
  readonly program: string;
  readonly advice: string;
}

/** Writes the manifest into the backup at `directory`. */
export async function writeManifest(
  directory: string,
  manifest: Omit<BackupManifest, "format">,
): Promise<void> {
  const text = `${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`;
  await writeDurably(join(directory, MANIFEST), text);
}

/**
 * Returns the manifest of the backup at `directory`. Refuses with `backup_incomplete` where it is missing or cannot
 * be read, and with `backup_newer` for a format that this program does not know.
 */
export function readManifest(
  directory: string,
): Result<BackupManifest, BackupIncompleteRefusal | BackupNewerRefusal> {
  const path = join(directory, MANIFEST);
  const value = readJson(path);
  if (value === undefined) {
    const reason = `${path} is missing or cut off: this is no backup, or one that was not completed`;
    return refuse({ code: "backup_incomplete", path: MANIFEST, reason });
  }
  const format = z.object({ format: z.number() }).safeParse(value);
  if (format.success && format.data.format > FORMAT) {
    const backup = `format ${format.data.format}`;
    const advice = "Restore it with the version that made it, or a later one.";
    return refuse({ code: "backup_newer", backup, program: `format ${FORMAT}`, advice });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  const issue = parsed.error.issues[0];
  const reason = `${path} is not a manifest: ${issue?.path.join(".")}: ${issue?.message}`;
  return refuse({ code: "backup_incomplete", path: MANIFEST, reason });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    const isMissing =
      error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code));
    if (isMissing) return undefined;
    throw error;
  }
}
