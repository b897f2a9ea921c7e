import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { copyDurably, syncDirectory, type WrittenFile, writeDurably } from "./durable-file.ts";
import { EmbeddedError } from "./embedded-error.ts";
import type { EmbeddedConnection } from "./open-embedded.ts";

/** One file of a backup: its path within the data directory, with slashes, and what was written. */
export interface BackupFile extends WrittenFile {
  readonly path: string;
}

/** A copy of a data directory from which PostgreSQL recovers to the state at the copy's end. */
export interface BaseBackup {
  /** Sorted by path. */
  readonly files: readonly BackupFile[];
  /** Paths of all folders, the data directory itself apart; a folder comes before what is in it. */
  readonly directories: readonly string[];
  readonly serverVersion: string;
  readonly serverMajor: number;
  /** Where recovery begins and ends, as PostgreSQL writes positions in its log: `0/2000028`. */
  readonly startLsn: string;
  readonly stopLsn: string;
}

/** Told how far long work is, in bytes. */
export interface ByteProgress {
  readonly begin: (what: string, totalBytes: number) => void;
  readonly advance: (doneBytes: number) => void;
  readonly end: () => void;
}

export interface BaseBackupOptions {
  readonly connection: EmbeddedConnection;
  readonly dataDirectory: string;
  /** The copy: a folder that is empty. */
  readonly target: string;
  readonly progress: ByteProgress;
  /** Ends the copying between two files. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Copies the data directory of a running server, by the low-level interface (PostgreSQL 18, section 25.3.4,
 * https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP).
 *
 * Files are copied while they change; the write-ahead log from the backup's start to its end makes them whole in
 * recovery, and `backup_label` makes PostgreSQL begin there. A temporary replication slot keeps the log that the
 * copy needs from being recycled; it ends with the connection, whatever happens, and so does backup mode.
 */
export async function takeBaseBackup(options: BaseBackupOptions): Promise<BaseBackup> {
  const client = new pg.Client({ ...options.connection, application_name: "wellspring backup" });
  client.on("error", () => undefined); // a connection that breaks fails the next query, which is thrown
  await client.connect();
  try {
    const server = await readServer(client);
    const slot = `wellspring_backup_${process.pid}_${Math.trunc(performance.now())}`;
    await client.query("SELECT pg_create_physical_replication_slot($1, true, true)", [slot]);
    const startLsn = await readText(client, "SELECT pg_backup_start('wellspring', true)::text AS value");
    const copied = await copyDataDirectory(options);
    const { rows } = await client.query<Stopped>(
      "SELECT lsn::text, labelfile, spcmapfile FROM pg_backup_stop(false)",
    );
    const stopped = rows[0];
    if (stopped === undefined) throw new Error("pg_backup_stop returned nothing");
    const label = await writeDurably(join(options.target, "backup_label"), stopped.labelfile);
    const log = await copyLog(options, findSegments(stopped, server.segmentBytes));
    const files = [...copied.files, { path: "backup_label", ...label }, ...log].toSorted(byPath);
    for (const path of ["", ...copied.directories]) syncDirectory(join(options.target, path));
    const { serverVersion, serverMajor } = server;
    return {
      files,
      directories: copied.directories,
      serverVersion,
      serverMajor,
      startLsn,
      stopLsn: stopped.lsn,
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Stopped {
  readonly lsn: string;
  readonly labelfile: string;
  readonly spcmapfile: string;
}

async function readServer(client: pg.Client) {
  const { rows } = await client.query<{ version: string; number: number; segment_bytes: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int4 AS number,
      (SELECT setting::int4 FROM pg_settings WHERE name = 'wal_segment_size') AS segment_bytes`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error("the server does not say its version");
  return {
    serverVersion: row.version,
    serverMajor: Math.trunc(row.number / 10_000),
    segmentBytes: row.segment_bytes,
  };
}

async function readText(client: pg.Client, query: string): Promise<string> {
  const value = (await client.query<{ value: string }>(query)).rows[0]?.value;
  if (value === undefined) throw new Error(`${query} returned nothing`);
  return value;
}

/** Folders of which only the folder is kept: the documentation's list, and the log, which is copied by its segments. */
const EMPTIED: ReadonlySet<string> = new Set([
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_wal",
]);

/** Files that are the running server's or an earlier backup's, never a copy's. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "postmaster.pid",
  "postmaster.opts",
  "postgresql.auto.conf.tmp",
  "current_logfiles.tmp",
  "backup_label",
  "tablespace_map",
  "backup_manifest",
]);

/** Temporary files of queries, and caches that the server makes anew, in any folder. */
const LEFT_OUT_PREFIXES = /^(pgsql_tmp|pg_internal\.init)/;

/** Written in place all the time, and read by the server before anything else. */
const CONTROL_FILE = "global/pg_control";

interface Listed {
  readonly path: string;
  readonly size: number;
}

interface Listing {
  readonly files: Listed[];
  readonly directories: string[];
}

async function copyDataDirectory(options: BaseBackupOptions) {
  const { dataDirectory, target, progress, signal } = options;
  const listing: Listing = { files: [], directories: [] };
  listFiles(dataDirectory, "", listing);
  for (const path of listing.directories) mkdirSync(join(target, path), { mode: 0o700 });
  progress.begin(
    "Copying the database",
    listing.files.reduce((sum, { size }) => sum + size, 0),
  );
  let doneBytes = 0;
  const files: BackupFile[] = [];
  await forEachOf(listing.files, async ({ path }) => {
    signal?.throwIfAborted();
    if (path === CONTROL_FILE) return;
    const written = await copyDurably(join(dataDirectory, path), join(target, path));
    if (written === undefined) return; // dropped since it was listed, which the log will tell again
    files.push({ path, ...written });
    doneBytes += written.size;
    progress.advance(doneBytes);
  });
  const control = await writeDurably(join(target, CONTROL_FILE), readControlFile(dataDirectory));
  progress.end();
  return { files: [...files, { path: CONTROL_FILE, ...control }], directories: listing.directories };
}

/** What is in the folder `path` of the data directory and below; what vanishes meanwhile is passed over. @mutates found */
function listFiles(dataDirectory: string, path: string, found: Listing): void {
  const entries = readIfThere(() => readdirSync(join(dataDirectory, path), { withFileTypes: true })) ?? [];
  for (const entry of entries) {
    const child = path === "" ? entry.name : `${path}/${entry.name}`;
    if (path === "" && LEFT_OUT.has(entry.name)) continue;
    if (LEFT_OUT_PREFIXES.test(entry.name)) continue;
    if (entry.isSymbolicLink()) throw describeLink(join(dataDirectory, child));
    if (entry.isDirectory()) {
      found.directories.push(child);
      if (!EMPTIED.has(child)) listFiles(dataDirectory, child, found);
    } else {
      const size = readIfThere(() => statSync(join(dataDirectory, child)).size);
      if (size !== undefined) found.files.push({ path: child, size });
    }
  }
}

/** A tablespace lies outside the data directory: a backup that left it out would not be one. */
function describeLink(path: string): EmbeddedError {
  const message =
    `${path} leads out of the data directory: the database has been given a tablespace, which backups of the ` +
    "embedded database do not cover. Move its tables back (ALTER DATABASE … SET TABLESPACE pg_default).";
  return new EmbeddedError("backup_impossible", message);
}

function readIfThere<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** How often the control file is read at most until it is the same twice. */
const CONTROL_READINGS_MAX = 100;

/** Returns the control file as it was at one moment: a reading that a write cut through differs from the next. */
function readControlFile(dataDirectory: string): Buffer {
  const path = join(dataDirectory, CONTROL_FILE);
  let last = readFileSync(path);
  for (let reading = 1; reading < CONTROL_READINGS_MAX; reading++) {
    const next = readFileSync(path);
    if (next.equals(last)) return next;
    last = next;
  }
  throw new EmbeddedError("backup_impossible", `${path} changes faster than it can be read; try again.`);
}

/** Names of the log's segments from the backup's start to its end. */
export function findSegments(
  { lsn, labelfile }: Pick<Stopped, "lsn" | "labelfile">,
  segmentBytes: number,
): string[] {
  const [, startLsn, firstName] =
    /^START WAL LOCATION: (\S+) \(file ([0-9A-F]{24})\)$/m.exec(labelfile) ?? [];
  if (startLsn === undefined || firstName === undefined) {
    throw new Error(`backup_label does not say where the backup begins:\n${labelfile}`);
  }
  const timeline = firstName.slice(0, 8);
  const perFile = 0x1_0000_0000n / BigInt(segmentBytes);
  const first = parseLsn(startLsn) / BigInt(segmentBytes);
  const last = (parseLsn(lsn) - 1n) / BigInt(segmentBytes); // the end itself is the first byte after the backup
  const names: string[] = [];
  for (let number = first; number <= last; number++) {
    const parts = [number / perFile, number % perFile];
    names.push(timeline + parts.map((part) => part.toString(16).toUpperCase().padStart(8, "0")).join(""));
  }
  return names;
}

function parseLsn(text: string): bigint {
  const [high, low] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** Copies the segments, all of which must be there, and the histories of earlier timelines. */
async function copyLog(options: BaseBackupOptions, segments: readonly string[]): Promise<BackupFile[]> {
  const { dataDirectory, target, signal } = options;
  const histories = readdirSync(join(dataDirectory, "pg_wal")).filter((name) =>
    /^[0-9A-F]{8}\.history$/.test(name),
  );
  const files: BackupFile[] = [];
  for (const name of [...segments, ...histories]) {
    signal?.throwIfAborted();
    const path = `pg_wal/${name}`;
    const written = await copyDurably(join(dataDirectory, path), join(target, path));
    if (written === undefined) throw new Error(`${path}, which the backup needs, is not there any more`);
    files.push({ path, ...written });
  }
  return files;
}

/** How many files are under way at once: each waits for the disk most of its time. */
const WIDTH = 12;

/** Acts on every member, {@link WIDTH} at a time; after the first failure no further one is begun. */
export async function forEachOf<Member>(
  members: readonly Member[],
  act: (member: Member) => Promise<void>,
): Promise<void> {
  const queue = members.values();
  let failed = false;
  const work = async () => {
    for (const member of queue) {
      if (failed) return;
      try {
        await act(member);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: WIDTH }, work));
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

function byPath(a: BackupFile, b: BackupFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
