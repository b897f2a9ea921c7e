import { type Taken, takeFrom } from "#core/equipment/left-over.ts";
import type { SiteId } from "#core/id.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { AssignmentPlan } from "#planner/indivisible/problem.ts";
import type { Snapshot } from "./snapshot.ts";
import { openEquipment, type RoundEquipment } from "./round-equipment.ts";
import type { SnapshotTeams } from "./team-snapshot.ts";

/** What teams draw of the power and the oxygen of sites; of a site that is not here, nothing. */
export type DrawnByTeams = ReadonlyMap<SiteId, Taken>;

/** What teams of these needs draw together of a site's own power and oxygen; what is not stated counts as none. */
export function sumTeamDraws(needs: readonly (TeamNeeds | null)[]): Taken {
  const litres = (pressure: "low_pressure" | "high_pressure") =>
    needs.reduce(
      (sum, one) => sum + (one?.oxygen?.pressure === pressure ? one.oxygen.litresPerMinute : 0),
      0,
    );
  return {
    watts: needs.reduce((sum, one) => sum + (one?.power?.watts ?? 0), 0),
    low: litres("low_pressure"),
    high: litres("high_pressure"),
  };
}

/** What the teams of an assignment draw, by the site that each goes to. */
export function listTeamDraws(
  { teams, calls }: SnapshotTeams,
  { assignments }: Pick<AssignmentPlan, "assignments">,
): DrawnByTeams {
  const needs = new Map<SiteId, (TeamNeeds | null)[]>();
  for (const { unit, call } of assignments) {
    const siteId = calls[call]?.siteId;
    if (siteId !== undefined) needs.set(siteId, [...(needs.get(siteId) ?? []), teams[unit]?.needs ?? null]);
  }
  return new Map([...needs].map(([siteId, own]) => [siteId, sumTeamDraws(own)]));
}

/** What all teams would draw at every site of a call: no assignment draws more. */
export function listMostDraws({ teams, calls }: SnapshotTeams): DrawnByTeams {
  const most = sumTeamDraws(teams.map(({ needs }) => needs));
  return new Map(calls.map(({ siteId }) => [siteId, most]));
}

/** Of every site the greater of both. */
export function joinDraws(one: DrawnByTeams, other: DrawnByTeams): DrawnByTeams {
  const none: Taken = { watts: 0, low: 0, high: 0 };
  return new Map(
    [...new Set([...one.keys(), ...other.keys()])].map((siteId) => {
      const [a, b] = [one.get(siteId) ?? none, other.get(siteId) ?? none];
      const watts = Math.max(a.watts, b.watts);
      return [siteId, { watts, low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) }];
    }),
  );
}

/** Whether nothing of one is more than of the other. */
export function isWithin(one: DrawnByTeams, other: DrawnByTeams): boolean {
  return [...one].every(([siteId, { watts, low, high }]) => {
    const most = other.get(siteId) ?? { watts: 0, low: 0, high: 0 };
    return watts <= most.watts && low <= most.low && high <= most.high;
  });
}

/**
 * The equipment of a snapshot by which limits are counted beside teams: which models run where stays as it is without them, and each draws on what
 * they leave; where they leave too little for one piece, on nothing.
 */
export function openBesideTeams(
  { equipment }: Pick<Snapshot, "equipment">,
  drawn: DrawnByTeams,
): RoundEquipment | null {
  const before = openEquipment(equipment === undefined ? {} : { equipment });
  if (before === null || equipment === undefined || drawn.size === 0) return before;
  const places = equipment.places.map((place) => {
    const taken = drawn.get(place.siteId);
    return taken === undefined ? place : { ...place, conditions: takeFrom(place.conditions, taken) };
  });
  const beside = openEquipment({ equipment: { ...equipment, places } });
  return {
    ...before,
    planAt: (siteId, model) => {
      const own = before.planAt(siteId, model);
      const left = beside?.planAt(siteId, model);
      if (own === undefined || left === undefined || own.answer.answer === "no") return own;
      const isOver = left.answer.answer === "no";
      return { ...own, draws: isOver ? own.draws.map((draw) => ({ ...draw, left: 0 })) : left.draws };
    },
  };
}
