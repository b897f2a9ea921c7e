import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkLedger } from "../movement.ts";
import { createBackup } from "./backup.ts";
import type { BackupManifest } from "./backup-manifest.ts";
import { openEmbedded } from "./open-embedded.ts";
import { type RestoreOptions, restoreBackup } from "./restore.ts";
import { openBook, SILENT } from "./testing/book.ts";

const VERSION = "1.2.3";
let parent: string;
/** A sound backup of a book with three entries; tests damage copies of it. */
let backup: string;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "wellspring restore "));
  chmodSync(parent, 0o711); // as root the server may run as somebody else, who has to pass
  const home = join(parent, "origin");
  const book = await openBook(home);
  for (const units of [5, 7, 11]) await book.post(units);
  await book.close();
  backup = join(parent, "backup");
  const made = await createBackup(backup, { directory: home, programVersion: VERSION, progress: SILENT });
  expect(made.ok).toBe(true);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function optionsFor(home: string, more: Partial<RestoreOptions> = {}): RestoreOptions {
  return { directory: home, programVersion: VERSION, progress: SILENT, replace: false, ...more };
}

async function countEntries(home: string): Promise<number> {
  const book = await openBook(home);
  try {
    const check = await checkLedger(book.db);
    expect(check).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
    return check.entries;
  } finally {
    await book.close();
  }
}

test("a restored database starts, its ledger holds, and it can be written and backed up again", async () => {
  const home = join(parent, "restored");
  const restored = await restoreBackup(backup, optionsFor(home));
  expect(restored).toMatchObject({ ok: true, value: { home, replaced: null, ledger: { entries: 3 } } });
  expect(readdirSync(home).toSorted()).toEqual(["lock", "postgres", "users"]);
  expect(await countEntries(home)).toBe(3);
  const book = await openBook(home);
  await book.post(13);
  await book.close();
  const again = await createBackup(join(parent, "second generation"), optionsFor(home));
  expect(again).toMatchObject({ ok: true, value: { ledger: { entries: 4 } } });
});

describe("a home with a database", () => {
  test("is refused while it is used, also with --replace, and left alone", async () => {
    const home = join(parent, "used");
    const server = await openEmbedded({ directory: home });
    for (const replace of [false, true]) {
      expect(await restoreBackup(backup, optionsFor(home, { replace }))).toMatchObject({
        refusal: { code: "home_in_use", home, users: 1, serverPid: server.pid },
      });
    }
    await server.release();
    expect(readdirSync(home).filter((name) => name.startsWith("postgres."))).toEqual(["postgres.log"]);
  });

  test("is refused, and with --replace keeps the old database aside, which still works", async () => {
    const home = join(parent, "with one entry");
    const book = await openBook(home);
    await book.post(1);
    await book.close();
    expect(await restoreBackup(backup, optionsFor(home))).toMatchObject({
      refusal: { code: "home_not_empty", home },
    });
    expect(await countEntries(home)).toBe(1);

    const restored = await restoreBackup(backup, optionsFor(home, { replace: true }));
    if (!restored.ok || restored.value.replaced === null) expect.fail("not replaced");
    expect(restored.value.replaced).toMatch(/postgres\.replaced-/);
    expect(await countEntries(home)).toBe(3);
    const old = join(parent, "the old one");
    mkdirSync(old, { mode: 0o711 });
    renameSync(restored.value.replaced, join(old, "postgres"));
    expect(await countEntries(old)).toBe(1);
  });
});

test("a restore that was killed between two renamings is completed by the next start", async () => {
  const home = join(parent, "cut off");
  await restoreBackup(backup, optionsFor(home));
  renameSync(join(home, "postgres"), join(home, "postgres.restored"));
  expect(await restoreBackup(backup, optionsFor(home))).toMatchObject({
    refusal: { code: "home_not_empty" },
  });
  renameSync(join(home, "postgres"), join(home, "postgres.restored"));
  expect(await countEntries(home)).toBe(3);
  expect(existsSync(join(home, "postgres.restored"))).toBe(false);
});

test("the remains of a killed restore are cleared away by the next one", async () => {
  const home = join(parent, "with remains");
  const remains = join(home, "postgres.restoring-4194303_nobody_00");
  mkdirSync(remains, { recursive: true, mode: 0o711 });
  expect((await restoreBackup(backup, optionsFor(home))).ok).toBe(true);
  expect(existsSync(remains)).toBe(false);
});

test("an interrupted restore leaves no trace", async () => {
  const home = join(parent, "interrupted");
  const interruption = new AbortController();
  const progress = { ...SILENT, advance: () => interruption.abort(new Error("stop here")) };
  const options = optionsFor(home, { progress, signal: interruption.signal });
  await expect(restoreBackup(backup, options)).rejects.toThrow("stop here");
  expect(existsSync(home)).toBe(false);
});

/** A copy of the sound backup, to be damaged; without its data where the manifest alone will be looked at. */
function copyBackup(name: string, what: "all" | "manifest"): string {
  const copy = join(parent, name);
  mkdirSync(copy);
  const path = what === "all" ? "" : "backup.json";
  cpSync(join(backup, path), join(copy, path), { recursive: true });
  return copy;
}

function editManifest(copy: string, edit: (manifest: BackupManifest) => object): void {
  const path = join(copy, "backup.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as BackupManifest; // as createBackup wrote it
  writeFileSync(path, JSON.stringify(edit(manifest)));
}

describe("a backup is refused, and no home is made,", () => {
  const cases: readonly (readonly [string, (copy: string) => void, object])[] = [
    [
      "without its manifest",
      (copy) => rmSync(join(copy, "backup.json")),
      { code: "backup_incomplete", path: "backup.json" },
    ],
    [
      "with a manifest that is cut off",
      (copy) =>
        writeFileSync(join(copy, "backup.json"), readFileSync(join(copy, "backup.json")).subarray(0, 900)),
      { code: "backup_incomplete", path: "backup.json" },
    ],
    [
      "with a manifest that leads out of the data directory",
      (copy) =>
        editManifest(copy, (manifest) => ({
          ...manifest,
          files: [{ path: "../../../etc/passwd", size: 1, sha256: "0".repeat(64) }],
        })),
      { code: "backup_incomplete", path: "backup.json" },
    ],
    [
      "with two files missing: the first is named",
      (copy) => {
        for (const name of ["pg_xact/0000", "global/pg_control"]) rmSync(join(copy, "data", name));
      },
      { code: "backup_incomplete", path: "data/global/pg_control", reason: "the file is missing" },
    ],
    [
      "with a file that has grown",
      (copy) => appendFileSync(join(copy, "data", "PG_VERSION"), "x"),
      { code: "backup_incomplete", path: "data/PG_VERSION", reason: "the file has 4 bytes, not 3" },
    ],
    [
      "with one bit turned over",
      (copy) => {
        const path = join(copy, "data", "pg_xact", "0000");
        const bytes = readFileSync(path);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      { code: "backup_incomplete", path: "data/pg_xact/0000", reason: expect.stringMatching(/contents/) },
    ],
    [
      "of a later version of the program",
      (copy) => editManifest(copy, (manifest) => ({ ...manifest, programVersion: "1.10.0" })),
      { code: "backup_newer", backup: expect.stringMatching(/1\.10\.0/) },
    ],
    [
      "with a migration that this program does not have",
      (copy) => editManifest(copy, (manifest) => ({ ...manifest, schemaVersion: 9_999 })),
      { code: "backup_newer", backup: expect.stringMatching(/9999/) },
    ],
    [
      "in a later format",
      (copy) => editManifest(copy, () => ({ format: 2 })),
      { code: "backup_newer", backup: "format 2" },
    ],
    [
      "of another PostgreSQL",
      (copy) => editManifest(copy, (manifest) => ({ ...manifest, serverMajor: 17 })),
      { code: "backup_of_other_engine", backup: expect.stringMatching(/PostgreSQL 17/) },
    ],
    [
      "of another kind of machine",
      (copy) => editManifest(copy, (manifest) => ({ ...manifest, platform: "vax-1" })),
      { code: "backup_of_other_engine", backup: expect.stringMatching(/vax-1/) },
    ],
  ];
  test.each(cases)("%s", async (name, damage, refusal) => {
    const copy = copyBackup(`damaged ${name}`, /file|bit/.test(name) ? "all" : "manifest");
    damage(copy);
    const home = join(parent, `home for one ${name.slice(0, 20)}`);
    expect(await restoreBackup(copy, optionsFor(home))).toMatchObject({ ok: false, refusal });
    expect(existsSync(home)).toBe(false);
    rmSync(copy, { recursive: true });
  });

  test("where DATABASE_URL names a server", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://localhost/wellspring");
    const restored = await restoreBackup(backup, {
      programVersion: VERSION,
      progress: SILENT,
      replace: false,
    });
    vi.unstubAllEnvs();
    expect(restored).toMatchObject({ refusal: { code: "database_on_server" } });
  });
});

test("a damaged backup leaves a home that is there as it was", async () => {
  const copy = copyBackup("damaged for a home", "all");
  rmSync(join(copy, "data", "PG_VERSION"));
  const home = join(parent, "kept");
  const book = await openBook(home);
  await book.post(1);
  await book.close();
  const before = readdirSync(home).toSorted();
  const restored = await restoreBackup(copy, optionsFor(home, { replace: true }));
  expect(restored).toMatchObject({ refusal: { code: "backup_incomplete", path: "data/PG_VERSION" } });
  expect(readdirSync(home).toSorted()).toEqual(before);
  expect(await countEntries(home)).toBe(1);
});

test("a backup of an older version is restored", async () => {
  const home = join(parent, "of an older version");
  const options = optionsFor(home, { programVersion: "1.10.0" });
  expect((await restoreBackup(backup, options)).ok).toBe(true);
});

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)("what root restores into an ordinary user's home belongs to that user", async () => {
  const NOBODY = 65_534;
  const home = join(parent, "of nobody");
  mkdirSync(home);
  chownSync(home, NOBODY, NOBODY);
  expect((await restoreBackup(backup, optionsFor(home))).ok).toBe(true);
  const paths = ["postgres", "postgres/global/pg_control", "users", "lock"];
  expect(paths.map((path) => statSync(join(home, path)).uid)).toEqual(paths.map(() => NOBODY));
  expect(await countEntries(home)).toBe(3);
  // And backed up by root while it is that user's, whose scratch server cannot run as root either.
  const again = await createBackup(join(parent, "backup of nobody's"), optionsFor(home));
  expect(again).toMatchObject({ ok: true, value: { ledger: { entries: 3 } } });
});
