import { type SqlBool, sql } from "kysely";
import { asId, type CommandId, type SupplyId } from "#core/id.ts";
import type { PostedMovement } from "#core/ledger/correct-entry.ts";
import type { EntryReason, MovementKind, Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, type Precision } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** The movements of one entry, or of the corrections of one, in the order of their lines. */
export async function listMovements(
  database: Database,
  of: { readonly entryId: CommandId } | { readonly correctionsOf: CommandId },
): Promise<PostedMovement[]> {
  const base = database
    .selectFrom("entry as e")
    .innerJoin("movement as m", (join) => join.on(ofEntry))
    .selectAll("m");
  const query =
    "entryId" in of ? base.where("e.id", "=", of.entryId) : base.where("e.correctsId", "=", of.correctionsOf);
  const rows = await query.orderBy("m.recordedAt").orderBy("m.lineNumber").execute();
  return rows.map((row) => ({
    lineNumber: row.lineNumber,
    // Kinds and stages are written by post_entry from checked movements, the precision is held by a CHECK.
    kind: row.kind as MovementKind,
    reversal: row.reversal,
    supplyId: asId(row.supplyId),
    from: { partyId: asId(row.fromPartyId), siteId: asId(row.fromSiteId), stage: row.fromStage as Stage },
    to: { partyId: asId(row.toPartyId), siteId: asId(row.toSiteId), stage: row.toStage as Stage },
    quantity: asQuantity(row.quantity),
    recipientId: row.recipientId === null ? null : asId(row.recipientId),
    consignmentId: row.consignmentId === null ? null : asId(row.consignmentId),
    occurred: {
      from: asDay(row.occurredFrom),
      to: asDay(row.occurredTo),
      precision: row.occurredPrecision as Precision,
      text: row.occurredText,
    },
  }));
}

/** Every movement of a supply as far as it says where units were and when, in the order of its record. */
export async function listSupplyMovements(
  database: Database,
  supplyId: SupplyId,
): Promise<
  readonly Pick<
    PostedMovement,
    "kind" | "reversal" | "from" | "to" | "quantity" | "consignmentId" | "occurred"
  >[]
> {
  const rows = await database
    .selectFrom("movement")
    .selectAll()
    .where("supplyId", "=", supplyId)
    .orderBy("recordedAt")
    .orderBy("lineNumber")
    .execute();
  return rows.map((row) => ({
    // As above.
    kind: row.kind as MovementKind,
    reversal: row.reversal,
    from: { partyId: asId(row.fromPartyId), siteId: asId(row.fromSiteId), stage: row.fromStage as Stage },
    to: { partyId: asId(row.toPartyId), siteId: asId(row.toSiteId), stage: row.toStage as Stage },
    quantity: asQuantity(row.quantity),
    consignmentId: row.consignmentId === null ? null : asId(row.consignmentId),
    occurred: {
      from: asDay(row.occurredFrom),
      to: asDay(row.occurredTo),
      precision: row.occurredPrecision as Precision,
      text: row.occurredText,
    },
  }));
}

/** Units of each supply that have gone back where they came from, those taken back left out. */
export async function sumWithdrawn(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<Map<SupplyId, number>> {
  if (supplyIds.length === 0) return new Map();
  const rows = await database
    .selectFrom("movement")
    .where("supplyId", "in", supplyIds)
    .where("kind", "=", "withdraw" satisfies MovementKind)
    .groupBy("supplyId")
    .select([
      "supplyId",
      sql<number>`sum(case when reversal then -quantity else quantity end)::bigint`.as("units"),
    ])
    .execute();
  return new Map(rows.map((row) => [asId<"supply">(row.supplyId), row.units]));
}

/** An entry's movements by the primary key, whose first columns are the supply and the time of record. */
const ofEntry = sql<SqlBool>`m.supply_id = any(e.supply_ids) and m.recorded_at = e.recorded_at and m.entry_id = e.id`;

/** Movements with the names of everything in them, as they are shown. */
function selectShown(database: Database) {
  return database
    .selectFrom("movement as m")
    .innerJoin("supply as s", "s.supplyId", "m.supplyId")
    .innerJoin("party as fromParty", "fromParty.id", "m.fromPartyId")
    .innerJoin("party as toParty", "toParty.id", "m.toPartyId")
    .innerJoin("site as fromSite", "fromSite.id", "m.fromSiteId")
    .innerJoin("site as toSite", "toSite.id", "m.toSiteId")
    .leftJoin("party as taker", "taker.id", "m.recipientId")
    .leftJoin("consignment as c", "c.id", "m.consignmentId")
    .select([
      "m.supplyId",
      "s.itemId",
      "m.reversal",
      "m.quantity",
      "fromParty.code as fromParty",
      "toParty.code as toParty",
      "fromSite.code as fromSite",
      "toSite.code as toSite",
      "taker.code as recipient",
      "c.number as consignmentNumber",
      "m.occurredText as occurred",
    ])
    .select((eb) => [
      eb.ref("m.kind").$castTo<MovementKind>().as("kind"),
      eb.ref("m.fromStage").$castTo<Stage>().as("fromStage"),
      eb.ref("m.toStage").$castTo<Stage>().as("toStage"),
    ]);
}

/** One entry with its movements as they are shown; `undefined` where there is none. */
export async function findShownEntry(database: Database, id: CommandId) {
  const head = await database
    .selectFrom("entry as e")
    .leftJoin("entryPosition as p", "p.entryId", "e.id")
    .select(["e.id", "p.position", "e.kind", "e.correctsId", "e.recordedAt"])
    .select((eb) => eb.ref("e.reason").$castTo<EntryReason>().as("reason"))
    .where("e.id", "=", id)
    .executeTakeFirst();
  if (head === undefined) return undefined;
  const movements = await selectShown(database)
    .innerJoin("entry as e", (join) => join.on(ofEntry))
    .where("e.id", "=", id)
    .orderBy("m.lineNumber")
    .execute();
  return { ...head, movements };
}

/** Where a chain goes on: after this movement. */
export interface ChainAfter {
  readonly recordedAt: string;
  readonly entryId: string;
  readonly lineNumber: number;
}

/**
 * A page of the movements of the given supplies, oldest first, and where the next one begins. For whom they are and in which
 * consignment is not for everybody: see `hideUnpublished`.
 */
export async function listChain(
  database: Database,
  filter: { readonly supplyIds: readonly SupplyId[]; readonly consignmentId?: string | undefined },
  { after, limit }: { readonly after?: ChainAfter | undefined; readonly limit: number },
) {
  if (filter.supplyIds.length === 0) return { chain: [], next: null };
  let query = selectShown(database)
    .select(["m.entryId", "m.recordedAt", "m.lineNumber", "m.consignmentId", "c.agreementId"])
    .where(sql<SqlBool>`m.supply_id = any(${filter.supplyIds}::uuid[])`);
  if (after !== undefined) {
    query = query.where(
      sql<SqlBool>`(m.recorded_at, m.entry_id, m.line_number) > (${after.recordedAt}::timestamptz, ${after.entryId}::uuid, ${after.lineNumber}::integer)`,
    );
  }
  if (filter.consignmentId !== undefined) {
    // A consignment's chain begins where its supplies were pledged and reserved for its recipient.
    query = query.where((eb) =>
      eb.or([
        eb("m.consignmentId", "=", filter.consignmentId ?? ""),
        eb("m.kind", "=", "pledge"),
        eb.and([
          eb("m.kind", "in", ["reserve", "release"]),
          eb(
            "m.recipientId",
            "=",
            eb
              .selectFrom("consignment as k")
              .select("k.recipientId")
              .where("k.id", "=", filter.consignmentId ?? ""),
          ),
        ]),
      ]),
    );
  }
  const rows = await query
    .orderBy("m.recordedAt")
    .orderBy("m.entryId")
    .orderBy("m.lineNumber")
    .limit(limit + 1)
    .execute();
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next: ChainAfter | null =
    last === undefined
      ? null
      : { recordedAt: last.recordedAt, entryId: last.entryId, lineNumber: last.lineNumber };
  return { chain: rows.slice(0, limit).map(({ lineNumber: _line, ...shown }) => shown), next };
}

/** What a check of the whole book counts, and what it must find. */
export interface LedgerCheck {
  readonly entries: number;
  /** Two for each movement: one leaves an account, one enters another. */
  readonly postings: number;
  readonly accounts: number;
  /** Whether, supply by supply, as many units have come into accounts as have gone out of accounts. */
  readonly sumZero: boolean;
  /** Accounts below zero, the outside apart. */
  readonly negative: number;
  /**
   * Whether every account's totals equal what its movements add up to, no movement is without account or entry,
   * and no entry without movement.
   */
  readonly balancesMatch: boolean;
  readonly ledgerPosition: number;
}

/**
 * Recomputes every account from the movements and compares. Reads the whole book, as it is at one moment: cost linear
 * in movements. `timeoutMs` bounds the time; left out or 0, nothing does.
 */
export async function checkLedger(database: Database, timeoutMs = 0): Promise<LedgerCheck> {
  return await database.transaction().execute(async (transaction) => {
    await sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`.execute(transaction);
    return await recomputeLedger(transaction);
  });
}

/** {@link checkLedger} within a transaction that is under way. */
export async function recomputeLedger(database: Database): Promise<LedgerCheck> {
  const { rows } = await sql<{
    entries: number;
    movements: number;
    accounts: number;
    unbalanced: number;
    negative: number;
    mismatched: number;
    orphaned: number;
    position: number;
  }>`
    with recomputed as (
      select supply_id, party_id, site_id, stage, sum(units_in) as units_in, sum(units_out) as units_out
      from (
        select supply_id, from_party_id as party_id, from_site_id as site_id, from_stage as stage,
          0::numeric as units_in, quantity::numeric as units_out from movement
        union all
        select supply_id, to_party_id, to_site_id, to_stage, quantity, 0 from movement
      ) as moved
      group by supply_id, party_id, site_id, stage
    )
    select
      (select count(*) from entry)::bigint as entries,
      (select count(*) from movement)::bigint as movements,
      (select count(*) from account)::bigint as accounts,
      (select count(*) from (
        select supply_id from account group by supply_id having sum(units_in) <> sum(units_out)
      ) as unbalanced)::bigint as unbalanced,
      (select count(*) from account where stage <> 'produced' and units_out > units_in)::bigint as negative,
      (select count(*) from account as a
        full join recomputed as r using (supply_id, party_id, site_id, stage)
        where a.units_in is distinct from r.units_in or a.units_out is distinct from r.units_out)::bigint as mismatched,
      (select count(*) from (select id from entry) as e
        full join (select distinct entry_id as id from movement) as m using (id)
        where e.id is null or m.id is null)::bigint as orphaned,
      (select coalesce(max(position), 0) from entry_position)::bigint as position
  `.execute(database);
  const row = rows[0];
  if (row === undefined) throw new Error("the check of the ledger gave no row");
  return {
    entries: row.entries,
    postings: row.movements * 2,
    accounts: row.accounts,
    sumZero: row.unbalanced === 0,
    negative: row.negative,
    balancesMatch: row.mismatched === 0 && row.orphaned === 0,
    ledgerPosition: row.position,
  };
}
