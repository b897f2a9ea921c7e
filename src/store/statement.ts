import { type RawBuilder, type SqlBool, sql } from "kysely";
import { invariant } from "#core/invariant.ts";
import type { MovementKind } from "#core/ledger/movement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import { ALL_GROUPS, type Group } from "#core/statement/statement.ts";
import { asDay, type Day, lastDayOf } from "#core/time.ts";
import { type Basis, MONTH } from "./roll-up.ts";
import type { Database } from "./schema.ts";

/** Which movements a statement counts. */
export interface StatementFilter {
  /** The items wanted, with everything below them; `null` for all. */
  readonly itemIds: readonly string[] | null;
  readonly exporter: string | null;
  readonly recipient: string | null;
  readonly terms: RecordedTerms | null;
  readonly pipeline: string | null;
  readonly scenario: string | null;
  /** Code of the site where the units stood after a movement. */
  readonly site: string | null;
  /** What is added up, and up to which position. */
  readonly basis: Basis;
}

/**
 * The days within which the whole time of a movement must lie: the first of a month and the last of one, as the roll-up knows
 * months; `null` where an end is open.
 */
export interface StatementPeriod {
  readonly from: Day | null;
  readonly to: Day | null;
}

/** Movements of one kind that share every key asked for, added up; `null` for the keys that were not. */
export interface MovementSum {
  readonly itemId: string;
  readonly exporter: string | null;
  readonly recipient: string | null;
  readonly month: string | null;
  readonly terms: RecordedTerms | null;
  readonly pipeline: string | null;
  readonly site: string | null;
  readonly kind: MovementKind;
  /** Units, reversals taken off. */
  readonly units: number;
}

/** Units cleared for export of one item in one month, with the days on which any of them can have been. */
export interface ClearedSum {
  readonly itemId: string;
  readonly exporter: string;
  readonly recipient: string | null;
  readonly from: Day;
  readonly to: Day;
  readonly units: number;
}

const exporter = sql<string>`coalesce(giver.country, giver.code)`;
const recipient = sql<string | null>`coalesce(taker.country, taker.code)`;
const units = sql<number>`sum(m.units)::bigint`;

/** Keys that are no columns of their own: the item is always there, as units of different items differ; the stage follows from the kind. */
type KeyGroup = Exclude<Group, "item" | "stage">;
const isKeyGroup = (group: Group): group is KeyGroup => group !== "item" && group !== "stage";

/** What a statement's keys are in SQL. */
const KEYS: Readonly<Record<KeyGroup, RawBuilder<unknown>>> = {
  exporter,
  recipient,
  month: sql`m.month`,
  terms: sql`s.terms`,
  pipeline: sql`s.pipeline`,
  site: sql`(select place.code from site as place where place.id = m.site_id)`,
};

/** What is added up: movements, or sums of such as differ in nothing that a statement asks for. */
interface Counted {
  readonly supplyId: string;
  readonly kind: string;
  /** The nil UUID or null where nobody has been promised the units. */
  readonly recipientId: string | null;
  /** Where the units stood after it; null in the roll-up, which does not have it. */
  readonly siteId: string | null;
  /** A day of the first month in which they can have happened, and one of the last. */
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly month: string;
  /** The first and last day on which any of them can have happened. */
  readonly dayFrom: string;
  readonly dayTo: string;
  /** Reversals taken off. */
  readonly units: number;
  readonly movementCount: number;
}

/** A part of a basis. */
interface Part {
  /** Whether it is quickly found by supply, and may be. */
  readonly isBySupply: boolean;
  /** Whether it is sums of givers, which have in themselves what others have from their supplies. */
  readonly isOfGivers: boolean;
  /** The table, of which `where` leaves some rows. */
  readonly table: (where: RawBuilder<unknown>) => RawBuilder<Counted>;
}

/**
 * The parts of a basis, each a table of its own: together they have every movement up to its position once. `isForAll`: recipients
 * are neither asked for nor told apart.
 */
function listParts(basis: Basis, isForAll: boolean): Part[] {
  const { position, rollUp, after, isOnSeveral } = basis;
  const parts =
    rollUp === null ? [] : [isForAll && rollUp === "everything" ? GIVERS : rolledUpOf(rollUp, isOnSeveral)];
  return position > after ? [...parts, movementsOf(basis)] : parts;
}

/** Sums of a giver's supplies together: joined as `s`, so that nothing is left to look up. */
const GIVERS: Part = {
  isBySupply: false,
  isOfGivers: true,
  table: () => sql`(select null::uuid as supply_id, s.kind, null::uuid as recipient_id, null::uuid as site_id,
    s.month_from as period_from, s.month_to as period_to, s.month, s.day_from, s.day_to, s.units, s.movement_count)`,
};

function rolledUpOf(rollUp: NonNullable<Basis["rollUp"]>, isOnSeveral: boolean): Part {
  const columns = sql`select m.supply_id, m.kind, m.recipient_id, null::uuid as site_id, m.month_from as period_from, m.month_to as period_to,
    m.month, m.day_from, m.day_to, m.units, m.movement_count`;
  const table: Part["table"] = (where) =>
    rollUp === "everything"
      ? sql`(${columns} from statement_sum as m where ${where})`
      : sql`(${columns} from statement_block_sum as m where m.block <= ${rollUp.upToBlock} and ${where})`;
  return { isBySupply: !isOnSeveral, isOfGivers: false, table };
}

function movementsOf({ position, after, recorded, isLookedUp, isOnSeveral }: Basis): Part {
  const columns = sql`select m.supply_id, m.kind, m.recipient_id,
    case when m.reversal then m.from_site_id else m.to_site_id end as site_id, m.occurred_from as period_from,
    m.occurred_to as period_to, ${MONTH} as month, m.occurred_from as day_from, m.occurred_to as day_to,
    case when m.reversal then -m.quantity else m.quantity end as units, 1 as movement_count`;
  if (isLookedUp) {
    // Subqueries that the planner cannot take apart: it would rather read the whole book.
    const table: Part["table"] = (where) => sql`(${columns} from (
      select e.id, e.recorded_at, e.supply_ids from entry_position as p join entry as e on e.id = p.entry_id
      where p.position > ${after} and p.position <= ${position} offset 0
    ) as c cross join lateral (
      select * from movement as m
      where m.supply_id = any(c.supply_ids) and m.recorded_at = c.recorded_at and m.entry_id = c.id offset 0
    ) as m where ${where})`;
    return { isBySupply: false, isOfGivers: false, table };
  }
  // Instants come to us without their microseconds.
  const between =
    recorded === null
      ? sql``
      : sql`and m.recorded_at >= ${recorded.from}::timestamptz
          and m.recorded_at < ${recorded.to}::timestamptz + interval '1 millisecond'`;
  const table: Part["table"] = (where) =>
    sql`(${columns} from movement as m join entry_position as p on p.entry_id = m.entry_id
      where p.position > ${after} and p.position <= ${position} ${between} and ${where})`;
  return { isBySupply: recorded !== null && !isOnSeveral, isOfGivers: false, table };
}

/** What a statement asks of a supply. */
interface SupplyColumns {
  readonly supplyId: string;
  readonly giverId: string;
  readonly itemId: string;
  readonly terms: string;
  readonly pipeline: string | null;
  readonly scenario: string | null;
}

function selectCounted(database: Database, filter: StatementFilter, part: Part) {
  const { itemIds } = filter;
  const source = sql<SupplyColumns>`${sql.table(part.isOfGivers ? "statementGiverSum" : "supply")}`;
  const supplies = database.selectFrom(source.as("s")).innerJoin("party as giver", "giver.id", "s.giverId");
  // Of few supplies each has its sums in one place. The planner takes an exporter's for fewer still, and yet would read them all.
  const isNarrow = itemIds !== null || filter.exporter !== null || filter.pipeline !== null;
  const ofSupply = isNarrow && part.isBySupply ? sql`m.supply_id = s.supply_id offset 0` : sql`true`;
  let query = supplies
    .innerJoinLateral(part.table(ofSupply).as("m"), (join) =>
      part.isOfGivers ? join.onTrue() : join.onRef("m.supplyId", "=", "s.supplyId"),
    )
    .leftJoin("party as taker", "taker.id", "m.recipientId")
    .where("s.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (itemIds !== null) query = query.where("s.itemId", "in", itemIds);
  if (filter.exporter !== null) query = query.where(exporter, "=", filter.exporter);
  if (filter.recipient !== null) query = query.where(recipient, "=", filter.recipient);
  if (filter.terms !== null) query = query.where("s.terms", "=", filter.terms);
  if (filter.pipeline !== null) query = query.where("s.pipeline", "=", filter.pipeline);
  if (filter.site !== null) {
    query = query.where(
      sql<SqlBool>`m.site_id = (select place.id from site as place where place.code = ${filter.site})`,
    );
  }
  return query;
}

type Counting = ReturnType<typeof selectCounted>;

/**
 * Reads each part of the filter's basis by `read`, and adds up rows of different parts that have the same key. Queries of their
 * own rather than a union, through which PostgreSQL would not carry the supplies that are asked for.
 */
async function addParts<Row>(
  database: Database,
  filter: StatementFilter,
  read: (counting: Counting) => Promise<readonly Row[]>,
  {
    isForAll,
    keyOf,
    add,
  }: {
    /** Whether recipients are not told apart. */
    readonly isForAll: boolean;
    readonly keyOf: (row: Row) => string;
    readonly add: (a: Row, b: Row) => Row;
  },
): Promise<Row[]> {
  const rows: (readonly Row[])[] = [];
  for (const part of listParts(filter.basis, isForAll && filter.recipient === null))
    rows.push(await read(selectCounted(database, filter, part)));
  if (rows.length === 1) return [...(rows[0] ?? [])];
  const sums = new Map<string, Row>();
  for (const row of rows.flat()) {
    const key = keyOf(row);
    const known = sums.get(key);
    sums.set(key, known === undefined ? row : add(known, row));
  }
  return [...sums.values()];
}

/**
 * The movements that a statement counts, added up by item, kind and the keys of `by`: those whose whole time lies in
 * the period. By site, or of one, the basis must be the movements: the roll-up has none. Reads the sums of the filtered supplies in the
 * roll-up once (or, where recipients are neither asked for nor told apart, those of their givers), and the movements after it.
 */
export async function sumMovements(
  database: Database,
  filter: StatementFilter,
  { by, period }: { readonly by: readonly Group[]; readonly period: StatementPeriod },
): Promise<MovementSum[]> {
  checkMonths(period);
  const keys = ALL_GROUPS.filter((group) => by.includes(group))
    .filter(isKeyGroup)
    .map((group) => ({ group, key: KEYS[group] }));
  const none = { exporter: null, recipient: null, month: null, terms: null, pipeline: null, site: null };
  const read = async (counting: Counting) => {
    let query = counting;
    if (period.from !== null) query = query.where("m.periodFrom", ">=", period.from);
    if (period.to !== null) query = query.where("m.periodTo", "<=", period.to);
    const rows = await query
      .groupBy(["s.itemId", "m.kind", ...keys.map(({ key }) => key)])
      .select("s.itemId")
      .select((eb) => [eb.ref("m.kind").$castTo<MovementKind>().as("kind"), units.as("units")])
      .select(keys.map(({ group, key }) => key.as(group)))
      .execute();
    // Which keys a row has depends on `by`; what they hold is said in KEYS.
    return rows.map((row) => ({ ...none, ...row }) as MovementSum);
  };
  return await addParts(database, filter, read, {
    isForAll: !by.includes("recipient"),
    keyOf: ({ itemId, kind, exporter: giver, recipient: taker, month, terms, pipeline, site }) =>
      JSON.stringify([itemId, kind, giver, taker, month, terms, pipeline, site]),
    add: (a, b) => ({ ...a, units: a.units + b.units }),
  });
}

/** The roll-up has no days, so a period within a month would be answered differently by it and by the movements. */
function checkMonths({ from, to }: StatementPeriod): void {
  invariant(from === null || from.endsWith("-01"), "a statement's period begins with a month");
  invariant(to === null || to === lastDayOf(to.slice(0, 7)), "a statement's period ends with a month");
}

/** Movements of one item that may lie in a period or not: their number, and units dispatched and received in them. */
export interface StraddlingSum {
  readonly itemId: string;
  readonly dispatched: number;
  readonly received: number;
  readonly movements: number;
}

/** The movements of the filter that may lie in the period or not, by item, as units of different items do not add up. */
export async function sumStraddling(
  database: Database,
  filter: StatementFilter,
  period: StatementPeriod,
): Promise<StraddlingSum[]> {
  const { from, to } = period;
  if (from === null && to === null) return [];
  checkMonths(period);
  // An open end lies beyond every day.
  const first = sql`coalesce(${from}::date, '-infinity')`;
  const last = sql`coalesce(${to}::date, 'infinity')`;
  const unitsOf = (kind: MovementKind) =>
    sql<number>`coalesce(sum(m.units) filter (where m.kind = ${kind}), 0)::bigint`;
  const read = async (counting: Counting) =>
    await counting
      .where(sql<SqlBool>`m.period_from <= ${last} and m.period_to >= ${first}`)
      .where(sql<SqlBool>`not (m.period_from >= ${first} and m.period_to <= ${last})`)
      .groupBy("s.itemId")
      .select([
        "s.itemId",
        unitsOf("dispatch").as("dispatched"),
        unitsOf("receive").as("received"),
        sql<number>`sum(m.movement_count)::bigint`.as("movements"),
      ])
      .execute();
  const sums = await addParts(database, filter, read, {
    isForAll: true,
    keyOf: ({ itemId }) => itemId,
    add: (a, b) => ({
      itemId: a.itemId,
      dispatched: a.dispatched + b.dispatched,
      received: a.received + b.received,
      movements: a.movements + b.movements,
    }),
  });
  return sums.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

/** Units of the filter that were cleared for export, by item, exporter, recipient and month, whatever the period. */
export async function sumCleared(database: Database, filter: StatementFilter): Promise<ClearedSum[]> {
  const read = async (counting: Counting) => {
    const rows = await counting
      .where("m.kind", "=", "clear_export" satisfies MovementKind)
      .groupBy(["s.itemId", exporter, recipient, "m.month"])
      .select(["s.itemId", "m.month", exporter.as("exporter"), recipient.as("recipient"), units.as("units")])
      .select([sql<string>`min(m.day_from)`.as("from"), sql<string>`max(m.day_to)`.as("to")])
      .execute();
    return rows.map((row) => ({ ...row, from: asDay(row.from), to: asDay(row.to) }));
  };
  const sums = await addParts(database, filter, read, {
    isForAll: false,
    keyOf: (row) => JSON.stringify([row.itemId, row.exporter, row.recipient, row.month]),
    add: (a, b) => ({
      ...a,
      from: a.from < b.from ? a.from : b.from,
      to: a.to > b.to ? a.to : b.to,
      units: a.units + b.units,
    }),
  });
  return sums.map(({ month: _month, ...sum }) => sum);
}

/** The newest position that an entry had before `before` (an instant); 0 when there was none. One look-up of an index. */
export async function findPositionBefore(database: Database, before: string): Promise<number> {
  const row = await database
    .selectFrom("entryPosition")
    .where("numberedAt", "<", before)
    .orderBy("numberedAt", "desc")
    .orderBy("position", "desc")
    .limit(1)
    .select("position")
    .executeTakeFirst();
  return row?.position ?? 0;
}

/** Whether anything has been offered in a scenario. */
export async function hasScenario(database: Database, scenario: string): Promise<boolean> {
  const found = await database
    .selectFrom("supply")
    .where("scenario", "=", scenario)
    .select("supplyId")
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
