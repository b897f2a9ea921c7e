import { sql } from "kysely";
import type { MovementKind } from "#core/ledger/movement.ts";
import { asInstant, type Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** What a statement is added up from: the roll-up as far as it serves, and the movements that it does not have. */
export interface Basis {
  /** The newest position that counts. */
  readonly position: number;
  /** Sums of everything that is rolled up, or those of the blocks up to one; `null` for none. */
  readonly rollUp: "everything" | { readonly upToBlock: number } | null;
  /** Movements after this position and up to `position` are added up one by one. */
  readonly after: number;
  /** Times of record between which those movements lie, where that is known. */
  readonly recorded: { readonly from: Instant; readonly to: Instant } | null;
  /** Whether they are few enough to be looked up entry by entry. */
  readonly isLookedUp: boolean;
  /** Whether supplies lie on several machines, each with its movements and sums: none is looked up from another table then. */
  readonly isOnSeveral: boolean;
}

/** The basis that reads every movement: what the roll-up has to agree with. */
export function fromMovements(position: number): Basis {
  return { position, rollUp: null, after: 0, recorded: null, isLookedUp: false, isOnSeveral: false };
}

/**
 * Whether the ledger has been distributed, by the table that the step leaves: Citus refuses to look a distributed table up from another
 * one, row by row.
 */
const IS_DISTRIBUTED = sql<boolean>`to_regclass('public.citus_witness') is not null`;

/** Entries that are looked up one by one rather than read with all those that were recorded at the time. */
const LOOKED_UP_MAX = 5000;
/** Looking an entry up takes about as long as reading so many of all. */
const READ_WHILE_LOOKED_UP = 20;

/**
 * From what a statement as of `position` is added up. Where the roll-up has not come further, that is everything in it and what
 * follows; else the blocks before the one in which the position lies, and a part of that one. Two look-ups of an index.
 * What is read by it must be read from the same snapshot: the roll-up moves on. At most `lookedUpMax` entries are looked up one by
 * one, or a twentieth of the book where the roll-up is behind; 0 for none.
 */
export async function findBasis(
  database: Database,
  position: number,
  lookedUpMax = LOOKED_UP_MAX,
): Promise<Basis> {
  const within = await database
    .selectFrom("statementBlock")
    .selectAll()
    .select(IS_DISTRIBUTED.as("isOnSeveral"))
    .where("lastPosition", ">", position)
    .orderBy("block")
    .limit(1)
    .executeTakeFirst();
  if (within === undefined) {
    const { rolledUp, isOnSeveral } = await readRollUpState(database);
    if (rolledUp === 0) return fromMovements(position);
    // A book from before there was a roll-up has much that is not in it yet.
    const few = lookedUpMax === 0 ? 0 : Math.max(lookedUpMax, position / READ_WHILE_LOOKED_UP);
    const isLookedUp = !isOnSeveral && position - rolledUp <= few;
    return { position, rollUp: "everything", after: rolledUp, recorded: null, isLookedUp, isOnSeveral };
  }
  const { block, firstPosition, recordedFrom: from, recordedTo: to, isOnSeveral } = within;
  const recorded = from === null || to === null ? null : { from: asInstant(from), to: asInstant(to) };
  const rollUp = block === 1 ? null : { upToBlock: block - 1 };
  const after = firstPosition - 1;
  const isLookedUp = !isOnSeveral && position - after <= lookedUpMax;
  return { position, rollUp, after, recorded, isLookedUp, isOnSeveral };
}

/** How far the roll-up has come, and how far it could: positions, 0 for none. */
export interface RollUpState {
  readonly rolledUp: number;
  readonly position: number;
  /** As a basis has it. */
  readonly isOnSeveral: boolean;
}

/** How far the roll-up has come: two look-ups of an index. */
export async function readRollUpState(database: Database): Promise<RollUpState> {
  const { rows } = await sql<RollUpState>`select ${IS_DISTRIBUTED} as "isOnSeveral",
    coalesce((select last_position from statement_block order by block desc limit 1), 0)::bigint as "rolledUp",
    coalesce((select max(position) from entry_position), 0)::bigint as position`.execute(database);
  const [state] = rows;
  if (state === undefined) throw new Error("the state of the roll-up gave no row");
  return state;
}

/** How much is rolled up at once, and how large blocks are. */
export interface RollUpBounds {
  /** Movements in one transaction, about; one entry may have more. */
  readonly most: number;
  /** Movements from which on a block is closed: an eighth of those before it, within these bounds. */
  readonly leastBlock: number;
  readonly greatestBlock: number;
}

/**
 * A transaction of a second or less. A part of a block is read movement by movement, hence the greatest; each block has sums of its
 * own, hence the least, and an eighth between them: blocks of a small book are small, and a large one has few.
 */
export const ROLL_UP_BOUNDS: RollUpBounds = { most: 50_000, leastBlock: 131_072, greatestBlock: 2_097_152 };

/** Rolls up the next positions, in one transaction, and returns how far that has come. One worker at a time: others wait. */
export async function advanceOnce(database: Database, bounds: RollUpBounds): Promise<number> {
  const { most, leastBlock, greatestBlock } = bounds;
  const { rows } = await sql<{ rolledUp: number }>`select
    advance_roll_up(${most}::integer, ${leastBlock}::bigint, ${greatestBlock}::bigint) as "rolledUp"`.execute(
    database,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("advancing the roll-up gave no row");
  return row.rolledUp;
}

/** Empties the roll-up, however long that takes: statements are read from the movements until it is advanced again. */
export async function resetRollUp(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`set local statement_timeout = 0`.execute(transaction);
    await sql`set local lock_timeout = 0`.execute(transaction);
    await sql`select reset_roll_up()`.execute(transaction);
  });
}

/** A sum that is not what the movements add up to. */
export interface RollUpDifference {
  /** `null` for the sum over all blocks. */
  readonly block: number | null;
  /**
   * This and the next three are `null` where it is the block itself that differs: its movements, or where it begins. This and the
   * recipient alone, and the block, where it is the sum of a giver's supplies.
   */
  readonly supplyId: string | null;
  readonly kind: MovementKind | null;
  readonly recipientId: string | null;
  readonly month: string | null;
  /** Units as they are rolled up, 0 where the sum is missing; movements, of a block. */
  readonly units: number;
  /** What the movements give, 0 where there are none. */
  readonly expected: number;
}

/** What a check of the roll-up found. */
export interface RollUpCheck {
  /** How far the roll-up has come. */
  readonly position: number;
  /** Whether every sum is what the movements up to there add up to. */
  readonly matches: boolean;
  readonly differenceCount: number;
  /** Of very many, the first ten by block and supply. */
  readonly differences: readonly RollUpDifference[];
}

const SHOWN_MAX = 10;

/**
 * Recomputes every sum of the roll-up from the movements and compares, as it is at one moment. Cost linear in movements.
 * `timeoutMs` bounds the time; left out or 0, nothing does.
 */
export async function checkRollUp(database: Database, timeoutMs = 0): Promise<RollUpCheck> {
  return await database
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (transaction) => {
      await sql`set local statement_timeout = ${sql.lit(Math.trunc(timeoutMs))}`.execute(transaction);
      return await recomputeRollUp(transaction);
    });
}

/** {@link checkRollUp} within a transaction that is under way. */
export async function recomputeRollUp(database: Database): Promise<RollUpCheck> {
  const { rolledUp: position } = await readRollUpState(database);
  const { rows } = await sql<RollUpDifference & { differenceCount: number }>`
    with held as (
      select array_agg(first_position order by block) as firsts, max(last_position) as upto from statement_block
    ), recomputed as materialized (
      select ${KEY}, width_bucket(p.position, held.firsts) as block,
        sum(case when m.reversal then -m.quantity else m.quantity end)::bigint as units, count(*) as movement_count,
        min(m.occurred_from) as day_from, max(m.occurred_to) as day_to,
        min(m.recorded_at) as recorded_from, max(m.recorded_at) as recorded_to
      from held cross join movement as m join entry_position as p on p.entry_id = m.entry_id
      where p.position <= held.upto
      group by 1, 2, 3, 4, 5, 6, 7
    ), everything as (
      select supply_id, kind, recipient_id, month_from, month_to, month, sum(units)::bigint as units,
        sum(movement_count)::bigint as movement_count, min(day_from) as day_from, max(day_to) as day_to
      from recomputed group by 1, 2, 3, 4, 5, 6
    ), differing as (
      select block, supply_id, kind, recipient_id, month, k.units, r.units as expected
      from recomputed as r full join statement_block_sum as k
        using (supply_id, block, kind, recipient_id, month_from, month_to, month)
      where ${DIFFERS}
      union all
      select null, supply_id, kind, recipient_id, month, k.units, r.units
      from everything as r full join statement_sum as k
        using (supply_id, kind, recipient_id, month_from, month_to, month)
      where ${DIFFERS}
      union all
      select null, null, kind, null, month, k.units, r.units
      from (
        select s.giver_id, s.item_id, s.terms, array[s.pipeline, s.scenario] as others, e.kind, e.month_from, e.month_to, e.month,
          sum(e.units)::bigint as units, sum(e.movement_count)::bigint as movement_count, min(e.day_from) as day_from,
          max(e.day_to) as day_to
        from everything as e join supply as s on s.supply_id = e.supply_id group by 1, 2, 3, 4, 5, 6, 7, 8
      ) as r full join (select *, array[pipeline, scenario] as others from statement_giver_sum) as k
        using (giver_id, item_id, terms, others, kind, month_from, month_to, month)
      where ${DIFFERS}
      union all
      select block, null, null, null, null, k.movement_count, r.movement_count
      from (
        select *, lag(last_position, 1, 0::bigint) over (order by block) as last_before, row_number() over (order by block) as place
        from statement_block
      ) as k left join (
        select block, sum(movement_count)::bigint as movement_count, min(recorded_from) as recorded_from,
          max(recorded_to) as recorded_to
        from recomputed group by block
      ) as r using (block)
      where k.first_position <> k.last_before + 1 or k.block <> k.place
        or k.last_position > (select coalesce(max(position), 0) from entry_position)
        or (k.movement_count, k.recorded_from, k.recorded_to)
          is distinct from (coalesce(r.movement_count, 0), r.recorded_from, r.recorded_to)
    )
    select block, supply_id as "supplyId", kind, nullif(recipient_id, ${NOBODY}::uuid) as "recipientId", month,
      coalesce(units, 0)::bigint as units, coalesce(expected, 0)::bigint as expected,
      (count(*) over ())::integer as "differenceCount"
    from differing order by block nulls last, supply_id nulls first, kind, month, recipient_id
    limit ${SHOWN_MAX}`.execute(database);
  const differences = rows.map(({ differenceCount: _count, ...difference }) => difference);
  const differenceCount = rows[0]?.differenceCount ?? 0;
  return { position, matches: differenceCount === 0, differenceCount, differences };
}

/** Stands in the roll-up for a recipient where nobody has been promised the units: a key has no nulls. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** As core's monthText: a text that begins with X states no year, and is shown as it is. */
export const MONTH = sql<string>`case when m.occurred_text not like 'X%'
    and to_char(m.occurred_from, 'YYYY-MM') = to_char(m.occurred_to, 'YYYY-MM')
  then to_char(m.occurred_from, 'YYYY-MM') else m.occurred_text end`;

/** A movement's key in the roll-up, as `advance_roll_up` has it: here once more, so that a check does not ask what it checks. */
const KEY = sql`m.supply_id, m.kind collate "C" as kind, coalesce(m.recipient_id, ${NOBODY}::uuid) as recipient_id,
  date_trunc('month', m.occurred_from::timestamp)::date as month_from,
  date_trunc('month', m.occurred_to::timestamp)::date as month_to, (${MONTH}) collate "C" as month`;

const DIFFERS = sql`(k.units, k.movement_count, k.day_from, k.day_to)
  is distinct from (r.units, r.movement_count, r.day_from, r.day_to)`;
