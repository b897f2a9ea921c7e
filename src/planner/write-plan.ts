import { COST_PER_MINOR, type PlanArrays } from "./arrays.ts";
import { openGreatestLambda, sumOf } from "./bottlenecks.ts";
import type { CanonicalProblem } from "./canonical-order.ts";
import { type LeastArrays, type LeastPart, proveLeast } from "./least-proof.ts";
import type {
  Binding,
  Bottleneck,
  ConstraintName,
  DemandOutcome,
  DemandReason,
  LeastBound,
  LeastProof,
  Plan,
  PlanAllocation,
  UnusedSupply,
} from "./plan.ts";
import { UNITS_PER_RATE } from "./problem.ts";
import { findRoom } from "./round-to-units.ts";
import type { PackedPlan } from "./rounding/round-to-packs.ts";
import { followUnits, type RoundingRules } from "./rounding/rules.ts";
import type { Draft } from "./draft.ts";
import { findStage } from "./stages.ts";

/** What a draft was rounded by and to. */
export interface Rounded {
  readonly rules: RoundingRules;
  readonly packed: PackedPlan;
}

/**
 * Returns the plan that a finished draft stands for, in the indices of the problem as it was given. Where it was `rounded`
 * to more than whole units, the draft's amounts are those after.
 */
export function writePlan(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  draft: Draft,
  rounded?: Rounded,
): Plan {
  const mostOf = (d: number) => findMost(arrays, draft.amounts, { d, rules: rounded?.rules });
  const before = rounded?.packed.unrounded ?? draft.amounts;
  const mostBefore = (d: number) => findMost(arrays, before, { d, rules: rounded?.rules });
  const bottlenecks: Bottleneck[] = [];
  const numberOfProof = new Map<number, number>();
  const use = sumRows(arrays, draft.amounts);
  const greatestLambdaOf = openGreatestLambda(arrays);
  const numberProof = (proof: number): number => {
    let number = numberOfProof.get(proof);
    if (number === undefined) {
      number = bottlenecks.length;
      numberOfProof.set(proof, number);
      const found = draft.proofs[proof]!;
      bottlenecks.push(writeBottleneck(canonical, arrays, found, greatestLambdaOf(found)));
    }
    return number;
  };
  const explain = (d: number, allocated: number): DemandReason => {
    if (allocated === arrays.asked[d]!) return { status: "met" };
    if (allocated === arrays.quantity[d]!) return { status: "capped" };
    const reach = arrays.demandReach[d]!;
    if (reach !== 4) return { status: MISSED[reach] };
    const isCompanion = (rounded?.rules.principal[d] ?? -1) >= 0;
    const proof = draft.proofOf[d]!;
    if (isCompanion && (proof < 0 || allocated === mostOf(d))) {
      const isShort = proof >= 0 && draft.fairShare[d]! < mostBefore(d);
      return { status: "follows", bottleneck: isShort ? numberProof(proof) : null };
    }
    if (proof >= 0) return { status: "bound", bottleneck: numberProof(proof) };
    return { status: "rounding", by: listBlocking(canonical, arrays, { d, use }) };
  };
  const demands: DemandOutcome[] = [];
  canonical.demandInput.forEach((input, d) => {
    const allocated = sumOf(arrays, d, draft.amounts);
    const isFull = allocated === arrays.quantity[d]!;
    const had = sumOf(arrays, d, before);
    demands[input] = {
      quantity: arrays.asked[d]!,
      allocated,
      level: allocated / arrays.gain[d]!,
      stage: findStage(arrays.stages, d, Math.max(draft.fairShare[d]!, isFull ? allocated : 0)),
      fairShare: draft.fairShare[d]!,
      reason: explain(d, allocated),
      lostUnits: Math.max(0, had - allocated),
      roundedBy: rounded?.packed.roundedBy[d] ?? [],
    };
  });
  return {
    allocations: writeAllocations(canonical, arrays, draft.amounts),
    demands,
    unused: listUnused(canonical, arrays, { amounts: draft.amounts, use, mostOf }),
    bottlenecks,
    unmetFloors: [],
    unrounded: rounded === undefined ? [] : writeAllocations(canonical, arrays, before),
    least: writeLeast(canonical, arrays, proveLeast(arrays, draft, before)),
  };
}

/** What demand d may get: all it asks, and of a companion what its principal's units call for. */
function findMost(
  arrays: PlanArrays,
  amounts: Float64Array,
  { d, rules }: { readonly d: number; readonly rules: RoundingRules | undefined },
): number {
  const asked = arrays.quantity[d]!;
  const principal = rules?.principal[d] ?? -1;
  if (rules === undefined || principal < 0) return asked;
  return Math.min(asked, followUnits(sumOf(arrays, principal, amounts), rules.perThousand[d]!));
}

/** What stood in the way, by how far a demand got (`Reach` 0 to 3). */
const MISSED = ["no_supply", "unreachable", "window", "shelf_life"] as const;

function sumRows(arrays: PlanArrays, amounts: Float64Array): Float64Array {
  const use = new Float64Array(arrays.rowCount);
  for (let j = 0; j < arrays.columnCount; j++) {
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      use[arrays.entryRow[e]!]! += amounts[j]! * arrays.entryRate[e]!;
    }
  }
  return use;
}

function writeAllocations(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  amounts: Float64Array,
): readonly PlanAllocation[] {
  const allocations: PlanAllocation[] = [];
  for (let j = 0; j < arrays.columnCount; j++) {
    if (amounts[j] === 0) continue;
    allocations.push({
      supply: canonical.supplyInput[arrays.columnSupply[j]!]!,
      demand: canonical.demandInput[arrays.columnDemand[j]!]!,
      lane: canonical.laneInput[arrays.columnLane[j]!]!,
      departPeriod: arrays.columnDepart[j]!,
      arrivePeriod: arrays.columnArrive[j]!,
      quantity: amounts[j]!,
    });
  }
  return allocations;
}

/** The name of a row with the indices of the problem as it was given. */
function nameRow(canonical: CanonicalProblem, name: ConstraintName): ConstraintName {
  switch (name.kind) {
    case "supply":
      return { kind: name.kind, supply: canonical.supplyInput[name.supply]! };
    case "lane_mass":
    case "lane_volume":
    case "lane_cold_volume":
      return { kind: name.kind, lane: canonical.laneInput[name.lane]!, period: name.period };
    case "receiving_units":
    case "receiving_volume":
    case "receiving_cold_volume":
      return { kind: name.kind, receiving: canonical.receivingInput[name.receiving]!, period: name.period };
  }
}

/** Bounds with cost in minor currency units, and the prices that are not zero. */
function writeLeast(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  { arrival, cost, arrivalPrice }: LeastArrays,
): LeastProof {
  const write = ({ bound, gap, prices }: LeastPart, per: number): LeastBound => ({
    bound: bound / per,
    gap: gap / per,
    prices: [...prices].flatMap((price, r): readonly Binding[] => {
      if (price === 0) return [];
      const perRow = r < arrays.supplyCount ? 1 : UNITS_PER_RATE;
      return [{ ...nameRow(canonical, arrays.rowName[r]!), price: (price * perRow) / per }];
    }),
  });
  return {
    arrival: write(arrival, 1),
    cost: { ...write(cost, COST_PER_MINOR), arrivalPrice: arrivalPrice / COST_PER_MINOR },
  };
}

/** Prices divided by `greatest`, the greatest λ of its lines. */
function writeBottleneck(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  proof: Draft["proofs"][number],
  greatest: number,
): Bottleneck {
  const prices: Binding[] = proof.rows.map((r, i) => {
    // A capacity's row counts thousandths; its price is wanted for a whole gram, cubic centimetre or unit.
    const perRow = r < arrays.supplyCount ? 1 : UNITS_PER_RATE;
    const price = (proof.prices[i]! * perRow) / greatest;
    return { ...nameRow(canonical, arrays.rowName[r]!), price };
  });
  return { prices };
}

/** The rows that keep each column of a demand from carrying one unit more. */
function listBlocking(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  at: { readonly d: number; readonly use: Float64Array },
): readonly ConstraintName[] {
  const rows = new Set<number>();
  for (let j = arrays.demandStart[at.d]!; j < arrays.demandStart[at.d + 1]!; j++) {
    if (findRoom(arrays, j, at.use) > 0) continue;
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      const r = arrays.entryRow[e]!;
      if (arrays.rowBound[r]! - at.use[r]! < arrays.entryRate[e]!) rows.add(r);
    }
  }
  return [...rows].sort((a, b) => a - b).map((r) => nameRow(canonical, arrays.rowName[r]!));
}

function listUnused(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  sums: {
    readonly amounts: Float64Array;
    readonly use: Float64Array;
    readonly mostOf: (d: number) => number;
  },
): readonly UnusedSupply[] {
  const isWanted = new Uint8Array(arrays.supplyCount);
  const hasRoom = new Uint8Array(arrays.supplyCount);
  for (let d = 0; d < arrays.demandCount; d++) {
    if (sumOf(arrays, d, sums.amounts) >= sums.mostOf(d)) continue;
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) {
      isWanted[arrays.columnSupply[j]!] = 1;
      if (findRoom(arrays, j, sums.use) > 0) hasRoom[arrays.columnSupply[j]!] = 1;
    }
  }
  const reasons = ["no_demand", "unreachable", "window", "shelf_life"] as const;
  const unused: UnusedSupply[] = [];
  canonical.supplyInput.forEach((supply, s) => {
    const quantity = arrays.rowBound[s]! - sums.use[s]!;
    if (quantity === 0) return;
    const reach = arrays.supplyReach[s]!;
    const full = hasRoom[s] === 1 ? "rounding" : "capacity";
    const reason = reach !== 4 ? reasons[reach] : isWanted[s] === 1 ? full : "not_needed";
    unused.push({ supply, quantity, reason });
  });
  return unused.sort((a, b) => a.supply - b.supply);
}
