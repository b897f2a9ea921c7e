import { TRANSPORT_MODES, type TransportMode } from "#core/consignment/consignment.ts";
import { daysBetween } from "#core/time.ts";
import { type AllocationFacts, measureItem } from "./build-problem.ts";
import { estimateEmissionsKg } from "./emissions.ts";
import { measureGini, measureJain } from "./inequality.ts";
import { choosePeriods } from "./periods.ts";
import type { PublishedOutcome, PublishedShare } from "./plan-snapshot.ts";
import { needKey } from "./read-plan.ts";
import type { Allocation, Binding } from "./round.ts";
import type { Snapshot } from "./snapshot.ts";

/** A plan of a snapshot, as planning gives it. */
export interface ComparedPlan {
  readonly allocations: readonly Allocation[];
  readonly outcome: PublishedOutcome;
}

/** What a plan comes to. Coverage is allocated ÷ asked, 0 to 1, of the lines that anything could reach under either policy. */
export interface PlanMeasures {
  readonly meanCoverage: number | null;
  readonly lowestCoverage: number | null;
  /** Of the coverage of lines: 0 is equal. */
  readonly gini: number;
  /** Of the coverage of lines: 1 is equal. */
  readonly jain: number;
  /** Mean coverage of the lines of the least developed countries, and of all others. */
  readonly leastDevelopedCoverage: number | null;
  readonly othersCoverage: number | null;
  /** What the least developed countries get of each item's units. */
  readonly shares: readonly PublishedShare[];
  readonly leadTime: LeadTime;
  readonly transport: TransportMeasures;
}

/** From the day on which the plan begins to arrival, mean over the units allocated; `null` where there are none. */
export interface LeadTime {
  readonly meanDays: number | null;
  /** The same in periods of the plan: 1, 7 or 28 days. */
  readonly meanPeriods: number | null;
  readonly leastDevelopedMeanDays: number | null;
}

export interface TransportMeasures {
  /** US cents. */
  readonly costCents: number;
  /** Units that are not in the cost: their lane has no price, or their item no pack to weigh it by. */
  readonly unpricedUnits: number;
  readonly byMode: readonly {
    readonly mode: TransportMode;
    readonly tonneKilometres: number;
    readonly emissionsKg: number;
  }[];
  /** Units that are not in the tonne-kilometres: no pack, or a lane without mode or without coordinates at both ends. */
  readonly unmeasuredUnits: number;
}

/** One call line under both policies. */
export interface ComparedLine {
  readonly callId: string;
  readonly callLineNumber: number;
  readonly partyCode: string;
  readonly itemId: string;
  readonly leastDeveloped: boolean;
  readonly asked: number;
  readonly allocatedA: number;
  readonly allocatedB: number;
  /** Whether anything could reach it under either policy. */
  readonly reachable: boolean;
}

/** Two plans of one snapshot, side by side. */
export interface PlanComparison {
  /** In the order of the snapshot's needs. */
  readonly lines: readonly ComparedLine[];
  readonly a: PlanMeasures;
  readonly b: PlanMeasures;
}

/** Nothing reaches a line that only these bind: no policy could have changed that. */
const OUT_OF_REACH: readonly Binding[] = ["no_supply", "unreachable", "window", "shelf_life"];

/** Two plans of one snapshot side by side: every line, and what each plan comes to. O(lines × log + allocations + lanes). */
export function comparePlans(
  snapshot: Snapshot,
  plans: { readonly a: ComparedPlan; readonly b: ComparedPlan },
  facts: AllocationFacts,
): PlanComparison {
  const ofB = new Map(plans.b.outcome.lines.map((line) => [needKey(line), line]));
  const isReached = (bindings: readonly Binding[] | undefined) =>
    bindings?.some((binding) => !OUT_OF_REACH.includes(binding)) === true;
  const lines = plans.a.outcome.lines.map((line): ComparedLine => {
    const other = ofB.get(needKey(line));
    const { callId, callLineNumber, partyCode, itemId, leastDeveloped, asked } = line;
    return {
      callId,
      callLineNumber,
      partyCode,
      itemId,
      leastDeveloped,
      asked,
      allocatedA: line.allocated,
      allocatedB: other?.allocated ?? 0,
      reachable: isReached(line.bindings) || isReached(other?.bindings),
    };
  });
  const reached = lines.filter((line) => line.reachable);
  const measure = (plan: ComparedPlan, allocatedOf: (line: ComparedLine) => number): PlanMeasures => ({
    ...measureCoverages(reached.map((line) => ({ ...line, coverage: allocatedOf(line) / line.asked }))),
    shares: plan.outcome.shareAfter,
    leadTime: measureLeadTime(snapshot, plan),
    transport: measureTransport(snapshot, plan, facts),
  });
  return {
    lines,
    a: measure(plans.a, (line) => line.allocatedA),
    b: measure(plans.b, (line) => line.allocatedB),
  };
}

function measureCoverages(lines: readonly { readonly coverage: number; readonly leastDeveloped: boolean }[]) {
  const all = lines.map(({ coverage }) => coverage);
  const of = (isLeast: boolean) =>
    lines.filter(({ leastDeveloped }) => leastDeveloped === isLeast).map(({ coverage }) => coverage);
  return {
    meanCoverage: findMean(all),
    lowestCoverage: all.length === 0 ? null : all.reduce((least, one) => Math.min(least, one), 1),
    gini: measureGini(all),
    jain: measureJain(all),
    leastDevelopedCoverage: findMean(of(true)),
    othersCoverage: findMean(of(false)),
  };
}

function findMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function measureLeadTime(snapshot: Snapshot, { allocations, outcome }: ComparedPlan): LeadTime {
  const periods = choosePeriods(snapshot);
  const least = new Set(outcome.lines.filter((line) => line.leastDeveloped).map(needKey));
  const sumUp = (some: readonly Allocation[]): number | null => {
    let units = 0;
    let unitDays = 0;
    for (const { quantity, arriveOn } of some) {
      units += quantity;
      unitDays += quantity * daysBetween(periods.start, arriveOn);
    }
    return units === 0 ? null : unitDays / units;
  };
  const meanDays = sumUp(allocations);
  return {
    meanDays,
    meanPeriods: meanDays === null ? null : meanDays / periods.days,
    leastDevelopedMeanDays: sumUp(allocations.filter((one) => least.has(needKey(one)))),
  };
}

function measureTransport(
  snapshot: Snapshot,
  { allocations }: ComparedPlan,
  facts: AllocationFacts,
): TransportMeasures {
  const lanes = new Map(snapshot.lanes.map((lane) => [lane.laneId, lane]));
  const items = new Map(snapshot.supplies.map(({ supplyId, itemId }) => [supplyId, itemId]));
  const tonneKilometres = new Map<TransportMode, number>();
  let costCents = 0;
  let unpricedUnits = 0;
  let unmeasuredUnits = 0;
  for (const { laneId, supplyId, quantity } of allocations) {
    const lane = lanes.get(laneId);
    const { massPerThousandGrams } = measureItem(items.get(supplyId) ?? "", facts);
    // Grams per thousand units: a thousand million of them are a thousand tonnes.
    const tonnes = (quantity * massPerThousandGrams) / 1e9;
    const isWeighed = massPerThousandGrams > 0;
    const price = lane?.costCentsPerTonne ?? null;
    if (isWeighed && price !== null) costCents += tonnes * price;
    else unpricedUnits += quantity;
    if (isWeighed && lane !== undefined && lane.mode !== null && lane.distanceKm !== null) {
      const sum = (tonneKilometres.get(lane.mode) ?? 0) + tonnes * lane.distanceKm;
      tonneKilometres.set(lane.mode, sum);
    } else unmeasuredUnits += quantity;
  }
  const byMode = TRANSPORT_MODES.flatMap((mode) => {
    const sum = tonneKilometres.get(mode);
    if (sum === undefined) return [];
    return [{ mode, tonneKilometres: sum, emissionsKg: estimateEmissionsKg(mode, sum) }];
  });
  return { costCents, unpricedUnits, byMode, unmeasuredUnits };
}
