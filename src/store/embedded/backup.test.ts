import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { checkLedger } from "../movement.ts";
import { createBackup } from "./backup.ts";
import { readManifest } from "./backup-manifest.ts";
import { findSegments } from "./base-backup.ts";
import { reserveEmbedded } from "./open-embedded.ts";
import { restoreBackup } from "./restore.ts";
import { type Book, openBook, SILENT } from "./testing/book.ts";

const VERSION = "1.2.3";
let parent: string;
let home: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "wellspring backup "));
  chmodSync(parent, 0o711); // as root the server may run as somebody else, who has to pass
  home = join(parent, "home");
  const book = await openBook(home);
  await book.post(7);
  await book.close();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await (await reserveEmbedded(home)).release(); // stops what a failed test has left behind
  rmSync(parent, { recursive: true, force: true });
});

/** What there is beside the homes: backups, and what an interrupted one would leave. */
function listBackups(): string[] {
  return readdirSync(parent).filter((name) => name.startsWith("backup"));
}

test("a backup of an idle database is complete, private, and says what is in it", async () => {
  const target = join(parent, "new folder", "backup");
  const options = { directory: home, programVersion: VERSION, progress: SILENT };
  const made = await createBackup(target, options);
  expect(made).toMatchObject({
    ok: true,
    value: { directory: target, ledger: { entries: 1, postings: 2, sumZero: true, balancesMatch: true } },
  });
  const manifest = readManifest(target);
  if (!made.ok || !manifest.ok) expect.fail("refused");
  expect(manifest.value).toMatchObject({
    programVersion: VERSION,
    serverMajor: 18,
    ledger: made.value.ledger,
  });
  expect(manifest.value.files).toHaveLength(made.value.files);
  const paths = manifest.value.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["backup_label", "global/pg_control", "PG_VERSION"]));
  expect(paths.filter((path) => path.startsWith("pg_wal/"))).toHaveLength(1);
  expect(paths.filter((path) => /postmaster|pgsql_tmp|pg_internal/.test(path))).toEqual([]);
  expect(statSync(target).mode & 0o777).toBe(0o700);
  expect(readdirSync(home).filter((name) => name.startsWith("backup-check"))).toEqual([]);
});

/** Posts from four connections, drops and makes tables, and turns the log over, until it is told to stop. */
function keepBusy(book: Book): { readonly acknowledged: string[]; readonly stop: () => Promise<void> } {
  const acknowledged: string[] = [];
  let stopped = false;
  const write = async () => {
    while (!stopped) acknowledged.push(await book.post(1));
  };
  const churn = async () => {
    const client = new pg.Client(book.connection);
    await client.connect();
    for (let round = 0; !stopped; round++) {
      await client.query(
        `CREATE TABLE churn_${round} AS SELECT g, repeat('x', 500) FROM generate_series(1, 2000) g`,
      );
      if (round > 1) await client.query(`DROP TABLE churn_${round - 2}`);
      await client.query("CHECKPOINT");
      await client.query("SELECT pg_switch_wal()");
    }
    await client.end();
  };
  const work = Promise.all([write(), write(), write(), write(), churn()]);
  const stop = async () => {
    stopped = true;
    await work;
  };
  onTestFinished(stop); // also where the test fails: the database must not be stopped beneath it
  return { acknowledged, stop };
}

test("a backup taken under load holds everything acknowledged before its end, and no half of an entry", async () => {
  const book = await openBook(home);
  const load = keepBusy(book);
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(50);
  const target = join(parent, "backup under load");
  let before: readonly string[] = [];
  // The copying of the files ends before the backup does.
  const progress = {
    ...SILENT,
    end: () => {
      if (before.length === 0) before = [...load.acknowledged];
    },
  };
  const made = await createBackup(target, { directory: home, programVersion: VERSION, progress });
  await load.stop();
  await book.close();
  if (!made.ok) expect.fail(made.refusal.code);
  expect(before.length).toBeGreaterThan(50);
  expect(made.value.ledger).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });

  const elsewhere = join(parent, "restored elsewhere");
  const restored = await restoreBackup(target, {
    directory: elsewhere,
    programVersion: VERSION,
    progress: SILENT,
    replace: false,
  });
  expect(restored).toMatchObject({ ok: true, value: { ledger: made.value.ledger } });
  const copy = await openBook(elsewhere);
  try {
    expect(await checkLedger(copy.db)).toEqual(made.value.ledger);
    const rows = await copy.db.selectFrom("entry").select("id").execute();
    const ids = new Set(rows.map(({ id }) => id));
    expect(before.filter((id) => !ids.has(id))).toEqual([]);
    await copy.post(1); // and it goes on from there
    expect((await checkLedger(copy.db)).entries).toBe(made.value.ledger.entries + 1);
  } finally {
    await copy.close();
  }
});

describe("a backup is refused, and nothing is written,", () => {
  const options = { programVersion: VERSION, progress: SILENT };

  test("where DATABASE_URL names a server", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://localhost/wellspring");
    const target = join(parent, "backup of a server");
    expect(await createBackup(target, options)).toMatchObject({ refusal: { code: "database_on_server" } });
    vi.unstubAllEnvs();
    expect(listBackups()).not.toContain("backup of a server");
  });

  test("where there is no database yet", async () => {
    const nowhere = join(parent, "nowhere");
    const made = await createBackup(join(parent, "backup of nothing"), { ...options, directory: nowhere });
    expect(made).toEqual({ ok: false, refusal: { code: "no_database", home: nowhere } });
    expect(readdirSync(parent)).not.toContain("nowhere");
    expect(listBackups()).not.toContain("backup of nothing");
  });

  test("into a folder with something in it, onto a file, and into the database itself", async () => {
    const full = join(parent, "full");
    mkdirSync(full);
    writeFileSync(join(full, "letter.txt"), "Dear");
    const targets = [full, join(full, "letter.txt"), join(home, "postgres", "base", "backup")];
    for (const directory of targets) {
      const made = await createBackup(directory, { ...options, directory: home });
      expect(made).toEqual({ ok: false, refusal: { code: "target_not_empty", directory } });
    }
    expect(readdirSync(full)).toEqual(["letter.txt"]);
  });
});

test("an interrupted backup leaves nothing", async () => {
  const interruption = new AbortController();
  const progress = { ...SILENT, advance: () => interruption.abort(new Error("stop here")) };
  const target = join(parent, "backup interrupted");
  const made = createBackup(target, {
    directory: home,
    programVersion: VERSION,
    progress,
    signal: interruption.signal,
  });
  await expect(made).rejects.toThrow("stop here");
  expect(listBackups().filter((name) => name.startsWith("backup interrupted"))).toEqual([]);
});

test.each(["Copying the database", "Placing the copy"])(
  "a backup killed after “%s” has no name; the next one clears its remains away",
  async (stage) => {
    const target = join(parent, `backup killed after ${stage}`);
    const script = `import { createBackup } from ${JSON.stringify(join(import.meta.dirname, "backup.ts"))};
      let stage = "";
      await createBackup(${JSON.stringify(target)}, {
        directory: ${JSON.stringify(home)},
        programVersion: "1.2.3",
        progress: { begin: (what) => { stage = what; }, advance: () => {}, end: () => console.log(stage) },
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    for await (const lines of child.stdout) if (String(lines).includes(stage)) break;
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
    const remains = () => listBackups().filter((name) => name.startsWith(`backup killed after ${stage}`));
    expect(remains()).toEqual([expect.stringMatching(/\.building-/)]);

    const made = await createBackup(target, { directory: home, programVersion: VERSION, progress: SILENT });
    expect(made).toMatchObject({ ok: true, value: { ledger: { balancesMatch: true } } });
    expect(remains()).toEqual([`backup killed after ${stage}`]);
    expect(readdirSync(home).filter((name) => name.startsWith("backup-check"))).toEqual([]);
  },
);

describe("the log that a backup needs", () => {
  const label = (lsn: string, file: string) =>
    `START WAL LOCATION: ${lsn} (file ${file})\nCHECKPOINT LOCATION: 0/0\n`;
  test.each([
    ["one segment", "0/2000120", 1],
    ["an end at the boundary of a segment", "0/3000000", 1],
    ["the next segment's first byte", "0/3000001", 2],
  ])("of %s", (_, lsn, segmentCount) => {
    const labelfile = label("0/2000028", "000000010000000000000002");
    const names = findSegments({ lsn, labelfile }, 16 * 1024 * 1024);
    expect(names).toEqual(["000000010000000000000002", "000000010000000000000003"].slice(0, segmentCount));
  });

  test("goes on into the next 4 GiB, on the same timeline", () => {
    const labelfile = label("1/FF000028", "0000000300000001000000FF");
    expect(findSegments({ lsn: "2/1000028", labelfile }, 16 * 1024 * 1024)).toEqual([
      "0000000300000001000000FF",
      "000000030000000200000000",
      "000000030000000200000001",
    ]);
  });
});
