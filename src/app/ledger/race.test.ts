import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId, type CommandId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
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

/** Commands of the normal run; a longer one sets WELLSPRING_RACE_COMMANDS. */
const COMMANDS = Number(process.env["WELLSPRING_RACE_COMMANDS"] ?? 480);
const CONNECTIONS = 8;
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
  /** Whether the program decides before it posts, or leaves it to the database's CHECK alone. */
  readonly decides: boolean;
}

const anyCommand: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...KINDS) },
    { weight: 1, arbitrary: fc.constant("correct" as const) },
  ),
  supply: fc.nat(SUPPLIES - 1),
  quantity: fc.integer({ min: 1, max: 40 }),
  pick: fc.nat(1_000_000),
  decides: fc.boolean(),
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

/** Posts as the program does; or straight into the book, where only the database can refuse. True when it is in. */
async function post(draft: EntryDraft, decides: boolean): Promise<boolean> {
  const userId = asId<"user">(partyId);
  if (decides) {
    const meta = { commandId: draft.id, actor: { userId, memberships: [] } };
    const command = { kind: "record_use", body: draft } as const;
    const origin = { reason: draft.reason, corrects: draft.corrects };
    const answer = await runCommand(
      context,
      meta,
      command,
      async (scope) => await postMovements(scope, "race", draft.movements, origin),
    );
    if (!answer.ok) expect(answer.refusal.code).toBe("not_enough_units");
    return answer.ok;
  }
  try {
    await insertEntry(database.db, { ...draft, kind: "race", userId, recordedAt: context.now() });
    return true;
  } catch (error) {
    expect(findRetryableFault(error)).toBe("account_short");
    return false;
  }
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
  const supplyIds = Array.from({ length: SUPPLIES }, () => asId<"supply">(v7()));
  const supplies = supplyIds.map((id) => ({
    id,
    itemId: "medical_mask",
    giverId: partyId,
    terms: "grant" as const,
    offerId: null,
    lotNumber: null,
    expiry: null,
    pipeline: null,
    emergency: null,
    scenario: null,
  }));
  await insertSupplies(database.db, supplies, context.now());
  const posted: EntryDraft[] = [];
  const refused: CommandId[] = [];
  const queue = [...commands];
  let working = CONNECTIONS;
  const work = async (): Promise<void> => {
    for (let drawn = queue.pop(); drawn !== undefined; drawn = queue.pop()) {
      const draft = readCommand(drawn, supplyIds, posted);
      if (draft === undefined) continue;
      if (await post(draft, drawn.decides)) posted.push(draft);
      else refused.push(draft.id);
    }
  };
  const workers = Array.from({ length: CONNECTIONS }, async () => {
    try {
      await work();
    } finally {
      working -= 1;
    }
  });
  const [looks] = await Promise.all([watch(() => working === 0), ...workers]);
  expect(looks).toBeGreaterThan(0);
  const entries = await database.db.selectFrom("entry").select("id").execute();
  const wrong = new Set<string>(refused);
  expect(entries.filter(({ id }) => wrong.has(id))).toEqual([]);
  return posted;
}

test("eight connections at once leave the book that a plain one has, numbered without gaps", {
  timeout: 600_000,
}, async () => {
  const anyRun = fc.array(anyCommand, { minLength: COMMANDS / 2, maxLength: COMMANDS / 2, size: "max" });
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
    }),
    // Every run is another interleaving: one that failed cannot be made smaller.
    { numRuns: 2, endOnFailure: true },
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
