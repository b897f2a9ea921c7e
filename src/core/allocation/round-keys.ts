import type { RunResource } from "#core/equipment/run-draws.ts";
import type { SiteId } from "#core/id.ts";
import type { SnapshotNeed, SnapshotRoom, SnapshotSupply } from "./snapshot.ts";
import type { SnapshotTeam, SnapshotTeamCall } from "./team-snapshot.ts";

/** The key of a need's row in its round's problem: what stays the same in a world built again comes first, then the ids. */
export function demandKey(
  need: Pick<SnapshotNeed, "partyCode" | "itemId" | "callId" | "callLineNumber">,
): string {
  return `${need.partyCode}/${need.itemId}/${need.callId}/${String(need.callLineNumber).padStart(6, "0")}`;
}

/** The key of a supply's row in its round's problem. */
export function supplyKey(supply: Pick<SnapshotSupply, "itemId" | "availableFrom" | "supplyId">): string {
  return `${supply.itemId}/${supply.availableFrom}/${supply.supplyId}`;
}

/** The key of a receiving limit: the class first, then the place. */
export function roomKey(
  kind: "room" | "intake",
  { temperatureClass, siteId, laneId }: Pick<SnapshotRoom, "temperatureClass" | "siteId" | "laneId">,
): string {
  return `${kind}/${temperatureClass}/${siteId ?? laneId ?? ""}`;
}

/** The key of a team's row in its round's problem. */
export function teamKey(
  team: Pick<SnapshotTeam, "partyCode" | "teamName" | "teamOfferId" | "number">,
): string {
  return `${team.partyCode}/${team.teamName}/${team.teamOfferId}/${String(team.number).padStart(2, "0")}`;
}

/** The key of the row of a call for teams in its round's problem. */
export function teamCallKey(call: Pick<SnapshotTeamCall, "partyCode" | "fromDay" | "teamCallId">): string {
  return `${call.partyCode}/${call.fromDay}/${call.teamCallId}`;
}

/** The key of the limit on what equipment draws on at a site. */
export function runKey(siteId: SiteId, { kind, of }: RunResource): string {
  return `${kind}/${siteId}${of === null ? "" : `/${of.id}`}`;
}
