import type { Problem } from "#core/result.ts";

/** As many problems as are listed one by one; the next entry says how many more there are. */
const LISTED_PROBLEM_MAX = 1_000;
const VALUE_LENGTH_MAX = 120;

/** A growing list of problems that keeps the first 1,000 and counts the others. */
export interface ProblemList {
  readonly add: (problem: Problem) => void;
  /** How many were added, listed or not. */
  readonly count: () => number;
  /** The problems in the order added; beyond 1,000, a last one `more_problems` with the count of the rest. */
  readonly list: () => readonly Problem[];
}

/** Returns an empty list. Values are cut to 120 characters when they are added. */
export function startProblemList(): ProblemList {
  const kept: Problem[] = [];
  let count = 0;
  return {
    add: (problem) => {
      count += 1;
      if (kept.length < LISTED_PROBLEM_MAX) kept.push({ ...problem, value: cutValue(problem.value) });
    },
    count: () => count,
    list: () => {
      const moreCount = count - kept.length;
      if (moreCount === 0) return kept;
      return [...kept, { field: "file", value: null, rule: "more_problems", facts: { count: moreCount } }];
    },
  };
}

function cutValue(value: string | null): string | null {
  if (value === null || value.length <= VALUE_LENGTH_MAX) return value;
  return `${value.slice(0, VALUE_LENGTH_MAX - 1)}…`;
}
