import type { PlanProblem } from "./problem.ts";

/** A problem with its lists in order of key, and for each list the index that each row had before. */
export interface CanonicalProblem {
  readonly problem: PlanProblem;
  /** `supplyInput[i]`: index in the original list of supply i of the ordered one; so for the others. */
  readonly supplyInput: Int32Array;
  readonly demandInput: Int32Array;
  readonly laneInput: Int32Array;
  readonly receivingInput: Int32Array;
}

/**
 * Returns `problem` with supplies, demands, lanes and receiving limits in ascending order of key (by UTF-16 code
 * unit, the same on every machine), companions in that of the demand that follows. Whatever is computed from it does not depend on the order given.
 */
export function orderByKey(problem: PlanProblem): CanonicalProblem {
  const supplyInput = sortedIndices(problem.supplies);
  const demandInput = sortedIndices(problem.demands);
  const laneInput = sortedIndices(problem.lanes);
  const receivingInput = sortedIndices(problem.receiving);
  return {
    problem: {
      ...problem,
      supplies: pick(problem.supplies, supplyInput),
      demands: pick(problem.demands, demandInput),
      lanes: pick(problem.lanes, laneInput),
      receiving: pick(problem.receiving, receivingInput),
      companions: problem.companions.toSorted((a, b) => (a.companion < b.companion ? -1 : 1)),
    },
    supplyInput,
    demandInput,
    laneInput,
    receivingInput,
  };
}

function sortedIndices(rows: readonly { readonly key: string }[]): Int32Array {
  const indices = rows.map((_, i) => i);
  indices.sort((a, b) => {
    const keyA = rows[a]!.key;
    const keyB = rows[b]!.key;
    return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
  });
  return Int32Array.from(indices);
}

function pick<Row>(rows: readonly Row[], indices: Int32Array): readonly Row[] {
  return Array.from(indices, (i) => rows[i]!);
}
