import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";

/** The program as its users run it, on the scenario 2020 with calls of a few countries. */
const root = join(import.meta.dirname, "..", "..");
let database: TestDatabase;
let folder: string;

// Every command is a program of its own, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 240_000 });

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runNode(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: database.url, WELLSPRING_LOG_KEYS: join(folder, "log-keys") },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 240_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

const run = async (...args: readonly string[]): Promise<Ran> =>
  await runNode(join(root, "src", "cli", "main.ts"), ...args);

/** What a command prints with --json: it must end with 0, and print nothing but data (progress is told beside it). */
async function readJson<Shape>(...args: readonly string[]): Promise<Shape> {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Shape; // the caller says what it expects, and looks
}

interface Statement {
  readonly asOf: string;
  readonly ledgerPosition: number;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

const YEAR = ["--exporter", "CHN", "--from", "2020-01", "--to", "2020-12", "--scenario", "2020"];
const STAGES = ["pledged", "agreed", "dispatched", "cleared", "received", "used"];

/** Sums of the rows that are no part of another, by unit and stage. */
function totalsOf({ rows }: Statement): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const row of rows.filter(({ of }) => of === null)) {
    for (const stage of STAGES) {
      totals[`${row["unit"]} ${stage}`] = (totals[`${row["unit"]} ${stage}`] ?? 0) + Number(row[stage]);
    }
  }
  return totals;
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "wellspring-command-line-"));
  const ran = await runNode(join(root, "scripts", "small-scenario.ts"), "5");
  if (ran.code !== 0) throw new Error(ran.stderr);
}, 300_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the scenario 2020", () => {
  test("has the five figures of the customs administration, to the unit, and the medical masks among all masks", async () => {
    const { rows } = await readJson<Statement>("statement", ...YEAR);
    const figures = rows.map(({ item, of, unit, pledged }) => [item, of, unit, pledged]);
    expect(figures).toEqual(
      expect.arrayContaining([
        ["mask", null, "piece", 224_200_000_000],
        ["medical_mask", "mask", "piece", 65_000_000_000],
        ["protective_suit", null, "piece", 773_000_000],
        ["surgical_gloves", null, "pair", 2_920_000_000],
        ["nucleic_acid_test", null, "test", 1_080_000_000],
        ["ventilator", null, "piece", 271_000],
      ]),
    );
    const suits = rows.find(({ item }) => item === "protective_suit");
    expect(suits?.["received"]).toBeGreaterThan(0);
    expect(suits?.["reported"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ baseQuantity: 773_000_000 })]),
    );
  });

  test("adds up to the same totals however it is grouped", async () => {
    const whole = totalsOf(await readJson<Statement>("statement", ...YEAR));
    expect(whole["piece received"]).toBeGreaterThan(1_000_000);
    for (const by of ["item,recipient", "item,month", "terms", "recipient,month,terms"]) {
      expect(totalsOf(await readJson<Statement>("statement", ...YEAR, "--by", by)), by).toEqual(whole);
    }
  });

  test("leaves a ledger that holds, and a statement's roll-up that can be made again", async () => {
    const holds = {
      sumZero: true,
      negative: 0,
      balancesMatch: true,
      rollUp: { matches: true, differences: [] },
    };
    expect(await readJson("ledger", "check")).toMatchObject(holds);
    const before = await readJson<Statement>("statement", ...YEAR);
    const rebuilt = await readJson<{ position: number }>("ledger", "rebuild-roll-up");
    expect(await readJson("ledger", "check")).toMatchObject({ ...holds, ledgerPosition: rebuilt.position });
    expect(await readJson<Statement>("statement", ...YEAR)).toEqual(before);
  });

  test("tells every need's coverage and what bound it, and the least developed countries' share", async () => {
    const coverage = await readJson<{
      lines: readonly { asked: number; agreed: number; bindings: readonly string[] }[];
      leastDeveloped: readonly { itemId: string; before: { share: number }; after: { share: number } }[];
    }>("plan", "coverage", "--scenario", "2020");
    expect(coverage.lines.length).toBeGreaterThan(20);
    for (const { asked, agreed, bindings } of coverage.lines) {
      expect(agreed).toBeLessThanOrEqual(asked);
      expect(bindings.length).toBeGreaterThan(0);
      expect(bindings.includes("met")).toBe(agreed === asked);
    }
    expect(coverage.leastDeveloped.map(({ itemId }) => itemId)).toContain("protective_suit");
  });
});

describe("the command line", () => {
  test("follows a consignment from the giver to the receipt", async () => {
    const rows = await database.owner
      .selectFrom("consignment")
      .select("number")
      .orderBy("number")
      .limit(1)
      .execute();
    const followed = await run("follow", String(rows[0]?.number));
    expect(followed.code).toBe(0);
    for (const word of ["CHN", "dispatch", "receive"]) expect(followed.stdout).toContain(word);
  });

  test("estimates a call with the formula's inputs", async () => {
    const estimate = await readJson<{ lines: readonly { quantity: number; basis: { inputs: object } }[] }>(
      "estimate",
      "--country",
      "ETH",
      "--weeks",
      "12",
    );
    expect(estimate.lines.length).toBeGreaterThan(10);
    for (const { quantity, basis } of estimate.lines) {
      expect(Number.isSafeInteger(quantity) && quantity > 0).toBe(true);
      expect(basis.inputs).toMatchObject({ country: "ETH", weeks: 12 });
    }
  });

  test("lists reported figures with their sources", async () => {
    const { figures } = await readJson<{ figures: readonly { sourceUrl: string }[] }>(
      "reported",
      "--item",
      "ventilator",
    );
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.every(({ sourceUrl }) => URL.canParse(sourceUrl))).toBe(true);
  });

  test.each([
    [["statement", "--item", "no_such_item"], "no_such_item"],
    [["estimate", "--country", "ETH", "--weeks", "99"], "weeks"],
    [["follow", "no-such-consignment"], "not_found"],
    [["no-such-command"], "no-such-command"],
  ])("refuses %j with exit code 2, and says why", async (args, word) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(word);
  });

  test("tells a fault with exit code 1: a database that cannot be reached", async () => {
    const url = new URL(database.url);
    url.pathname = "/no_such_database";
    const child = spawn(
      process.execPath,
      [join(root, "src", "cli", "main.ts"), "ledger", "check", "--json"],
      {
        env: { ...process.env, DATABASE_URL: url.href },
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    expect([code, stdout]).toEqual([1, ""]);
  });

  test("imports a file once, lists what is wrong with another, and writes nothing of it", async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const good = join(folder, "calls.csv");
    const row = `ETH,medical_mask,5000,${inDays(10)},${inDays(100)}`;
    writeFileSync(good, `party,item,quantity,window_from,window_to\n${row}\n`);
    const importGood = async (...options: readonly string[]) =>
      await readJson<object>("import", "calls", good, ...options);
    expect(await importGood("--dry-run")).toMatchObject({ dryRun: true, posted: 1, alreadyPosted: 0 });
    expect(await importGood()).toMatchObject({ dryRun: false, posted: 1, alreadyPosted: 0 });
    expect(await importGood()).toMatchObject({ posted: 0, alreadyPosted: 1 });
    const before = await readJson<{ entries: number }>("ledger", "check");
    const bad = join(folder, "deliveries.csv");
    const header = "recipient,item,quantity,giver,terms,received,condition";
    writeFileSync(bad, `${header}\nXXX,medical_mask,-5,CHN,gift,2021-02-30,only if they vote with us\n`);
    const refused = await run("import", "deliveries", bad, "--json");
    expect(refused.code).toBe(2);
    for (const word of ["conditions_attached"]) expect(refused.stdout + refused.stderr).toContain(word);
    expect(await readJson("ledger", "check")).toMatchObject({ entries: before.entries });
  });
});
