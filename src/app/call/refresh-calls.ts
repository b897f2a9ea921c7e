import { findMetStatus } from "#core/call/meet-call.ts";
import { type LockedCall, listCallNeeds, updateCall } from "#store/call.ts";
import type { Database } from "#store/schema.ts";

/** Sets the status of locked calls by what is now promised to their lines; those that stay as they are, are not written. */
export async function refreshCalls(database: Database, calls: readonly LockedCall[]): Promise<void> {
  const needs = await listCallNeeds(
    database,
    calls.map((call) => call.id),
  );
  for (const call of calls) {
    const lines = needs.filter((need) => need.callId === call.id);
    const status = findMetStatus(call.status, lines);
    if (status !== call.status) await updateCall(database, call.id, { status });
  }
}
