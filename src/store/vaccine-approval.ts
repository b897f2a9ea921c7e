import { sql } from "kysely";
import type { CommandId, PartyId, UserId } from "#core/id.ts";
import type { ApprovalDecision, VaccineApproval } from "#core/session/vaccine-approval.ts";
import { asDay, type Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes what a government's authority has decided on a vaccine: from now on it holds in its country. */
export async function insertApproval(
  database: Database,
  approval: VaccineApproval & { readonly id: CommandId; readonly partyId: PartyId },
  by: { readonly userId: UserId; readonly statedAt: Instant },
): Promise<void> {
  const { partyId, itemId } = approval;
  // Of two at once, the second must see the first.
  const key = `vaccine-approval/${partyId}/${itemId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(database);
  const sequence = sql<number>`(select coalesce(max(sequence), 0) + 1 from vaccine_approval
    where party_id = ${partyId} and item_id = ${itemId})`;
  await database
    .insertInto("vaccineApproval")
    .values({ ...approval, ...by, sequence })
    .execute();
}

/** What national authorities have decided, the newest of each government and item, by country and item. */
export async function listApprovals(
  database: Database,
): Promise<readonly (VaccineApproval & { readonly country: string })[]> {
  const rows = await database
    .selectFrom("vaccineApproval as a")
    .innerJoin("party as p", "p.id", "a.partyId")
    .distinctOn(["p.country", "a.itemId"])
    .select(["p.country", "a.itemId", "a.decision", "a.decidedOn", "a.sourceUrl"])
    .orderBy("p.country")
    .orderBy("a.itemId")
    .orderBy("a.sequence", "desc")
    .execute();
  return rows.map((row) => ({
    ...row,
    country: row.country ?? "", // a government has one
    decision: row.decision as ApprovalDecision, // held by the table's CHECK
    decidedOn: asDay(row.decidedOn),
  }));
}
