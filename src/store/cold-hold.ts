import { sql } from "kysely";
import type { ExcursionKind } from "#core/cold-chain/excursion.ts";
import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { ColdHold, HoldOutcome, HoldReason, HoldStage } from "#core/cold-chain/cold-hold.ts";
import { asId, type CommandId, type PartyId, type SupplyId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Supplies share so many locks: an import of thousands of lots in one transaction must not fill the server's table of locks. */
const LOCK_BUCKETS = 256;

/**
 * Keeps what is held of the supplies as it is until this transaction ends: many who move units of one may do so together
 * (`shared`), and nobody while somebody puts some of them on hold. Asked for before any account or difference is.
 */
export async function lockColdSupplies(
  database: Database,
  supplyIds: readonly SupplyId[],
  { shared }: { readonly shared: boolean },
): Promise<void> {
  const lock = shared ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  // In one order, so that two cannot wait for each other; the inner query keeps it (`offset 0`).
  await sql`
    select ${lock}(hashtextextended('cold/' || bucket, 0)) from (
      select distinct abs(hashtextextended(id, 0) % ${LOCK_BUCKETS}::bigint) as bucket
      from unnest(${supplyIds}::text[]) as t (id) order by bucket offset 0
    ) as buckets`.execute(database);
}

/** The holds of the supplies on which nobody has decided, in the order of their ids. */
export async function listOpenHolds(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly ColdHold[]> {
  if (supplyIds.length === 0) return [];
  const rows = await database
    .selectFrom("coldHold")
    .select(["id", "supplyId", "partyId", "siteId", "stage", "consignmentId", "quantity"])
    .where(isOneOf("supplyId", supplyIds))
    .where("status", "=", "open")
    .orderBy("id")
    .execute();
  return rows as unknown as ColdHold[]; // ids are uuids, the stage is held by the table's CHECK
}

/** A hold that is opened, or an open one that is about so many units more. */
export interface OpenedHold extends Omit<ColdHold, "id"> {
  readonly newId: string;
  readonly openedAt: Instant;
  /** The hold from which the units came, locked by this transaction: of the same party's, it is told once. Left out: none. */
  readonly movedFrom?: string;
}

/** Opens a hold, or adds to the one that is open in that place (of what is promised: sets it). Returns its id. */
export async function openHold(database: Database, hold: OpenedHold): Promise<string> {
  const {
    newId,
    supplyId,
    partyId,
    siteId,
    stage,
    consignmentId,
    quantity,
    openedAt,
    movedFrom = null,
  } = hold;
  const { rows } = await sql<{ id: string }>`
    insert into cold_hold (id, supply_id, party_id, site_id, stage, consignment_id, quantity, status, opened_at,
      notified)
    values (${newId}::uuid, ${supplyId}::uuid, ${partyId}::uuid, ${siteId}::uuid, ${stage}, ${consignmentId}::uuid,
      ${quantity}::bigint, 'open', ${openedAt}::timestamptz,
      exists (
        select from cold_hold as origin
        where origin.id = ${movedFrom}::uuid and origin.notified and origin.party_id = ${partyId}::uuid
      ))
    on conflict (supply_id, party_id, site_id, stage, (coalesce(consignment_id, '00000000-0000-0000-0000-000000000000')))
      where status = 'open'
    do update set quantity = case when excluded.stage = 'quarantined' then cold_hold.quantity else 0 end + excluded.quantity
    returning id`.execute(database);
  return rows[0]?.id ?? newId;
}

/** Why units are held: an excursion, or a consignment that came to a site without room. */
export interface HoldCause {
  readonly kind: "excursion" | "no_room";
  readonly id: string;
}

/** Says why a hold is there; said again, nothing changes. */
export async function addHoldCause(
  database: Database,
  holdId: string,
  { kind, id }: HoldCause,
): Promise<void> {
  await sql`insert into cold_hold_cause (hold_id, kind, cause_id) values (${holdId}::uuid, ${kind}, ${id}::uuid)
    on conflict do nothing`.execute(database);
}

/** Gives one hold the causes of another. */
export async function copyHoldCauses(database: Database, from: string, to: string): Promise<void> {
  await sql`insert into cold_hold_cause (hold_id, kind, cause_id)
    select ${to}::uuid, kind, cause_id from cold_hold_cause where hold_id = ${from}::uuid
    on conflict do nothing`.execute(database);
}

/** Takes so many units off an open hold; one of promised or travelling units of which none are left has moved on. */
export async function lessenHold(
  database: Database,
  hold: Pick<ColdHold, "id" | "stage">,
  { units, at }: { readonly units: number; readonly at: Instant },
): Promise<void> {
  await sql`
    update cold_hold set quantity = greatest(0, quantity - ${units}::bigint),
      status = case when stage = 'in_transit' or (stage = 'reserved' and quantity <= ${units}::bigint) then 'moved' else status end,
      decided_at = case when stage = 'in_transit' or (stage = 'reserved' and quantity <= ${units}::bigint)
        then ${at}::timestamptz else decided_at end
    where id = ${hold.id}::uuid`.execute(database);
}

/** The supply that a hold is of; `undefined` where there is none. */
export async function findColdHoldSupply(database: Database, id: string): Promise<SupplyId | undefined> {
  const query = database.selectFrom("coldHold").select("supplyId").where("id", "=", id);
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : asId<"supply">(row.supplyId);
}

/** A hold with what has been decided on it, locked until the transaction ends; `undefined` where there is none. */
export async function lockColdHold(database: Database, id: string) {
  const row = await database
    .selectFrom("coldHold")
    .select(["id", "supplyId", "partyId", "siteId", "stage", "consignmentId", "quantity", "status"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row as unknown as (ColdHold & { readonly status: "open" | "moved" | HoldOutcome }) | undefined; // held by CHECKs
}

/** Writes what a person has decided. */
export async function decideHold(
  database: Database,
  id: string,
  decision: {
    readonly status: HoldOutcome;
    readonly reason: HoldReason;
    readonly userId: string;
    readonly decidedAt: Instant;
    readonly entryId: CommandId | null;
  },
): Promise<void> {
  await database.updateTable("coldHold").set(decision).where("id", "=", id).execute();
}

/** A hold as it is shown. */
export interface HoldShown {
  readonly id: string;
  readonly supplyId: string;
  readonly itemId: string;
  readonly lotNumber: string | null;
  readonly partyId: string;
  readonly partyCode: string;
  readonly siteId: string;
  readonly siteCode: string;
  readonly siteName: string;
  readonly stage: HoldStage;
  readonly consignmentNumber: string | null;
  readonly quantity: number;
  readonly status: "open" | HoldOutcome;
  readonly openedAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: HoldReason | null;
  readonly causes: readonly CauseShown[];
}

/** Why units are held, as it is shown: `excursion` with its figures, hundredths of a degree; `no_room`. */
export interface CauseShown {
  readonly kind: "excursion" | "no_room";
  readonly excursion: {
    readonly id: string;
    readonly kind: ExcursionKind;
    readonly temperatureClass: ColdClass;
    readonly device: string;
    readonly beganAt: string;
    readonly endedAt: string;
    readonly extremeHundredthsCelsius: number;
    readonly minutes: number;
  } | null;
}

const SHOWN_MAX = 500;

/**
 * The holds of the parties (left out: everybody's), the newest first, 500 at most: the open ones, or (`decided`) those on which somebody has
 * decided. Who decided is told by name where the account has one.
 */
export async function listHolds(
  database: Database,
  { parties, decided }: { readonly parties: readonly PartyId[] | undefined; readonly decided: boolean },
): Promise<readonly HoldShown[]> {
  const { rows } = await sql<Omit<HoldShown, "causes"> & { readonly causes: readonly CauseShown[] | null }>`
    select h.id, h.supply_id as "supplyId", s.item_id as "itemId", s.lot_number as "lotNumber", h.party_id as "partyId",
      p.code as "partyCode", h.site_id as "siteId", t.code as "siteCode", t.name as "siteName", h.stage,
      c.number as "consignmentNumber", h.quantity, h.status, h.opened_at as "openedAt", h.decided_at as "decidedAt",
      coalesce(u.name, h.user_id) as "decidedBy", h.reason,
      (select jsonb_agg(jsonb_build_object('kind', w.kind, 'excursion', case when e.id is null then null else
          jsonb_build_object('id', e.id, 'kind', e.kind, 'temperatureClass', m.temperature_class, 'device', m.device,
            'beganAt', to_char(e.began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'endedAt', to_char(e.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'extremeHundredthsCelsius', e.extreme_hundredths_celsius, 'minutes', e.minutes) end)
          order by e.began_at)
        from cold_hold_cause as w
        left join excursion as e on e.id = w.cause_id and w.kind = 'excursion'
        left join temperature_monitor as m on m.id = e.monitor_id where w.hold_id = h.id) as causes
    from cold_hold as h join supply as s on s.supply_id = h.supply_id
    join party as p on p.id = h.party_id join site as t on t.id = h.site_id
    left join consignment as c on c.id = h.consignment_id
    left join auth_user as u on u.id::text = h.user_id
    where (${parties === undefined}::boolean or h.party_id = any(${parties ?? []}::uuid[]))
      and h.status = any(${decided ? ["released", "discarded"] : ["open"]}::text[])
    order by h.opened_at desc, h.id desc limit ${SHOWN_MAX}`.execute(database);
  return rows.map((row) => ({ ...row, causes: row.causes ?? [] }));
}
