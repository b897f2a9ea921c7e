import type { PlanArrays } from "./arrays.ts";
import type { ConstraintName } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";

/** How a problem was solved: where one much like it can begin. */
export interface SolvedEnd {
  /** In canonical order, with its arrays. */
  readonly problem: PlanProblem;
  readonly arrays: PlanArrays;
  readonly draft: {
    readonly basicColumns: readonly number[];
    readonly basicRows: readonly number[];
    readonly proofs: readonly { readonly rows: readonly number[]; readonly prices: readonly number[] }[];
  };
}

/** Where to begin, by the columns and rows of the arrays of the problem that is to be solved. */
export interface ArraysStart {
  /** length columnCount and rowCount: 1 where the column, or the slack of the row, was in the basis. */
  readonly isBasicColumn: Uint8Array;
  readonly isBasicRow: Uint8Array;
  /** Prices y > 0 on rows, each list a bottleneck. */
  readonly bottlenecks: readonly { readonly rows: readonly number[]; readonly prices: readonly number[] }[];
}

/**
 * Finds in the arrays of `problem`, in canonical order, what another problem ended in, by the keys of their rows: what is not
 * there any more is passed over, and rows that were not there before are taken to have room. O(size of the arrays).
 */
export function findStart(problem: PlanProblem, arrays: PlanArrays, end: SolvedEnd): ArraysStart {
  const { draft, arrays: before } = end;
  const isBasicColumn = new Uint8Array(arrays.columnCount);
  const columnAt = matchColumns(problem, arrays, end);
  for (const j of draft.basicColumns) if (columnAt(j) >= 0) isBasicColumn[columnAt(j)] = 1;
  const rowAt = new Map(arrays.rowName.map((name, row) => [keyRow(problem, name), row]));
  const found = Int32Array.from(before.rowName, (name) => rowAt.get(keyRow(end.problem, name)) ?? -1);
  const isBasicRow = new Uint8Array(arrays.rowCount).fill(1);
  for (const row of found) if (row >= 0) isBasicRow[row] = 0;
  for (const r of draft.basicRows) if (found[r]! >= 0) isBasicRow[found[r]!] = 1;
  const bottlenecks = draft.proofs.map((proof) => {
    const places = proof.rows.map((r, i) => ({ row: found[r]!, price: proof.prices[i]! }));
    const here = places.filter(({ row }) => row >= 0);
    return { rows: here.map(({ row }) => row), prices: here.map(({ price }) => price) };
  });
  return { isBasicColumn, isBasicRow, bottlenecks };
}

/** Returns what tells, of a column before, which it is now: −1 where it is not there. */
function matchColumns(problem: PlanProblem, arrays: PlanArrays, end: SolvedEnd): (column: number) => number {
  const { problem: other, arrays: before } = end;
  const supplyAt = matchKeys(other.supplies, problem.supplies);
  const demandAt = matchKeys(other.demands, problem.demands);
  const laneAt = matchKeys(other.lanes, problem.lanes);
  return (column) => {
    const supply = supplyAt[before.columnSupply[column]!]!;
    const demand = demandAt[before.columnDemand[column]!]!;
    const lane = laneAt[before.columnLane[column]!]!;
    if (supply < 0 || demand < 0 || lane < 0) return -1;
    const depart = before.columnDepart[column]!;
    for (let j = arrays.demandStart[demand]!; j < arrays.demandStart[demand + 1]!; j++) {
      const isSame = arrays.columnSupply[j] === supply && arrays.columnLane[j] === lane;
      if (isSame && arrays.columnDepart[j] === depart) return j;
    }
    return -1;
  };
}

type Keyed = readonly { readonly key: string }[];

/** For each row before its index now, −1 where it is not there. */
function matchKeys(before: Keyed, now: Keyed): Int32Array {
  const at = new Map(now.map(({ key }, index) => [key, index]));
  return Int32Array.from(before, ({ key }) => at.get(key) ?? -1);
}

function keyRow({ supplies, lanes, receiving }: PlanProblem, name: ConstraintName): string {
  if (name.kind === "supply") return `supply ${supplies[name.supply]?.key}`;
  const key = "lane" in name ? lanes[name.lane]?.key : receiving[name.receiving]?.key;
  return `${name.kind} ${name.period} ${key}`;
}
