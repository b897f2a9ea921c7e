import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId } from "#core/id.ts";
import { asInstant, occurredOn, asDay } from "#core/time.ts";
import { insertEntry } from "#store/ledger.ts";
import { listLeaves, listLogged, readLogState } from "#store/log.ts";
import { findCheckpoint, listLogKeys } from "#store/log-key.ts";
import { createTestDatabase } from "#store/testing/test-database.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { actFor, makeOneOffer, newMeta, openWorld, units, type World } from "#test/fixtures/world.ts";
import type { AppContext } from "#app/context.ts";
import { checkLog } from "#app/log/check-log.ts";
import { numberEntries, numberForReading } from "#app/log/number-entries.ts";
import { openEntry } from "#app/log/open-entry.ts";
import { readOpenings } from "#app/log/read-log.ts";
import { readRoot } from "#app/log/read-root.ts";
import { rotateLogKey } from "#app/log/rotate-log-key.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";

let world: World;
let chain: Chain;
let directory: string;
/** The world's context, with a place for keys. */
let context: AppContext;

beforeAll(async () => {
  world = await openWorld();
  chain = await openChain(world, { lotNumber: "LOT-1" });
  const consignmentId = await bring(chain, "clear_import");
  await receive(chain, consignmentId, [[100], [38, 1]]);
  directory = mkdtempSync(join(tmpdir(), "wellspring-log-"));
  context = { ...world.context, logKeys: { directory: join(directory, "keys"), host: "log.example.org" } };
});
afterAll(async () => {
  await world.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** Posts `count` entries that pledge a mask each; the supply has to be there. */
async function postMany(count: number, lines = 1): Promise<string[]> {
  const offered = await makeOneOffer(world);
  const place = { partyId: offered.party.id, siteId: offered.siteId };
  const ids = Array.from({ length: count }, () => v7());
  for (const id of ids) {
    await insertEntry(world.context.database, {
      id: asId<"command">(id),
      kind: "make_offer",
      reason: "command",
      corrects: null,
      userId: "test",
      recordedAt: world.context.now(),
      movements: Array.from({ length: lines }, () => ({
        kind: "pledge",
        reversal: false,
        supplyId: offered.supplyId,
        from: { ...place, stage: "produced" },
        to: { ...place, stage: "available" },
        quantity: units(1),
        recipientId: null,
        consignmentId: null,
        occurred: occurredOn(asDay("2026-03-01")),
      })),
    });
  }
  return ids;
}

/** Entries without movements, one recorded after the other but written in no order. */
async function postInBulk(count: number): Promise<void> {
  await sql`with added as (
    insert into entry (id, kind, reason, user_id, recorded_at, supply_ids)
    select gen_random_uuid(), 'bulk', 'command', 'test', '2026-03-01'::timestamptz + (n * 7919 % ${count}) * '1 s'::interval, '{}'
    from generate_series(1, ${count}::integer) as n returning id, recorded_at
  ) insert into entry_unnumbered (entry_id, recorded_at) select id, recorded_at from added`.execute(
    world.owner,
  );
}

async function readLeaf(position: number): Promise<Record<string, unknown>> {
  const [stored] = await listLeaves(context.database, { first: position, last: position });
  return JSON.parse(Buffer.from(stored?.leaf ?? "").toString()) as Record<string, unknown>;
}

async function findPositionOf(kind: string): Promise<{ id: string; position: number }> {
  const { rows } = await sql<{ id: string; position: number }>`select e.id, p.position from entry as e
    join entry_position as p on p.entry_id = e.id where e.kind = ${kind} order by p.position limit 1`.execute(
    world.owner,
  );
  return rows[0] ?? { id: "", position: 0 };
}

describe("numbering", () => {
  test("gives every position its leaf, in one transaction for both", async () => {
    const position = await numberEntries(context);
    expect(position).toBeGreaterThan(4);
    expect(await readLogState(context.database)).toEqual({
      isUndecided: false,
      waits: false,
      position,
      size: position,
    });
    expect(await readLeaf(1)).toMatchObject({
      position: 1,
      kind: "make_offer",
      author: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      agreement: null,
      body: {
        supplies: [{ supply: chain.masks, item: "medical_mask", lot: "LOT-1", terms: "grant" }],
        movements: [{ kind: "pledge", quantity: 500, recipient: null, consignment: null }],
      },
    });
    expect(await checkLog(context)).toMatchObject({ size: position, matches: true, differsAt: null });
  });

  test("that is cut off leaves neither number nor leaf, and goes on where it was", async () => {
    await postMany(3);
    const before = await readLogState(context.database);
    let secrets = 0;
    const failing = numberEntries(context, {
      newSecret: () => {
        secrets += 1;
        if (secrets === 3) throw new Error("the power went");
        return Buffer.alloc(32, secrets);
      },
    });
    await expect(failing).rejects.toThrow("the power went");
    expect(await readLogState(context.database)).toEqual(before);
    expect(await numberEntries(context)).toBe(before.position + 4); // the offer's own entry as well
    expect(await checkLog(context)).toMatchObject({ matches: true });
  });

  test("fills tiles, and builds the log of a database that had none, with progress, as it was", async () => {
    await postMany(600);
    const position = await numberEntries(context);
    expect(position).toBeGreaterThan(512);
    const root = await readRoot(context.database, position);
    const secrets = (await listLeaves(context.database, { first: 1, last: position })).map(
      ({ secret }) => secret,
    );
    await sql`delete from log_end`.execute(world.owner);
    await sql`delete from log_leaf`.execute(world.owner);
    await sql`delete from log_node`.execute(world.owner);
    const told: [number, number][] = [];
    let next = 0;
    // Who reads meanwhile does not wait for it.
    expect(await numberForReading(context)).toBe(position);
    expect(await readLogState(context.database)).toMatchObject({ size: 0 });
    await numberEntries(context, {
      onProgress: (done, total) => told.push([done, total]),
      newSecret: () => secrets[next++] ?? Buffer.alloc(32),
    });
    expect(told).toEqual([[position, position]]);
    expect(await readRoot(context.database, position)).toEqual(root);
    expect(await checkLog(context)).toMatchObject({ size: position, matches: true });
  });

  test("numbers what waits also where it builds the log of what had its number before", async () => {
    const position = await numberEntries(context);
    await postMany(3);
    await sql`delete from log_end`.execute(world.owner);
    await sql`delete from log_leaf where position > 256`.execute(world.owner);
    await sql`delete from log_node where node_index > 0`.execute(world.owner);
    expect(await numberEntries(context)).toBe(position + 4); // the offer's own entry as well
    expect(await readLogState(context.database)).toMatchObject({ waits: false, size: position + 4 });
    expect(await checkLog(context)).toMatchObject({ matches: true });
  });

  test("by many at once gives each position one leaf", async () => {
    await postMany(40);
    const newest = await Promise.all(Array.from({ length: 6 }, async () => await numberEntries(context)));
    expect(new Set(newest).size).toBe(1);
    const checked = await checkLedger(context);
    expect(await checkLog(context)).toMatchObject({ size: checked.entries, matches: true });
  });

  test("takes a few entries at a time where they have very many movements", async () => {
    const before = await numberEntries(context);
    for (let entry = 0; entry < 3; entry += 1) await postMany(1, 9000);
    const after = await numberEntries(context);
    expect(after).toBe(before + 6); // three offers, and an entry on each
    const positions = { first: before + 1, last: after };
    const pieces = [];
    for (let first = positions.first; first <= after; ) {
      const piece = await listLogged(context.database, { first, last: after }, 9001);
      pieces.push(piece.map(({ movements }) => movements.length));
      first += piece.length;
    }
    expect(pieces).toEqual([
      [1, 9000],
      [1, 9000],
      [1, 9000],
    ]);
    const one = await listLogged(context.database, { first: before + 2, last: after }, 5);
    expect(one.map(({ movements }) => movements.length)).toEqual([9000]);
    expect(await checkLog(context)).toMatchObject({ size: after, matches: true });
  });

  test("keeps a long entry's movements beside its leaf", async () => {
    const [id = ""] = await postMany(1, 1500);
    await numberEntries(context);
    const opened = await openEntry(context, undefined, asId<"command">(id));
    if (!opened.ok) throw new Error(opened.refusal.code);
    expect(opened.value.leaf.length).toBeLessThan(1000);
    expect(JSON.parse(opened.value.body ?? "")).toMatchObject({ movements: { length: 1500 } });
    expect(await checkLog(context)).toMatchObject({ matches: true });
  });
});

test("a replay of the entries into an empty database gives the same root", async () => {
  const size = await numberEntries(context);
  const other = await createTestDatabase();
  try {
    const into: AppContext = { ...context, database: other.db };
    await seedReference(into);
    await copyBook(world, other.owner);
    const leaves = await listLeaves(context.database, { first: 1, last: size });
    const numbered = await world.owner
      .selectFrom("entryPosition")
      .select(["entryId", "numberedAt"])
      .orderBy("position")
      .execute();
    let next = 0;
    for (const { entryId, numberedAt } of numbered) {
      // One by one, as they were: the position and its time are part of the leaf.
      await sql`insert into entry_unnumbered (entry_id, recorded_at)
        select id, recorded_at from entry where id = ${entryId}`.execute(other.owner);
      const options = { newSecret: () => leaves[next++]?.secret ?? Buffer.alloc(32) };
      await numberEntries({ ...into, now: () => asInstant(numberedAt) }, options);
    }
    expect(await readRoot(other.db, size)).toEqual(await readRoot(context.database, size));
  } finally {
    await other.drop();
  }
});

test("numbering for who reads takes one batch, in the order of record, and leaves the rest to the house-keeping", async () => {
  const position = await numberEntries(context);
  await postInBulk(2100);
  expect(await numberForReading(context)).toBe(position + 2048);
  expect(await readLogState(context.database)).toMatchObject({ waits: true, size: position + 2048 });
  expect(await numberEntries(context)).toBe(position + 2100);
  const { rows } = await sql<{
    inOrder: boolean;
  }>`select bool_and(sorted.position = p.position) as "inOrder"
      from (select e.id, ${position}::bigint + row_number() over (order by e.recorded_at, e.id) as position
        from entry as e where e.kind = 'bulk') as sorted
      join entry_position as p on p.entry_id = sorted.id`.execute(world.owner);
  expect(rows).toEqual([{ inOrder: true }]);
});

/** Copies what entries rest on, and the entries, without positions. */
async function copyBook(from: World, to: World["owner"]): Promise<void> {
  const tables = [
    "party",
    "site",
    "call",
    "agreement",
    "agreement_event",
    "consignment",
    "supply",
    "account",
    "entry",
    "movement",
  ];
  for (const table of tables) {
    const { rows } = await sql<{ rows: string }>`select coalesce(json_agg(t), '[]')::text as rows
      from ${sql.table(table)} as t`.execute(from.owner);
    await sql`insert into ${sql.table(table)} select * from json_populate_recordset(null::${sql.table(table)}, ${
      rows[0]?.rows ?? "[]"
    }::json) on conflict do nothing`.execute(to);
  }
}

describe("what belongs to an agreement", () => {
  test("is hidden in the leaf, and opened for everybody while the agreement stands", async () => {
    await numberEntries(context);
    const { id, position } = await findPositionOf("dispatch_consignment");
    const leaf = JSON.stringify(await readLeaf(position));
    expect(leaf).not.toContain(`"recipient":"${chain.taker.code}"`);
    const opened = await openEntry(context, undefined, asId<"command">(id));
    if (!opened.ok) throw new Error(opened.refusal.code);
    const recipient = opened.value.openings.find(({ field }) => field === "movements.0.recipient");
    expect(recipient?.value).toBe(chain.taker.code);
    expect(opened.value.openings.map(({ field }) => field)).not.toContain("author");
    const published = await readOpenings(context, Math.floor((position - 1) / 256));
    expect(published.ok && published.value.find((one) => one.position === position)?.openings).toEqual(
      opened.value.openings,
    );
  });

  test("is closed again when it is withdrawn, but for those who took part; the leaf stays as it is", async () => {
    const other = await openChain(world);
    await bring(other, "dispatch");
    await numberEntries(context);
    const { rows } = await sql<{ id: string; position: number }>`select e.id, p.position from entry as e
      join entry_position as p on p.entry_id = e.id where e.kind = 'dispatch_consignment' order by p.position desc
      limit 1`.execute(world.owner);
    const id = asId<"command">(rows[0]?.id ?? "");
    const before = await openEntry(context, undefined, id);
    const command = { agreementId: other.agreementId, partyId: other.giver.id };
    const withdrawn = await withdrawAgreement(world.context, newMeta(other.sender), command);
    expect(withdrawn.ok).toBe(true);
    const closed = await openEntry(context, undefined, id);
    const forGiver = await openEntry(context, other.sender, id);
    if (!before.ok || !closed.ok || !forGiver.ok) throw new Error("not opened");
    expect(before.value.openings.length).toBeGreaterThan(0);
    expect(closed.value).toEqual({ ...before.value, openings: [] });
    expect(forGiver.value.openings).toEqual(expect.arrayContaining([...before.value.openings]));
  });

  test("the author is opened for the author and the secretariat's auditors alone", async () => {
    const { id } = await findPositionOf("dispatch_consignment");
    const entryId = asId<"command">(id);
    const fieldsFor = async (actor: Parameters<typeof openEntry>[1]) => {
      const opened = await openEntry(context, actor, entryId);
      return opened.ok ? opened.value.openings.map(({ field }) => field) : [];
    };
    expect(await fieldsFor(chain.sender)).toContain("author");
    expect(await fieldsFor(actFor([world.secretariatId], ["auditor"]))).toContain("author");
    expect(await fieldsFor(chain.receiver)).not.toContain("author");
    expect(await fieldsFor(actFor([world.secretariatId], ["coordinator"]))).not.toContain("author");
  });
});

describe("the key", () => {
  const keyFiles = () => readdirSync(join(directory, "keys")).toSorted();

  test("is made at the first signing, in a file for its owner alone, under an origin of its own", async () => {
    const size = await numberEntries(context);
    expect(await signCheckpoint(world.context)).toEqual({ ok: true, value: null });
    expect(await listLogKeys(context.database)).toEqual([]);
    expect(await signCheckpoint(context)).toEqual({ ok: true, value: size });
    const [key, ...others] = await listLogKeys(context.database);
    expect(others).toEqual([]);
    expect(key?.origin).toMatch(/^log\.example\.org\/log\/[0-9a-f]{16}$/);
    const [file = ""] = keyFiles();
    expect(statSync(join(directory, "keys", file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "keys")).mode & 0o777).toBe(0o700);
    const checkpoint = await findCheckpoint(context.database);
    expect(checkpoint?.note.split("\n").slice(0, 2)).toEqual([key?.origin, String(size)]);
  });

  test("signs each size once: whoever asks again gets the same, and nothing is written", async () => {
    await postMany(1);
    const size = await numberEntries(context);
    const signOften = async () => await Promise.all([1, 2, 3].map(async () => await signCheckpoint(context)));
    const look = async () => {
      const name = keyFiles().find((file) => file.endsWith(".signed")) ?? "";
      const checkpoints = await context.database.selectFrom("logCheckpoint").selectAll().execute();
      // A file that is written again is another one.
      return { checkpoints, files: keyFiles(), kept: statSync(join(directory, "keys", name)).ino };
    };
    expect(await signOften()).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: size })));
    const before = await look();
    world.setNow("2026-03-02T09:05:00Z");
    expect(await signOften()).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: size })));
    expect(await look()).toEqual(before);
  });

  test("elsewhere is told, and nothing is signed", async () => {
    await postMany(1);
    await numberEntries(context);
    const before = await findCheckpoint(context.database);
    const elsewhere = { ...context, logKeys: { directory: join(directory, "other"), host: null } };
    expect(await signCheckpoint(elsewhere)).toMatchObject({
      ok: false,
      refusal: { code: "log_key_missing" },
    });
    expect(await rotateLogKey(elsewhere, { newLog: false })).toMatchObject({
      ok: false,
      refusal: { code: "log_key_missing" },
    });
    expect(await findCheckpoint(context.database)).toEqual(before);
  });

  test("rotated is followed by one that the old one vouches for; the old one is gone", async () => {
    const rotated = await rotateLogKey(context, { newLog: false });
    if (!rotated.ok) throw new Error(rotated.refusal.code);
    const keys = await listLogKeys(context.database);
    expect(keys).toHaveLength(2);
    expect(rotated.value.statement).toContain(`wellspring-log-key@v1\n${keys[0]?.origin}\n`);
    expect(rotated.value.statement).toContain(rotated.value.key);
    expect(keyFiles().filter((name) => name.endsWith(".key"))).toEqual([expect.stringMatching(/-2\.key$/)]);
    expect(await signCheckpoint(context)).toMatchObject({ ok: true });
    expect(await findCheckpoint(context.database)).toMatchObject({ keyNumber: 2 });
  });

  test("that has signed more than the database has signs nothing; a new log can be begun", async () => {
    const last = keyFiles().find((name) => name.endsWith(".signed")) ?? "";
    const path = join(directory, "keys", last);
    const text = readFileSync(path, "utf8");
    await postMany(1);
    const size = await numberEntries(context);
    writeFileSync(path, text.replace(/\n\d+\n/, `\n${size + 5}\n`));
    const refused = { ok: false, refusal: { code: "log_rolled_back", signed: size + 5, size } };
    expect(await signCheckpoint(context)).toMatchObject(refused);
    writeFileSync(path, text.replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32).toString("base64")}\n`));
    expect(await signCheckpoint(context)).toMatchObject({ ok: false, refusal: { code: "log_rolled_back" } });
    expect(await rotateLogKey(context, { newLog: true })).toMatchObject({
      ok: true,
      value: { statement: null },
    });
    expect(await signCheckpoint(context)).toEqual({ ok: true, value: size });
    const origins = (await listLogKeys(context.database)).map(({ origin }) => origin);
    expect(new Set(origins).size).toBe(2);
  });
});

test("a log that differs from the book is told with the first position", async () => {
  const update = sql`update log_leaf set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '"quantity":500', '"quantity":501'), 'UTF8')
    where position = 2`;
  await update.execute(world.owner);
  expect(await checkLog(context)).toMatchObject({ matches: false, differsAt: 2 });
});
