import { proposeAllocations } from "#core/allocation/propose-allocations.ts";
import { ROUND_STEPS } from "#core/allocation/round.ts";
import { asId, type RoundId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { insertAgreement } from "#store/agreement.ts";
import { listRetiredLaneIds } from "#store/lane.ts";
import { getSecretariatId } from "#store/party.ts";
import { listAllocations, lockRound, publishRound as markPublished } from "#store/round.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showRound } from "./show-round.ts";

/**
 * Publishes a planned round: its plan stays as it is from now on, other drafts of the same world are superseded, and each giver
 * and recipient between whom it allocates are proposed one agreement. Returns the round as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `version_changed`, `step_not_allowed`, `round_not_planned`,
 * `lane_retired`.
 */
export async function publishRound(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly roundId: RoundId },
) {
  return await runCommand(context, meta, { kind: "publish_round", body: command }, async (scope) => {
    const { database, now } = scope;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "publish_round", { secretariat });
    if (!permitted.ok) return permitted;
    const round = await lockRound(database, command.roundId);
    if (round === undefined) return refuse({ code: "not_found", noun: "round", id: command.roundId });
    const unchanged = checkVersion(meta, "round", round);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("round", ROUND_STEPS, { status: round.status, step: "publish" });
    if (!status.ok) return status;
    if (round.snapshot === null) return refuse({ code: "round_not_planned", roundId: round.id });
    const allocations = await listAllocations(database, round.id);
    const laneIds = await listRetiredLaneIds(
      database,
      allocations.map(({ laneId }) => laneId),
    );
    if (laneIds.length > 0) return refuse({ code: "lane_retired", laneIds });
    const newId = () => asId<"agreement">(context.newId());
    const { snapshot, policy } = round;
    const { items: catalogue } = context.reference;
    const kept = { snapshot, allocations, policyDays: policy.leastShelfLifeDays, catalogue };
    const agreements = proposeAllocations(round.id, kept, newId);
    for (const agreement of agreements) {
      // The secretariat proposes; a party that is neither side has no word in it.
      const event = { step: "propose", partyId: secretariat, commandId: meta.commandId, recordedAt: now };
      await insertAgreement(database, agreement, { scenario: round.scenario, event });
    }
    await markPublished(database, round, now);
    return await showRound(database, round.id);
  });
}
