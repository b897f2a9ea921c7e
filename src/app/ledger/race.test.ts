import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import {
  type EntryDraft,
  MOVEMENTS,
  type Movement,
  type MovementKind,
  type Stage,
} from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant, occurredOn } from "#core/time.ts";
import { findRetryableFault } from "#store/fault.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { insertEntry, insertSupplies } from "#store/ledger.ts";
import { getSecretariatId } from "#store/party.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { query } from "#test/fixtures/query.ts";
import type { AppContext } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { checkLedger } from "./check-ledger.ts";
import { postMovements } from "./post-movements.ts";
import { type Answer, applyInSomeOrder, type PlainBook, type Sent } from "./testing/plain-book.ts";

/** Commands of the normal run; a longer one sets WELLSPRING_RACE_COMMANDS. */
const COMMANDS = Number(process.env["WELLSPRING_RACE_COMMANDS"] ?? 480);
/** Commands on one pair of supplies; then everything is compared and it begins with others. */
const RUN_COMMANDS = Math.min(5000, COMMANDS / 2);
const CONNECTIONS = 8;
/** What each connection sends one after the other before answers are held to the plain book. */
const ROUND_LENGTH = 2;
/** So few accounts that connections meet all the time. */
const SUPPLIES = 2;

const KINDS = [
  "pledge",
  "withdraw",
  "reserve",
  "release",
  "dispatch",
  "receive",
  "use",
  "quarantine",
  "unquarantine",
  "return",
] as const;
const occurred = occurredOn(asDay("2026-03-01"));

let database: TestDatabase;
let context: AppContext;
let partyId: PartyId;
let siteId: SiteId;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: CONNECTIONS + 2 });
  let ticks = Date.UTC(2026, 2, 2);
  context = {
    database: database.db,
    reference: await loadReference(),
    // Several commands share an instant, and later ones come in the order of the clock.
    now: () => asInstant(new Date((ticks += Math.random() < 0.5 ? 0 : 1)).toISOString()),
    newId: () => v7(),
  };
  await seedReference(context);
  partyId = await getSecretariatId(database.db);
  const site = await database.db.selectFrom("site").select("id").executeTakeFirstOrThrow();
  siteId = asId<"site">(site.id);
});
afterAll(async () => await database.drop());

/** A drawn command: a movement, or the taking back of a part of one that was posted before. */
interface Drawn {
  readonly kind: (typeof KINDS)[number] | "correct";
  readonly supply: number;
  readonly quantity: number;
  readonly pick: number;
  /**
   * How it is sent: through the program; straight into the book, where only the database can refuse; by two connections at once;
   * or not at all: instead one that was posted before, unchanged or with another body.
   */
  readonly way: "program" | "database" | "twice" | "again" | "changed";
}

const anyCommand: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...KINDS) },
    { weight: 1, arbitrary: fc.constant("correct" as const) },
  ),
  supply: fc.nat(SUPPLIES - 1),
  quantity: fc.integer({ min: 1, max: 40 }),
  pick: fc.nat(1_000_000),
  way: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("program" as const, "database" as const) },
    { weight: 2, arbitrary: fc.constantFrom("twice" as const, "again" as const, "changed" as const) },
  ),
});

function moveOf(kind: MovementKind, supplyId: SupplyId, quantity: number): Movement {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[kind];
  const place = (stage: Stage | undefined) => ({ partyId, siteId, stage: stage ?? "produced" });
  return {
    kind,
    reversal: false,
    supplyId,
    from: place(rule.from[0]),
    to: place(rule.to[0]),
    quantity: asQuantity(quantity),
    recipientId: null,
    consignmentId: null,
    occurred,
  };
}

/** The movement of a drawn command, from what has been posted so far; `undefined` where there is nothing to correct. */
function readCommand(
  drawn: Drawn,
  supplyIds: readonly SupplyId[],
  posted: readonly EntryDraft[],
): EntryDraft | undefined {
  const id = asId<"command">(v7());
  if (drawn.kind !== "correct") {
    const supplyId = supplyIds[drawn.supply] ?? asId("");
    return {
      id,
      reason: "command",
      corrects: null,
      movements: [moveOf(drawn.kind, supplyId, drawn.quantity)],
    };
  }
  const wrong = posted[drawn.pick % Math.max(1, posted.length)];
  const movement = wrong?.movements[0];
  if (wrong === undefined || movement === undefined) return undefined;
  const back: Movement = {
    ...movement,
    reversal: !movement.reversal,
    from: movement.to,
    to: movement.from,
    quantity: asQuantity(Math.min(drawn.quantity, movement.quantity)),
  };
  return { id, reason: "count_error", corrects: wrong.id, movements: [back] };
}

const userId = asId<"user">("00000000-0000-7000-8000-00000000000a");

/** Posts as the program does, which decides before it posts. */
async function postByProgram(draft: EntryDraft): Promise<Answer | "another body"> {
  const meta = { commandId: draft.id, actor: { userId, memberships: [] } };
  const command = { kind: "record_use", body: draft } as const;
  const origin = { reason: draft.reason, corrects: draft.corrects };
  const answer = await runCommand(
    context,
    meta,
    command,
    async (scope) => await postMovements(scope, "race", draft.movements, origin),
  );
  if (answer.ok) {
    expect(answer.value).toBe(draft.id);
    return { ok: true };
  }
  const { refusal } = answer;
  if (refusal.code === "already_posted_with_another_body") return "another body";
  if (refusal.code !== "not_enough_units") throw new Error(`refused with ${refusal.code}`);
  expect(refusal.asked).toBe(draft.movements[0]?.quantity);
  return { ok: false, available: refusal.available };
}

/** Posts straight into the book, where only the database can refuse. */
async function postByDatabase(draft: EntryDraft): Promise<Answer> {
  try {
    await insertEntry(database.db, { ...draft, kind: "race", userId, recordedAt: context.now() });
    return { ok: true };
  } catch (error) {
    expect(findRetryableFault(error)).toBe("account_short");
    return { ok: false, available: null };
  }
}

/** One thing that a connection sends in a round. */
interface Sending {
  readonly draft: EntryDraft;
  readonly way: Drawn["way"];
}

/** What is sent for a drawn command: twice where it is sent twice, nothing where there is nothing to correct or to send again. */
function listSendings(
  drawn: Drawn,
  supplyIds: readonly SupplyId[],
  posted: readonly EntryDraft[],
): readonly Sending[] {
  const { way } = drawn;
  if (way !== "again" && way !== "changed") {
    const draft = readCommand(drawn, supplyIds, posted);
    if (draft === undefined) return [];
    return way === "twice"
      ? [
          { draft, way },
          { draft, way },
        ]
      : [{ draft, way }];
  }
  // Only what the program posted can be sent to it again.
  const earlier = posted.filter(({ id }) => byProgram.has(id)).at(-1 - (drawn.pick % 50));
  if (earlier === undefined) return [];
  const [movement] = earlier.movements;
  if (way === "again" || movement === undefined) return [{ draft: earlier, way }];
  const quantity = asQuantity(movement.quantity + 1);
  return [{ draft: { ...earlier, movements: [{ ...movement, quantity }] }, way }];
}

/** Ids that the program has posted. */
const byProgram = new Set<string>();

/** Sends what a connection has to send, one after the other. */
async function sendAll(connection: number, sendings: readonly Sending[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const { draft, way } of sendings) {
    const answer = way === "database" ? await postByDatabase(draft) : await postByProgram(draft);
    if (way === "changed") expect(answer).toBe("another body");
    if (answer === "another body") {
      expect(way).toBe("changed");
      continue;
    }
    const [movement] = draft.movements;
    if (movement === undefined) throw new Error("an entry of this test has a movement");
    const { supplyId, from, to, quantity } = movement;
    const isUnbounded = from.stage === "produced";
    const [leaves, enters] = [`${supplyId}/${from.stage}`, `${supplyId}/${to.stage}`];
    sent.push({ id: draft.id, connection, from: leaves, to: enters, isUnbounded, quantity, answer });
  }
  return sent;
}

/** The plain book: balance of each stage of each supply from the posted movements. */
function foldModel(
  entries: readonly EntryDraft[],
): Map<string, readonly [unitsIn: number, unitsOut: number]> {
  const model = new Map<string, readonly [number, number]>();
  const add = (key: string, unitsIn: number, unitsOut: number): void => {
    const [before, gone] = model.get(key) ?? [0, 0];
    model.set(key, [before + unitsIn, gone + unitsOut]);
  };
  for (const { supplyId, from, to, quantity } of entries.flatMap(({ movements }) => movements)) {
    add(`${supplyId}/${from.stage}`, 0, quantity);
    add(`${supplyId}/${to.stage}`, quantity, 0);
  }
  return model;
}

/** Looks at the book over and over while others post: never an account below zero, never a unit from nowhere. */
async function watch(isDone: () => boolean): Promise<number> {
  let looks = 0;
  while (!isDone()) {
    const rows = await query<{ negative: number; unbalanced: number; gaps: number }>(
      database.db,
      `select
        (select count(*)::integer from account where stage <> 'produced' and units_out > units_in) as negative,
        (select (sum(units_in) <> sum(units_out))::integer from account) as unbalanced,
        (select (coalesce(max(position), 0) - count(*))::integer from entry_position) as gaps`,
    );
    expect(rows[0]).toMatchObject({ negative: 0, gaps: 0 });
    expect(rows[0]?.unbalanced ?? 0).toBe(0);
    looks += 1;
    await numberEntries(context);
  }
  return looks;
}

async function race(commands: readonly Drawn[]): Promise<readonly EntryDraft[]> {
  const supplyIds = await addTwoSupplies();
  const posted: EntryDraft[] = [];
  const book: PlainBook = { units: new Map(), posted: new Set() };
  let isDone = false;
  const sendRounds = async (): Promise<void> => {
    for (let at = 0; at < commands.length; at += CONNECTIONS * ROUND_LENGTH) {
      const drawn = commands.slice(at, at + CONNECTIONS * ROUND_LENGTH);
      const sendings = drawn.flatMap((one) => listSendings(one, supplyIds, posted));
      const answered = await Promise.all(
        Array.from(
          { length: CONNECTIONS },
          async (_, connection) =>
            await sendAll(
              connection,
              sendings.filter((__, index) => index % CONNECTIONS === connection),
            ),
        ),
      );
      const sent = answered.flat();
      // Supplies have nothing to do with one another: each has an order of its own.
      for (const supplyId of supplyIds) {
        const ofSupply = sent.filter(({ from }) => from.startsWith(supplyId));
        expect([ofSupply, applyInSomeOrder(book, ofSupply)]).toEqual([ofSupply, true]);
      }
      for (const { draft, way } of sendings) {
        if (!book.posted.has(draft.id) || posted.some(({ id }) => id === draft.id)) continue;
        posted.push(draft);
        if (way !== "database") byProgram.add(draft.id);
      }
    }
  };
  const [looks] = await Promise.all([watch(() => isDone), sendRounds().finally(() => (isDone = true))]);
  expect(looks).toBeGreaterThan(0);
  const rows = await query<{ id: string }>(
    database.db,
    `select id from entry where supply_ids && '{${supplyIds.join(",")}}'::uuid[]`,
  );
  expect(new Set(rows.map(({ id }) => id))).toEqual(book.posted);
  return posted;
}

async function addTwoSupplies(): Promise<readonly SupplyId[]> {
  const supplyIds = Array.from({ length: SUPPLIES }, () => asId<"supply">(v7()));
  const supplies = supplyIds.map((id) => ({
    id,
    itemId: "medical_mask",
    giverId: partyId,
    terms: "grant" as const,
    offerId: null,
    gtin: null,
    lotNumber: null,
    expiry: null,
    pipeline: null,
    emergency: null,
    scenario: null,
  }));
  await insertSupplies(database.db, supplies, context.now());
  return supplyIds;
}

test("eight connections at once get the answers of a plain book and leave what it has, numbered without gaps", {
  timeout: 600_000 + COMMANDS * 100,
}, async () => {
  const anyRun = fc.array(anyCommand, { minLength: RUN_COMMANDS, maxLength: RUN_COMMANDS, size: "max" });
  let told = 0;
  await fc.assert(
    fc.asyncProperty(anyRun, async (commands) => {
      const posted = await race(commands);
      expect(posted.length).toBeGreaterThan(commands.length / 20);
      const model = foldModel(posted);
      const supplyIds = [
        ...new Set(posted.flatMap(({ movements }) => movements.map(({ supplyId }) => supplyId))),
      ];
      const rows = await database.db
        .selectFrom("account")
        .selectAll()
        .where("supplyId", "in", supplyIds)
        .execute();
      const book = new Map(
        rows.map((row) => [`${row.supplyId}/${row.stage}`, [row.unitsIn, row.unitsOut] as const]),
      );
      expect(book).toEqual(model);
      for (const [key, [unitsIn, unitsOut]] of model) {
        if (!key.endsWith("produced")) expect([key, unitsIn >= unitsOut]).toEqual([key, true]);
      }
      const checked = await checkLedger(context);
      expect(checked).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
      expect(checked.ledgerPosition).toBe(checked.entries);
      // What autovacuum does where it is on.
      await query(database.owner, "vacuum (analyze)");
      told += commands.length;
      if (COMMANDS > 10_000)
        process.stderr.write(`${told} of ${COMMANDS} commands, ${checked.entries} entries\n`);
    }),
    // Every run is another interleaving: one that failed cannot be made smaller.
    { numRuns: COMMANDS / RUN_COMMANDS, endOnFailure: true },
  );
});

test("positions are numbered once by many workers at once", async () => {
  const newest = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => await numberEntries(context)),
  );
  const rows = await query<{ entries: number; numbered: number; highest: number }>(
    database.db,
    `select
      (select count(*)::integer from entry) as entries, (select count(*)::integer from entry_position) as numbered,
      (select max(position)::integer from entry_position) as highest`,
  );
  const entries = rows[0]?.entries ?? -1;
  expect(rows).toEqual([{ entries, numbered: entries, highest: entries }]);
  expect(new Set(newest)).toEqual(new Set([entries]));
});
