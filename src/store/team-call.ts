import { sql } from "kysely";
import { asId, type PartyId } from "#core/id.ts";
import type { TeamCall, TeamCallId, TeamCallStatus, TeamCallStep } from "#core/team/team-call.ts";
import { ENGAGED_STATUSES } from "#core/team/deployment.ts";
import type { TeamType } from "#core/team/team.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** Writes a new call for teams, with the first step of its history. */
export async function insertTeamCall(database: Database, call: TeamCall, createdAt: Instant): Promise<void> {
  await database
    .insertInto("teamCall")
    .values({ ...call, types: [...call.types], languages: [...call.languages], version: 1, createdAt })
    .execute();
  await insertTeamCallEvent(database, call.id, { step: "call", recordedAt: createdAt });
}

async function insertTeamCallEvent(
  database: Database,
  id: TeamCallId,
  { step, recordedAt }: { readonly step: TeamCallStep | "call"; readonly recordedAt: Instant },
): Promise<void> {
  await database
    .insertInto("teamCallEvent")
    .values((eb) => ({
      teamCallId: id,
      sequence: eb
        .selectFrom("teamCallEvent")
        .where("teamCallId", "=", id)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      step,
      recordedAt,
    }))
    .execute();
}

/** What a command needs to know of a call for teams before it changes it. */
export interface LockedTeamCall {
  readonly id: TeamCallId;
  readonly partyId: PartyId;
  readonly status: TeamCallStatus;
  readonly count: number;
  readonly untilDay: Day;
  readonly version: number;
}

/** The call for teams, locked until the transaction ends; `undefined` where there is none. */
export async function lockTeamCall(database: Database, id: TeamCallId): Promise<LockedTeamCall | undefined> {
  const row = await database
    .selectFrom("teamCall")
    .select(["partyId", "status", "count", "untilDay", "version"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The status is held by the table's CHECK.
  const status = row.status as TeamCallStatus;
  return { ...row, id, partyId: asId<"party">(row.partyId), status, untilDay: asDay(row.untilDay) };
}

/** Writes a step of a call for teams: sets its status, and until when it is confirmed where that is given, and counts its version up. */
export async function recordTeamCallStep(
  database: Database,
  id: TeamCallId,
  taken: {
    readonly step: TeamCallStep;
    readonly status: TeamCallStatus;
    readonly now: Instant;
    readonly expiresOn?: Day;
  },
): Promise<void> {
  const { step, status, now, expiresOn } = taken;
  const confirmed = expiresOn === undefined ? {} : { confirmedAt: now, expiresOn };
  await database
    .updateTable("teamCall")
    .set({ status, ...confirmed, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  await insertTeamCallEvent(database, id, { step, recordedAt: now });
}

/** What has become of a call for teams, step by step. One from before steps were written down has those since. */
export async function listTeamCallEvents(database: Database, id: TeamCallId) {
  return await database
    .selectFrom("teamCallEvent")
    .select(["sequence", "recordedAt"])
    .select((eb) => eb.ref("step").$castTo<TeamCallStep | "call">().as("step"))
    .where("teamCallId", "=", id)
    .orderBy("sequence")
    .execute();
}

/** Open calls for teams that nobody has confirmed again in time, or whose days are over, the earliest first. */
export async function listTeamCallsToExpire(database: Database, today: Day): Promise<TeamCallId[]> {
  const rows = await database
    .selectFrom("teamCall")
    .select("id")
    .where("status", "=", "open")
    .where((eb) => eb.or([eb("expiresOn", "<", today), eb("untilDay", "<", today)]))
    .orderBy("expiresOn")
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => asId<"team call">(id));
}

/** How many teams are deployed on a call: promised, at work, or back. */
export async function countDeployedOn(database: Database, id: TeamCallId): Promise<number> {
  const { count } = await database
    .selectFrom("deployment")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("teamCallId", "=", id)
    .where("status", "in", [...ENGAGED_STATUSES, "closed"])
    .executeTakeFirstOrThrow();
  return Number(count);
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
      "teamCall.confirmedAt",
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
      eb.ref("teamCall.expiresOn").as("expiresOn"),
    ]);
}

function readShown(row: Awaited<ReturnType<ReturnType<typeof selectShown>["execute"]>>[number]) {
  return {
    ...row,
    fromDay: asDay(row.fromDay),
    untilDay: asDay(row.untilDay),
    expiresOn: asDay(row.expiresOn),
  };
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
