import { asId } from "#core/id.ts";
import { type CorrectLane, decideCorrectLane, type Lane } from "#core/lane/lane.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { insertColdCapacity, listColdCapacities } from "#store/cold-capacity.ts";
import { insertLanes, retireLane } from "#store/lane.ts";
import { findSecretariatId } from "#store/party.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/**
 * States days, limits or price of a lane anew: the lane is retired, and another takes its place with what it carries cold, so
 * that a plan keeps what it was made with, and one that is not published yet is made again. Returns the new lane. A party
 * corrects lanes from and to its own sites; the secretariat, any.
 *
 * Refuses as `permit`, with `not_found` (also for one that is retired), then as `decideCorrectLane`.
 */
export async function correctLane(context: AppContext, meta: CommandMeta, command: CorrectLane) {
  return await runCommand(context, meta, { kind: "correct_lane", body: command }, async (scope) => {
    const { database, now } = scope;
    const { laneId, partyId } = command;
    const secretariat = await findSecretariatId(database);
    const permitted = permit(meta.actor, "correct_lane", { self: partyId, secretariat });
    if (!permitted.ok) return permitted;
    // A refusal below takes this back.
    const lane = await retireLane(database, laneId, now);
    if (lane === undefined) return refuse({ code: "not_found", noun: "lane", id: laneId });
    // A scenario's lanes are those of its plans: they are nobody's but the secretariat's.
    if (lane.scenario !== null) {
      const allowed = permit(meta.actor, "correct_lane", { secretariat });
      if (!allowed.ok) return allowed;
    }
    const decided = decideCorrectLane(command, {
      lane,
      id: asId<"lane">(context.newId()),
      sites: await findSites(database, [lane.fromSiteId, lane.toSiteId]),
      anywhere: permit(meta.actor, "correct_lane", { secretariat }).ok,
    });
    if (!decided.ok) return decided;
    await insertLanes(database, [decided.value]);
    await keepColdCapacity(scope, { from: lane, to: decided.value });
    return accept(decided.value);
  });
}

/** What was stated last of the lane's cold capacity holds for the one that takes its place. */
async function keepColdCapacity(
  { database, context, meta, now }: CommandScope,
  { from, to }: { readonly from: Lane; readonly to: Lane },
): Promise<void> {
  const [stated] = await listColdCapacities(database, { laneId: from.id }, { newest: true });
  if (stated === undefined) return;
  const place = { partyId: asId<"party">(stated.partyId), siteId: undefined, laneId: to.id };
  await insertColdCapacity(database, place, {
    id: asId<"command">(context.newId()),
    userId: meta.actor.userId,
    statedAt: now,
    classes: stated.classes.map(({ temperatureClass, perDayCubicCentimetres }) => ({
      temperatureClass,
      ...(perDayCubicCentimetres === null ? {} : { perDayCubicCentimetres }),
    })),
  });
}
