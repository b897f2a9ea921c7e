import { asId } from "#core/id.ts";
import { type AddLane, decideAddLane } from "#core/lane/lane.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { insertLanes } from "#store/lane.ts";
import { findSecretariatId } from "#store/party.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * Adds a lane and returns it. A party adds lanes from and to its own sites; the secretariat, between any. Refuses as `permit`
 * and `decideAddLane` do, then with `lane_exists`.
 */
export async function addLane(
  context: AppContext,
  meta: CommandMeta,
  command: AddLane,
  { scenario }: { readonly scenario: string | null } = { scenario: null },
) {
  return await runCommand(
    context,
    meta,
    { kind: "add_lane", body: { ...command, scenario } },
    async (scope) => {
      const secretariat = await findSecretariatId(scope.database);
      const permitted = permit(meta.actor, "add_lane", { self: command.partyId, secretariat });
      if (!permitted.ok) return permitted;
      const { fromSiteId, toSiteId, mode } = command;
      const decided = decideAddLane(command, {
        id: asId<"lane">(context.newId()),
        sites: await findSites(scope.database, [fromSiteId, toSiteId]),
        anywhere: permit(meta.actor, "add_lane", { secretariat }).ok,
        scenario,
      });
      if (!decided.ok) return decided;
      if ((await insertLanes(scope.database, [decided.value])) === 0) {
        return refuse({ code: "lane_exists", fromSiteId, toSiteId, mode });
      }
      return accept(decided.value);
    },
  );
}
