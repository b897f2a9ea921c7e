import { sql } from "kysely";
import { asId, type PartyId } from "#core/id.ts";
import type { TeamCall, TeamCallId, TeamCallStatus } from "#core/team/team-call.ts";
import type { TeamType } from "#core/team/team.ts";
import { asDay, type Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** Writes a new call for teams. */
export async function insertTeamCall(database: Database, call: TeamCall, createdAt: Instant): Promise<void> {
  await database
    .insertInto("teamCall")
    .values({ ...call, types: [...call.types], languages: [...call.languages], version: 1, createdAt })
    .execute();
}

/** What a command needs to know of a call for teams before it changes it. */
export interface LockedTeamCall {
  readonly id: TeamCallId;
  readonly partyId: PartyId;
  readonly status: TeamCallStatus;
  readonly version: number;
}

/** The call for teams, locked until the transaction ends; `undefined` where there is none. */
export async function lockTeamCall(database: Database, id: TeamCallId): Promise<LockedTeamCall | undefined> {
  const row = await database
    .selectFrom("teamCall")
    .select(["partyId", "status", "version"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The status is held by the table's CHECK.
  return { ...row, id, partyId: asId<"party">(row.partyId), status: row.status as TeamCallStatus };
}

/** Sets the status of a call for teams and counts its version up. */
export async function updateTeamCall(
  database: Database,
  id: TeamCallId,
  status: TeamCallStatus,
): Promise<void> {
  await database
    .updateTable("teamCall")
    .set({ status, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

function selectShown(database: Database) {
  return database
    .selectFrom("teamCall")
    .innerJoin("party", "party.id", "teamCall.partyId")
    .innerJoin("site", "site.id", "teamCall.siteId")
    .select([
      "teamCall.id",
      "party.code as partyCode",
      "teamCall.count",
      "site.code as siteCode",
      "site.name as siteName",
      "teamCall.languages",
      "teamCall.emergency",
      "teamCall.version",
      "teamCall.createdAt",
    ])
    .select((eb) => [
      eb.ref("teamCall.partyId").$castTo<PartyId>().as("partyId"),
      eb.ref("teamCall.siteId").as("siteId"),
      eb.ref("teamCall.status").$castTo<TeamCallStatus>().as("status"),
      eb.ref("teamCall.types").$castTo<TeamType[]>().as("types"),
      eb.ref("teamCall.fromDay").as("fromDay"),
      eb.ref("teamCall.untilDay").as("untilDay"),
    ]);
}

function readShown(row: Awaited<ReturnType<ReturnType<typeof selectShown>["execute"]>>[number]) {
  return { ...row, fromDay: asDay(row.fromDay), untilDay: asDay(row.untilDay) };
}

/** A call for teams as it is shown. */
export type TeamCallShown = ReturnType<typeof readShown>;

/** The call for teams as it is shown; `undefined` where there is none. */
export async function findTeamCall(database: Database, id: TeamCallId): Promise<TeamCallShown | undefined> {
  const row = await selectShown(database).where("teamCall.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : readShown(row);
}

/** Calls for teams, newest first. Reads `limit + 1` rows of the index on creation. */
export async function listTeamCalls(
  database: Database,
  filter: { readonly partyCode?: string | undefined; readonly status?: TeamCallStatus | undefined },
  page: PageRequest,
): Promise<Page<TeamCallShown>> {
  let query = selectShown(database);
  if (filter.partyCode !== undefined) query = query.where("party.code", "=", filter.partyCode);
  if (filter.status !== undefined) query = query.where("teamCall.status", "=", filter.status);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "teamCall.createdAt", id: "teamCall.id" }, page.after));
  }
  const rows = await query
    .orderBy("teamCall.createdAt", "desc")
    .orderBy("teamCall.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows.map(readShown), page.limit);
}
