import { orderByKey } from "../canonical-order.ts";
import type { AssignmentProblem } from "./problem.ts";

/** A problem with its lists in the order of keys, and the index that each row had. */
export interface OrderedAssignment {
  readonly problem: AssignmentProblem;
  readonly unitInput: readonly number[];
  readonly callInput: readonly number[];
  readonly laneInput: readonly number[];
  /** Of the goods. */
  readonly goodsInput: { readonly supply: Int32Array; readonly lane: Int32Array };
}

/** Returns `problem` with its lists, those of its goods too, in ascending order of key (by code unit). O(rows × log). */
export function orderAssignment(problem: AssignmentProblem): OrderedAssignment {
  const [unitInput, callInput, laneInput, facilityInput] = [
    problem.units,
    problem.calls,
    problem.lanes,
    problem.facilities,
  ].map((rows) => {
    const keys = rows.map(({ key }) => key);
    return keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0));
  }) as [number[], number[], number[], number[]]; // four lists in, four out
  const goods = problem.goods === null ? null : orderByKey(problem.goods);
  const none = new Int32Array(0);
  return {
    problem: {
      ...problem,
      units: unitInput.map((i) => problem.units[i]!),
      calls: callInput.map((i) => problem.calls[i]!),
      lanes: laneInput.map((i) => problem.lanes[i]!),
      facilities: facilityInput.map((i) => problem.facilities[i]!),
      goods: goods?.problem ?? null,
    },
    unitInput,
    callInput,
    laneInput,
    goodsInput: { supply: goods?.supplyInput ?? none, lane: goods?.laneInput ?? none },
  };
}
