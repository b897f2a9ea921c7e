import type { Need } from "#core/agreement/check-lines.ts";
import type { CallStatus } from "#core/call/call.ts";
import { asId, type CallId, type PartyId } from "#core/id.ts";
import { listCallNeeds } from "./call.ts";
import type { Database } from "./schema.ts";

/** Whose a call is. */
export interface CallHolder {
  readonly partyId: PartyId;
  readonly partyCode: string;
  readonly country: string | null;
}

/**
 * What the open calls of one world (a scenario, or `null` for what really is) need, by call and line, and whose they are; `itemIds`: only
 * lines that ask for one of these items.
 */
export async function listOpenNeeds(
  database: Database,
  scenario: string | null,
  itemIds?: readonly string[],
): Promise<{
  readonly needs: ReadonlyMap<string, Need>;
  readonly heads: ReadonlyMap<CallId, CallHolder>;
}> {
  const rows = await database
    .selectFrom("call")
    .innerJoin("party", "party.id", "call.partyId")
    .where("call.scenario", scenario === null ? "is" : "=", scenario)
    .where("call.status", "in", ["open", "partly_met"])
    .select(["call.id", "call.status", "party.id as partyId", "party.code as partyCode", "party.country"])
    .orderBy("call.id")
    .execute();
  const calls = new Map(rows.map((row) => [asId<"call">(row.id), row]));
  const needs = await listCallNeeds(database, [...calls.keys()], itemIds);
  return {
    needs: new Map(
      needs.flatMap((need) => {
        const call = calls.get(need.callId);
        if (call === undefined) return [];
        const { partyId, status } = call;
        const of = { partyId: asId<"party">(partyId), status: status as CallStatus, scenario }; // held by the table's CHECK
        return [[`${need.callId}/${need.lineNumber}`, { ...need, ...of }] as const];
      }),
    ),
    heads: new Map(
      [...calls].map(([id, { partyId, partyCode, country }]) => [
        id,
        { partyId: asId<"party">(partyId), partyCode, country },
      ]),
    ),
  };
}
