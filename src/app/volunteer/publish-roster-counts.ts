import type { PartyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findParty } from "#store/party.ts";
import { putRoster } from "#store/volunteer.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * A party publishes the counts of its roster, or does so no more. Returns which. Refuses, in this order, with `not_permitted`,
 * `not_found` (the party).
 */
export async function publishRosterCounts(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly publishesCounts: boolean },
) {
  return await runCommand(context, meta, { kind: "keep_roster", body: command }, async ({ database }) => {
    const { partyId, publishesCounts } = command;
    const permitted = permit(meta.actor, "keep_roster", { self: partyId });
    if (!permitted.ok) return permitted;
    const party = await findParty(database, partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
    await putRoster(database, { partyId, publishesCounts });
    return accept({ partyId, publishesCounts });
  });
}
