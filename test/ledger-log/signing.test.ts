import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KyselyPlugin } from "kysely";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppContext } from "#app/context.ts";
import { checkLog } from "#app/log/check-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { rotateLogKey } from "#app/log/rotate-log-key.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { newOwnedName } from "#store/embedded/home.ts";
import { listLogKeys } from "#store/log-key.ts";
import { type LoggedWorld, makeOffers, openLoggedWorld } from "./publish.ts";

let logged: LoggedWorld;
let other: string;
/** Two servers on one database, each with a folder of its own, that both have the key. */
let [one, two]: AppContext[] = [];
beforeAll(async () => {
  logged = await openLoggedWorld();
  one = logged.context;
  await grow();
  await signCheckpoint(one);
  other = mkdtempSync(join(tmpdir(), "wellspring-log-other-"));
  cpSync(logged.directory, other, { recursive: true });
  two = { ...one, logKeys: { directory: other, host: null } };
});
afterAll(async () => {
  await logged.close();
  rmSync(other, { recursive: true, force: true });
});

/** The servers, which `beforeAll` has made. */
function getServers(): [AppContext, AppContext] {
  if (one === undefined || two === undefined) throw new Error("no servers yet");
  return [one, two];
}

/** A further entry, numbered and in the log; returns how many there are. */
async function grow(): Promise<number> {
  await makeOffers(logged.world, 1);
  return await numberEntries(logged.context);
}

/** Entries of the newest checkpoint that is kept beside the keys. */
function readKept(directory: string): number {
  const name = readdirSync(directory).find((file) => file.endsWith(".signed")) ?? "";
  return Number(readFileSync(join(directory, name), "utf8").split("\n")[1]);
}

/** The same context, which waits, after it has read a row with a column of that name, until it is let go. */
function pauseAfter(context: AppContext, column: string) {
  let reach = (): void => undefined;
  let letGo = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const freed = new Promise<void>((resolve) => (letGo = resolve));
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows.some((row) => Object.hasOwn(row, column))) {
        reach();
        await freed;
      }
      return result;
    },
  };
  return { paused: { ...context, database: context.database.withPlugin(plugin) }, reached, letGo };
}

/** Waits until `work` is done, or waits itself for a lock that somebody else has. */
async function untilDoneOrWaiting(work: Promise<unknown>): Promise<void> {
  let isDone = false;
  void work.finally(() => (isDone = true));
  for (let tries = 0; tries < 1000 && !isDone; tries += 1) {
    const { rows } = await sql<{ waits: boolean }>`select exists (select 1 from pg_locks
      where locktype = 'advisory' and not granted) as waits`.execute(logged.world.owner);
    if (rows[0]?.waits === true) return;
    await sleep(5);
  }
}

describe("a change of keys that was cut off", () => {
  test("leaves the old private key and drafts behind until the next signing", async () => {
    const { directory, context } = logged;
    const [old = ""] = readdirSync(directory).filter((name) => name.endsWith(".key"));
    const text = readFileSync(join(directory, old), "utf8");
    await rotateLogKey(context, { newLog: false });
    writeFileSync(join(directory, old), text);
    const drafts = ["999999999_1_0123456789ab", `${newOwnedName()}`, "a note"];
    for (const name of drafts) writeFileSync(join(directory, name), "PRIVATE");
    expect(await signCheckpoint(context)).toMatchObject({ ok: true });
    const kept = readdirSync(directory).filter((name) => !name.endsWith(".signed"));
    expect(kept).toEqual(expect.arrayContaining([drafts[1], drafts[2]])); // one that is being written, and what is not ours
    expect(kept).toHaveLength(3);
    expect(kept).toContainEqual(expect.stringMatching(/-2\.key$/));
    for (const name of drafts) rmSync(join(directory, name), { force: true });
    cpSync(directory, other, { recursive: true });
  });
});

describe("several servers", () => {
  test("that sign at once never keep an earlier checkpoint in the place of a later one", async () => {
    const [first] = getServers();
    const before = await grow();
    const { paused, reached, letGo } = pauseAfter(first, "waits");
    const slow = signCheckpoint(paused);
    await reached;
    const fast = (async () => {
      await grow();
      return await signCheckpoint(first);
    })();
    await untilDoneOrWaiting(fast);
    letGo();
    expect(await Promise.all([slow, fast])).toEqual([
      { ok: true, value: before },
      { ok: true, value: before + 1 },
    ]);
    expect(readKept(logged.directory)).toBe(before + 1);
  });

  test("let no key sign past the size at which another has taken over", async () => {
    const [first, second] = getServers();
    await grow();
    const { paused, reached, letGo } = pauseAfter(second, "publicKey");
    const slow = signCheckpoint(paused);
    await reached;
    const fast = (async () => {
      await rotateLogKey(first, { newLog: false });
      await grow();
      return await signCheckpoint(first);
    })();
    await untilDoneOrWaiting(fast);
    letGo();
    await Promise.all([slow, fast]);
    const [before, after] = (await listLogKeys(first.database)).slice(-2);
    const { rows } = await sql<{ size: number }>`select max(size) as size from log_checkpoint
      where key_number = ${before?.number}`.execute(logged.world.owner);
    expect(after?.number).toBe(3);
    expect(rows[0]?.size).toBeLessThanOrEqual(after?.sinceSize ?? 0);
    expect(await signCheckpoint(second)).toMatchObject({ ok: false, refusal: { code: "log_key_missing" } });
  });

  test("all keep what one of them has signed, and so know a database that was put back", async () => {
    const [first, second] = getServers();
    cpSync(logged.directory, other, { recursive: true }); // the new key
    const size = await grow();
    expect(await signCheckpoint(first)).toEqual({ ok: true, value: size });
    expect(await signCheckpoint(second)).toEqual({ ok: true, value: size });
    expect(readKept(other)).toBe(size);
    await sql`delete from log_checkpoint where size = ${size}`.execute(logged.world.owner);
    await sql`delete from log_end`.execute(logged.world.owner);
    await sql`delete from log_leaf where position = ${size}`.execute(logged.world.owner);
    const refused = { ok: false, refusal: { code: "log_rolled_back", signed: size, size: size - 1 } };
    expect(await signCheckpoint(second)).toMatchObject(refused);
    expect(await signCheckpoint(first)).toMatchObject(refused);
  });
});

test("a first signing that is cut off after it kept its checkpoint is done again", async () => {
  const opened = await openLoggedWorld();
  await makeOffers(opened.world, 1);
  await numberEntries(opened.context);
  const instants = [opened.context.now()];
  const now = () => {
    const next = instants.pop();
    if (next === undefined) throw new Error("the power went");
    return next;
  };
  await expect(signCheckpoint({ ...opened.context, now })).rejects.toThrow("the power went");
  expect(readKept(opened.directory)).toBe(1);
  expect(await signCheckpoint(opened.context)).toEqual({ ok: true, value: 1 });
  expect(await checkLog(opened.context)).toMatchObject({ matches: true, signed: 1 });
  await opened.close();
});

test("a database without entries beside what another has signed gets a key of its own", async () => {
  const { directory } = logged;
  const kept = readdirSync(directory).filter((name) => name.endsWith(".signed"));
  const opened = await openLoggedWorld();
  const context = { ...opened.context, logKeys: { directory, host: null } };
  expect(await signCheckpoint(context)).toEqual({ ok: true, value: 0 });
  await makeOffers(opened.world, 1);
  await numberEntries(context);
  expect(await signCheckpoint(context)).toEqual({ ok: true, value: 1 });
  const [own = ""] = readdirSync(directory).filter(
    (name) => name.endsWith(".signed") && !kept.includes(name),
  );
  expect(readFileSync(join(directory, own), "utf8").split("\n")[1]).toBe("1");
  await opened.close();
  for (const name of readdirSync(directory)) {
    if (name.startsWith(own.slice(0, -".signed".length))) rmSync(join(directory, name));
  }
});

test("a database without a key beside what another has signed is not signed, but for a new log", async () => {
  const { directory } = logged;
  const opened = await openLoggedWorld();
  await makeOffers(opened.world, 1);
  await numberEntries(opened.context);
  const context = { ...opened.context, logKeys: { directory, host: null } };
  const files = readdirSync(directory).toSorted();
  const [kept = ""] = files.filter((name) => name.endsWith(".signed"));
  const [origin] = readFileSync(join(directory, kept), "utf8").split("\n");
  expect(await signCheckpoint(context)).toEqual({
    ok: false,
    refusal: { code: "log_rolled_back", origin, signed: readKept(directory), size: 1 },
  });
  expect(await rotateLogKey(context, { newLog: false })).toMatchObject({
    refusal: { code: "log_not_signed" },
  });
  expect(readdirSync(directory).toSorted()).toEqual(files);
  expect(await listLogKeys(context.database)).toEqual([]);
  const begun = await rotateLogKey(context, { newLog: true });
  expect(begun).toMatchObject({ ok: true, value: { since: 0, statement: null } });
  expect(await signCheckpoint(context)).toEqual({ ok: true, value: 1 });
  expect(await checkLog(context)).toMatchObject({ matches: true, signed: 1 });
  await opened.close();
});

describe("the check of the log", () => {
  test.each([
    ["of another size", "\n(\\d+)\n", "\n1\\1\n"],
    ["of another origin", "^wellspring", "elsewhere"],
    ["of another tree", "\n[^\n]{43}=\n", `\n${Buffer.alloc(32).toString("base64")}\n`],
    ["that nobody signed", "(— [^ ]+ [^\n]{20})[^\n]", "\\1="],
  ])("tells a newest checkpoint %s", async (_name, pattern, instead) => {
    const opened = await openLoggedWorld();
    const { world, context } = opened;
    await makeOffers(world, 2);
    await numberEntries(context);
    await signCheckpoint(context);
    expect(await checkLog(context)).toMatchObject({ matches: true });
    await sql`update log_checkpoint set note = regexp_replace(note, ${pattern}, ${instead})`.execute(
      world.owner,
    );
    expect(await checkLog(context)).toMatchObject({ matches: false, differsAt: null });
    await opened.close();
  });
});
