import { sql } from "kysely";
import type { MovementKind } from "#core/ledger/movement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
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

/** Movements of one kind that share every key of a statement, added up. */
export interface MovementSum {
  readonly itemId: string;
  readonly exporter: string;
  readonly recipient: string | null;
  readonly month: string;
  /** First and last day on which any of them can have happened. */
  readonly from: Day;
  readonly to: Day;
  readonly terms: RecordedTerms;
  readonly pipeline: string | null;
  readonly kind: MovementKind;
  /** Units, reversals taken off. */
  readonly units: number;
  readonly movements: number;
}

/**
 * The movements that a statement counts, added up by every key it can be grouped by. Reads the movements of the
 * filtered supplies once; the answer has at most items × exporters × recipients × months × terms × kinds rows.
 */
export async function sumMovements(database: Database, filter: StatementFilter): Promise<MovementSum[]> {
  const exporter = sql<string>`coalesce(giver.country, giver.code)`;
  const recipient = sql<string | null>`coalesce(taker.country, taker.code)`;
  // As core's monthText: a text that begins with X states no year, and is shown as it is.
  const month = sql<string>`case when m.occurred_text not like 'X%'
      and to_char(m.occurred_from, 'YYYY-MM') = to_char(m.occurred_to, 'YYYY-MM')
    then to_char(m.occurred_from, 'YYYY-MM') else m.occurred_text end`;
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
  const rows = await query
    .groupBy(["s.itemId", exporter, recipient, month, "s.terms", "s.pipeline", "m.kind"])
    .select(["s.itemId", "s.pipeline", exporter.as("exporter"), recipient.as("recipient"), month.as("month")])
    .select((eb) => [
      eb.ref("s.terms").$castTo<RecordedTerms>().as("terms"),
      eb.ref("m.kind").$castTo<MovementKind>().as("kind"),
      sql<string>`min(m.occurred_from)`.as("from"),
      sql<string>`max(m.occurred_to)`.as("to"),
      sql<number>`sum(case when m.reversal then -m.quantity else m.quantity end)::bigint`.as("units"),
      sql<number>`count(*)::integer`.as("movements"),
    ])
    .execute();
  return rows.map((row) => ({ ...row, from: asDay(row.from), to: asDay(row.to) }));
}

/** The newest position of an entry recorded before `before` (an instant); 0 when there is none. */
export async function findPositionBefore(database: Database, before: string): Promise<number> {
  const row = await database
    .selectFrom("entryPosition as p")
    .innerJoin("entry as e", "e.id", "p.entryId")
    .where("e.recordedAt", "<", before)
    .select(sql<number>`coalesce(max(p.position), 0)::bigint`.as("position"))
    .executeTakeFirstOrThrow();
  return row.position;
}
