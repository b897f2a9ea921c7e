import type { PlanArrays } from "./arrays.ts";
import type { ConstraintName } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import type { DraftSlackCosts, Proof } from "./draft.ts";

/** How a problem was solved: where one much like it can begin. By keys, so that nothing else of it is kept. */
export interface SolvedEnd {
  readonly keys: Readonly<Record<"supplies" | "demands" | "lanes" | "receiving", readonly string[]>>;
  /** Columns of the basis, each by supply, demand, lane and period of departure: arrays of one length. */
  readonly supply: Int32Array;
  readonly demand: Int32Array;
  readonly lane: Int32Array;
  readonly depart: Int32Array;
  readonly rowName: readonly ConstraintName[];
  /** Rows of which the slack was in the basis. */
  readonly basicRows: readonly number[];
  readonly slackCosts: readonly DraftSlackCosts[];
  readonly bottlenecks: readonly Bottleneck[];
}

type Bottleneck = Pick<Proof, "rows" | "prices" | "own">;

/** Keeps what a problem in canonical order ended in. O(size of the arrays). */
export function keepEnd(
  problem: PlanProblem,
  arrays: PlanArrays,
  draft: Pick<SolvedEnd, "basicRows" | "slackCosts"> & {
    readonly basicColumns: readonly number[];
    readonly proofs: readonly Bottleneck[];
  },
): SolvedEnd {
  const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);
  const take = (all: Int32Array) => Int32Array.from(draft.basicColumns, (j) => all[j]!);
  return {
    keys: {
      supplies: keysOf(problem.supplies),
      demands: keysOf(problem.demands),
      lanes: keysOf(problem.lanes),
      receiving: keysOf(problem.receiving),
    },
    supply: take(arrays.columnSupply),
    demand: take(arrays.columnDemand),
    lane: take(arrays.columnLane),
    depart: take(arrays.columnDepart),
    rowName: arrays.rowName,
    basicRows: draft.basicRows,
    slackCosts: draft.slackCosts,
    bottlenecks: draft.proofs.map(({ rows, prices, own }) => ({ rows, prices, own })),
  };
}

/** Where to begin, by the columns and rows of the arrays of the problem that is to be solved. */
export interface ArraysStart {
  /** length columnCount and rowCount: 1 where the column, or the slack of the row, was in the basis. */
  readonly isBasicColumn: Uint8Array;
  readonly isBasicRow: Uint8Array;
  readonly slackCosts: readonly DraftSlackCosts[];
  /** Prices y > 0 on rows, each list a bottleneck. */
  readonly bottlenecks: readonly Bottleneck[];
}

/**
 * Finds in the arrays of `problem`, in canonical order, what another problem ended in, by the keys of their rows: what is not
 * there any more is passed over, and rows that were not there before are taken to have room.
 * O(size of the arrays + columns of the basis × columns of a demand).
 */
export function findStart(problem: PlanProblem, arrays: PlanArrays, end: SolvedEnd): ArraysStart {
  const isBasicColumn = new Uint8Array(arrays.columnCount);
  for (const column of matchColumns(problem, arrays, end)) if (column >= 0) isBasicColumn[column] = 1;
  const found = matchRows(problem, arrays, end);
  const isBasicRow = new Uint8Array(arrays.rowCount).fill(1);
  for (const row of found) if (row >= 0) isBasicRow[row] = 0;
  for (const r of end.basicRows) if (found[r]! >= 0) isBasicRow[found[r]!] = 1;
  const demandAt = matchKeys(end.keys.demands, problem.demands);
  const bottlenecks = end.bottlenecks.map((proof) => {
    const rows: number[] = [];
    const prices: number[] = [];
    proof.rows.forEach((r, i) => {
      if (found[r]! < 0) return;
      rows.push(found[r]!);
      prices.push(proof.prices[i]!);
    });
    const own = proof.own && {
      ...proof.own,
      rows: proof.own.rows.map((r) => found[r]!),
      demands: proof.own.demands.map((d) => demandAt[d]!),
    };
    // What is its own makes sense as a whole only.
    const isWhole = own !== undefined && ![...own.rows, ...own.demands].includes(-1);
    return { rows, prices, own: isWhole ? own : undefined };
  });
  const slackCosts = end.slackCosts
    .map((one) => ({ ...one, row: found[one.row]! }))
    .filter(({ row }) => row >= 0);
  return { isBasicColumn, isBasicRow, slackCosts, bottlenecks };
}

/** For each column of the basis before which it is now: −1 where it is not there. */
function matchColumns(problem: PlanProblem, arrays: PlanArrays, end: SolvedEnd): Int32Array {
  const supplyAt = matchKeys(end.keys.supplies, problem.supplies);
  const demandAt = matchKeys(end.keys.demands, problem.demands);
  const laneAt = matchKeys(end.keys.lanes, problem.lanes);
  return end.depart.map((depart, i) => {
    const supply = supplyAt[end.supply[i]!]!;
    const demand = demandAt[end.demand[i]!]!;
    const lane = laneAt[end.lane[i]!]!;
    if (supply < 0 || demand < 0 || lane < 0) return -1;
    for (let j = arrays.demandStart[demand]!; j < arrays.demandStart[demand + 1]!; j++) {
      const isSame = arrays.columnSupply[j] === supply && arrays.columnLane[j] === lane;
      if (isSame && arrays.columnDepart[j] === depart) return j;
    }
    return -1;
  });
}

/** For each key before the index of its row now, −1 where it is not there. */
function matchKeys(before: readonly string[], now: readonly { readonly key: string }[]): Int32Array {
  const at = new Map(now.map(({ key }, index) => [key, index]));
  return Int32Array.from(before, (key) => at.get(key) ?? -1);
}

/** For each row before the row of the same name now: −1 where there is none. */
function matchRows(problem: PlanProblem, arrays: PlanArrays, end: SolvedEnd): Int32Array {
  const now: RowPlaces = { supply: (at) => at, lane: (at) => at, receiving: (at) => at };
  const rowAt = new Map(arrays.rowName.map((name, row) => [numberRow(problem, name, now), row]));
  const supplyAt = matchKeys(end.keys.supplies, problem.supplies);
  const laneAt = matchKeys(end.keys.lanes, problem.lanes);
  const receivingAt = matchKeys(end.keys.receiving, problem.receiving);
  const before: RowPlaces = {
    supply: (at) => supplyAt[at]!,
    lane: (at) => laneAt[at]!,
    receiving: (at) => receivingAt[at]!,
  };
  const found = new Int32Array(end.rowName.length);
  end.rowName.forEach((name, row) => {
    found[row] = rowAt.get(numberRow(problem, name, before)) ?? -1;
  });
  return found;
}

/** Where what a row is of stands in the problem's own lists, −1 where it is not there. */
type RowPlaces = Readonly<Record<"supply" | "lane" | "receiving", (index: number) => number>>;

const KINDS = [
  "lane_mass",
  "lane_volume",
  "lane_cold_volume",
  "receiving_units",
  "receiving_volume",
  "receiving_cold_volume",
] as const;

/** A number for each row that a problem can have, −1 where what it is of is not there. */
function numberRow(
  { supplies, periods }: PlanProblem,
  name: ConstraintName,
  { supply, lane, receiving }: RowPlaces,
): number {
  if (name.kind === "supply") return supply(name.supply);
  const owner = "lane" in name ? lane(name.lane) : receiving(name.receiving);
  if (owner < 0 || name.period >= periods) return -1;
  const kind = KINDS.indexOf(name.kind);
  return supplies.length + (owner * KINDS.length + kind) * periods + name.period;
}
