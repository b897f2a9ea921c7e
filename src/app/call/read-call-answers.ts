import type { CallId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { listCarried, listPromised } from "#store/call-answer.ts";
import { findCall } from "#store/call.ts";
import { findSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/**
 * What comes for a call, line by line: by which agreements (those that the reader may see: of their parties, or all for the
 * secretariat), and with which consignments, which everybody may see. Refuses with `not_found`.
 */
export async function readCallAnswers(context: AppContext, actor: Actor | undefined, callId: CallId) {
  const { database } = context;
  if ((await findCall(database, callId)) === undefined) {
    return refuse({ code: "not_found", noun: "call", id: callId });
  }
  const secretariat = await findSecretariatId(database);
  const seesAll = actor !== undefined && permit(actor, "read_unpublished", { secretariat }).ok;
  const visibleTo = seesAll ? null : (actor?.memberships ?? []).map(({ partyId }) => partyId);
  const [promised, carried] = [
    await listPromised(database, callId, visibleTo),
    await listCarried(database, callId),
  ];
  return accept({ promised, carried });
}
