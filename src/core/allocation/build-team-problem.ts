import { asQuantity } from "#core/quantity.ts";
import type { AssignmentProblem, UnitNeed } from "#planner/indivisible/problem.ts";
import { type PlanProblem, type PlanReceiving, unitsTaken } from "#planner/problem.ts";
import { listAnsweringItems } from "./answering-items.ts";
import { type AllocationFacts, type BuiltProblem, measureItem } from "./build-problem.ts";
import { type PlanPeriods, periodUntil } from "./periods.ts";
import type { Policy } from "./policy.ts";
import { teamCallKey, teamKey } from "./round-keys.ts";
import { findFacility, keyOfKind, listFacilityKinds, listFacilityNeeds } from "./site-facilities.ts";
import { isFreeFor, type SnapshotTeam, type SnapshotTeamCall, type SnapshotTeams } from "./team-snapshot.ts";
import { weighNeed } from "./weigh-need.ts";

/** The joint problem of a round, and the round's goods within it. */
export interface BuiltTeamProblem {
  readonly problem: AssignmentProblem & { readonly goods: PlanProblem };
  /** The goods as they were, with the sites, items and supplies that teams make of them. */
  readonly built: BuiltProblem;
}

/**
 * The assignment problem of a round's teams, with its goods: units and calls in the snapshot's order.
 *
 * - **Ways.** A team comes by its own way and is there on the first of its call's days: its free days are days at work. So there is one place
 *   of departure for all, and from it a lane without transit to each call's site.
 * - **Days** are compared as days, not as periods: types of the problem are teams alike in their types, party and free days, and a call names
 *   those that can answer it, other than its own party's. A team's stay is counted within the plan.
 * - **Needs** of facilities are one row each of power, of what the mains are, and of oxygen (`listFacilityNeeds`); goods come in time if they
 *   are there in the period of the last day. Items answer a need as they answer a line of a call.
 * - **Packs.** A need could end within a pack: supplies of needed items that come in packs, or in a least shipment, are items of their own,
 *   which lines take and needs do not.
 *
 * O((teams + calls) × items + sites × kinds).
 */
export function buildTeamProblem(
  teams: SnapshotTeams,
  built: BuiltProblem,
  periods: PlanPeriods,
  { policy, facts }: { readonly policy: Policy; readonly facts: AllocationFacts },
): BuiltTeamProblem {
  const answers = listAnswers(teams, facts);
  const withItems = partPacks(addItems(built, answers, facts), new Set([...answers.values()].flat()));
  const siteIds = [...new Set([...built.siteIds, ...teams.sites.map(({ siteId }) => siteId as string)])];
  const siteIndex = new Map(siteIds.map((id, index) => [id, index]));
  const home = siteIds.length;
  const goods = { ...withItems.problem, sites: home + 1 };
  const own = { ...withItems, siteIds, problem: goods };
  const itemsOf = (ids: readonly string[]) => {
    const wanted = new Set(ids.flatMap((id) => answers.get(id) ?? []));
    return own.itemIds.flatMap((id, index) => (wanted.has(id) ? [index] : []));
  };
  const kinds = listFacilityKinds(teams).map(keyOfKind);
  const classes = listClasses(teams.teams);
  const languages = [...new Set([...teams.teams, ...teams.calls].flatMap((one) => one.languages))].toSorted();
  const speak = (codes: readonly string[]) => codes.map((code) => languages.indexOf(code));
  const last = periods.count - 1;
  const within = (day: SnapshotTeam["freeFrom"]) => Math.min(last, Math.max(0, periodUntil(periods, day)));
  const problem = {
    periods: periods.count,
    sites: home + 1,
    // One that no team is of, so that a call that none can answer has one.
    types: classes.length + 1,
    languages: languages.length,
    facilityKinds: kinds.length,
    facilities: listFacilities(teams, siteIndex),
    units: teams.teams.map((team) => ({
      key: teamKey(team),
      type: classes.indexOf(classOf(team)),
      site: home,
      readyFrom: within(team.freeFrom),
      readyUntil: team.freeUntil === null ? last : within(team.freeUntil),
      capacity: 1,
      languages: speak(team.languages),
      needs: listNeeds(team, periods, { kinds, itemsOf }),
    })),
    calls: teams.calls.map((call) => {
      const arrival = within(call.fromDay);
      return {
        key: teamCallKey(call),
        site: siteIndex.get(call.siteId) ?? 0,
        types: listTypes(call, teams.teams, classes),
        languages: speak(call.languages),
        count: call.count - call.promised,
        measure: "units" as const,
        wanted: call.count,
        present: call.promised,
        weightPerMille: weighCall(call, policy, facts),
        windowFrom: arrival,
        windowTo: arrival,
        stayPeriods: within(call.untilDay) - arrival + 1,
        severity: policy.severityFirst ? call.severity : 1,
      };
    }),
    lanes: teams.sites.map(({ siteId }) => ({
      key: `own way/${siteId}`,
      from: home,
      to: siteIndex.get(siteId) ?? 0,
      transitPeriods: 0,
      unitCapacity: null,
      costMinor: 0,
    })),
    goods,
  };
  return { problem, built: own };
}

/** What teams are alike in: types, party and free days. */
function classOf({ types, partyId, freeFrom, freeUntil }: SnapshotTeam): string {
  return [types.join(" "), partyId, freeFrom, freeUntil ?? ""].join("/");
}

function listClasses(teams: readonly SnapshotTeam[]): readonly string[] {
  return [...new Set(teams.map(classOf))].toSorted();
}

/** The classes of teams that a call can take, but for language and needs. */
function listTypes(
  call: SnapshotTeamCall,
  teams: readonly SnapshotTeam[],
  classes: readonly string[],
): readonly number[] {
  const fitting = teams.filter(
    (team) =>
      team.partyId !== call.partyId &&
      team.types.some((type) => call.types.includes(type)) &&
      isFreeFor(team, call),
  );
  const found = new Set(fitting.map((team) => classes.indexOf(classOf(team))));
  return found.size === 0 ? [classes.length] : [...found].toSorted((a, b) => a - b);
}

/** A call is weighed as a line of its country would be that has been promised nothing: what it has is in its level. */
function weighCall(call: SnapshotTeamCall, policy: Policy, facts: AllocationFacts): number {
  const { country, fromDay: windowFrom, severity, count } = call;
  const promises = { promised: 0, promisedDirectly: 0, shortBeforePerMille: 0 };
  return weighNeed(
    { country, windowFrom, severity, quantity: asQuantity(count), ...promises },
    policy,
    facts,
  );
}

function listFacilities(teams: SnapshotTeams, siteIndex: ReadonlyMap<string, number>) {
  const kinds = listFacilityKinds(teams);
  return teams.sites.flatMap((site) =>
    kinds.flatMap((kind, index) => {
      const capacity = findFacility(site, kind);
      if (capacity === undefined) return [];
      const key = `${keyOfKind(kind)}/${site.siteId}`;
      return [{ key, site: siteIndex.get(site.siteId) ?? 0, kind: index, capacity }];
    }),
  );
}

function listNeeds(
  { needs }: SnapshotTeam,
  periods: PlanPeriods,
  {
    kinds,
    itemsOf,
  }: { readonly kinds: readonly string[]; readonly itemsOf: (ids: readonly string[]) => readonly number[] },
): readonly UnitNeed[] {
  const none = { items: [], quantity: 0, withinPeriods: 0, leastShelfLifePeriods: 0 };
  return [
    ...listFacilityNeeds(needs).map(({ kind, amount }) => ({
      ...none,
      kind: kinds.indexOf(keyOfKind(kind)),
      amount,
    })),
    ...(needs?.goods ?? []).map(({ items, quantity, withinDays }) => ({
      kind: kinds.indexOf(keyOfKind({ kind: "goods", items })),
      amount: 0,
      items: itemsOf(items),
      quantity,
      // Rounded down: the last of these periods begins when the last of the days has not gone by.
      withinPeriods: Math.floor(withinDays / periods.days),
      leastShelfLifePeriods: 0,
    })),
  ];
}

/** The items that answer each item that a team needs. */
function listAnswers(
  { teams }: SnapshotTeams,
  { items }: AllocationFacts,
): ReadonlyMap<string, readonly string[]> {
  const needed = teams.flatMap(({ needs }) => (needs?.goods ?? []).flatMap((one) => one.items));
  return new Map([...new Set(needed)].toSorted().map((id) => [id, listAnsweringItems(id, items)]));
}

/** Items that are needed and that no line or supply is of: there is nothing of them, which a plan says in their name. */
function addItems(
  built: BuiltProblem,
  answers: ReadonlyMap<string, readonly string[]>,
  facts: AllocationFacts,
): BuiltProblem {
  const known = new Set(built.itemIds);
  const more = [...answers.keys()].filter((id) => !known.has(id));
  if (more.length === 0) return built;
  const items = [...built.problem.items, ...more.map((id) => measureItem(id, facts))];
  return { ...built, itemIds: [...built.itemIds, ...more], problem: { ...built.problem, items } };
}

/** What of an item that is needed comes in packs, as an item of its own after all others: `ID/packs`. */
function partPacks(built: BuiltProblem, needed: ReadonlySet<string>): BuiltProblem {
  const { problem, itemIds } = built;
  const isPacked = ({ item, packUnits, leastShipmentUnits }: PlanProblem["supplies"][number]) =>
    needed.has(itemIds[item] ?? "") && (packUnits > 1 || leastShipmentUnits > 1);
  const parted = [...new Set(problem.supplies.filter(isPacked).map(({ item }) => item))].toSorted(
    (a, b) => a - b,
  );
  if (parted.length === 0) return built;
  const packed = new Map(parted.map((item, at) => [item, problem.items.length + at]));
  const addPacked = (items: readonly number[]) => [
    ...items,
    ...items.flatMap((item) => packed.get(item) ?? []),
  ];
  return {
    ...built,
    itemIds: [...itemIds, ...parted.map((item) => `${itemIds[item] ?? ""}/packs`)],
    problem: {
      ...problem,
      items: [...problem.items, ...parted.flatMap((item) => problem.items[item] ?? [])],
      supplies: problem.supplies.map((supply) =>
        isPacked(supply) ? { ...supply, item: packed.get(supply.item) ?? supply.item } : supply,
      ),
      demands: problem.demands.map((demand) => ({ ...demand, items: addPacked(demand.items) })),
      receiving: problem.receiving.map((limit) => partLimit(limit, packed)),
    },
  };
}

/** A limit of some items is one of their packs as well, which take of it what they took before. */
function partLimit(limit: PlanReceiving, packed: ReadonlyMap<number, number>): PlanReceiving {
  const { items, unitsPerThousand } = limit;
  if (items === undefined) return limit;
  const own = items.flatMap((item) => {
    const pack = packed.get(item);
    return pack === undefined ? [] : [{ pack, units: unitsTaken(limit, item) }];
  });
  return {
    ...limit,
    items: [...items, ...own.map(({ pack }) => pack)],
    ...(unitsPerThousand === undefined
      ? {}
      : { unitsPerThousand: [...unitsPerThousand, ...own.map(({ units }) => units)] }),
  };
}
