import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnSync } from "node:child_process";
import pg from "pg";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import type { AppContext } from "#app/context.ts";
import { keepHouse } from "#app/keep-house.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { checkLog } from "#app/log/check-log.ts";
import { exportLog } from "#app/log/export-log.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { makeContext } from "../durability/book-context.ts";
import { type DebianServer, findMissingServer, makeServer } from "./server.ts";

const root = join(import.meta.dirname, "..", "..");

/** The lines of shell under "Back to a moment" in docs/OPERATIONS.md, block by block: what is run here is what is written there. */
function readSteps() {
  const text = readFileSync(join(root, "docs", "OPERATIONS.md"), "utf8");
  const [, section = ""] = /^## Back to a moment\n(.*?)^## /ms.exec(text) ?? [];
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, lines = ""]) => lines);
  const [names, archive, backUp, toMoment, toPosition, putBack, end, check, newLog, ...more] = blocks;
  if (newLog === undefined || more.length > 0) throw new Error(`${blocks.length} blocks of shell, not 9`);
  return { names, archive, backUp, toMoment, toPosition, putBack, end, check, newLog } as Readonly<
    Record<string, string>
  >;
}

/** The lines with our value in the place of their example. */
function put(lines: string | undefined, example: string, value: string): string {
  if (lines?.includes(example) !== true) throw new Error(`no ${example} in ${lines}`);
  return lines.replace(example, value);
}

/** Clients that offer one thing after the other. */
async function startLoad(context: AppContext) {
  const site = await context.database
    .selectFrom("site")
    .innerJoin("party", "party.id", "site.partyId")
    .where("party.code", "=", "CHN")
    .select(["site.id as siteId", "party.id as partyId"])
    .executeTakeFirstOrThrow();
  const partyId = asId<"party">(site.partyId);
  const line = {
    itemId: "medical_mask",
    quantity: asQuantity(10),
    siteId: asId<"site">(site.siteId),
    availableFrom: asDay("2026-01-01"),
  };
  const actor = {
    userId: asId<"user">(v7()),
    memberships: [{ partyId, role: "focal_point" }],
  } as const;
  const sent: string[] = [];
  const acknowledged: string[] = [];
  let isWanted = true;
  const clients = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (isWanted) {
        const commandId = asId<"command">(v7());
        sent.push(commandId);
        const made = await makeOffer(
          context,
          { commandId, actor },
          { partyId, terms: "grant", lines: [line] },
        );
        if (!made.ok) throw new Error(JSON.stringify(made.refusal));
        acknowledged.push(commandId);
      }
    }),
  );
  return {
    sent,
    acknowledged,
    waitFor: async (count: number) => {
      const goal = acknowledged.length + count;
      const reached = (async () => {
        while (acknowledged.length < goal) await sleep(10);
      })();
      await Promise.race([reached, clients]);
    },
    stop: async () => {
      isWanted = false;
      await clients;
    },
  };
}

/** A segment that is not full is archived when it is a minute old: here at once. */
async function archiveAll(server: DebianServer): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ segment: string }>(
      "select pg_walfile_name(pg_switch_wal()) as segment",
    );
    const isThere = async () => {
      const archiver = await client.query<{ isThere: boolean }>(
        'select coalesce(last_archived_wal >= $1, false) as "isThere" from pg_stat_archiver',
        [rows[0]!.segment],
      );
      return archiver.rows[0]!.isThere;
    };
    await expect.poll(isThere).toBe(true);
  } finally {
    await client.end();
  }
}

/** Runs work on the server's database. */
async function withBook<Value>(
  { url }: DebianServer,
  home: string,
  work: (context: AppContext) => Promise<Value>,
): Promise<Value> {
  const opened = await openDatabase({ url, poolSize: 6 });
  try {
    return await work(await makeContext(opened.db, home));
  } finally {
    await opened.close();
  }
}

async function readBook({ database }: AppContext) {
  const entries = await database.selectFrom("entry").select("id").execute();
  const { newest } = await database
    .selectFrom("entryPosition")
    .select((eb) => eb.fn.max("position").as("newest"))
    .executeTakeFirstOrThrow();
  return { ids: new Set(entries.map(({ id }) => id)), newest: Number(newest) };
}

/** What the verifier says of the log as anybody can download it. */
async function verifyPublished(context: AppContext) {
  const exported = await exportLog(context);
  if (!exported.ok) throw new Error(exported.refusal.code);
  const files = new Map<string, Uint8Array>();
  for await (const { path, bytes } of exported.value.files()) files.set(path, bytes);
  const read = async (path: string) => await Promise.resolve(files.get(path));
  return await verifyLog({ name: "the published log", read });
}

/** What `ledger check` looks at. */
async function holds(context: AppContext): Promise<boolean> {
  const { sumZero, negative, balancesMatch, rollUp } = await checkLedger(context);
  const log = await checkLog(context);
  return sumZero && negative === 0 && balancesMatch && rollUp.matches && log.matches;
}

/** Runs lines in which `npx wellspring` is the program of this checkout, on the server's database. */
function runProgramLines(lines: string, { url }: DebianServer, home: string) {
  const npx = `npx() { shift; "${process.execPath}" "${join(root, "src", "cli", "main.ts")}" "$@"; }\n`;
  const result = spawnSync("bash", ["-euo", "pipefail", "-c", npx + lines], {
    encoding: "utf8",
    env: { ...process.env, DATABASE_URL: url, WELLSPRING_HOME: home, WELLSPRING_LOG_KEYS: "" },
    timeout: 60_000,
  });
  return { code: result.status, said: result.stdout + result.stderr };
}

test("a server that archives its log is put back to a moment, and to a position, by the lines of OPERATIONS.md", {
  timeout: 240_000,
}, async (context) => {
  const missing = findMissingServer();
  if (missing !== null) context.skip(missing);
  const steps = readSteps();
  const directory = mkdtempSync(join(tmpdir(), "wellspring-recovery-"));
  chmodSync(directory, 0o755);
  const home = join(directory, "home");
  const server = await makeServer(join(directory, "server"));
  try {
    const names = { ARCHIVE: "archive", BACKUP: "base", KEPT: "replaced" };
    const places = Object.fromEntries(
      Object.entries(names).map(([name, folder]) => [name, join(directory, "server", folder)]),
    );
    for (const name of [...Object.keys(names), "PGDATA"]) expect(steps["names"]).toContain(`${name}=`);
    const run = (lines: string) => server.run(lines, places);
    run(steps["archive"]!);
    server.stop();
    server.start();

    // A base backup while clients post; then a moment while they post, and more after it.
    const noted = await withBook(server, home, async (book) => {
      await seedReference(book);
      const load = await startLoad(book);
      await load.waitFor(10);
      run(steps["backUp"]!);
      await load.waitFor(20);
      await keepHouse(book);
      const before = [...load.acknowledged];
      const moment = run("psql -XAt -d postgres -c 'SELECT clock_timestamp()'").trim();
      const sent = new Set(load.sent);
      await load.waitFor(30);
      await load.stop();
      await keepHouse(book);
      return { before, moment, sent, after: load.acknowledged.filter((id) => !sent.has(id)) };
    });
    expect(noted.after.length).toBeGreaterThan(10);
    await archiveAll(server);
    await server.destroy();
    run(`${put(steps["toMoment"], "2026-11-27 14:30:00+00", noted.moment)}${steps["putBack"]}`);
    server.start();
    run(steps["end"]!);

    const reached = await withBook(server, home, readBook);
    expect(noted.before.filter((id) => !reached.ids.has(id))).toEqual([]);
    expect([...reached.ids].filter((id) => !noted.sent.has(id))).toEqual([]);
    expect(runProgramLines(steps["check"]!, server, home)).toMatchObject({ code: 0 });
    // It had signed what is not there any more, and knows.
    const house = await withBook(server, home, keepHouse);
    expect(house.unsigned).toMatchObject({ code: "log_rolled_back" });
    expect(runProgramLines(steps["newLog"]!, server, home)).toMatchObject({ code: 0 });
    const verdict = await withBook(server, home, verifyPublished);
    expect(verdict).toMatchObject({ fits: true, entries: reached.ids.size });

    // It goes on from there; then back to a position of what came since, its directory being still there.
    const { position, wanted } = await withBook(server, home, async (book) => {
      const load = await startLoad(book);
      await load.waitFor(10);
      await keepHouse(book);
      const atPosition = await readBook(book);
      await load.waitFor(30);
      await load.stop();
      await keepHouse(book);
      return { position: atPosition.newest, wanted: await readBook(book) };
    });
    expect(wanted.newest).toBeGreaterThan(position);
    const target = run(`${put(steps["toPosition"], "1234", String(position))}echo "$TARGET"`).trim();
    server.stop();
    server.run(steps["putBack"]!, { ...places, TARGET: target });
    server.start();
    run(steps["end"]!);
    const again = await withBook(server, home, readBook);
    expect(again.newest).toBe(position);
    expect([...reached.ids].filter((id) => !again.ids.has(id))).toEqual([]);
    expect(again.ids.size).toBeLessThan(wanted.ids.size);
    expect(await withBook(server, home, holds)).toBe(true);
  } finally {
    server.clear();
    rmSync(directory, { recursive: true, force: true });
  }
});
