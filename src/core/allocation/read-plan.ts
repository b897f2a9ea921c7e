import type { Allocation, Binding, LineOutcome } from "#core/allocation/round.ts";
import { asQuantity } from "#core/quantity.ts";
import { addDays } from "#core/time.ts";
import type { ConstraintName, DemandOutcome, DemandReason, Plan, UnusedSupply } from "#planner/plan.ts";
import { capOf } from "#planner/stages.ts";
import type { BuiltProblem } from "./build-problem.ts";
import { dayOfPeriod, type PlanPeriods } from "./periods.ts";
import type { Snapshot, SnapshotNeed } from "./snapshot.ts";

/** Text key of a call's line. */
export function needKey(line: Pick<LineOutcome, "callId" | "callLineNumber">): string {
  return `${line.callId}/${line.callLineNumber}`;
}

/**
 * Why something was left: nobody who can be reached needs more of it; no lane leads from it; it could not arrive in time, or
 * with enough shelf life; the lanes are full; there was room for a unit of it, but not for a pack or for the least that is sent or
 * of use.
 */
export type UnusedReason = "no_need" | "unreachable" | "window" | "shelf_life" | "lane" | "rounding";

const UNUSED_REASONS = {
  no_demand: "no_need",
  not_needed: "no_need",
  unreachable: "unreachable",
  window: "window",
  shelf_life: "shelf_life",
  capacity: "lane",
  rounding: "rounding",
} as const satisfies Readonly<Record<UnusedSupply["reason"], UnusedReason>>;

/** What of a supply a plan left, and why. */
export interface UnusedUnits {
  readonly supplyId: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly reason: UnusedReason;
}

/** A plan in the words of the field. */
export interface ReadPlan {
  readonly allocations: readonly Allocation[];
  readonly outcomes: readonly LineOutcome[];
  readonly unused: readonly UnusedUnits[];
  readonly unmetFloors: readonly UnmetPromise[];
}

/** Needs to which an early stage of the policy promises more than there is for them together: a least set of such. */
export interface UnmetPromise {
  readonly needs: readonly { readonly need: SnapshotNeed; readonly promised: number }[];
}

/**
 * A plan of the planner's indices as allocations, outcomes of every need of the snapshot, and what was left of every supply. A
 * need whose window was over before the plan began is bound by `window`, one whose cap was reached before by `capped`; a supply that can no longer leave is unused for it.
 */
export function readPlan(
  snapshot: Snapshot,
  built: BuiltProblem,
  plan: Plan,
  periods: PlanPeriods,
): ReadPlan {
  const allocations = plan.allocations.flatMap((one): Allocation[] => {
    const supply = built.supplies[one.supply];
    const need = built.needs[one.demand];
    const lane = built.lanes[one.lane];
    if (supply === undefined || need === undefined || lane === undefined) return [];
    const departOn = dayOfPeriod(periods, one.departPeriod);
    // Not later than the period of arrival begins, and so within the window.
    const arrived = addDays(departOn, lane.transitDays);
    return [
      {
        supplyId: supply.supplyId,
        callId: need.callId,
        callLineNumber: need.callLineNumber,
        quantity: asQuantity(one.quantity),
        laneId: lane.laneId,
        departOn,
        arriveOn: arrived < need.windowFrom ? need.windowFrom : arrived,
      },
    ];
  });
  return {
    allocations,
    outcomes: listOutcomes(snapshot, built, plan),
    unused: listUnused(snapshot, built, plan),
    unmetFloors: plan.unmetFloors.map(({ stage, demands }) => ({
      needs: demands.flatMap((d) => {
        const [need, demand] = [built.needs[d], built.problem.demands[d]];
        return need === undefined || demand === undefined ? [] : [{ need, promised: capOf(demand, stage) }];
      }),
    })),
  };
}

function listOutcomes(snapshot: Snapshot, built: BuiltProblem, plan: Plan): LineOutcome[] {
  const position = new Map(built.needs.map((need, index) => [need, index]));
  return snapshot.needs.map((need): LineOutcome => {
    const { callId, callLineNumber, quantity: asked } = need;
    const outcome = plan.demands[position.get(need) ?? -1];
    if (outcome === undefined) {
      const binding = built.capped.has(need) ? "capped" : "window";
      return { callId, callLineNumber, asked, allocated: asQuantity(0), bindings: [binding], boundBy: [] };
    }
    const boundBy = listBoundBy(outcome.reason, built, plan);
    return {
      callId,
      callLineNumber,
      asked,
      allocated: asQuantity(outcome.allocated),
      bindings: built.notRunning.has(need) ? ["does_not_run"] : listBindings(outcome, boundBy),
      boundBy: listDearest(boundBy),
    };
  });
}

type BoundBy = LineOutcome["boundBy"];

function listBindings({ reason, roundedBy }: DemandOutcome, boundBy: BoundBy): Binding[] {
  switch (reason.status) {
    case "bound":
    case "rounding":
      return [...new Set([...boundBy.map((one) => one.binding), ...roundedBy])];
    case "follows":
      return [...new Set<Binding>(["companion", ...roundedBy])];
    default:
      return [reason.status];
  }
}

/** A lane is priced period by period and hundreds of lines can share a bottleneck: each is told the dearest of them. */
const BOUND_BY_MAX = 20;

/** The supplies and lanes with the highest prices, each once with its highest; of equals, the first. */
function listDearest(boundBy: BoundBy): BoundBy {
  const dearest = new Map<string, BoundBy[number]>();
  for (const one of boundBy) {
    const key = `${one.binding}/${one.id}`;
    const known = dearest.get(key);
    if (known === undefined || one.price > known.price) dearest.set(key, one);
  }
  return [...dearest.values()].toSorted((a, b) => b.price - a.price).slice(0, BOUND_BY_MAX);
}

function listBoundBy(reason: DemandReason, built: BuiltProblem, plan: Plan): BoundBy {
  if (reason.status === "bound") {
    return (plan.bottlenecks[reason.bottleneck]?.prices ?? []).map((one) =>
      nameBinding(one, one.price, built),
    );
  }
  if (reason.status === "rounding") return reason.by.map((one) => nameBinding(one, 0, built));
  return [];
}

function nameBinding(name: ConstraintName, price: number, built: BuiltProblem): BoundBy[number] {
  switch (name.kind) {
    case "supply":
      return { binding: "supply", id: built.supplies[name.supply]?.supplyId ?? "", price };
    case "lane_mass":
    case "lane_volume":
    case "lane_cold_volume":
      return { binding: name.kind, id: built.lanes[name.lane]?.laneId ?? "", price };
    case "receiving_units":
    case "receiving_volume":
    case "receiving_cold_volume":
      return { binding: "receiving", id: String(name.receiving), price };
  }
}

function listUnused(snapshot: Snapshot, built: BuiltProblem, plan: Plan): UnusedUnits[] {
  const planned = new Set(built.supplies);
  const left = plan.unused.flatMap(({ supply, quantity, reason }): UnusedUnits[] => {
    const found = built.supplies[supply];
    if (found === undefined) return [];
    return [{ supplyId: found.supplyId, itemId: found.itemId, quantity, reason: UNUSED_REASONS[reason] }];
  });
  const late = snapshot.supplies
    .filter((supply) => !planned.has(supply))
    .map(({ supplyId, itemId, quantity }): UnusedUnits => ({ supplyId, itemId, quantity, reason: "window" }));
  return [...left, ...late];
}

/** Units allocated of each item, and how many of them to the least developed countries: by the item called for. */
export function sumShares(
  snapshot: Snapshot,
  outcomes: readonly LineOutcome[],
  leastDeveloped: ReadonlySet<string>,
): { itemId: string; allocated: number; allocatedToLeastDeveloped: number; share: number | null }[] {
  const sums = new Map<string, { allocated: number; toLeast: number }>();
  snapshot.needs.forEach((need, index) => {
    const units = outcomes[index]?.allocated ?? 0;
    const sum = sums.get(need.itemId) ?? { allocated: 0, toLeast: 0 };
    const toLeast = leastDeveloped.has(needKey(need)) ? units : 0;
    sums.set(need.itemId, { allocated: sum.allocated + units, toLeast: sum.toLeast + toLeast });
  });
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([itemId, { allocated, toLeast }]) => ({
      itemId,
      allocated,
      allocatedToLeastDeveloped: toLeast,
      share: allocated === 0 ? null : toLeast / allocated,
    }));
}
