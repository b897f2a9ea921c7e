import { sql } from "kysely";
import { asId, type CommandId, type SupplyId } from "#core/id.ts";
import type { EntryReason } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import type {
  DoseNumber,
  GroupCount,
  Outcome,
  SessionLine,
  SessionReport,
  WasteReason,
} from "#core/session/session-report.ts";
import type { HeldLot, Settlement, SettlementRule, UnsettledLine } from "#core/session/settle-doses.ts";
import { asDay, type Instant } from "#core/time.ts";
import { isOneOf, listBatches } from "./batches.ts";
import type { Place } from "./dose.ts";
import type { Database } from "./schema.ts";

/** Writes session reports with their lines and groups. */
export async function insertSessions(
  database: Database,
  reports: readonly SessionReport[],
  rest: { readonly userId: string; readonly recordedAt: Instant },
): Promise<void> {
  const heads = reports.map(({ corrects, lines: _lines, groups: _groups, ...head }) => {
    return { ...head, correctsId: corrects, ...rest };
  });
  const lines = reports.flatMap((report) =>
    report.lines.map(({ group, ...line }, index) => {
      return { ...line, groupCode: group, reportId: report.id, lineNumber: index + 1 };
    }),
  );
  const groups = reports.flatMap((report) =>
    report.groups.map(({ group, quantity }) => ({ reportId: report.id, groupCode: group, quantity })),
  );
  for (const batch of listBatches(heads, 10)) {
    await database.insertInto("sessionReport").values(batch).execute();
  }
  for (const batch of listBatches(lines, 8)) {
    await database.insertInto("sessionLine").values(batch).execute();
  }
  for (const batch of listBatches(groups, 3)) {
    await database.insertInto("sessionGroup").values(batch).execute();
  }
}

/** A session report as it is kept: with the one that has corrected it, if any, and when it was recorded. */
export interface FoundSession extends SessionReport {
  readonly correctedBy: CommandId | null;
  readonly recordedAt: string;
}

/** A session report, and the one that has corrected it, if any; `undefined` where there is none of that id. */
export async function findSession(database: Database, id: CommandId): Promise<FoundSession | undefined> {
  const head = await database
    .selectFrom("sessionReport as r")
    .leftJoin("sessionReport as later", "later.correctsId", "r.id")
    .where("r.id", "=", id)
    .selectAll("r")
    .select("later.id as correctedBy")
    .executeTakeFirst();
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("sessionLine")
    .where("reportId", "=", id)
    .selectAll()
    .orderBy("lineNumber")
    .execute();
  const groups = await database
    .selectFrom("sessionGroup")
    .where("reportId", "=", id)
    .select(["groupCode as group", "quantity"])
    .orderBy("groupCode")
    .execute();
  return {
    id: asId<"command">(head.id),
    partyId: asId<"party">(head.partyId),
    siteId: asId<"site">(head.siteId),
    itemId: head.itemId,
    heldOn: asDay(head.heldOn),
    sourceUrl: head.sourceUrl,
    corrects: head.correctsId === null ? null : asId<"command">(head.correctsId),
    correctedBy: head.correctedBy === null ? null : asId<"command">(head.correctedBy),
    reason: head.reason as EntryReason, // written from a checked command
    recordedAt: head.recordedAt,
    lines: lines.map(readLine),
    groups: groups satisfies readonly GroupCount[],
  };
}

function readLine(row: {
  readonly outcome: string;
  readonly supplyId: string | null;
  readonly doseNumber: string | null;
  readonly groupCode: string | null;
  readonly wasteReason: string | null;
  readonly quantity: number;
}): SessionLine {
  return {
    // Written from a checked command.
    outcome: row.outcome as Outcome,
    supplyId: row.supplyId === null ? null : asId<"supply">(row.supplyId),
    doseNumber: row.doseNumber as DoseNumber | null,
    group: row.groupCode,
    wasteReason: row.wasteReason as WasteReason | null,
    quantity: asQuantity(row.quantity),
  };
}

/** Those of the ids under which a session has been reported. */
export async function findSessionIds(
  database: Database,
  ids: readonly CommandId[],
): Promise<ReadonlySet<CommandId>> {
  if (ids.length === 0) return new Set();
  const rows = await database.selectFrom("sessionReport").select("id").where(isOneOf("id", ids)).execute();
  return new Set(rows.map((row) => asId<"command">(row.id)));
}

/** To which supplies the doses of a report without a lot were settled, with their outcome. */
export async function listSettlements(
  database: Database,
  reportId: CommandId,
): Promise<readonly { readonly outcome: Outcome; readonly supplyId: SupplyId; readonly quantity: number }[]> {
  const rows = await database
    .selectFrom("sessionSettlement as s")
    .innerJoin("sessionLine as l", (join) =>
      join.onRef("l.reportId", "=", "s.reportId").onRef("l.lineNumber", "=", "s.lineNumber"),
    )
    .where("s.reportId", "=", reportId)
    .select(["l.outcome", "s.supplyId", "s.quantity"])
    .execute();
  return rows.map((row) => ({
    outcome: row.outcome as Outcome, // held by the table's CHECK
    supplyId: asId<"supply">(row.supplyId),
    quantity: row.quantity,
  }));
}

/** To which supplies the doses of each line of a report were settled, in the order in which they were. */
export async function listLineSettlements(
  database: Database,
  reportId: CommandId,
): Promise<
  readonly { readonly lineNumber: number; readonly supplyId: SupplyId; readonly quantity: number }[]
> {
  const rows = await database
    .selectFrom("sessionSettlement")
    .where("reportId", "=", reportId)
    .select(["lineNumber", "supplyId", "quantity"])
    .orderBy("lineNumber")
    .orderBy("entryId")
    .orderBy("supplyId")
    .execute();
  return rows.map((row) => ({ ...row, supplyId: asId<"supply">(row.supplyId) }));
}

/** Writes to which supplies doses were settled, by which rule and entry. */
export async function insertSettlements(
  database: Database,
  settlements: readonly Settlement[],
  { rule, entryId }: { readonly rule: SettlementRule; readonly entryId: CommandId },
): Promise<void> {
  const list = <Value>(read: (one: Settlement) => Value): Value[] => settlements.map(read);
  await sql`
    insert into session_settlement (report_id, line_number, supply_id, quantity, rule, entry_id)
    select report_id, line_number, supply_id, quantity, ${rule}::text, ${entryId}::uuid from unnest(
      ${list(({ line }) => line.reportId)}::uuid[], ${list(({ line }) => line.lineNumber)}::integer[],
      ${list(({ supplyId }) => supplyId)}::uuid[], ${list(({ quantity }) => quantity)}::bigint[]
    ) as settled (report_id, line_number, supply_id, quantity)
  `.execute(database);
}

/** Lines of reports that stand whose doses have no lot yet, by day, at most `limit`; of one report where it is named. */
export async function listUnsettledLines(
  database: Database,
  { partyId, siteId }: Place,
  { limit, reportId }: { readonly limit: number; readonly reportId?: CommandId | undefined },
): Promise<readonly UnsettledLine[]> {
  const { rows } = await sql<Omit<UnsettledLine, "heldOn"> & { heldOn: string }>`
    select r.id as "reportId", l.line_number as "lineNumber", l.outcome, r.item_id as "itemId", r.held_on as "heldOn",
      (l.quantity - coalesce(s.quantity, 0))::bigint as quantity
    from session_report as r
    join session_line as l on l.report_id = r.id
    left join lateral (
      select sum(quantity) as quantity from session_settlement as s
      where s.report_id = l.report_id and s.line_number = l.line_number
    ) as s on true
    where r.party_id = ${partyId} and r.site_id = ${siteId} and l.supply_id is null
      and (${reportId ?? null}::uuid is null or r.id = ${reportId ?? null}::uuid)
      and l.quantity > coalesce(s.quantity, 0)
      and not exists (select 1 from session_report as later where later.corrects_id = r.id)
    order by r.held_on, r.id, l.line_number
    limit ${limit}
  `.execute(database);
  return rows.map((row) => ({ ...row, heldOn: asDay(row.heldOn) }));
}

/** The lots at a place with units in `received`, and the day on which each first came. */
export async function listHeldLots(
  database: Database,
  { partyId, siteId }: Place,
): Promise<readonly HeldLot[]> {
  const { rows } = await sql<{
    supplyId: string;
    itemId: string;
    expiry: string | null;
    receivedOn: string;
    held: number;
  }>`
    select h.supply_id as "supplyId", h.item_id as "itemId", s.expiry,
      (a.units_in - a.units_out)::bigint as held,
      (select min(m.occurred_from) from movement as m
        where m.supply_id = h.supply_id and m.to_stage = 'received' and not m.reversal
          and m.to_party_id = h.party_id and m.to_site_id = h.site_id) as "receivedOn"
    from dose_holding as h
    join supply as s on s.supply_id = h.supply_id
    join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
      and a.stage = 'received'
    where h.party_id = ${partyId} and h.site_id = ${siteId} and a.units_in > a.units_out
  `.execute(database);
  return rows.map((row) => ({
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    expiry: row.expiry === null ? null : asDay(row.expiry),
    receivedOn: asDay(row.receivedOn),
  }));
}

/** Doses without a lot that a place still has to settle. */
export async function sumUnsettledDoses(database: Database, { partyId, siteId }: Place): Promise<number> {
  const row = await database
    .selectFrom("unsettledDoses")
    .where("partyId", "=", partyId)
    .where("siteId", "=", siteId)
    .select(sql<number>`coalesce(sum(doses_in - doses_out), 0)::bigint`.as("doses"))
    .executeTakeFirstOrThrow();
  return row.doses;
}

/** A session report as it is listed: its sums, and what corrects what. */
export interface ListedSession {
  readonly id: string;
  readonly itemId: string;
  readonly heldOn: string;
  readonly given: number;
  readonly wasted: number;
  readonly unsettled: number;
  readonly corrects: string | null;
  readonly correctedBy: string | null;
  readonly reason: string;
}

/** Session reports of a party at a site, the newest day first. */
export async function listSessions(
  database: Database,
  { partyId, siteId }: Place,
  { limit }: { readonly limit: number },
): Promise<readonly ListedSession[]> {
  const { rows } = await sql<ListedSession>`
    select r.id, r.item_id as "itemId", r.held_on as "heldOn", r.reason,
      r.corrects_id as corrects, later.id as "correctedBy",
      coalesce(l.given, 0)::bigint as given, coalesce(l.wasted, 0)::bigint as wasted,
      (case when later.id is null then coalesce(l.unknown, 0) - coalesce(s.quantity, 0) else 0 end)::bigint as unsettled
    from session_report as r
    left join session_report as later on later.corrects_id = r.id
    left join lateral (
      select sum(quantity) filter (where outcome = 'given') as given,
        sum(quantity) filter (where outcome = 'wasted') as wasted,
        sum(quantity) filter (where supply_id is null) as unknown
      from session_line where report_id = r.id
    ) as l on true
    left join lateral (select sum(quantity) as quantity from session_settlement where report_id = r.id) as s on true
    where r.party_id = ${partyId} and r.site_id = ${siteId}
    order by r.held_on desc, r.id desc
    limit ${limit}
  `.execute(database);
  return rows;
}

/** The reports of a source at a place that no further one has corrected, by vaccine and day. */
export async function listSourceSessions(
  database: Database,
  { partyId, siteId }: Place,
  sourceUrl: string,
): Promise<readonly { readonly id: CommandId; readonly itemId: string; readonly heldOn: string }[]> {
  const rows = await database
    .selectFrom("sessionReport as r")
    .leftJoin("sessionReport as later", "later.correctsId", "r.id")
    .where("r.partyId", "=", partyId)
    .where("r.siteId", "=", siteId)
    .where("r.sourceUrl", "=", sourceUrl)
    .where("later.id", "is", null)
    .select(["r.id", "r.itemId", "r.heldOn"])
    .execute();
  return rows.map((row) => ({ ...row, id: asId<"command">(row.id) }));
}
