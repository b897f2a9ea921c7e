import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { MovementKind } from "#core/ledger/movement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import { type Group, GROUPS } from "#core/statement/statement.ts";
import { asDay, type Day } from "#core/time.ts";
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
  /** Nothing that was posted after this position. */
  readonly position: number;
}

/** The days within which the whole time of a movement must lie; `null` where an end is open. */
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
/** As core's monthText: a text that begins with X states no year, and is shown as it is. */
const month = sql<string>`case when m.occurred_text not like 'X%'
    and to_char(m.occurred_from, 'YYYY-MM') = to_char(m.occurred_to, 'YYYY-MM')
  then to_char(m.occurred_from, 'YYYY-MM') else m.occurred_text end`;
const units = sql<number>`sum(case when m.reversal then -m.quantity else m.quantity end)::bigint`;

/** What a statement's keys are in SQL; the item is always one of them, since units of different items differ. */
const KEYS: Readonly<Record<Exclude<Group, "item">, RawBuilder<unknown>>> = {
  exporter,
  recipient,
  month,
  terms: sql`s.terms`,
  pipeline: sql`s.pipeline`,
};

function selectCounted(database: Database, filter: StatementFilter) {
  let query = database
    .selectFrom("movement as m")
    .innerJoin("supply as s", "s.supplyId", "m.supplyId")
    .innerJoin("entryPosition as p", "p.entryId", "m.entryId")
    .innerJoin("party as giver", "giver.id", "s.giverId")
    .leftJoin("party as taker", "taker.id", "m.recipientId")
    .where("p.position", "<=", filter.position)
    .where("s.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (filter.itemIds !== null) query = query.where("s.itemId", "in", filter.itemIds);
  if (filter.exporter !== null) query = query.where(exporter, "=", filter.exporter);
  if (filter.recipient !== null) query = query.where(recipient, "=", filter.recipient);
  if (filter.terms !== null) query = query.where("s.terms", "=", filter.terms);
  if (filter.pipeline !== null) query = query.where("s.pipeline", "=", filter.pipeline);
  return query;
}

/**
 * The movements that a statement counts, added up by item, kind and the keys of `by`: those whose whole time lies in
 * the period. Reads the movements of the filtered supplies once.
 */
export async function sumMovements(
  database: Database,
  filter: StatementFilter,
  { by, period }: { readonly by: readonly Group[]; readonly period: StatementPeriod },
): Promise<MovementSum[]> {
  const keys = GROUPS.filter((group) => group !== "item" && by.includes(group)).flatMap((group) =>
    group === "item" ? [] : [{ group, key: KEYS[group] }],
  );
  let query = selectCounted(database, filter);
  if (period.from !== null) query = query.where("m.occurredFrom", ">=", period.from);
  if (period.to !== null) query = query.where("m.occurredTo", "<=", period.to);
  const rows = await query
    .groupBy(["s.itemId", "m.kind", ...keys.map(({ key }) => key)])
    .select("s.itemId")
    .select((eb) => [eb.ref("m.kind").$castTo<MovementKind>().as("kind"), units.as("units")])
    .select(keys.map(({ group, key }) => key.as(group)))
    .execute();
  const none = { exporter: null, recipient: null, month: null, terms: null, pipeline: null };
  // Which keys a row has depends on `by`; what they hold is said in KEYS.
  return rows.map((row) => ({ ...none, ...row }) as MovementSum);
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
  { from, to }: StatementPeriod,
): Promise<StraddlingSum[]> {
  if (from === null && to === null) return [];
  // An open end lies beyond every day.
  const first = sql`coalesce(${from}::date, '-infinity')`;
  const last = sql`coalesce(${to}::date, 'infinity')`;
  const unitsOf = (kind: MovementKind) =>
    sql<number>`coalesce(sum(case when m.kind <> ${kind} then 0 when m.reversal then -m.quantity else m.quantity end), 0)::bigint`;
  return await selectCounted(database, filter)
    .where(sql<SqlBool>`m.occurred_from <= ${last} and m.occurred_to >= ${first}`)
    .where(sql<SqlBool>`not (m.occurred_from >= ${first} and m.occurred_to <= ${last})`)
    .groupBy("s.itemId")
    .orderBy("s.itemId")
    .select([
      "s.itemId",
      unitsOf("dispatch").as("dispatched"),
      unitsOf("receive").as("received"),
      sql<number>`count(*)::integer`.as("movements"),
    ])
    .execute();
}

/** Units of the filter that were cleared for export, by item, exporter, recipient and month, whatever the period. */
export async function sumCleared(database: Database, filter: StatementFilter): Promise<ClearedSum[]> {
  const rows = await selectCounted(database, filter)
    .where("m.kind", "=", "clear_export" satisfies MovementKind)
    .groupBy(["s.itemId", exporter, recipient, month])
    .select(["s.itemId", exporter.as("exporter"), recipient.as("recipient"), units.as("units")])
    .select([sql<string>`min(m.occurred_from)`.as("from"), sql<string>`max(m.occurred_to)`.as("to")])
    .execute();
  return rows.map((row) => ({ ...row, from: asDay(row.from), to: asDay(row.to) }));
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
