import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId, type CommandId, type PartyId, type RecallId, type SiteId, type SupplyId } from "#core/id.ts";
import {
  type EntryDraft,
  MOVEMENTS,
  type Movement,
  type MovementKind,
  type Stage,
} from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Actor } from "#core/party/party.ts";
import { asDay, asInstant, occurredOn } from "#core/time.ts";
import { findRetryableFault } from "#store/fault.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { insertEntry, insertSupplies } from "#store/ledger.ts";
import { getSecretariatId } from "#store/party.ts";
import { putCitusFunctions } from "#store/citus/testing/put-citus.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { query } from "#test/fixtures/query.ts";
import { actFor } from "#test/fixtures/world.ts";
import type { AppContext } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { checkLedger } from "./check-ledger.ts";
import { postMovements } from "./post-movements.ts";
import {
  type Answer,
  applyInSomeOrder,
  newPlainBook,
  type PlainCommand,
  type Sent,
} from "./testing/plain-book.ts";
import {
  OUTCOMES,
  type RacedSupply,
  type RecallCommand,
  refused,
  sendRecall,
} from "./testing/send-recall.ts";

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
  actor = { ...actFor([partyId]), userId };
});
afterAll(async () => await database.drop());

/**
 * A drawn command: a movement, the taking back of a part of one that was posted before, or a recall: of the supply's lot, its end, or
 * what became of units of it. Several recalls of a lot may be open at once.
 */
interface Drawn {
  readonly kind: (typeof KINDS)[number] | "correct" | "recall" | "lift" | "account";
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
    { weight: 60, arbitrary: fc.constantFrom(...KINDS) },
    { weight: 20, arbitrary: fc.constant("correct" as const) },
    { weight: 6, arbitrary: fc.constantFrom("recall", "lift", "lift", "account", "account") },
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

/** The entry of a drawn movement, from what has been posted so far; `undefined` where there is nothing to correct. */
function readMovement(
  drawn: Drawn,
  supplyIds: readonly SupplyId[],
  posted: readonly EntryDraft[],
): EntryDraft | undefined {
  const id = asId<"command">(v7());
  const { kind } = drawn;
  if (kind === "recall" || kind === "lift" || kind === "account") return undefined;
  if (kind !== "correct") {
    const supplyId = supplyIds[drawn.supply] ?? asId("");
    return {
      id,
      reason: "command",
      corrects: null,
      movements: [moveOf(kind, supplyId, drawn.quantity)],
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
let actor: Actor;
let lots = 0;

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
  if (refusal.code === "supply_recalled") return refused(refusal.code);
  if (refusal.code !== "not_enough_units") throw new Error(`refused with ${refusal.code}`);
  expect(refusal.asked).toBe(draft.movements[0]?.quantity);
  return refused(refusal.code, refusal.available);
}

/** Posts straight into the book, where only the database can refuse. */
async function postByDatabase(draft: EntryDraft): Promise<Answer> {
  try {
    await insertEntry(database.db, { ...draft, kind: "race", userId, recordedAt: context.now() });
    return { ok: true };
  } catch (error) {
    const fault = findRetryableFault(error);
    if (fault === "supply_recalled") return refused(fault);
    expect(fault).toBe("account_short");
    return refused("not_enough_units");
  }
}

/** One thing that a connection sends in a round: an entry, or a command about a recall. */
interface Sending {
  readonly id: CommandId;
  readonly supply: RacedSupply;
  readonly way: Drawn["way"];
  readonly content: { readonly draft: EntryDraft } | { readonly recall: RecallCommand };
}

/** What is sent for a drawn command: twice where it is sent twice, nothing where there is nothing to correct or to send again. */
function listSendings(
  drawn: Drawn,
  supplies: readonly RacedSupply[],
  posted: readonly EntryDraft[],
): readonly Sending[] {
  const { way } = drawn;
  const supply = supplies[drawn.supply];
  if (supply === undefined) throw new Error("there are as many supplies as are drawn");
  const recall = readRecall(drawn, supply);
  if (recall !== undefined) {
    const sending = { id: recall.id, supply, way, content: { recall: recall.command } };
    return way === "twice" ? [sending, sending] : [sending];
  }
  if (drawn.kind === "lift" || drawn.kind === "account") return [];
  const toSending = (draft: EntryDraft): Sending => {
    const supplyId = draft.movements[0]?.supplyId;
    return {
      id: draft.id,
      supply: supplies.find(({ id }) => id === supplyId) ?? supply,
      way,
      content: { draft },
    };
  };
  if (way !== "again" && way !== "changed") {
    const draft = readMovement(
      drawn,
      supplies.map(({ id }) => id),
      posted,
    );
    if (draft === undefined) return [];
    return way === "twice" ? [toSending(draft), toSending(draft)] : [toSending(draft)];
  }
  // Only what the program posted can be sent to it again.
  const earlier = posted.filter(({ id }) => byProgram.has(id)).at(-1 - (drawn.pick % 50));
  if (earlier === undefined) return [];
  const [movement] = earlier.movements;
  if (way === "again" || movement === undefined) return [toSending(earlier)];
  const quantity = asQuantity(movement.quantity + 1);
  return [toSending({ ...earlier, movements: [{ ...movement, quantity }] })];
}

/** A drawn command about a recall; `undefined` for every other, and where there is no recall yet. Mostly it is of the newest one. */
function readRecall({ kind, pick, quantity }: Drawn, { recallIds }: RacedSupply) {
  const id = asId<"command">(v7());
  if (kind === "recall") return { id, command: { does: "recall", recall: id } as const };
  const recall = [...recallIds.keys()].at(-1 - (pick % Math.min(3, Math.max(1, recallIds.size))));
  if (recall === undefined || (kind !== "lift" && kind !== "account")) return undefined;
  if (kind === "lift") return { id, command: { does: "lift", recall } as const };
  const to = OUTCOMES[pick % OUTCOMES.length]?.[1] ?? "lost";
  return { id, command: { does: "account", recall, to, quantity } as const };
}

/** Ids that the program has posted. */
const byProgram = new Set<string>();

/** Sends what a connection has to send, one after the other. */
async function sendAll(connection: number, sendings: readonly Sending[]): Promise<(Sent & Sending)[]> {
  const sent: (Sent & Sending)[] = [];
  for (const sending of sendings) {
    const { id, supply, way, content } = sending;
    if ("recall" in content) {
      const answer = await sendRecall(context, id, content.recall, { actor, partyId, siteId, supply });
      sent.push({ ...sending, connection, command: content.recall, answer, moves: [] });
      continue;
    }
    const { draft } = content;
    const answer = way === "database" ? await postByDatabase(draft) : await postByProgram(draft);
    if (way === "changed") expect(answer).toBe("another body");
    if (answer === "another body") {
      expect(way).toBe("changed");
      continue;
    }
    sent.push({ ...sending, connection, command: describe(draft, way), answer, moves: [] });
  }
  return sent;
}

function describe(draft: EntryDraft, way: Drawn["way"]): PlainCommand {
  const [movement] = draft.movements;
  if (movement === undefined) throw new Error("an entry of this test has a movement");
  const { kind, reversal, from, to, quantity } = movement;
  const stages = { from: from.stage, to: to.stage };
  return { does: "move", way: way === "database" ? way : "program", kind, reversal, ...stages, quantity };
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

async function race(commands: readonly Drawn[]): Promise<readonly RacedSupply[]> {
  const supplies = await addSupplies();
  const posted: EntryDraft[] = [];
  let isDone = false;
  const sendRounds = async (): Promise<void> => {
    for (let at = 0; at < commands.length; at += CONNECTIONS * ROUND_LENGTH) {
      const drawn = commands.slice(at, at + CONNECTIONS * ROUND_LENGTH);
      const sendings = drawn.flatMap((one) => listSendings(one, supplies, posted));
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
      const sent = await addMoves(answered.flat());
      // Supplies have nothing to do with one another: each has an order of its own.
      for (const { id, book } of supplies) {
        const ofSupply = sent.filter(({ supply }) => supply.id === id);
        if (!applyInSomeOrder(book, ofSupply)) expect([book, ofSupply]).toBe("in some order");
      }
      for (const { id, supply, way, content } of sendings) {
        if (!("draft" in content) || !supply.book.posted.has(id) || posted.some((one) => one.id === id))
          continue;
        posted.push(content.draft);
        if (way !== "database") byProgram.add(id);
      }
    }
  };
  const [looks] = await Promise.all([watch(() => isDone), sendRounds().finally(() => (isDone = true))]);
  expect(looks).toBeGreaterThan(0);
  const rows = await query<{ id: string }>(
    database.db,
    `select id from entry where kind <> 'opening' and supply_ids && '{${supplies.map(({ id }) => id).join(",")}}'::uuid[]`,
  );
  expect(new Set(rows.map(({ id }) => id))).toEqual(
    new Set(supplies.flatMap(({ book }) => [...book.posted])),
  );
  return supplies;
}

/** What was sent, with what its entries move. */
async function addMoves(sent: readonly (Sent & Sending)[]): Promise<(Sent & Sending)[]> {
  const list = (ids: readonly string[]): string => `'{${ids.join(",")}}'::uuid[]`;
  const supplyIds = list([...new Set(sent.map(({ supply }) => supply.id))]);
  const rows = await query<{ id: string; from: Stage; to: Stage; quantity: number }>(
    database.db,
    `select entry_id as id, from_stage as "from", to_stage as "to", quantity from movement
    where supply_id = any(${supplyIds}) and entry_id = any(${list(sent.map(({ id }) => id))}) order by line_number`,
  );
  return sent.map((one) => {
    const own = rows.filter(({ id }) => one.answer.ok && id === one.id);
    return { ...one, moves: own.map(({ from, to, quantity }) => [from, to, quantity]) };
  });
}

/** Supplies of a lot each, with an account that every command on them touches: what no account shows, no recall can find. */
async function addSupplies(): Promise<readonly RacedSupply[]> {
  const supplies = Array.from({ length: SUPPLIES }, () => {
    const book = newPlainBook();
    book.totals.set("produced", [0, 1]);
    book.totals.set("available", [1, 0]);
    lots += 1;
    return {
      id: asId<"supply">(v7()),
      lotNumber: `RACE${lots}`,
      book,
      recallIds: new Map<string, RecallId>(),
    };
  });
  const goods = { itemId: "medical_mask", giverId: partyId, terms: "grant", gtin: null } as const;
  const none = { offerId: null, expiry: null, pipeline: null, emergency: null, scenario: null };
  const rows = supplies.map(({ id, lotNumber }) => ({ id, lotNumber, ...goods, ...none }));
  await insertSupplies(database.db, rows, context.now());
  const movements = supplies.map(({ id }) => moveOf("pledge", id, 1));
  const head = { id: asId<"command">(v7()), reason: "command", corrects: null, kind: "opening" } as const;
  await insertEntry(database.db, { ...head, movements, userId, recordedAt: context.now() });
  return supplies;
}

/** Of so many commands one is a pledge by the program, of each supply in turn: more of both are posted than a fortieth. */
const PLEDGED_EVERY = 16;

function pledgeOf(drawn: Drawn, index: number): Drawn {
  return { ...drawn, kind: "pledge", way: "program", supply: Math.floor(index / PLEDGED_EVERY) % SUPPLIES };
}

test(
  "eight connections at once get the answers of a plain book and leave what it has, numbered without gaps",
  {
    timeout: 600_000 + COMMANDS * 100,
  },
  async () => await raceAll(COMMANDS),
);

/** Races so many commands, and holds what is left to what the plain book has. */
async function raceAll(commandCount: number): Promise<void> {
  const runLength = Math.min(RUN_COMMANDS, commandCount);
  const size = { minLength: runLength, maxLength: runLength, size: "max" } as const;
  const anyRun = fc.tuple(fc.array(anyCommand, size), anyCommand).map(([drawn, one]) =>
    // A short run may draw no recall, or one so soon that nearly all that follows is refused: what is pledged never is.
    drawn
      .map((each, index) => (index % PLEDGED_EVERY === 1 ? pledgeOf(each, index) : each))
      .with(Math.floor(drawn.length / 3), { ...one, kind: "recall" }),
  );
  let told = 0;
  await fc.assert(
    fc.asyncProperty(anyRun, async (commands) => {
      const supplies = await race(commands);
      expect(supplies.some(({ book }) => book.recalls.size > 0)).toBe(true);
      for (const { id, book } of supplies) {
        expect(book.posted.size).toBeGreaterThan(commands.length / 40);
        const rows = await database.db.selectFrom("account").selectAll().where("supplyId", "=", id).execute();
        const held = new Map(rows.map((row) => [row.stage, [row.unitsIn, row.unitsOut] as const]));
        expect(held).toEqual(book.totals);
        for (const [stage, [unitsIn, unitsOut]] of book.totals) {
          if (stage !== "produced") expect([stage, unitsIn >= unitsOut]).toEqual([stage, true]);
        }
      }
      const checked = await checkLedger(context);
      expect(checked).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
      expect(checked.ledgerPosition).toBe(checked.entries);
      // What autovacuum does where it is on.
      await query(database.owner, "vacuum (analyze)");
      told += commands.length;
      if (commandCount > 10_000)
        process.stderr.write(`${told} of ${commandCount} commands, ${checked.entries} entries\n`);
    }),
    // Every run is another interleaving: one that failed cannot be made smaller.
    { numRuns: commandCount / runLength, endOnFailure: true },
  );
}

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

test("the same holds with the functions that a database with Citus has", async () => {
  await putCitusFunctions(database);
  await raceAll(COMMANDS / 4);
});
