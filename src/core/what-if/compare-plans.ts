import { measureJain } from "#core/allocation/inequality.ts";
import type { PlanFile } from "#core/allocation/plan-files.ts";
import { groupBy } from "#core/explanation/network.ts";
import type { PlanProblem } from "#planner/problem.ts";

/** A problem with a plan of it. */
export interface PlannedProblem {
  readonly problem: PlanProblem;
  readonly plan: PlanFile;
}

/** What differs between two plans, line by line and in all. */
export interface PlanDifference {
  /** The lines that differ in anything, in the order of keys. */
  readonly lines: readonly LineDifference[];
  /** How many lines are the same in both. */
  readonly sameLines: number;
  /** Lines that get more, and less, in both plans or in one of them alone, and how many units in all. */
  readonly gain: { readonly lines: number; readonly units: number };
  readonly loss: { readonly lines: number; readonly units: number };
  readonly before: PlanTotals;
  readonly after: PlanTotals;
}

export interface LineDifference {
  readonly demand: string;
  /** Units allocated after less before; a line that is not there has none. */
  readonly change: number;
  /** `null` where the line is in the other problem alone. */
  readonly before: LineState | null;
  readonly after: LineState | null;
}

export interface LineState {
  readonly asked: number;
  readonly allocated: number;
  readonly level: number;
  readonly status: PlanFile["demands"][number]["status"];
  /** Mean period of arrival of what it gets; `null` where it gets nothing. */
  readonly meanArrivalPeriod: number | null;
}

/** Figures of a whole plan. */
export interface PlanTotals {
  readonly lines: number;
  readonly metLines: number;
  readonly asked: number;
  readonly allocated: number;
  readonly leftUnits: number;
  /** The lowest level of any line, and Jain's index of all levels; `null` where there are no lines, or all levels are 0. */
  readonly lowestLevel: number | null;
  readonly jainIndex: number | null;
  /** Mean period of arrival of all units; `null` where nothing is sent. */
  readonly meanArrivalPeriods: number | null;
  /** Minor currency units: tonnes carried × cost of the lane. */
  readonly costMinor: number;
}

/**
 * What a plan does otherwise than another. Lines are matched by key. Jain's index is that of all levels (`measureJain`). O(size of
 * both).
 */
export function comparePlans(before: PlannedProblem, after: PlannedProblem): PlanDifference {
  const [earlier, later] = [listStates(before.plan), listStates(after.plan)];
  const keys = [...new Set([...earlier.keys(), ...later.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
  const all = keys.map((demand): LineDifference => {
    const [one, other] = [earlier.get(demand) ?? null, later.get(demand) ?? null];
    return { demand, change: (other?.allocated ?? 0) - (one?.allocated ?? 0), before: one, after: other };
  });
  const lines = all.filter((line) => !isSame(line));
  const sumOf = (some: readonly LineDifference[]) => ({
    lines: some.length,
    units: some.reduce((sum, { change }) => sum + Math.abs(change), 0),
  });
  return {
    lines,
    sameLines: all.length - lines.length,
    gain: sumOf(all.filter(({ change }) => change > 0)),
    loss: sumOf(all.filter(({ change }) => change < 0)),
    before: sumPlan(before),
    after: sumPlan(after),
  };
}

function listStates(plan: PlanFile): ReadonlyMap<string, LineState> {
  const sent = groupBy(plan.allocations, ({ demand }) => demand);
  return new Map(
    plan.demands.map(({ demand, asked, allocated, level, status }) => [
      demand,
      { asked, allocated, level, status, meanArrivalPeriod: meanArrival(sent.get(demand) ?? []) },
    ]),
  );
}

function meanArrival(allocations: PlanFile["allocations"]): number | null {
  let units = 0;
  let waited = 0;
  for (const { quantity, arrivePeriod } of allocations) {
    units += quantity;
    waited += quantity * arrivePeriod;
  }
  return units === 0 ? null : waited / units;
}

function isSame({ before, after }: LineDifference): boolean {
  if (before === null || after === null) return false;
  return (
    before.asked === after.asked &&
    before.allocated === after.allocated &&
    before.level === after.level &&
    before.status === after.status &&
    before.meanArrivalPeriod === after.meanArrivalPeriod
  );
}

const THOUSANDTHS_OF_GRAMS_PER_TONNE = 1_000_000_000;

/** The figures of a plan of a problem. O(demands + allocations). */
function sumPlan({ problem, plan }: PlannedProblem): PlanTotals {
  const levels = plan.demands.map(({ level }) => level);
  const itemOf = new Map(problem.supplies.map(({ key, item }) => [key, problem.items[item]]));
  const costOf = new Map(problem.lanes.map(({ key, costPerTonneMinor }) => [key, costPerTonneMinor]));
  const cost = plan.allocations.reduce((total, { supply, lane, quantity }) => {
    return total + quantity * (itemOf.get(supply)?.massPerThousandGrams ?? 0) * (costOf.get(lane) ?? 0);
  }, 0);
  return {
    lines: plan.demands.length,
    metLines: plan.demands.filter(({ met }) => met).length,
    asked: plan.demands.reduce((total, { asked }) => total + asked, 0),
    allocated: plan.demands.reduce((total, { allocated }) => total + allocated, 0),
    leftUnits: plan.unused.reduce((total, { quantity }) => total + quantity, 0),
    lowestLevel:
      levels.length === 0 ? null : levels.reduce((least, level) => Math.min(least, level), Infinity),
    jainIndex: levels.some((level) => level > 0) ? measureJain(levels) : null,
    meanArrivalPeriods: meanArrival(plan.allocations),
    costMinor: cost / THOUSANDTHS_OF_GRAMS_PER_TONNE,
  };
}
