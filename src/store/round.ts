import { sql } from "kysely";
import type { PlanFiles } from "#core/allocation/plan-files.ts";
import type { AssignmentFiles } from "#core/allocation/plan-teams.ts";
import { completePolicy, type Policy } from "#core/allocation/policy.ts";
import type { SentTeam } from "#core/allocation/read-team-plan.ts";
import type { Allocation, RoundStatus } from "#core/allocation/round.ts";
import { completeSnapshot, type KeptSnapshot, type Snapshot } from "#core/allocation/snapshot.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type RoundId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, type Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** How a round stands: by which policy, over which world. */
export interface RoundState {
  readonly id: RoundId;
  readonly status: RoundStatus;
  readonly policy: Policy;
  readonly scenario: string | null;
  readonly version: number;
}

/** What a command needs to know of a round before it changes it. */
export interface LockedRound extends RoundState {
  /** Null until it has been planned. */
  readonly snapshot: Snapshot | null;
}

/** Writes a new draft. */
export async function insertRound(
  database: Database,
  round: {
    readonly id: RoundId;
    readonly policy: Policy;
    readonly scenario: string | null;
    readonly cutOff: Instant;
  },
): Promise<void> {
  await database
    .insertInto("round")
    .values({
      id: round.id,
      status: "draft",
      scenario: round.scenario,
      cutOff: round.cutOff,
      policy: JSON.stringify(round.policy),
      snapshot: null,
      outcome: null,
      version: 1,
      createdAt: round.cutOff,
      publishedAt: null,
    })
    .execute();
}

function selectState(database: Database, id: RoundId) {
  return database
    .selectFrom("round")
    .select(["status", "policy", "scenario", "version"])
    .where("id", "=", id);
}

function readState(
  id: RoundId,
  row: { status: string; policy: unknown; scenario: string | null; version: number },
): RoundState {
  const { scenario, version } = row;
  // The status is held by the table's CHECK; the policy is written by this file alone.
  return {
    id,
    scenario,
    version,
    status: row.status as RoundStatus,
    policy: completePolicy(row.policy as Policy),
  };
}

/** How the round stands now; `undefined` where there is none. */
export async function findRoundState(database: Database, id: RoundId): Promise<RoundState | undefined> {
  const row = await selectState(database, id).executeTakeFirst();
  return row === undefined ? undefined : readState(id, row);
}

/** The round, locked until the transaction ends; `undefined` where there is none. */
export async function lockRound(database: Database, id: RoundId): Promise<LockedRound | undefined> {
  const row = await selectState(database, id).select("snapshot").forUpdate().executeTakeFirst();
  if (row === undefined) return undefined;
  return { ...readState(id, row), snapshot: readKept(row.snapshot) };
}

/** From what a round was planned, and its policy; `snapshot` is null until it has been. `undefined` where there is no such round. */
export async function findRoundSnapshot(
  database: Database,
  id: RoundId,
): Promise<Pick<LockedRound, "snapshot" | "policy"> | undefined> {
  const row = await selectState(database, id).select("snapshot").executeTakeFirst();
  if (row === undefined) return undefined;
  return { policy: readState(id, row).policy, snapshot: readKept(row.snapshot) };
}

/** The column is written by this file alone, in the shape of its time. */
function readKept(column: unknown): Snapshot | null {
  const kept = column as KeptSnapshot | null;
  return kept === null ? null : completeSnapshot(kept);
}

/** Allocations in one statement: bounded so that parameters stay below PostgreSQL's 65,535. */
const ROWS_PER_STATEMENT = 5000;

/** Writes what a draft was planned from and what came of it, in the place of an earlier plan of the same draft. */
export async function writePlan(
  database: Database,
  id: RoundId,
  plan: {
    readonly snapshot: Snapshot;
    readonly outcome: unknown;
    readonly allocations: readonly Allocation[];
    readonly files: PlanFiles;
    readonly assignment?: AssignmentFiles;
  },
): Promise<void> {
  await database
    .updateTable("round")
    .set({
      snapshot: JSON.stringify(plan.snapshot),
      outcome: JSON.stringify(plan.outcome),
      cutOff: plan.snapshot.cutOff,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
  await putFiles(database, id, plan);
  await database.deleteFrom("allocation").where("roundId", "=", id).execute();
  const rows = plan.allocations.map((allocation, index) => ({
    ...allocation,
    roundId: id,
    lineNumber: index + 1,
  }));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await database
      .insertInto("allocation")
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  }
}

async function putFiles(
  database: Database,
  id: RoundId,
  { files, assignment }: { readonly files: PlanFiles; readonly assignment?: AssignmentFiles },
): Promise<void> {
  const texts = {
    problem: canonicalJson(files.problem),
    plan: canonicalJson(files.plan),
    certificate: canonicalJson(files.certificate),
    assignmentProblem: assignment === undefined ? null : canonicalJson(assignment.problem),
    assignmentPlan: assignment === undefined ? null : canonicalJson(assignment.plan),
  };
  await database
    .insertInto("roundFiles")
    .values({ roundId: id, ...texts })
    .onConflict((conflict) => conflict.column("roundId").doUpdateSet(texts))
    .execute();
}

/**
 * One of the files of a round, as canonical JSON; `undefined` for a round that has not been planned, or was before files
 * were kept.
 */
export async function findRoundFile(
  database: Database,
  id: RoundId,
  name: keyof PlanFiles,
): Promise<string | undefined> {
  const row = await database
    .selectFrom("roundFiles")
    .select(`${name} as text`)
    .where("roundId", "=", id)
    .executeTakeFirst();
  return row?.text;
}

/** Problem and plan of a round's teams and goods together, as canonical JSON; each `null` for a round without teams. */
export async function findRoundAssignment(database: Database, id: RoundId) {
  return await database
    .selectFrom("roundFiles")
    .select(["assignmentProblem", "assignmentPlan"])
    .where("roundId", "=", id)
    .executeTakeFirst();
}

/** Which version of a round there is, and since when anybody may see it; `undefined` where there is no such round. */
export async function findRoundVersion(database: Database, id: RoundId) {
  return await database
    .selectFrom("round")
    .select(["version", "publishedAt"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/**
 * What a round was planned from and the texts of its files, each `null` where it has none (yet); `undefined` where there is no
 * such round. Its outcome and allocations, which may be large, are not read.
 */
export async function findRoundBasis(database: Database, id: RoundId) {
  const row = await database
    .selectFrom("round")
    .leftJoin("roundFiles", "roundFiles.roundId", "round.id")
    .select(["version", "publishedAt", "policy", "snapshot", "problem", "plan", "certificate"])
    .where("round.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The policy is written by this file alone, in the shape of its time.
  return { ...row, policy: completePolicy(row.policy as Policy), snapshot: readKept(row.snapshot) };
}

/** The teams that a planned round sends somewhere; empty for one without teams. */
export async function listSentTeams(database: Database, id: RoundId): Promise<readonly SentTeam[]> {
  const row = await database
    .selectFrom("round")
    .select(sql<SentTeam[] | null>`outcome->'teams'->'sent'`.as("sent"))
    .where("id", "=", id)
    .executeTakeFirst();
  // Written by the planning alone, in this shape.
  return row?.sent ?? [];
}

/** The allocations of a round in the order of the plan. */
export async function listAllocations(database: Database, id: RoundId): Promise<Allocation[]> {
  const rows = await database
    .selectFrom("allocation")
    .selectAll()
    .where("roundId", "=", id)
    .orderBy("lineNumber")
    .execute();
  return rows.map((row) => ({
    supplyId: asId(row.supplyId),
    callId: asId(row.callId),
    callLineNumber: row.callLineNumber,
    quantity: asQuantity(row.quantity),
    laneId: asId(row.laneId),
    departOn: asDay(row.departOn),
    arriveOn: asDay(row.arriveOn),
  }));
}

/** Marks a round as published; other drafts of its world are superseded: what they shared out is now proposed. */
export async function publishRound(
  database: Database,
  round: Pick<LockedRound, "id" | "scenario">,
  publishedAt: Instant,
): Promise<void> {
  await database
    .updateTable("round")
    .set({ status: "superseded", version: sql`version + 1` })
    .where("scenario", round.scenario === null ? "is" : "=", round.scenario)
    .where("status", "=", "draft")
    .where("id", "<>", round.id)
    .execute();
  await database
    .updateTable("round")
    .set({ status: "published", publishedAt, version: sql`version + 1` })
    .where("id", "=", round.id)
    .execute();
}

/** The head of a round as it is shown, for one or for a list. */
function selectHeads(database: Database) {
  return database
    .selectFrom("round")
    .select(["id", "scenario", "cutOff", "version", "createdAt", "publishedAt"])
    .select((eb) => [
      eb.ref("status").$castTo<RoundStatus>().as("status"),
      eb.ref("policy").$castTo<Policy>().as("policy"),
    ]);
}

/** What a planned round found; written by the planning alone, in the shape in which it is shown. */
export interface RoundOutcome {
  readonly lines: readonly unknown[];
  readonly unused: readonly unknown[];
  readonly shareBefore: readonly unknown[];
  readonly shareAfter: readonly unknown[];
}

/** A round as it is shown, with its outcome and allocations; `undefined` where there is none. */
export async function findRound<Outcome extends RoundOutcome>(database: Database, id: RoundId) {
  const head = await selectHeads(database)
    .select((eb) => eb.ref("outcome").$castTo<Outcome | null>().as("outcome"))
    .where("id", "=", id)
    .executeTakeFirst();
  if (head === undefined) return undefined;
  const allocations = await listAllocations(database, id);
  return {
    ...head,
    policy: completePolicy(head.policy),
    allocations: allocations.map((allocation, index) => ({ ...allocation, lineNumber: index + 1 })),
  };
}

/** Rounds newest first; drafts only where asked for. */
export async function listRounds(
  database: Database,
  filter: { readonly scenario: string | null; readonly withDrafts: boolean },
  page: PageRequest,
): Promise<Page<Awaited<ReturnType<ReturnType<typeof selectHeads>["execute"]>>[number]>> {
  let query = selectHeads(database).where("scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (!filter.withDrafts) query = query.where("publishedAt", "is not", null);
  if (page.after !== undefined)
    query = query.where(isOlder({ createdAt: "round.createdAt", id: "round.id" }, page.after));
  const rows = await query
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(
    rows.map((row) => ({ ...row, policy: completePolicy(row.policy) })),
    page.limit,
  );
}
