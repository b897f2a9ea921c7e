import type { LinearModel, LinearSolver } from "../highs.ts";
import type { PlanProblem } from "../problem.ts";

/**
 * An independent way to the same answer, slow and plain: every sending a column, every capacity a row, and the
 * levels by successive linear programs, stage by stage: raise the common level; then raise each line alone; a line that cannot
 * rise stays. It shares with the planner only the linear solver and the types.
 */
export interface OracleProgram {
  readonly columns: readonly {
    supply: number;
    demand: number;
    lane: number;
    depart: number;
    arrive: number;
  }[];
  /** Rows by label: entries [column, coefficient] and bound. */
  readonly rows: readonly {
    readonly entries: readonly (readonly [number, number])[];
    readonly bound: number;
  }[];
}

export function listOracleProgram(problem: PlanProblem): OracleProgram {
  const columns: OracleProgram["columns"][number][] = [];
  const rows = new Map<string, { entries: [number, number][]; bound: number }>();
  const draw = (label: string, rate: number, bound: number | null) => {
    if (bound === null) return;
    const row = rows.get(label) ?? { entries: [], bound };
    row.entries.push([columns.length - 1, rate]);
    rows.set(label, row);
  };
  problem.supplies.forEach((supply, s) => {
    problem.demands.forEach((demand, d) => {
      problem.lanes.forEach((lane, e) => {
        for (let depart = 0; depart < problem.periods; depart++) {
          const arrive = depart + lane.transitPeriods;
          if (!demand.items.includes(supply.item)) continue;
          if (lane.from !== supply.site || lane.to !== demand.site) continue;
          if (depart < supply.availableFrom || depart > supply.availableUntil) continue;
          if (arrive < demand.windowFrom || arrive > demand.windowTo || arrive >= problem.periods) continue;
          const left = (supply.expiryPeriod ?? Infinity) - arrive;
          if (left < demand.leastShelfLifePeriods) continue;
          columns.push({ supply: s, demand: d, lane: e, depart, arrive });
          const item = problem.items[supply.item]!;
          const mass = item.massPerThousandGrams / 1000;
          const volume = item.volumePerThousandCubicCentimetres / 1000;
          const cold = item.coldVolumePerThousandCubicCentimetres / 1000;
          draw(`s ${s}`, 1, supply.quantity);
          draw(`lm ${e} ${depart}`, mass, lane.massCapacityGrams);
          draw(`lv ${e} ${depart}`, volume, lane.volumeCapacityCubicCentimetres);
          draw(`lc ${e} ${depart}`, cold, lane.coldVolumeCapacityCubicCentimetres);
          problem.receiving.forEach((limit, r) => {
            if (limit.site !== lane.to || arrive < limit.fromPeriod || arrive > limit.toPeriod) return;
            if (!(limit.items ?? [supply.item]).includes(supply.item)) return;
            if ((limit.lane ?? lane.key) !== lane.key) return;
            const when = limit.together === true ? "in all" : arrive;
            const rate = limit.unitsPerThousand?.[limit.items?.indexOf(supply.item) ?? -1] ?? 1000;
            draw(`ru ${r} ${when}`, rate / 1000, limit.unitCapacity);
            draw(`rv ${r} ${when}`, volume, limit.volumeCapacityCubicCentimetres);
            draw(`rc ${r} ${when}`, cold, limit.coldVolumeCapacityCubicCentimetres);
          });
        }
      });
    });
  });
  return { columns, rows: [...rows.values()] };
}

/**
 * Opens the program with one column more, the level: rows 0 … demands − 1 say f_d (in shares) − w_d · level ≥ low,
 * the next say f_d between bounds, then the capacities, then the `sums` without a bound. Columns are shares of the line's quantity.
 */
function openOracle(
  problem: PlanProblem,
  oracle: OracleProgram,
  solver: LinearSolver,
  { stage = 0, sums = [] }: { readonly stage?: number; readonly sums?: readonly Float64Array[] },
): LinearModel {
  const n = problem.demands.length;
  const count = oracle.columns.length + 1;
  const entries: [number, number][][] = Array.from({ length: count }, () => []);
  oracle.columns.forEach((column, j) => {
    entries[j]!.push([column.demand, 1], [n + column.demand, 1]);
  });
  problem.demands.forEach(({ stages }, d) => {
    entries[count - 1]!.push([d, -stages[stage]!.weightPerMille / 1000]);
  });
  const upper = [...Array<number>(n).fill(Infinity), ...Array<number>(n).fill(1)];
  oracle.rows.forEach((row, r) => {
    const scale = row.entries.reduce((most, [j, rate]) => {
      return Math.max(most, rate * problem.demands[oracle.columns[j]!.demand]!.quantity);
    }, 1e-9);
    for (const [j, rate] of row.entries) {
      const share = (rate * problem.demands[oracle.columns[j]!.demand]!.quantity) / scale;
      if (share > 0) entries[j]!.push([2 * n + r, share]);
    }
    upper.push(row.bound / scale);
  });
  for (const sum of sums) {
    sum.forEach((cost, j) => {
      if (cost > 0) entries[j]!.push([upper.length, cost]);
    });
    upper.push(Infinity);
  }
  const starts = [0];
  for (const list of entries) starts.push(starts[starts.length - 1]! + list.length);
  return solver.open({
    columnCount: count,
    rowCount: upper.length,
    cost: new Float64Array(count),
    columnUpper: new Float64Array(count).fill(Infinity),
    rowLower: Float64Array.from(upper, (_, r) => (r < 2 * n ? 0 : -Infinity)),
    rowUpper: Float64Array.from(upper),
    starts: Int32Array.from(starts),
    indices: Int32Array.from(entries.flatMap((list) => list.map(([row]) => row))),
    values: Float64Array.from(entries.flatMap((list) => list.map(([, value]) => value))),
  });
}

function solveFor(
  model: LinearModel,
  cost: Float64Array,
): { columnValue: Float64Array; rowValue: Float64Array } {
  model.setCosts(cost);
  const outcome = model.solve();
  if (outcome.status === "failed") throw new Error(`oracle: ${outcome.reason}`);
  return outcome;
}

/**
 * Returns the fair shares f_d / q_d, right to about 10^-8 for each stage: stage after stage, no line below what it had, none
 * above the stage's cap; a line that can get no more where it stands is stopped for good.
 */
export function findOracleShares(problem: PlanProblem, solver: LinearSolver): readonly number[] {
  const oracle = listOracleProgram(problem);
  const n = problem.demands.length;
  const before = Array<number>(n).fill(0);
  const isStopped = Array<boolean>(n).fill(false);
  for (let stage = 0; stage < (problem.demands[0]?.stages.length ?? 0); stage++) {
    const model = openOracle(problem, oracle, solver, { stage });
    try {
      raiseStage({ problem, oracle, model, stage }, before, isStopped);
    } finally {
      model.close();
    }
  }
  return before;
}

/** Raises all lines through one stage. @mutates before: what each has, in shares; isStopped; the model. */
function raiseStage(
  at: {
    readonly problem: PlanProblem;
    readonly oracle: OracleProgram;
    readonly model: LinearModel;
    readonly stage: number;
  },
  before: number[],
  isStopped: boolean[],
): void {
  const { problem, oracle, model, stage } = at;
  const n = problem.demands.length;
  const count = oracle.columns.length + 1;
  const weight = problem.demands.map(({ stages }) => stages[stage]!.weightPerMille / 1000);
  const cap = problem.demands.map(({ quantity, stages }) => {
    const last = stages.at(-1)!.uptoPerMille;
    const most = Math.max(1, Math.floor((quantity * last) / 1000)) / quantity;
    return stage === stages.length - 1 ? most : Math.min(most, stages[stage]!.uptoPerMille / 1000);
  });
  const set = (row: number, lower: number, upper: number) => {
    model.setRowBounds(Int32Array.of(row), Float64Array.of(lower), Float64Array.of(upper));
  };
  // What earlier stages left was itself found by a solver, to its tolerance.
  const slack = stage === 0 ? 1e-10 : 2e-9;
  const share = before.map((value, d) => (isStopped[d] === true || cap[d]! <= value ? value : undefined));
  for (let round = 0; round <= n && share.includes(undefined); round++) {
    // A line that is done keeps its share; an open one rises with the level.
    for (let d = 0; d < n; d++) {
      const done = share[d];
      set(d, done === undefined ? 0 : -Infinity, Infinity);
      set(n + d, (done ?? before[d]!) - slack, done ?? cap[d]!);
    }
    const up = new Float64Array(count);
    up[count - 1] = -1;
    const level = solveFor(model, up).columnValue[count - 1]!;
    const stands = (d: number) => Math.max(before[d]!, Math.min(cap[d]!, weight[d]! * level));
    for (let d = 0; d < n; d++) {
      set(d, -Infinity, Infinity);
      if (share[d] === undefined) set(n + d, stands(d) - slack, cap[d]!);
    }
    for (let d = 0; d < n; d++) {
      if (share[d] !== undefined) continue;
      const cost = Float64Array.from({ length: count }, (_, j) => (oracle.columns[j]?.demand === d ? -1 : 0));
      const most = solveFor(model, cost).rowValue[n + d]!;
      if (weight[d]! * level >= cap[d]! - 1e-9) share[d] = cap[d]!;
      else if (most <= stands(d) + 1e-8) {
        share[d] = stands(d);
        isStopped[d] = true;
      }
    }
  }
  share.forEach((value, d) => {
    before[d] = value ?? NaN;
  });
}

/**
 * Returns the least sum of each of `costs`, one after the other, each within the least of those before it, over plans that give
 * each line just `units`. A solver's answer need not meet a sum that it found itself to the last bit: where there is no plan
 * that does, lines and sums may be off by the next of `SLACKS`, of their scale.
 */
export function findOracleLeast(
  problem: PlanProblem,
  solver: LinearSolver,
  given: { readonly units: ArrayLike<number>; readonly costs: readonly ((column: number) => number)[] },
): readonly number[] {
  const oracle = listOracleProgram(problem);
  const costs = given.costs.map((costOf) => {
    const cost = oracle.columns.map(({ demand }, j) => costOf(j) * problem.demands[demand]!.quantity);
    const largest = cost.reduce((most, value) => Math.max(most, value), 1e-300);
    return { largest, scaled: Float64Array.from([...cost, 0], (one) => one / largest) };
  });
  for (const slack of SLACKS) {
    const least = findLeastWithin({ problem, oracle, solver, slack }, given.units, costs);
    if (least !== undefined) return least.map((sum, k) => sum * costs[k]!.largest);
  }
  throw new Error("oracle: no plan gives these units");
}

const SLACKS = [0, 1e-12, 1e-11, 1e-10, 1e-9] as const;

function findLeastWithin(
  at: {
    readonly problem: PlanProblem;
    readonly oracle: OracleProgram;
    readonly solver: LinearSolver;
    readonly slack: number;
  },
  units: ArrayLike<number>,
  costs: readonly { readonly scaled: Float64Array }[],
): readonly number[] | undefined {
  const { problem, oracle, solver, slack } = at;
  const n = problem.demands.length;
  const sums = costs.map(({ scaled }) => scaled);
  const model = openOracle(problem, oracle, solver, { sums });
  try {
    problem.demands.forEach((demand, d) => {
      const share = units[d]! / demand.quantity;
      const rows = Int32Array.of(d, n + d);
      model.setRowBounds(
        rows,
        Float64Array.of(-Infinity, share - slack),
        Float64Array.of(Infinity, share + slack),
      );
    });
    const least: number[] = [];
    for (const [k, cost] of sums.entries()) {
      model.setCosts(cost);
      const outcome = model.solve();
      if (outcome.status === "failed") return undefined;
      const sum = cost.reduce((all, one, j) => all + one * outcome.columnValue[j]!, 0);
      least.push(sum);
      // From here on from a plan that holds the sum that is now asked.
      model.usePrimalSimplex();
      const row = Int32Array.of(2 * n + oracle.rows.length + k);
      model.setRowBounds(row, Float64Array.of(-Infinity), Float64Array.of(sum + slack));
    }
    return least;
  } finally {
    model.close();
  }
}
