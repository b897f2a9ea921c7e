import type { PlanArrays } from "./arrays.ts";
import type { ConstraintName } from "./plan.ts";
import { UNITS_PER_RATE, type PlanProblem } from "./problem.ts";

/**
 * A plan of a problem much like the one to be solved, by the keys of its rows; published plans and certificates have this
 * shape. It only says where to begin: whatever it names that is not there is passed over.
 */
export interface PlanStart {
  readonly allocations: readonly {
    readonly supply: string;
    readonly demand: string;
    readonly lane: string;
    readonly departPeriod: number;
    /** Units. */
    readonly quantity: number;
  }[];
  readonly bottlenecks: readonly { readonly prices: readonly KeyedPrice[] }[];
}

type KeyedPrice = {
  readonly kind: ConstraintName["kind"];
  readonly price: number;
  readonly period?: number;
  readonly supply?: string;
  readonly lane?: string;
  readonly receiving?: string;
};

/** Where to begin, by the columns and rows of the arrays. */
export interface ArraysStart {
  /** length columnCount: units that the start sends. */
  readonly sent: Float64Array;
  /** Prices y > 0 on rows, each list a bottleneck. */
  readonly bottlenecks: readonly { readonly rows: readonly number[]; readonly prices: readonly number[] }[];
}

/** Finds a start's rows in the arrays of `problem`, which is in canonical order. O(their sizes). */
export function findStart(problem: PlanProblem, arrays: PlanArrays, start: PlanStart): ArraysStart {
  const supplyAt = indexKeys(problem.supplies);
  const demandAt = indexKeys(problem.demands);
  const laneAt = indexKeys(problem.lanes);
  const sent = new Float64Array(arrays.columnCount);
  for (const { supply, demand, lane, departPeriod, quantity } of start.allocations) {
    const s = supplyAt.get(supply);
    const d = demandAt.get(demand);
    const e = laneAt.get(lane);
    if (s === undefined || d === undefined || e === undefined) continue;
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) {
      const isIt = arrays.columnSupply[j] === s && arrays.columnLane[j] === e;
      if (isIt && arrays.columnDepart[j] === departPeriod) sent[j] = quantity;
    }
  }
  const rowAt = new Map(arrays.rowName.map((name, row) => [keyRow(problem, name), row]));
  const bottlenecks = start.bottlenecks.map(({ prices }) => {
    const found = prices.flatMap((one) => {
      const row = rowAt.get(joinKey(one.kind, one.supply ?? one.lane ?? one.receiving, one.period));
      // A capacity's row counts thousandths.
      const perRow = one.kind === "supply" ? 1 : UNITS_PER_RATE;
      return row === undefined ? [] : [{ row, price: one.price / perRow }];
    });
    return { rows: found.map(({ row }) => row), prices: found.map(({ price }) => price) };
  });
  return { sent, bottlenecks };
}

function indexKeys(rows: readonly { readonly key: string }[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ key }, index) => [key, index]));
}

function keyRow({ supplies, lanes, receiving }: PlanProblem, name: ConstraintName): string {
  if (name.kind === "supply") return joinKey(name.kind, supplies[name.supply]?.key, undefined);
  const key = "lane" in name ? lanes[name.lane]?.key : receiving[name.receiving]?.key;
  return joinKey(name.kind, key, name.period);
}

function joinKey(kind: string, key: string | undefined, period: number | undefined): string {
  return `${kind} ${period ?? ""} ${key ?? ""}`;
}
