import { checkPolicy, type Policy } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { getSecretariatId } from "#store/party.ts";
import { insertRound } from "#store/round.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showRound } from "./show-round.ts";

/** A round to be opened, by which policy, and over which world (a scenario's name; left out: what really is). */
export interface OpenRound {
  readonly policy: Policy;
  readonly scenario?: string | undefined;
}

/**
 * Opens a draft round. Returns it as it is shown. Refuses, in this order, with `not_permitted`, `malformed` where rules of the
 * policy contradict one another.
 */
export async function openRound(context: AppContext, meta: CommandMeta, command: OpenRound) {
  return await runCommand(context, meta, { kind: "open_round", body: command }, async (scope) => {
    const secretariat = await getSecretariatId(scope.database);
    const permitted = permit(meta.actor, "open_round", { secretariat });
    if (!permitted.ok) return permitted;
    const problems = checkPolicy(command.policy);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const id = asId<"round">(context.newId());
    const { policy, scenario = null } = command;
    await insertRound(scope.database, { id, policy, scenario, cutOff: scope.now });
    return await showRound(scope.database, id);
  });
}
