import { fitsSocket, type PlugType, readVoltageRange, runsAt } from "#core/equipment/power.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { SnapshotTeams, SnapshotTeamSite } from "./team-snapshot.ts";

/**
 * What a site can have for teams. `mains`: that power comes at a voltage, to a socket and for as long as a team needs it, whatever the
 * watts; `oxygen`: of either pressure, as what is at 4 bar feeds the other too; `goods`: that the site gets one of the items by itself.
 */
export type FacilityKind =
  | { readonly kind: "power" | "oxygen" | "oxygen_high" }
  | {
      readonly kind: "mains";
      readonly voltage: string | null;
      readonly plugs: readonly PlugType[];
      readonly hoursPerDay: number | null;
    }
  | { readonly kind: "goods"; readonly items: readonly string[] };

/** One thing that a team needs of a site's facilities, in watts or litres a minute; 0: it is enough that the site has it. */
export interface FacilityNeed {
  readonly kind: FacilityKind;
  readonly amount: number;
}

/** What a team needs of facilities, power first, in the order in which the needs of its unit stand. */
export function listFacilityNeeds(needs: TeamNeeds | null): readonly FacilityNeed[] {
  const { power = null, oxygen = null } = needs ?? {};
  const found: FacilityNeed[] = [];
  if (power !== null) {
    const { watts, voltage, plugs, hoursPerDay } = power;
    found.push({ kind: { kind: "power" }, amount: watts });
    if (voltage !== null || plugs.length > 0 || hoursPerDay !== null) {
      found.push({ kind: { kind: "mains", voltage, plugs, hoursPerDay }, amount: 0 });
    }
  }
  if (oxygen !== null) {
    const amount = oxygen.litresPerMinute;
    found.push({ kind: { kind: "oxygen" }, amount });
    if (oxygen.pressure === "high_pressure") found.push({ kind: { kind: "oxygen_high" }, amount });
  }
  return found;
}

/** A text that tells kinds apart, and by which they are ordered. */
export function keyOfKind(kind: FacilityKind): string {
  switch (kind.kind) {
    case "mains":
      return `mains/${kind.voltage ?? ""}/${kind.plugs.join("")}/${kind.hoursPerDay ?? ""}`;
    case "goods":
      return `goods/${kind.items.join("|")}`;
    case "power":
    case "oxygen":
    case "oxygen_high":
      return kind.kind;
  }
}

/** The kinds that the teams of a snapshot need, in the order of their keys: the kinds of its problem, by their index. */
export function listFacilityKinds({ teams }: Pick<SnapshotTeams, "teams">): readonly FacilityKind[] {
  const kinds = teams.flatMap(({ needs }): FacilityKind[] => [
    ...listFacilityNeeds(needs).map(({ kind }) => kind),
    ...(needs?.goods ?? []).map(({ items }) => ({ kind: "goods" as const, items })),
  ]);
  const byKey = new Map(kinds.map((kind) => [keyOfKind(kind), kind]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/**
 * What a site has of a kind for all teams there together (`null`: without limit); `undefined` where it has none, or has not stated that
 * it has. Voltage and sockets that it has not stated are its country's; where a country has several, each of them has to suit.
 */
export function findFacility(site: SnapshotTeamSite, kind: FacilityKind): number | null | undefined {
  const { oxygenLowLitresPerMinute: low, oxygenHighLitresPerMinute: high } = site;
  switch (kind.kind) {
    case "power":
      return site.powerWatts ?? undefined;
    case "mains":
      return hasMains(site, kind) ? null : undefined;
    case "oxygen":
      return low === null && high === null ? undefined : Math.max(0, (low ?? 0) + Math.max(0, high ?? 0));
    case "oxygen_high":
      // More than the site has at low pressure may have been taken: that comes from what is at 4 bar.
      return high === null ? undefined : Math.max(0, high + Math.min(0, low ?? 0));
    case "goods":
      return kind.items.some((item) => site.consumables?.includes(item)) ? null : undefined;
  }
}

function hasMains(site: SnapshotTeamSite, kind: Extract<FacilityKind, { kind: "mains" }>): boolean {
  const range = kind.voltage === null ? undefined : readVoltageRange(kind.voltage);
  const isOfVoltage =
    range === undefined ||
    (site.voltages.length > 0 && site.voltages.every((voltage) => runsAt(range, voltage)));
  const takes = (socket: PlugType) => kind.plugs.some((plug) => fitsSocket(plug, socket));
  const isOfSocket =
    kind.plugs.length === 0 ||
    (site.assumed.includes("sockets")
      ? site.sockets.length > 0 && site.sockets.every(takes)
      : site.sockets.some(takes));
  const isLongEnough = kind.hoursPerDay === null || (site.powerHoursPerDay ?? -1) >= kind.hoursPerDay;
  return isOfVoltage && isOfSocket && isLongEnough;
}

/** Whether a site has stated nothing by which one could say that it has, or has not, what is of a kind. */
export function isUnstated(site: SnapshotTeamSite, kind: FacilityKind): boolean {
  switch (kind.kind) {
    case "power":
      return site.powerWatts === null;
    case "mains":
      return (
        (kind.voltage !== null && site.voltages.length === 0) ||
        (kind.plugs.length > 0 && site.sockets.length === 0) ||
        (kind.hoursPerDay !== null && site.powerHoursPerDay === null)
      );
    case "oxygen":
      return site.oxygenLowLitresPerMinute === null && site.oxygenHighLitresPerMinute === null;
    case "oxygen_high":
      return site.oxygenHighLitresPerMinute === null;
    case "goods":
      return site.consumables === null;
  }
}
