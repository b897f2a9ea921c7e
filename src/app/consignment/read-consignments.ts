import type { ConsignmentStatus } from "#core/consignment/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findConsignment, listConsignments } from "#store/consignment-view.ts";
import type { PageRequest } from "#store/page.ts";
import type { AppContext } from "../context.ts";

/** Which consignments are wanted: of a party as giver or recipient, in a status, of a scenario or what really is. */
export interface ConsignmentFilter {
  readonly party?: string | undefined;
  readonly status?: ConsignmentStatus | undefined;
  readonly scenario?: string | undefined;
}

/** Consignments newest first, and where the next page begins. Everyone may see them. */
export async function readConsignments(
  context: AppContext,
  { party: partyCode, status, scenario }: ConsignmentFilter,
  page: PageRequest,
) {
  return await listConsignments(context.database, { partyCode, status, scenario: scenario ?? null }, page);
}

/** One consignment with its lines, papers, steps and receipt. Refuses with `not_found`. */
export async function readConsignment(context: AppContext, id: ConsignmentId) {
  const shown = await findConsignment(context.database, id, context.reference.items);
  return shown === undefined ? refuse({ code: "not_found", noun: "consignment", id }) : accept(shown);
}
