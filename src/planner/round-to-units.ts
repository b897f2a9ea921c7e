import { augment, openFlow, type BipartiteFlow, type BipartiteGraph } from "./bipartite-flow.ts";
import type { PlanArrays } from "./arrays.ts";
import { compareRanks, findRank, type StageArrays } from "./stages.ts";

/** Differences below this share of a unit are the last bits of a double, not a claim to the unit. */
const REMAINDER_STEP = 1e-6;

/**
 * Returns whole units for a transport problem by the largest remainder: each line gets the whole part of its
 * `fairShare`; the units then left go one each to the lines with the largest remainders, as far as supplies can
 * reach them (equal remainders: the line with the lower stage and level, then the earlier line). Their sum is `total`, so
 * that no unit that could be given is withheld, and each differs from its fair share by less than one.
 *
 * Why this cannot fail: the amounts that can be carried and lie between the whole parts and the next whole numbers
 * form an integral polymatroid, in which greedy choice ends at the greatest sum (Edmonds 1970).
 * Cost: one largest flow and, where lines cannot all get their unit at once, one search a line.
 */
export function roundByLargestRemainder(
  problem: {
    readonly graph: BipartiteGraph;
    readonly supply: Float64Array;
    readonly quantity: Float64Array;
    readonly stages: readonly StageArrays[];
  },
  fairShare: Float64Array,
  total: number,
): Float64Array {
  const { graph, supply, quantity, stages } = problem;
  const base = fairShare.map((share) => Math.floor(share + REMAINDER_STEP));
  const state = openFlow(graph, supply, base);
  let given = augment(graph, state);
  const units = base.map((units, d) => units - state.demandLeft[d]!);
  state.demandLeft.fill(0);
  const order = orderByRemainder(fairShare, units, stages).filter((d) => units[d]! < quantity[d]!);
  const wanted = order.slice(0, total - given);
  if (tryTogether(graph, state, wanted)) {
    for (const d of wanted) units[d]!++;
    return units;
  }
  for (const d of order) {
    if (given >= total) break;
    state.demandLeft[d] = 1;
    const sent = augment(graph, state);
    units[d]! += sent;
    given += sent;
    state.demandLeft[d] = 0;
  }
  return units;
}

/** Gives one unit to each of `lines` if all can have one; else leaves `state` as it was. @mutates state */
function tryTogether(graph: BipartiteGraph, state: BipartiteFlow, lines: readonly number[]): boolean {
  const flow = state.flow.slice();
  const supplyLeft = state.supplyLeft.slice();
  for (const d of lines) state.demandLeft[d] = 1;
  const sent = augment(graph, state);
  state.demandLeft.fill(0);
  if (sent === lines.length) return true;
  state.flow.set(flow);
  state.supplyLeft.set(supplyLeft);
  return false;
}

/** Lines by what they lack of their fair share, most first; then by stage and level, lowest first; then by index. */
function orderByRemainder(
  fairShare: Float64Array,
  units: Float64Array,
  stages: readonly StageArrays[],
): readonly number[] {
  const steps = fairShare.map((share, d) => Math.round((share - units[d]!) / REMAINDER_STEP));
  const ranks = Array.from(units, (given, d) => findRank(stages, d, given));
  return Array.from(fairShare, (_, d) => d).sort(
    (a, b) => steps[b]! - steps[a]! || compareRanks(ranks[a]!, ranks[b]!) || a - b,
  );
}

/**
 * Rounds the columns of one component to whole units, in place, so that no row and no asked quantity is exceeded.
 *
 * Rule: each column gets its whole part (its nearest whole number when within 10^-9 of the quantity asked). Rows
 * overdrawn by that, and lines above the next whole unit of their fair share, give back, the worst column first.
 * Then lines are raised through any column that all rows still allow, in order of what they lack
 * of their fair share, up to the next whole unit of it; last, whatever is
 * still possible goes to the lowest stage and level first. So a line loses less than one unit a column (beyond what the
 * solver's tolerance cost it), and nothing that one more sending could carry is left. Sums of rate × units are whole and below 2^53: exact.
 * @mutates amounts, length columnCount, real in and whole out.
 */
export function roundColumns(
  arrays: PlanArrays,
  part: { readonly demands: readonly number[]; readonly columns: Iterable<number> },
  fairShare: Float64Array,
  amounts: Float64Array,
): void {
  const use = new Float64Array(arrays.rowCount);
  const got = new Float64Array(arrays.demandCount);
  const add = (j: number, units: number) => {
    amounts[j]! += units;
    got[arrays.columnDemand[j]!]! += units;
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      use[arrays.entryRow[e]!]! += units * arrays.entryRate[e]!;
    }
  };
  for (const j of part.columns) {
    const real = amounts[j]!;
    amounts[j] = 0;
    const snap = Math.max(REMAINDER_STEP, 1e-9 * arrays.quantity[arrays.columnDemand[j]!]!);
    const nearest = Math.round(real);
    add(j, Math.max(0, Math.abs(real - nearest) <= snap ? nearest : Math.floor(real)));
  }
  const findMost = (d: number) => Math.min(arrays.quantity[d]!, Math.ceil(fairShare[d]! - REMAINDER_STEP));
  const best = orderColumns(arrays, part.columns);
  for (const j of [...best].reverse()) {
    const excess = findExcess(arrays, j, { use, got, most: findMost(arrays.columnDemand[j]!) });
    if (excess > 0) add(j, -Math.min(excess, amounts[j]!));
  }
  const columnsOf = groupByDemand(arrays, best);
  const raise = (d: number, most: number) => {
    for (const j of columnsOf.get(d) ?? []) {
      const room = Math.min(findRoom(arrays, j, use), most - got[d]!);
      if (room > 0) add(j, room);
    }
  };
  const lack = (d: number) => Math.round((fairShare[d]! - got[d]!) / REMAINDER_STEP);
  for (const d of [...part.demands].sort((a, b) => lack(b) - lack(a) || a - b)) {
    raise(d, findMost(d));
  }
  const ranks = new Map(part.demands.map((d) => [d, findRank(arrays.stages, d, got[d]!)]));
  for (const d of [...part.demands].sort((a, b) => compareRanks(ranks.get(a)!, ranks.get(b)!) || a - b)) {
    raise(d, arrays.quantity[d]!);
  }
}

/** Columns by the plan's objectives, best first. */
function orderColumns(arrays: PlanArrays, columns: Iterable<number>): readonly number[] {
  return [...columns].sort((a, b) => {
    for (const objective of arrays.objectives) {
      if (objective[a] !== objective[b]) return objective[a]! - objective[b]!;
    }
    return a - b;
  });
}

function groupByDemand(
  arrays: PlanArrays,
  columns: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const j of columns) {
    const group = groups.get(arrays.columnDemand[j]!);
    if (group === undefined) groups.set(arrays.columnDemand[j]!, [j]);
    else group.push(j);
  }
  return groups;
}

/** Returns how many units column j would have to give back for its rows to hold and its line to have at most `most`. */
function findExcess(
  arrays: PlanArrays,
  j: number,
  now: { readonly use: Float64Array; readonly got: Float64Array; readonly most: number },
): number {
  let excess = Math.max(0, now.got[arrays.columnDemand[j]!]! - now.most);
  for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
    const r = arrays.entryRow[e]!;
    const over = now.use[r]! - arrays.rowBound[r]!;
    if (over > 0) excess = Math.max(excess, Math.ceil(over / arrays.entryRate[e]!));
  }
  return excess;
}

/** Returns how many more units column j can carry within its rows. */
export function findRoom(arrays: PlanArrays, j: number, use: Float64Array): number {
  let room = Number.MAX_SAFE_INTEGER;
  for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
    const r = arrays.entryRow[e]!;
    room = Math.min(room, Math.floor((arrays.rowBound[r]! - use[r]!) / arrays.entryRate[e]!));
  }
  return room;
}
