import { sql } from "kysely";
import { asId, type PartyId } from "#core/id.ts";
import {
  type LoggedAccount,
  type LoggedEntry,
  type LoggedMovement,
  type LoggedSupply,
  underAgreement,
} from "#core/log/log-entry.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** How far entries are numbered and logged. */
export interface LogState {
  /** Whether a committed entry waits for its number. */
  readonly waits: boolean;
  /** The newest position; 0 when there is none. */
  readonly position: number;
  /** Entries in the log. */
  readonly size: number;
  /** Whether there are leaves of which it is not said yet what they hide. */
  readonly isUndecided: boolean;
}

/** How far entries are numbered and logged: four look-ups of an index. */
export async function readLogState(database: Database): Promise<LogState> {
  const { rows } = await sql<LogState>`select
    exists (select 1 from entry_unnumbered) as waits,
    (select coalesce(max(position), 0) from entry_position)::bigint as position,
    (select coalesce(max(position), 0) from log_leaf)::bigint as size,
    exists (select 1 from log_leaf where hidden is null) as "isUndecided"`.execute(database);
  const [state] = rows;
  if (state === undefined) throw new Error("the state of the log gave no row");
  return state;
}

/** Keeps every other worker that numbers and logs entries waiting until the transaction ends. */
export async function lockLog(database: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(7205759403792794)`.execute(database); // as the functions of the migrations
}

/**
 * Numbers at most `most` of the committed entries that have no position yet, as of `now` (or of the newest position where
 * that is later).
 */
export async function numberSome(database: Database, now: Instant, most: number): Promise<void> {
  await sql`select number_entries(${now}::timestamptz, ${most})`.execute(database);
}

/** Positions `first` to `last`. */
export interface Positions {
  readonly first: number;
  readonly last: number;
}

type HeadRow = Omit<LoggedEntry, "movements" | "supplies">;

interface MovementRow extends Omit<LoggedMovement, "from" | "to" | "occurred"> {
  readonly position: number;
  readonly fromParty: string;
  readonly fromSite: string;
  readonly fromStage: string;
  readonly toParty: string;
  readonly toSite: string;
  readonly toStage: string;
  readonly occurredFrom: string;
  readonly occurredTo: string;
  readonly occurredText: string;
}

/**
 * What the log says of the entries of these positions, in their order, from the entries and movements themselves. Where they have
 * more than `most` movements, only the first entries: as many as have not, and one at least.
 */
export async function listLogged(
  database: Database,
  { first, last: wanted }: Positions,
  most = Number.MAX_SAFE_INTEGER - 1,
): Promise<LoggedEntry[]> {
  const found = await listLoggedMovements(database, { first, last: wanted }, most);
  // Beyond the bound the last entry may be there in part.
  const last = found.rowCount > most ? Math.max(first, found.newest - 1) : wanted;
  const isWhole = found.rowCount <= most || found.newest > first;
  const { groups: movements } = isWhole ? found : await listLoggedMovements(database, { first, last: first });
  const { rows: heads } = await sql<HeadRow>`
    select p.position, p.numbered_at as "numberedAt", e.id as "entryId", e.kind, e.reason,
      e.corrects_id as "correctsId", e.user_id as "userId", e.recorded_at as "recordedAt",
      case when e.kind in ('accept_agreement', 'withdraw_agreement') then (select v.agreement_id
        from agreement_event as v where v.command_id = e.id order by v.agreement_id limit 1) end as "agreementId"
    from entry_position as p join entry as e on e.id = p.entry_id
    where p.position between ${first} and ${last}
    order by p.position`.execute(database);
  const ids = [...movements.values()]
    .flat()
    .filter(isFromOutside)
    .map(({ supplyId }) => supplyId);
  const supplies = await findLoggedSupplies(database, [...new Set(ids)]);
  return heads.map((head) => {
    const own = movements.get(head.position) ?? [];
    const brought = new Set(own.filter(isFromOutside).map(({ supplyId }) => supplyId));
    const entry = {
      ...head,
      movements: own,
      supplies: [...brought].toSorted().flatMap((id) => supplies.get(id) ?? []),
    };
    return underAgreement(entry, head.agreementId);
  });
}

/**
 * Movements by position. Found by the primary key, whose first columns are the supply and the time of record. PostgreSQL takes the
 * subquery of entries apart; Citus asks it of the coordinator first, and not for every entry there is.
 */
async function listLoggedMovements(
  database: Database,
  { first, last }: Positions,
  most = Number.MAX_SAFE_INTEGER - 1,
) {
  const { rows } = await sql<MovementRow>`
    select e.position, m.line_number as "lineNumber", m.kind, m.reversal, m.supply_id as "supplyId", m.quantity,
      from_party.code as "fromParty", from_site.code as "fromSite", m.from_stage as "fromStage",
      to_party.code as "toParty", to_site.code as "toSite", m.to_stage as "toStage",
      taker.code as recipient, c.number as consignment, c.agreement_id as "agreementId",
      m.occurred_from as "occurredFrom", m.occurred_to as "occurredTo", m.occurred_text as "occurredText"
    from (
      select p.position, e.id, e.recorded_at, e.supply_ids from entry_position as p join entry as e on e.id = p.entry_id
      where p.position between ${first} and ${last}
    ) as e join movement as m on m.supply_id = any(e.supply_ids) and m.recorded_at = e.recorded_at and m.entry_id = e.id
    join party as from_party on from_party.id = m.from_party_id
    join party as to_party on to_party.id = m.to_party_id
    join site as from_site on from_site.id = m.from_site_id
    join site as to_site on to_site.id = m.to_site_id
    left join party as taker on taker.id = m.recipient_id
    left join consignment as c on c.id = m.consignment_id
    order by e.position, m.line_number
    limit ${most + 1}`.execute(database);
  // Columns rather than arrays in SQL: the driver reads arrays letter by letter.
  const groups = groupByPosition(rows.map(readMovement));
  return { groups, rowCount: rows.length, newest: rows.at(-1)?.position ?? last };
}

function readMovement(row: MovementRow) {
  const { fromParty, fromSite, fromStage, toParty, toSite, toStage, ...rest } = row;
  const { occurredFrom, occurredTo, occurredText, ...movement } = rest;
  const from: LoggedAccount = [fromParty, fromSite, fromStage];
  const to: LoggedAccount = [toParty, toSite, toStage];
  const occurred = [occurredFrom, occurredTo, occurredText] as const;
  return { ...movement, from, to, occurred };
}

/** Whether units come into the book: then the log says what their supply is. */
function isFromOutside({ from }: { readonly from: LoggedAccount }): boolean {
  return from[2] === "produced";
}

/** What the log says of the supplies of these ids, by id: a look-up of the primary key for each. */
export async function findLoggedSupplies(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoggedSupply>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<LoggedSupply>`
    select s.supply_id as "supplyId", s.item_id as item, giver.code as giver, s.terms, s.offer_id as "offerId",
      s.gtin, s.lot_number as lot, s.expiry, s.pipeline, s.emergency, s.scenario
    from supply as s join party as giver on giver.id = s.giver_id
    where s.supply_id = any(${ids}::uuid[])`.execute(database);
  return new Map(rows.map((row) => [row.supplyId, row]));
}

function groupByPosition<Row extends { readonly position: number }>(rows: readonly Row[]) {
  const groups = new Map<number, Omit<Row, "position">[]>();
  for (const { position, ...row } of rows) {
    const group = groups.get(position);
    if (group === undefined) groups.set(position, [row]);
    else group.push(row);
  }
  return groups;
}

/** What is appended for one position. */
export interface NewLeaf {
  readonly leaf: Uint8Array;
  readonly body: Uint8Array | null;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
  /** What the leaf hides, as `packHidden` writes it. */
  readonly hidden: string;
}

/** The hash of a full tile of the level below. */
export interface NewNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Appends leaves from position `first` on, which must be the next, with the nodes that they complete. */
export async function appendLeaves(
  database: Database,
  first: number,
  leaves: readonly NewLeaf[],
  nodes: readonly NewNode[],
): Promise<void> {
  await sql`select append_log(${first}, ${leaves.map(({ leaf }) => leaf)}::bytea[],
    ${leaves.map(({ body }) => body)}::bytea[], ${leaves.map(({ secret }) => secret)}::bytea[],
    ${leaves.map(({ hidden }) => hidden)}::text[],
    ${nodes.map(({ level }) => level)}::integer[], ${nodes.map(({ index }) => index)}::bigint[],
    ${nodes.map(({ hash }) => hash)}::bytea[])`.execute(database);
}

/** Hashes of a tile level: of leaves (level 0), or of full tiles of the level below. Throws where there are not so many. */
export async function readNodes(
  database: Database,
  { level, first, count }: { readonly level: number; readonly first: number; readonly count: number },
): Promise<Uint8Array[]> {
  const { rows } =
    level === 0
      ? await sql<{ hash: Uint8Array }>`select hash from log_leaf
          where position between ${first + 1} and ${first + count} order by position`.execute(database)
      : await sql<{ hash: Uint8Array }>`select hash from log_node where level = ${level}
          and node_index between ${first} and ${first + count - 1} order by node_index`.execute(database);
  if (rows.length !== count) throw new Error(`the log's level ${level} lacks hashes from ${first} on`);
  return rows.map(({ hash }) => hash);
}

/** Hashes of several stretches of tile levels, in their order: two queries. As {@link readNodes}. */
export async function readManyNodes(
  database: Database,
  wanted: readonly { readonly level: number; readonly first: number; readonly count: number }[],
): Promise<Uint8Array[][]> {
  if (wanted.length === 0) return [];
  const stretches = sql`unnest(${wanted.map(({ level }) => level)}::integer[],
    ${wanted.map(({ first }) => first)}::bigint[], ${wanted.map(({ count }) => count)}::bigint[])
    with ordinality as r (level, first, count, number)`;
  interface Row {
    readonly number: number;
    readonly hash: Uint8Array;
  }
  const leaves = await sql<Row>`select r.number, l.hash from ${stretches} cross join lateral
    (select position, hash from log_leaf where position between r.first + 1 and r.first + r.count) as l
    where r.level = 0 order by r.number, l.position`.execute(database);
  const nodes = await sql<Row>`select r.number, n.hash from ${stretches} cross join lateral
    (select node_index, hash from log_node where level = r.level
      and node_index between r.first and r.first + r.count - 1) as n
    where r.level > 0 order by r.number, n.node_index`.execute(database);
  const found: Uint8Array[][] = wanted.map(() => []);
  for (const { number, hash } of [...leaves.rows, ...nodes.rows]) found[number - 1]?.push(hash);
  for (const [index, { level, first, count }] of wanted.entries()) {
    if (found[index]?.length !== count)
      throw new Error(`the log's level ${level} lacks hashes from ${first} on`);
  }
  return found;
}

/** A leaf as it is stored. */
export interface StoredLeaf {
  readonly position: number;
  readonly leaf: Uint8Array;
  readonly hash: Uint8Array;
  readonly secret: Uint8Array;
  /** As `packHidden` writes it; `null` in one from before that was kept, until the numbering worker has come by. */
  readonly hidden: string | null;
}

/** The leaves of these positions that are in the log, in their order. */
export async function listLeaves(database: Database, { first, last }: Positions): Promise<StoredLeaf[]> {
  const { rows } = await sql<StoredLeaf>`select position, leaf, hash, secret, hidden from log_leaf
    where position between ${first} and ${last} order by position`.execute(database);
  return rows;
}

/** The position of the first leaf of which it is not said yet what it hides; `undefined` where there is none. */
export async function findUndecided(database: Database): Promise<number | undefined> {
  const { rows } = await sql<{ position: number }>`select position from log_leaf where hidden is null
    order by position limit 1`.execute(database);
  return rows[0]?.position;
}

/** The agreements with events of the entry's command or of the one that it corrects: leaves were once written under the first. */
export async function listNamedAgreements(database: Database, position: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct v.agreement_id as id
    from entry_position as p join entry as e on e.id = p.entry_id
    join agreement_event as v on v.command_id in (e.id, e.corrects_id)
    where p.position = ${position} order by id`.execute(database);
  return rows.map(({ id }) => id);
}

/** Says what leaves hide, as `packHidden` writes it, where that is not said yet. */
export async function decideHidden(
  database: Database,
  decided: readonly { readonly position: number; readonly hidden: string }[],
): Promise<void> {
  await sql`select decide_hidden(${decided.map(({ position }) => position)}::bigint[],
    ${decided.map(({ hidden }) => hidden)}::text[])`.execute(database);
}

/** What leaves hide, without the leaves. */
export async function listHiddenFields(
  database: Database,
  { first, last }: Positions,
): Promise<Pick<StoredLeaf, "position" | "secret" | "hidden">[]> {
  return await database
    .selectFrom("logLeaf")
    .select(["position", "secret", "hidden"])
    .where("position", ">=", first)
    .where("position", "<=", last)
    .orderBy("position")
    .execute();
}

/** Movements and supplies of an entry too long for its leaf; `null` where they stand in it, or it is not in the log. */
export async function findLongBody(database: Database, position: number): Promise<Uint8Array | null> {
  const row = await database
    .selectFrom("logLeaf")
    .select("body")
    .where("position", "=", position)
    .executeTakeFirst();
  return row?.body ?? null;
}

/** The positions, up to `last`, of entries too long for their leaf. */
export async function listLongPositions(database: Database, last: number): Promise<number[]> {
  const { rows } = await sql<{ position: number }>`select position from log_leaf
    where body is not null and position <= ${last} order by position`.execute(database);
  return rows.map(({ position }) => position);
}

/** The position of an entry; `undefined` where it has none, or there is no such entry. */
export async function findPosition(database: Database, entryId: string): Promise<number | undefined> {
  const row = await database
    .selectFrom("entryPosition")
    .select("position")
    .where("entryId", "=", entryId)
    .executeTakeFirst();
  return row?.position;
}

/** The two sides of each of the agreements. */
export async function listSides(
  database: Database,
  ids: readonly string[],
): Promise<{ readonly agreementId: string; readonly partyId: PartyId }[]> {
  if (ids.length === 0) return [];
  const rows = await database
    .selectFrom("agreement")
    .select(["id as agreementId", "giverId", "recipientId"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return rows.flatMap(({ agreementId, giverId, recipientId }) =>
    [giverId, recipientId].map((id) => ({ agreementId, partyId: asId<"party">(id) })),
  );
}

/** Those of the agreements that are public now: both sides have accepted, and it stands. */
export async function findPublicAgreements(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select id from agreement
    where id = any(${[...new Set(ids)]}::uuid[]) and status in ('agreed', 'fulfilled')`.execute(database);
  return new Set(rows.map(({ id }) => id));
}
