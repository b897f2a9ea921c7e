import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { numberEntries } from "#app/log/number-entries.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { MOVEMENT_KINDS, type MovementKind } from "#core/ledger/movement.ts";
import { GROUPS, type Group } from "#core/statement/statement.ts";
import { addDays, asDay, lastDayOf, type Occurred, occurredInMonths, occurredOn } from "#core/time.ts";
import { insertEntry, insertSupplies } from "#store/ledger.ts";
import {
  type Basis,
  checkRollUp,
  findBasis,
  fromMovements,
  recomputeRollUp,
  resetRollUp,
  ROLL_UP_BOUNDS,
} from "#store/roll-up.ts";
import {
  type StatementFilter,
  type StatementPeriod,
  sumCleared,
  sumMovements,
  sumStraddling,
} from "#store/statement.ts";
import { query } from "#test/fixtures/query.ts";
import { addParty, addSite, openWorld, units, type World } from "#test/fixtures/world.ts";
import { advanceRollUp, rebuildRollUp } from "./advance-roll-up.ts";
import { readStatement } from "./read-statement.ts";

/** Small enough that a few entries fill blocks. */
const SMALL = { most: 7, leastBlock: 5, greatestBlock: 40 };
const FIRST_DAY = asDay("2026-03-02");

let world: World;
let giverIds: PartyId[];
let takerIds: PartyId[];
let siteId: SiteId;
let supplyIds: SupplyId[];
let day = FIRST_DAY;
beforeAll(async () => {
  world = await openWorld();
  const giver = await addParty(world, { country: "CHN" });
  const second = await addParty(world, { country: "CHN" });
  const agency = await addParty(world, { country: null, code: "AGENCY" });
  giverIds = [giver.id, second.id, agency.id];
  takerIds = [];
  for (const country of ["ETH", "KEN"]) takerIds.push((await addParty(world, { country })).id);
  takerIds.push(agency.id);
  siteId = (await addSite(world, { party: giver })).id;
  const facts = giverIds.flatMap((giverId) =>
    (["medical_mask", "gown"] as const).flatMap((itemId) => [
      { giverId, itemId, terms: "grant" as const, pipeline: null, scenario: null },
      { giverId, itemId, terms: "sale" as const, pipeline: "COVAX", scenario: "2020" },
    ]),
  );
  const empty = { offerId: null, gtin: null, lotNumber: null, expiry: null, emergency: null };
  const supplies = facts.map((fact) => ({ ...empty, ...fact, id: asId<"supply">(v7()) }));
  supplyIds = supplies.map(({ id }) => id);
  await insertSupplies(world.context.database, supplies, world.context.now());
});
afterAll(async () => await world.drop());

interface Drawn {
  readonly supply: number;
  readonly taker: number | null;
  readonly kind: MovementKind;
  readonly reversal: boolean;
  readonly quantity: number;
  readonly occurred: Occurred;
}

const december: Occurred = {
  from: asDay("2025-12-01"),
  to: asDay("2025-12-31"),
  precision: "month",
  text: "XXXX-12",
};
const anyOccurred = fc.oneof(
  fc.integer({ min: 0, max: 120 }).map((days) => occurredOn(addDays(asDay("2025-11-20"), days))),
  fc.constantFrom(december, occurredInMonths("2025-12", "2026-02"), occurredInMonths("2026-01", "2026-01")),
);
const anyMovement: fc.Arbitrary<Drawn> = fc.record({
  supply: fc.nat({ max: 11 }),
  taker: fc.option(fc.nat({ max: 2 })),
  kind: fc.constantFrom(...MOVEMENT_KINDS),
  reversal: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 50 }),
  occurred: anyOccurred,
});
const anyStep = fc.record({
  movements: fc.array(anyMovement, { minLength: 1, maxLength: 12 }),
  /** Positions, and with them days and the roll-up, move on after some entries and not after others. */
  isNumbered: fc.boolean(),
  batches: fc.constantFrom(0, 1, 3, 1000),
  days: fc.nat({ max: 1 }),
});

/** What the database holds of a movement is its accounts: whatever comes from outside can be of any kind here. */
async function post(movements: readonly Drawn[]): Promise<void> {
  await insertEntry(world.context.database, {
    id: asId<"command">(v7()),
    kind: "drawn",
    reason: "command",
    corrects: null,
    userId: "test",
    recordedAt: world.context.now(),
    movements: movements.map((drawn) => {
      const [supplyId, partyId] = [supplyIds[drawn.supply], giverIds[0]];
      if (supplyId === undefined || partyId === undefined) throw new Error("drawn beyond what there is");
      return {
        kind: drawn.kind,
        reversal: drawn.reversal,
        supplyId,
        from: { partyId, siteId, stage: "produced" },
        to: { partyId, siteId, stage: "available" },
        quantity: units(drawn.quantity),
        recipientId: drawn.taker === null ? null : (takerIds[drawn.taker] ?? null),
        consignmentId: null,
        occurred: drawn.occurred,
      };
    }),
  });
}

const anyMonth = fc.constantFrom("2025-11", "2025-12", "2026-01", "2026-02", "2026-03");
const anyPeriod = fc.record({ from: fc.option(anyMonth), to: fc.option(anyMonth) }).map(
  ({ from, to }): StatementPeriod => ({
    from: from === null ? null : asDay(`${from}-01`),
    to: to === null ? null : lastDayOf(to),
  }),
);
const anyQuestion = fc.record({
  /** Of all the positions there are, percent. */
  share: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 100 }) }, { weight: 1, arbitrary: fc.constant(100) }),
  /** None, few, and all of what there is here: every way to the movements. */
  lookedUpMax: fc.constantFrom(0, 3, 5000),
  isOnSeveral: fc.boolean(),
  by: fc.subarray([...GROUPS]),
  period: anyPeriod,
  itemIds: fc.option(fc.constantFrom(["gown"], ["medical_mask", "gown"])),
  exporter: fc.option(fc.constantFrom("CHN", "AGENCY")),
  recipient: fc.option(fc.constantFrom("ETH", "AGENCY")),
  terms: fc.option(fc.constantFrom("grant" as const, "sale" as const)),
  pipeline: fc.option(fc.constant("COVAX")),
  scenario: fc.option(fc.constant("2020")),
  // By site nothing is read from the roll-up.
  site: fc.constant(null),
});

/** Everything that a statement asks of the store, in an order that does not depend on how it was read. */
async function answer(
  filter: Omit<StatementFilter, "basis">,
  { by, period }: { readonly by: readonly Group[]; readonly period: StatementPeriod },
  basis: Basis,
): Promise<unknown> {
  const { database } = world.context;
  const sorted = (rows: readonly object[]) => rows.map((row) => canonicalJson({ ...row })).toSorted();
  return [
    sorted(await sumMovements(database, { ...filter, basis }, { by, period })),
    sorted(await sumStraddling(database, { ...filter, basis }, period)),
    sorted(await sumCleared(database, { ...filter, basis })),
  ];
}

describe("the roll-up", () => {
  test("gives what the movements give, as of every position, whatever is asked and however far it has come", {
    timeout: 300_000,
  }, async () => {
    const seen = { everything: 0, blocks: 0, movements: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 2, maxLength: 8 }),
        fc.array(anyQuestion, { minLength: 8, maxLength: 8 }),
        async (steps, questions) => {
          for (const { movements, isNumbered, batches, days } of steps) {
            await post(movements);
            day = addDays(day, days);
            world.setNow(`${day}T09:00:00Z`);
            if (isNumbered) await numberEntries(world.context);
            await advanceRollUp(world.context, { bounds: SMALL, batches });
          }
          const newest = await numberEntries(world.context);
          for (const { share, lookedUpMax, isOnSeveral, by, period, ...filter } of questions) {
            const position = Math.round((newest * share) / 100);
            const found = await findBasis(world.context.database, position, lookedUpMax);
            expect(found.isOnSeveral).toBe(false);
            // As a database with Citus is asked.
            const basis = isOnSeveral ? { ...found, isOnSeveral, isLookedUp: false } : found;
            seen[
              basis.rollUp === "everything" ? "everything" : basis.rollUp === null ? "movements" : "blocks"
            ] += 1;
            const asked = { by, period };
            expect(await answer(filter, asked, basis)).toEqual(
              await answer(filter, asked, fromMovements(position)),
            );
          }
          expect(await checkRollUp(world.context.database)).toMatchObject({ matches: true, differences: [] });
        },
      ),
      { numRuns: 25 },
    );
    // Both ways were taken: everything, and blocks with a part of one.
    expect(Math.min(seen.everything, seen.blocks)).toBeGreaterThan(10);
  });

  test("leaves the statement of every day as the movements give it", { timeout: 120_000 }, async () => {
    await rebuildRollUp(world.context, { bounds: SMALL });
    const readAll = async () => {
      const read: unknown[] = [];
      for (let asOf = FIRST_DAY; asOf <= day; asOf = addDays(asOf, 1)) {
        read.push(
          await readStatement(world.context, { asOf, by: ["item", "exporter", "recipient", "month"] }),
        );
        read.push(
          await readStatement(world.context, {
            asOf,
            exporter: "CHN",
            from: "2025-12",
            to: "2026-01",
            by: [],
          }),
        );
      }
      return read;
    };
    const rolledUp = await readAll();
    await resetRollUp(world.context.database);
    expect(await readAll()).toEqual(rolledUp);
    expect(rolledUp.length).toBeGreaterThan(10);
    await rebuildRollUp(world.context, { bounds: SMALL });
    expect(await checkRollUp(world.context.database)).toMatchObject({ matches: true });
  });

  test("made again is what it was, whatever was rolled up at once", async () => {
    const read = async () =>
      await query(
        world.owner,
        `select supply_id, kind, recipient_id, month_from, month_to, month, units, movement_count, day_from, day_to
          from statement_sum order by 1, 2, 3, 4, 5, 6`,
      );
    const before = await read();
    expect(before.length).toBeGreaterThan(100);
    await rebuildRollUp(world.context);
    expect(await read()).toEqual(before);
    await rebuildRollUp(world.context, { bounds: { ...SMALL, most: 1 } });
    expect(await read()).toEqual(before);
    // Again without anything new: nothing is counted twice.
    await advanceRollUp(world.context);
    expect(await read()).toEqual(before);
  });

  test("is advanced by several workers at once while others post, and counts each movement once", async () => {
    const drawn = fc.sample(fc.array(anyMovement, { minLength: 1, maxLength: 5 }), 30);
    const posting = drawn.map(async (movements) => {
      await post(movements);
      await numberEntries(world.context);
      await advanceRollUp(world.context, { bounds: SMALL });
    });
    await Promise.all(posting);
    const position = await numberEntries(world.context);
    expect(await advanceRollUp(world.context)).toBe(position);
    expect(await checkRollUp(world.context.database)).toMatchObject({ position, matches: true });
  });

  test("that is cut off within a transaction is as it was before it", async () => {
    const [drawn] = fc.sample(fc.array(anyMovement, { minLength: 9, maxLength: 9 }), 1);
    await post(drawn ?? []);
    const position = await numberEntries(world.context);
    const cut = world.context.database.transaction().execute(async (database) => {
      expect(await advanceRollUp({ ...world.context, database })).toBe(position);
      throw new Error("cut off");
    });
    await expect(cut).rejects.toThrow("cut off");
    const found = await checkRollUp(world.context.database);
    expect(found).toMatchObject({ position: position - 1, matches: true });
    expect(await advanceRollUp(world.context)).toBe(position);
  });

  test("holds an entry that has more movements than are rolled up at once, and closes no block too early", async () => {
    const [drawn] = fc.sample(fc.array(anyMovement, { minLength: 60, maxLength: 60 }), 1);
    await post(drawn ?? []);
    const position = await numberEntries(world.context);
    expect(await rebuildRollUp(world.context, { bounds: SMALL })).toBe(position);
    const blocks = await query<{ movements: number }>(
      world.owner,
      "select movement_count::integer as movements from statement_block order by block",
    );
    const sizes = blocks.map(({ movements }) => movements);
    const closed = sizes.slice(0, -1);
    expect([closed.length > 3, Math.min(...closed) >= SMALL.leastBlock, Math.max(...sizes) >= 60]).toEqual([
      true,
      true,
      true,
    ]);
    await rebuildRollUp(world.context, { bounds: ROLL_UP_BOUNDS });
    expect(await query(world.owner, "select block from statement_block")).toEqual([{ block: 1 }]);
  });
});

describe("the check of the roll-up", () => {
  beforeAll(async () => {
    await rebuildRollUp(world.context, { bounds: SMALL });
  });

  /** Damages the roll-up as its owner, checks it, and takes the damage back. */
  async function checkAfter(damage: string) {
    return await world.owner
      .transaction()
      .execute(async (owner) => {
        await query(owner, "set local session_replication_role = replica");
        await query(owner, damage);
        throw Object.assign(new Error("taken back"), { found: await recomputeRollUp(owner) });
      })
      .catch((error: unknown) => {
        if (error instanceof Error && "found" in error) return error.found;
        throw error;
      });
  }

  const one = "(select ctid from statement_sum order by supply_id, kind, recipient_id, month_from limit 1)";
  const oneOfGiver = "(select min(id) from statement_giver_sum)";
  const oneOfBlock = "(select ctid from statement_block_sum where block = 2 limit 1)";
  test.each([
    ["a sum changed", `update statement_sum set units = units + 1 where ctid = ${one}`, [null]],
    ["a sum deleted", `delete from statement_sum where ctid = ${one}`, [null]],
    [
      "a number of movements changed",
      `update statement_sum set movement_count = 99 where ctid = ${one}`,
      [null],
    ],
    ["a day changed", `update statement_sum set day_to = '2030-01-01' where ctid = ${one}`, [null]],
    [
      "a sum that nothing moved",
      `insert into statement_sum (supply_id, kind, recipient_id, month_from, month_to, month, units, movement_count, day_from,
        day_to) select supply_id, 'use', supply_id, month_from, month_to, '2031-01', 5, 1, day_from, day_to
        from statement_sum where ctid = ${one}`,
      [null],
    ],
    [
      "a block's sum changed",
      `update statement_block_sum set units = 0 - units - 1 where ctid = ${oneOfBlock}`,
      [2],
    ],
    [
      "a giver's sum changed",
      `update statement_giver_sum set units = units + 1 where id = ${oneOfGiver}`,
      [null],
    ],
    ["a giver's sum deleted", `delete from statement_giver_sum where id = ${oneOfGiver}`, [null]],
    [
      "a giver's sum that nothing moved",
      `insert into statement_giver_sum (giver_id, item_id, terms, pipeline, scenario, kind, month_from, month_to, month, units,
        movement_count, day_from, day_to) select giver_id, item_id, terms, 'NONE', scenario, kind, month_from, month_to, month, 5, 1,
        day_from, day_to from statement_giver_sum where id = ${oneOfGiver}`,
      [null],
    ],
    ["a block's sum deleted", `delete from statement_block_sum where ctid = ${oneOfBlock}`, [2]],
    [
      "a block's number of movements changed",
      "update statement_block set movement_count = 0 where block = 2",
      [2],
    ],
    [
      "a block's time changed",
      "update statement_block set recorded_from = recorded_from - interval '1 hour' where block = 1",
      [1],
    ],
    [
      "a position that there is not",
      "update statement_block set last_position = last_position + 9 where block = (select max(block) from statement_block)",
      null,
    ],
    [
      "a block's last position moved back",
      `update statement_block set last_position = last_position - 1 where block = (
        select min(block) from statement_block where last_position > first_position)`,
      null,
    ],
    [
      "a movement changed since",
      "update movement set quantity = quantity + 1 where ctid = (select min(ctid) from movement)",
      null,
    ],
  ])("finds %s", async (_name, damage, blocks) => {
    const found = await checkAfter(damage);
    expect(found).toMatchObject({ matches: false });
    if (blocks !== null) {
      expect(found).toMatchObject({ differenceCount: 1, differences: blocks.map((block) => ({ block })) });
    }
    expect(await checkRollUp(world.context.database)).toMatchObject({ matches: true, differenceCount: 0 });
  });

  test("names the sum, with what it is and what it should be", async () => {
    const [row] = await query<{ supplyId: string; kind: string; month: string; units: number }>(
      world.owner,
      `select supply_id, kind, month, units from statement_sum where ctid = ${one}`,
    );
    const found = await checkAfter(`update statement_sum set units = units + 1 where ctid = ${one}`);
    expect(found).toMatchObject({
      differences: [{ ...row, block: null, units: (row?.units ?? 0) + 1, expected: row?.units }],
    });
  });
});
