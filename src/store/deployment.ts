import { sql } from "kysely";
import { asId, type CallId, type CommandId } from "#core/id.ts";
import {
  type Deployment,
  type DeploymentId,
  type DeploymentStatus,
  type DeploymentStep,
  ENGAGED_STATUSES,
  type PlannedGoods,
} from "#core/team/deployment.ts";
import type { TeamId, TeamType } from "#core/team/team.ts";
import { asDay, type Day, type Instant, type Occurred } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** A step of a deployment's story. */
export interface DeploymentEvent {
  readonly step: DeploymentStep | "invite" | "propose";
  readonly occurred: Occurred;
  readonly commandId: CommandId;
  readonly recordedAt: Instant;
}

/** What a command needs to know of a deployment before it changes it. */
export interface LockedDeployment extends Deployment {
  readonly version: number;
  /** First day of the newest step's time. */
  readonly previousFrom: Day | null;
  /** First day of the team's registration; `null` before it. */
  readonly registeredFrom: Day | null;
}

/** Writes a new deployment with its first event. */
export async function insertDeployment(
  database: Database,
  deployment: Deployment,
  event: DeploymentEvent,
): Promise<void> {
  await database
    .insertInto("deployment")
    .values({
      ...deployment,
      plannedGoods: deployment.plannedGoods.length === 0 ? null : JSON.stringify(deployment.plannedGoods),
      version: 1,
      createdAt: event.recordedAt,
    })
    .execute();
  await insertEvent(database, deployment.id, event);
}

async function insertEvent(database: Database, id: DeploymentId, event: DeploymentEvent): Promise<void> {
  const { step, occurred, commandId, recordedAt } = event;
  await database
    .insertInto("deploymentEvent")
    .values((eb) => ({
      deploymentId: id,
      sequence: eb
        .selectFrom("deploymentEvent")
        .where("deploymentId", "=", id)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      step,
      occurredFrom: occurred.from,
      occurredTo: occurred.to,
      occurredPrecision: occurred.precision,
      occurredText: occurred.text,
      commandId,
      recordedAt,
    }))
    .execute();
}

/** Steps that say nothing of where the team is. */
const BEFORE_ITS_WAY: readonly string[] = ["propose", "confirm", "invite", "accept"];

/** The deployment, locked until the transaction ends; `undefined` where there is none. */
export async function lockDeployment(
  database: Database,
  id: DeploymentId,
): Promise<LockedDeployment | undefined> {
  const row = await database
    .selectFrom("deployment")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const events = await database
    .selectFrom("deploymentEvent")
    .select(["step", "occurredFrom"])
    .where("deploymentId", "=", id)
    .orderBy("sequence")
    .execute();
  const registered = events.find(({ step }) => step === "register");
  // An invitation may be written down after the team has left: steps are ordered from the acceptance on.
  const previous = events.findLast(({ step }) => !BEFORE_ITS_WAY.includes(step));
  return {
    id,
    teamId: asId(row.teamId),
    teamOfferId: asId(row.teamOfferId),
    teamCallId: row.teamCallId === null ? null : asId(row.teamCallId),
    giverId: asId(row.giverId),
    recipientId: asId(row.recipientId),
    siteId: asId(row.siteId),
    // Type and status are held by the table's CHECKs.
    type: row.type as TeamType,
    status: row.status as DeploymentStatus,
    fromDay: asDay(row.fromDay),
    untilDay: asDay(row.untilDay),
    emergency: row.emergency,
    roundId: row.roundId === null ? null : asId(row.roundId),
    // Written by this file alone, in this shape.
    plannedGoods: (row.plannedGoods as PlannedGoods[] | null) ?? [],
    needsCallId: row.needsCallId === null ? null : asId(row.needsCallId),
    version: row.version,
    previousFrom: previous === undefined ? null : asDay(previous.occurredFrom),
    registeredFrom: registered === undefined ? null : asDay(registered.occurredFrom),
  };
}

/** Writes a step's event, sets the status and counts the version up. */
export async function recordDeploymentStep(
  database: Database,
  id: DeploymentId,
  status: DeploymentStatus,
  event: DeploymentEvent,
): Promise<void> {
  await database
    .updateTable("deployment")
    .set({ status, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  await insertEvent(database, id, event);
}

/** Notes the call for what a team needs, which its host's confirmation has raised. */
export async function setNeedsCall(database: Database, id: DeploymentId, needsCallId: CallId): Promise<void> {
  await database.updateTable("deployment").set({ needsCallId }).where("id", "=", id).execute();
}

/** The days of each team's deployments that were accepted and have not ended. */
export async function listDeployedDays(
  database: Database,
  teamIds: readonly TeamId[],
): Promise<ReadonlyMap<TeamId, readonly { readonly fromDay: Day; readonly untilDay: Day }[]>> {
  const found = new Map<TeamId, { readonly fromDay: Day; readonly untilDay: Day }[]>();
  if (teamIds.length === 0) return found;
  const rows = await database
    .selectFrom("deployment")
    .select(["teamId", "fromDay", "untilDay"])
    .where(isOneOf("teamId", teamIds))
    .where("status", "in", ENGAGED_STATUSES)
    .orderBy("fromDay")
    .execute();
  for (const row of rows) {
    const teamId = asId<"team">(row.teamId);
    const days = { fromDay: asDay(row.fromDay), untilDay: asDay(row.untilDay) };
    const known = found.get(teamId);
    if (known === undefined) found.set(teamId, [days]);
    else known.push(days);
  }
  return found;
}

function selectHeads(database: Database) {
  return database
    .selectFrom("deployment")
    .innerJoin("team", "team.id", "deployment.teamId")
    .innerJoin("party as giver", "giver.id", "deployment.giverId")
    .innerJoin("party as recipient", "recipient.id", "deployment.recipientId")
    .innerJoin("site", "site.id", "deployment.siteId")
    .select([
      "deployment.id",
      "deployment.teamId",
      "team.name as teamName",
      "deployment.teamOfferId",
      "deployment.teamCallId",
      "deployment.giverId",
      "giver.code as giverCode",
      "deployment.recipientId",
      "recipient.code as recipientCode",
      "deployment.siteId",
      "site.code as siteCode",
      "site.name as siteName",
      "deployment.fromDay",
      "deployment.untilDay",
      "deployment.emergency",
      "deployment.roundId",
      "deployment.needsCallId",
      "deployment.version",
      "deployment.createdAt",
    ])
    .select((eb) => [
      eb.ref("deployment.type").$castTo<TeamType>().as("type"),
      eb.ref("deployment.status").$castTo<DeploymentStatus>().as("status"),
    ]);
}

/** The deployment as it is shown, with every step; `undefined` where there is none. */
export async function findDeployment(database: Database, id: DeploymentId) {
  const head = await selectHeads(database).where("deployment.id", "=", id).executeTakeFirst();
  if (head === undefined) return undefined;
  const events = await database
    .selectFrom("deploymentEvent")
    .select(["sequence", "step", "occurredText as occurred", "recordedAt"])
    .where("deploymentId", "=", id)
    .orderBy("sequence")
    .execute();
  return { ...head, events };
}

/** Deployments, newest first. Reads `limit + 1` rows of the index on creation. */
export async function listDeployments(
  database: Database,
  filter: {
    readonly partyCode?: string | undefined;
    readonly status?: DeploymentStatus | undefined;
    readonly emergency?: string | undefined;
  },
  page: PageRequest,
): Promise<Page<Awaited<ReturnType<ReturnType<typeof selectHeads>["execute"]>>[number]>> {
  let query = selectHeads(database);
  const { partyCode, status, emergency } = filter;
  if (partyCode !== undefined) {
    query = query.where((eb) =>
      eb.or([eb("giver.code", "=", partyCode), eb("recipient.code", "=", partyCode)]),
    );
  }
  if (status !== undefined) query = query.where("deployment.status", "=", status);
  if (emergency !== undefined) query = query.where("deployment.emergency", "=", emergency);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "deployment.createdAt", id: "deployment.id" }, page.after));
  }
  const rows = await query
    .orderBy("deployment.createdAt", "desc")
    .orderBy("deployment.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows, page.limit);
}
