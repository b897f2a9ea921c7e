import { type RawBuilder, sql } from "kysely";
import { asId, type PartyId, type RecallId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Account, Stage } from "#core/ledger/movement.ts";
import type { Totals } from "#core/ledger/post-entry.ts";
import type { Recall, RecallClass, RecallReason, RecallRemedy, RecallStatus } from "#core/recall/recall.ts";
import type { Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** What a command needs to know of a recall before it changes it. */
export interface LockedRecall {
  readonly id: RecallId;
  readonly partyId: PartyId;
  readonly isDrill: boolean;
  readonly status: RecallStatus;
  readonly version: number;
  readonly scenario: string | null;
  readonly createdAt: string;
}

/** Writes a new recall. From its commit on, entries of its supplies are held to it: see `check_recalls`. */
export async function insertRecall(database: Database, recall: Recall, createdAt: Instant): Promise<void> {
  const { lotNumbers, ...rest } = recall;
  await database
    .insertInto("recall")
    .values({ ...rest, everyLot: lotNumbers.length === 0, version: 1, createdAt, endedAt: null })
    .execute();
  if (lotNumbers.length === 0) return;
  const lots = lotNumbers.map((lotNumber) => ({ recallId: recall.id, lotNumber }));
  await database.insertInto("recallLot").values(lots).execute();
}

/** The recall, locked until the transaction ends; `undefined` where there is none. */
export async function lockRecall(database: Database, id: RecallId): Promise<LockedRecall | undefined> {
  const row = await database
    .selectFrom("recall")
    .select(["partyId", "isDrill", "status", "version", "scenario", "createdAt"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { ...row, id, partyId: asId(row.partyId), status: row.status as RecallStatus }; // held by the table's CHECK
}

/** Sets a recall's status and counts its version up. `endedAt`: when it was closed or lifted; left out, as it was. */
export async function updateRecall(
  database: Database,
  id: RecallId,
  change: { readonly status?: RecallStatus; readonly endedAt?: Instant },
): Promise<void> {
  await database
    .updateTable("recall")
    .set({ ...change, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** The recall that withholds the supply whose id is in `column`, as a column of a query; `null` where none does. */
export function recallOf(column: string): RawBuilder<string | null> {
  return sql<
    string | null
  >`(select r.recall_id from recalled_supply as r where r.supply_id = ${sql.ref(column)}
    order by r.recall_id limit 1)`;
}

/** What posting needs to know of a supply: what it is of, and the recall that withholds it, or `null`. */
export interface Postable {
  readonly itemId: string;
  readonly recallId: RecallId | null;
  /** True where assets of it are registered, which go with its units. */
  readonly hasAssets: boolean;
}

/** Those of the supplies that exist, by id. One look-up of the key for each. */
export async function findPostable(
  database: Database,
  ids: readonly SupplyId[],
): Promise<Map<SupplyId, Postable>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    supplyId: string;
    itemId: string;
    recallId: string | null;
    hasAssets: boolean;
  }>`
    select distinct on (s.supply_id) s.supply_id as "supplyId", s.item_id as "itemId", r.recall_id as "recallId",
      exists (select from asset as a where a.supply_id = s.supply_id) as "hasAssets"
    from supply as s left join recalled_supply as r on r.supply_id = s.supply_id and r.supply_id = any(${ids}::uuid[])
    where s.supply_id = any(${ids}::uuid[]) order by s.supply_id, r.recall_id`.execute(database);
  return new Map(
    rows.map(({ supplyId, itemId, recallId, hasAssets }) => [
      asId<"supply">(supplyId),
      { itemId, recallId: recallId === null ? null : asId<"recall">(recallId), hasAssets },
    ]),
  );
}

/** The supplies that a recall names, in the order of their ids. Reads every supply: linear in them. */
export async function listNamedSupplies(database: Database, id: RecallId): Promise<SupplyId[]> {
  const { rows } = await sql<{ supplyId: string }>`
    select supply_id as "supplyId" from named_supply where recall_id = ${id} order by supply_id`.execute(
    database,
  );
  return rows.map(({ supplyId }) => asId<"supply">(supplyId));
}

/** Locks every account of the supplies until the transaction ends: what is read next is all there is. See `lock_accounts`. */
export async function lockAccounts(database: Database, supplyIds: readonly SupplyId[]): Promise<void> {
  await sql`select lock_accounts(${supplyIds}::uuid[])`.execute(database);
}

/** The accounts of the supplies from which units could be promised or used, as far as there are any in them. */
export async function listFreeAccounts(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<(Account & Totals)[]> {
  const { rows } = await sql<Account & Totals>`
    select supply_id as "supplyId", party_id as "partyId", site_id as "siteId", stage, units_in as "unitsIn",
      units_out as "unitsOut"
    from account
    where supply_id = any(${supplyIds}::uuid[]) and stage in ('available', 'received') and units_in > units_out
    order by supply_id, party_id, site_id, stage`.execute(database);
  return rows.map((row) => ({ ...row })); // ids and stages are written by post_entry alone
}

/** Recalls that withhold, with supplies of which units stand where they could be promised or used. */
export async function listEscaped(database: Database): Promise<RecallId[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.recall_id as id from recalled_supply as r
    join account as a on a.supply_id = r.supply_id
    where a.stage in ('available', 'received') and a.units_in > a.units_out`.execute(database);
  return rows.map(({ id }) => asId<"recall">(id));
}

/** Recalls that withhold and have a holder who has not been told: of a closed one, somebody to whom units of it came later. */
export async function listUntold(database: Database): Promise<RecallId[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct h.recall_id as id from recall_holding as h
    where h.status <> 'lifted' and not h.is_drill and not exists (select from recall_notice as told
      where told.recall_id = h.recall_id and told.party_id = h.party_id and told.site_id = h.site_id)`.execute(
    database,
  );
  return rows.map(({ id }) => asId<"recall">(id));
}

/** Tells everybody who has or has had units of a recall, at each site, once; returns how many were new. */
export async function insertNotices(database: Database, id: RecallId, toldAt: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into recall_notice (recall_id, party_id, site_id, told_at)
    select distinct h.recall_id, h.party_id, h.site_id, ${toldAt}::timestamptz
    from recall_holding as h where h.recall_id = ${id}
    order by h.recall_id, h.party_id, h.site_id
    on conflict do nothing`.execute(database);
  return Number(numAffectedRows ?? 0);
}

/** Notes that a party knows, at its sites or at those given: who had said so before is left alone. Returns how many were new. */
export async function acknowledgeNotices(
  database: Database,
  of: {
    readonly recallId: RecallId;
    readonly partyId: PartyId;
    readonly siteIds?: readonly SiteId[] | undefined;
  },
  by: { readonly userId: string; readonly at: Instant },
): Promise<number> {
  let query = database
    .updateTable("recallNotice")
    .set({ acknowledgedAt: by.at, userId: by.userId })
    .where("recallId", "=", of.recallId)
    .where("partyId", "=", of.partyId)
    .where("acknowledgedAt", "is", null);
  if (of.siteIds !== undefined) query = query.where("siteId", "in", of.siteIds);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

/** The sites of a party that have been told of a recall. */
export async function listToldSites(database: Database, recallId: RecallId, partyId: PartyId) {
  const rows = await database
    .selectFrom("recallNotice")
    .select("siteId")
    .where("recallId", "=", recallId)
    .where("partyId", "=", partyId)
    .execute();
  return new Set(rows.map(({ siteId }) => asId<"site">(siteId)));
}

/** Where the units of a recall's supplies are now, by stage, the outside left out. */
export type UnitsByStage = Readonly<Record<Exclude<Stage, "produced">, number>>;

const NONE: UnitsByStage = {
  available: 0,
  reserved: 0,
  in_transit: 0,
  received: 0,
  quarantined: 0,
  used: 0,
  wasted: 0,
  lost: 0,
  returned: 0,
};

/** How far a recall has come: its holders, and where the units are. */
export async function sumRecall(database: Database, id: RecallId) {
  const units = await sql<{ stage: Exclude<Stage, "produced">; units: number }>`
    select a.stage, sum(a.units_in - a.units_out)::bigint as units
    from named_supply as n join account as a on a.supply_id = n.supply_id
    where n.recall_id = ${id} and a.stage <> 'produced' group by a.stage`.execute(database);
  const sites = await sql<{ told: number; acknowledged: number; parties: number; countries: number }>`
    select count(*)::integer as told, count(n.acknowledged_at)::integer as acknowledged,
      count(distinct n.party_id)::integer as parties, count(distinct s.country)::integer as countries
    from recall_notice as n join site as s on s.id = n.site_id where n.recall_id = ${id}`.execute(database);
  const [counted = { told: 0, acknowledged: 0, parties: 0, countries: 0 }] = sites.rows;
  const byStage = Object.fromEntries(units.rows.map((row) => [row.stage, row.units]));
  return { sites: counted, units: { ...NONE, ...byStage } };
}

/** Sites at which units of a recall are that nobody has accounted for: in quarantine, promised, on their way, or free. */
export async function countUnaccounted(database: Database, id: RecallId) {
  const { rows } = await sql<{ units: number; sites: number }>`
    select coalesce(sum(a.units_in - a.units_out), 0)::bigint as units,
      count(distinct (a.party_id, a.site_id))::integer as sites
    from named_supply as n join account as a on a.supply_id = n.supply_id
    where n.recall_id = ${id} and a.units_in > a.units_out
      and a.stage in ('available', 'reserved', 'in_transit', 'received', 'quarantined')`.execute(database);
  return rows[0] ?? { units: 0, sites: 0 };
}

/** A recall as it is shown, without its sums. */
export async function findRecall(database: Database, id: RecallId) {
  const row = await selectRecalls(database).where("r.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : readShown(row);
}

export type RecallHead = NonNullable<Awaited<ReturnType<typeof findRecall>>>;

/** Which recalls a list has. */
export interface RecallFilter {
  /** `null` for what really is. */
  readonly scenario: string | null;
  readonly status?: RecallStatus | undefined;
  /**
   * Those that one of these parties has been told of and has not acknowledged at some site: open ones, and closed ones where it was told
   * afterwards.
   */
  readonly awaiting?: readonly PartyId[] | undefined;
}

/** A page of recalls, newest first. */
export async function listRecalls(
  database: Database,
  { scenario, status, awaiting }: RecallFilter,
  { after, limit }: PageRequest,
): Promise<Page<RecallHead>> {
  let query = selectRecalls(database).where(sql<boolean>`r.scenario is not distinct from ${scenario}`);
  if (status !== undefined) query = query.where("r.status", "=", status);
  if (after !== undefined) query = query.where(isOlder({ createdAt: "r.createdAt", id: "r.id" }, after));
  if (awaiting !== undefined) {
    query = query
      .where("r.status", "in", ["open", "closed"])
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom("recallNotice as n")
            .select("n.recallId")
            .whereRef("n.recallId", "=", "r.id")
            .where(sql<boolean>`n.party_id = any(${awaiting}::uuid[])`)
            .where(sql<boolean>`(r.status = 'open' or n.told_at > r.ended_at)`)
            .where("n.acknowledgedAt", "is", null),
        ),
      );
  }
  const rows = await query
    .orderBy("r.createdAt", "desc")
    .orderBy("r.id", "desc")
    .limit(limit + 1)
    .execute();
  return cutPage(rows.map(readShown), limit);
}

function selectRecalls(database: Database) {
  return database
    .selectFrom("recall as r")
    .innerJoin("party as p", "p.id", "r.partyId")
    .leftJoin("party as giver", "giver.id", "r.giverId")
    .selectAll("r")
    .select(["p.code as partyCode", "p.name as partyName", "giver.code as giverCode"])
    .select(
      sql<string[]>`array(select l.lot_number from recall_lot as l where l.recall_id = r.id order by 1)`.as(
        "lotNumbers",
      ),
    );
}

function readShown({
  everyLot: _everyLot,
  ...row
}: Awaited<ReturnType<ReturnType<typeof selectRecalls>["execute"]>>[number]) {
  return {
    ...row,
    id: asId<"recall">(row.id),
    partyId: asId<"party">(row.partyId),
    // All held by the table's CHECKs.
    class: row.class as RecallClass,
    reason: row.reason as RecallReason,
    remedy: row.remedy as RecallRemedy,
    status: row.status as RecallStatus,
  };
}

/** Who has been told, at which site, and where the units there are, by stage; zero balances left out. */
export interface HolderRow {
  readonly partyId: string;
  readonly partyCode: string;
  readonly partyName: string;
  readonly siteId: string;
  readonly siteCode: string;
  readonly siteName: string;
  readonly country: string;
  readonly toldAt: string;
  readonly acknowledgedAt: string | null;
  readonly units: readonly {
    readonly supplyId: string;
    readonly lotNumber: string | null;
    readonly stage: Stage;
    readonly quantity: number;
  }[];
}

/**
 * A page of the holders of a recall, by their party's and their site's code, from after `afterKey` (`PARTY/SITE`) on.
 * `parties`: those of these alone; left out, of all.
 */
export async function listHolders(
  database: Database,
  filter: { readonly recallId: RecallId; readonly parties?: readonly PartyId[] | undefined },
  { afterKey, limit }: { readonly afterKey?: string | undefined; readonly limit: number },
): Promise<{ readonly items: readonly HolderRow[]; readonly nextKey: string | null }> {
  const { recallId, parties } = filter;
  const [party = "", site = ""] = afterKey?.split("/") ?? [];
  const only = parties === undefined ? sql`true` : sql`n.party_id = any(${parties}::uuid[])`;
  const { rows } = await sql<HolderRow>`
    select p.id as "partyId", p.code as "partyCode", p.name as "partyName", s.id as "siteId", s.code as "siteCode",
      s.name as "siteName", s.country, n.told_at as "toldAt", n.acknowledged_at as "acknowledgedAt", coalesce((
        select jsonb_agg(jsonb_build_object('supplyId', a.supply_id, 'lotNumber', l.lot_number, 'stage', a.stage,
          'quantity', a.units_in - a.units_out) order by a.supply_id, a.stage)
        from account as a join supply as l on l.supply_id = a.supply_id
        where a.supply_id = any(${sql`array(select k.supply_id from named_supply as k where k.recall_id = ${recallId})`})
          and a.party_id = n.party_id and a.site_id = n.site_id and a.stage <> 'produced'
          and a.units_in > a.units_out), '[]') as units
    from recall_notice as n join party as p on p.id = n.party_id join site as s on s.id = n.site_id
    where n.recall_id = ${recallId} and ${only} and (p.code, s.code) > (${party}, ${site})
    order by p.code, s.code limit ${limit + 1}`.execute(database);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextKey: last === undefined ? null : `${last.partyCode}/${last.siteCode}` };
}
