import type { PartyId, RecallId, SiteId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { type Problem, refuse } from "#core/result.ts";
import { acknowledgeNotices, listToldSites, lockRecall, updateRecall } from "#store/recall.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showRecall } from "./show-recall.ts";

/** A holder says that it knows of a recall, at some of its sites or, left out, at all of them. */
export interface AcknowledgeRecall {
  readonly recallId: RecallId;
  readonly partyId: PartyId;
  readonly siteIds?: readonly SiteId[] | undefined;
}

/**
 * Notes that a party knows of a recall and has put aside what it holds. Said again, it changes nothing: the first time counts.
 * Returns the recall as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `malformed` (`not_told`: the party has had no units of it, or
 * none at that site).
 */
export async function acknowledgeRecall(context: AppContext, meta: CommandMeta, command: AcknowledgeRecall) {
  return await runCommand(context, meta, { kind: "acknowledge_recall", body: command }, async (scope) => {
    const { database, now } = scope;
    const { recallId, partyId, siteIds } = command;
    const recall = await lockRecall(database, recallId);
    if (recall === undefined) return refuse({ code: "not_found", noun: "recall", id: recallId });
    const permitted = permit(meta.actor, "acknowledge_recall", { self: partyId });
    if (!permitted.ok) return permitted;
    const problems = findNotTold(command, await listToldSites(database, recallId, partyId));
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const by = { userId: meta.actor.userId, at: now };
    const count = await acknowledgeNotices(database, { recallId, partyId, siteIds }, by);
    if (count > 0) await updateRecall(database, recallId, {});
    return await showRecall(database, recallId);
  });
}

function findNotTold({ partyId, siteIds }: AcknowledgeRecall, told: ReadonlySet<SiteId>): Problem[] {
  if (told.size === 0) return [{ field: "partyId", value: partyId, rule: "not_told" }];
  return (siteIds ?? []).flatMap((siteId, index) =>
    told.has(siteId) ? [] : [{ field: `siteIds.${index}`, value: siteId, rule: "not_told" }],
  );
}
