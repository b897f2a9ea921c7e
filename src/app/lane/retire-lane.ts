import type { LaneId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { retireLane as markRetired } from "#store/lane.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * Retires a lane: no round plans over it any more, and another may take its place. What was planned over it stays. Returns
 * the lane. Refuses with `not_permitted`, then `not_found`, also for one that is retired already.
 */
export async function retireLane(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly laneId: LaneId },
) {
  return await runCommand(context, meta, { kind: "retire_lane", body: command }, async (scope) => {
    const secretariat = await getSecretariatId(scope.database);
    const permitted = permit(meta.actor, "retire_lane", { secretariat });
    if (!permitted.ok) return permitted;
    const lane = await markRetired(scope.database, command.laneId, scope.now);
    return lane === undefined
      ? refuse({ code: "not_found", noun: "lane", id: command.laneId })
      : accept(lane);
  });
}
