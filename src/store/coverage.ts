import { sql } from "kysely";
import type { Binding } from "#core/allocation/round.ts";
import { asId } from "#core/id.ts";
import type { ItemShare, PlannedRound } from "#core/allocation/coverage.ts";
import { sumAgreed } from "./call.ts";
import type { Database } from "./schema.ts";

/** A call line with what has been agreed for it, less what both sides know will not come. */
export interface NeedRow {
  readonly callId: string;
  readonly lineNumber: number;
  /** Country of the caller (ISO 3166-1 alpha-3), or its party code where it has none. */
  readonly country: string;
  readonly itemId: string;
  readonly asked: number;
  readonly agreed: number;
}

/** Every line of the calls of one world (a scenario, or `null` for what really is) that have not been withdrawn. */
export async function listNeeds(database: Database, scenario: string | null): Promise<NeedRow[]> {
  const rows = await database
    .selectFrom("callLine as line")
    .innerJoin("call", "call.id", "line.callId")
    .innerJoin("party", "party.id", "call.partyId")
    .where("call.scenario", scenario === null ? "is" : "=", scenario)
    .where("call.status", "<>", "withdrawn")
    .select(["line.callId", "line.lineNumber", "line.itemId", "line.quantity as asked"])
    .select(sql<string>`coalesce(party.country, party.code)`.as("country"))
    .orderBy("country")
    .orderBy("line.itemId")
    .execute();
  const callIds = [...new Set(rows.map(({ callId }) => asId<"call">(callId)))];
  const agreed = await sumAgreed(database, callIds);
  return rows.map((row) => ({ ...row, agreed: agreed.get(`${row.callId}/${row.lineNumber}`) ?? 0 }));
}

/** What a published round found: what bound each line, and the least developed countries' share before and after. */
export interface RoundFindings {
  readonly policy: string;
  readonly lines: readonly {
    readonly callId: string;
    readonly callLineNumber: number;
    readonly allocated: number;
    readonly leastDeveloped: boolean;
    readonly bindings: readonly Binding[];
  }[];
  readonly shareBefore: readonly ItemShare[];
  readonly shareAfter: readonly ItemShare[];
  readonly available: PlannedRound["available"];
}

/** The findings of the published rounds of one world, oldest first. */
export async function listRoundFindings(
  database: Database,
  scenario: string | null,
): Promise<RoundFindings[]> {
  const rows = await database
    .selectFrom("round")
    .where("scenario", scenario === null ? "is" : "=", scenario)
    .where("publishedAt", "is not", null)
    .where("outcome", "is not", null)
    .select(["id", "outcome", sql<string>`policy ->> 'name'`.as("policy")])
    .orderBy("publishedAt")
    .orderBy("id")
    .execute();
  const available = await listAvailable(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    // Written by the planning of the round alone, in this shape.
    ...(row.outcome as Omit<RoundFindings, "policy" | "available">),
    policy: row.policy,
    available: available.get(row.id) ?? [],
  }));
}

/** When what rounds shared out of each item could leave, by round. */
async function listAvailable(
  database: Database,
  roundIds: readonly string[],
): Promise<Map<string, PlannedRound["available"][number][]>> {
  const byRound = new Map<string, PlannedRound["available"][number][]>();
  if (roundIds.length === 0) return byRound;
  const rows = await database
    .selectFrom("allocation")
    .innerJoin("offerLine as line", "line.supplyId", "allocation.supplyId")
    .innerJoin("supply", "supply.supplyId", "allocation.supplyId")
    .where("allocation.roundId", "in", roundIds)
    .groupBy(["allocation.roundId", "supply.itemId"])
    .select(["allocation.roundId", "supply.itemId"])
    .select(({ fn }) => fn.min("line.availableFrom").as("from"))
    .select(
      sql<
        string | null
      >`case when bool_or(line.available_until is null) then null else max(line.available_until) end`.as(
        "until",
      ),
    )
    .execute();
  for (const { roundId, ...item } of rows) byRound.set(roundId, [...(byRound.get(roundId) ?? []), item]);
  return byRound;
}
