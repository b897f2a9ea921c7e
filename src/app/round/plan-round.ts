import { planSnapshot } from "#core/allocation/plan-snapshot.ts";
import { ROUND_STEPS } from "#core/allocation/round.ts";
import type { RoundId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { getSecretariatId } from "#store/party.ts";
import { lockRound, writePlan } from "#store/round.ts";
import { readSnapshot } from "#store/snapshot.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showRound } from "./show-round.ts";

/**
 * Plans a draft round over what is open now, under its policy and, for comparison, with equal weights. Planning it again takes
 * what is open then. The same snapshot gives the same plan, byte for byte. Returns the round as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `version_changed`, `step_not_allowed`, `plan_not_found`.
 */
export async function planRound(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly roundId: RoundId },
) {
  return await runCommand(context, meta, { kind: "plan_round", body: command }, async (scope) => {
    const { database } = scope;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "plan_round", { secretariat });
    if (!permitted.ok) return permitted;
    const round = await lockRound(database, command.roundId);
    if (round === undefined) return refuse({ code: "not_found", noun: "round", id: command.roundId });
    const unchanged = checkVersion(meta, "round", round);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("round", ROUND_STEPS, { status: round.status, step: "plan" });
    if (!status.ok) return status;
    const snapshot = await readSnapshot(database, { cutOff: scope.now, scenario: round.scenario });
    const { items, itemPacks, countryListings: listings } = context.reference;
    const shared = await planSnapshot(snapshot, round.policy, { items, itemPacks, listings });
    if (!shared.ok) return shared;
    await writePlan(database, round.id, { snapshot, ...shared.value });
    return await showRound(database, round.id);
  });
}
