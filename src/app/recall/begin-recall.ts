import type { PartyId, RecallId } from "#core/id.ts";
import { type Action, permit } from "#core/permission.ts";
import { RECALL_STEPS, type RecallStep } from "#core/recall/recall.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { getSecretariatId } from "#store/party.ts";
import { lockRecall } from "#store/recall.ts";
import { checkVersion } from "../check-version.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * Locks a recall for a step of it. `partyId`: the party in whose name the step is done; left out, the one that recalls, or the
 * secretariat. Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function beginRecallStep(
  scope: CommandScope,
  { recallId, partyId }: { readonly recallId: RecallId; readonly partyId?: PartyId },
  { action, step }: { readonly action: Action; readonly step: RecallStep },
) {
  const { database, meta } = scope;
  const recall = await lockRecall(database, recallId);
  if (recall === undefined) return refuse({ code: "not_found", noun: "recall", id: recallId });
  const standing =
    partyId === undefined
      ? { self: recall.partyId, secretariat: await getSecretariatId(database) }
      : { self: partyId };
  const permitted = permit(meta.actor, action, standing);
  if (!permitted.ok) return permitted;
  const unchanged = checkVersion(meta, "recall", recall);
  if (!unchanged.ok) return unchanged;
  const status = takeStep("recall", RECALL_STEPS, { status: recall.status, step });
  if (!status.ok) return status;
  return accept({ recall, status: status.value });
}
