import type { CallStatus } from "#core/call/call.ts";
import type { CallId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findCall, listCalls } from "#store/call.ts";
import type { PageRequest } from "#store/page.ts";
import type { AppContext } from "../context.ts";

/** Calls are public. */
export interface CallFilter {
  readonly partyCode?: string | undefined;
  readonly status?: CallStatus | undefined;
  /** `null` for what really is. */
  readonly scenario: string | null;
}

/** A page of calls, newest first. */
export async function readCalls(context: AppContext, filter: CallFilter, page: PageRequest) {
  return await listCalls(context.database, filter, page);
}

/** One call with its lines. Refuses with `not_found`. */
export async function readCall(context: AppContext, id: CallId) {
  const call = await findCall(context.database, id);
  return call === undefined ? refuse({ code: "not_found", noun: "call", id }) : accept(call);
}
