import { CompiledQuery, sql } from "kysely";
import { asId, type CommandId, type SupplyId } from "#core/id.ts";
import type { Account, EntryDraft, Movement, Stage } from "#core/ledger/movement.ts";
import { accountKey, type Book, type Totals } from "#core/ledger/post-entry.ts";
import type { RecordedTerms, Supply } from "#core/ledger/supply.ts";
import { asDay, type Instant } from "#core/time.ts";
import { isOneOf, listBatches } from "./batches.ts";
import { type MovementRow, writePost } from "./post-entry.ts";
import type { Database } from "./schema.ts";

const SUPPLY_COLUMNS = 12;

/** Writes new supplies. */
export async function insertSupplies(
  database: Database,
  supplies: readonly Supply[],
  recordedAt: Instant,
): Promise<void> {
  const rows = supplies.map(({ id, ...rest }) => ({ ...rest, supplyId: id, recordedAt }));
  for (const batch of listBatches(rows, SUPPLY_COLUMNS)) {
    await database.insertInto("supply").values(batch).execute();
  }
}

/** The supplies of `ids` that exist, by id. */
export async function findSupplies(
  database: Database,
  ids: readonly SupplyId[],
): Promise<Map<SupplyId, Supply>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom("supply").selectAll().where(isOneOf("supplyId", ids)).execute();
  return new Map(
    rows.map((row) => {
      const id = asId<"supply">(row.supplyId);
      return [
        id,
        {
          id,
          itemId: row.itemId,
          giverId: asId<"party">(row.giverId),
          terms: row.terms as RecordedTerms, // held by the table's CHECK
          offerId: row.offerId === null ? null : asId<"offer">(row.offerId),
          gtin: row.gtin,
          lotNumber: row.lotNumber,
          expiry: row.expiry === null ? null : asDay(row.expiry),
          pipeline: row.pipeline,
          emergency: row.emergency,
          scenario: row.scenario,
        },
      ];
    }),
  );
}

/** Every account of the given supplies, by key: of one shared out to the whole world, thousands. */
export async function readBook(database: Database, supplyIds: readonly SupplyId[]): Promise<Book> {
  if (supplyIds.length === 0) return new Map();
  const rows = await database
    .selectFrom("account")
    .selectAll()
    .where(isOneOf("supplyId", supplyIds))
    .execute();
  return buildBook(rows);
}

/** Those of the given accounts that exist, by key. One look-up of the primary key for each. */
export async function readAccounts(database: Database, accounts: readonly Account[]): Promise<Book> {
  const wanted = [...new Map(accounts.map((account) => [accountKey(account), account])).values()];
  if (wanted.length === 0) return new Map();
  const list = (read: (account: Account) => string): string[] => wanted.map(read);
  const { rows } = await sql<AccountRow>`
    select a.supply_id as "supplyId", a.party_id as "partyId", a.site_id as "siteId", a.stage,
      a.units_in as "unitsIn", a.units_out as "unitsOut"
    from unnest(
      ${list((one) => one.supplyId)}::uuid[], ${list((one) => one.partyId)}::uuid[],
      ${list((one) => one.siteId)}::uuid[], ${list((one) => one.stage)}::text[]
    ) as wanted (supply_id, party_id, site_id, stage)
    join account as a using (supply_id, party_id, site_id, stage)
  `.execute(database);
  return buildBook(rows);
}

interface AccountRow {
  readonly supplyId: string;
  readonly partyId: string;
  readonly siteId: string;
  readonly stage: string;
  readonly unitsIn: number;
  readonly unitsOut: number;
}

function buildBook(rows: readonly AccountRow[]): Book {
  return new Map(
    rows.map((row) => {
      const account: Account & Totals = {
        supplyId: asId(row.supplyId),
        partyId: asId(row.partyId),
        siteId: asId(row.siteId),
        stage: row.stage as Stage, // held by the table's CHECK
        unitsIn: row.unitsIn,
        unitsOut: row.unitsOut,
      };
      return [accountKey(account), account];
    }),
  );
}

/** Posts one decided entry: its row, its movements and the totals of every account, through the database's one way in. */
export async function insertEntry(
  database: Database,
  entry: EntryDraft & { readonly kind: string; readonly userId: string; readonly recordedAt: Instant },
): Promise<void> {
  const { id, kind, reason, corrects, userId, recordedAt } = entry;
  const { text, values } = writePost(
    { id, kind, reason, corrects, userId, recordedAt },
    entry.movements.map(toRow),
  );
  await database.executeQuery(CompiledQuery.raw(text, values));
}

function toRow(movement: Movement): MovementRow {
  return {
    supply_id: movement.supplyId,
    kind: movement.kind,
    reversal: movement.reversal,
    quantity: movement.quantity,
    from_party_id: movement.from.partyId,
    from_site_id: movement.from.siteId,
    from_stage: movement.from.stage,
    to_party_id: movement.to.partyId,
    to_site_id: movement.to.siteId,
    to_stage: movement.to.stage,
    recipient_id: movement.recipientId,
    consignment_id: movement.consignmentId,
    occurred_from: movement.occurred.from,
    occurred_to: movement.occurred.to,
    occurred_precision: movement.occurred.precision,
    occurred_text: movement.occurred.text,
  };
}

/** Those of the ids under which an entry of that kind has been posted. */
export async function findEntryIdsOf(
  database: Database,
  kind: string,
  ids: readonly CommandId[],
): Promise<Set<CommandId>> {
  if (ids.length === 0) return new Set();
  const query = database.selectFrom("entry").select("id").where("kind", "=", kind);
  const rows = await query.where(isOneOf("id", ids)).execute();
  return new Set(rows.map((row) => asId<"command">(row.id)));
}

/** Those of the ids under which an entry has been posted, of whichever kind. */
export async function findEntryIds(database: Database, ids: readonly CommandId[]): Promise<Set<CommandId>> {
  if (ids.length === 0) return new Set();
  const rows = await database.selectFrom("entry").select("id").where(isOneOf("id", ids)).execute();
  return new Set(rows.map((row) => asId<"command">(row.id)));
}

/**
 * Keeps every other transaction that locks the same entry waiting until this one ends: entries are never updated,
 * so there is no row lock to take.
 */
export async function lockEntry(database: Database, id: CommandId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(database);
}

/** Who posted an entry, and when: `undefined` where there is none of that id. */
export async function findEntry(
  database: Database,
  id: CommandId,
): Promise<{ kind: string; userId: string; recordedAt: string; correctsId: string | null } | undefined> {
  return await database
    .selectFrom("entry")
    .select(["kind", "userId", "recordedAt", "correctsId"])
    .where("id", "=", id)
    .executeTakeFirst();
}
