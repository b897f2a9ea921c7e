import { describe, expect, test } from "vitest";
import type { FillProblem } from "./fill-problem.ts";
import { fillFairly } from "./fill-fairly.ts";
import { layOutRows } from "./matrix.ts";

/** Each way: the rows it draws on, with one unit a unit, and its line; costs by way. */
function build(
  capacity: readonly number[],
  ways: readonly { readonly line: number; readonly rows: readonly number[]; readonly cost?: number }[],
  stages: readonly { readonly weight: readonly number[]; readonly full: readonly number[] }[],
): FillProblem {
  const start = [0];
  const row: number[] = [];
  for (const way of ways) {
    row.push(...way.rows, capacity.length + way.line);
    start.push(row.length);
  }
  const lines = stages[0]!.weight.length;
  const shape = { rowCount: capacity.length + lines, columnCount: ways.length };
  return {
    matrix: layOutRows(
      shape,
      Int32Array.from(start),
      Int32Array.from(row),
      new Float64Array(row.length).fill(1),
    ),
    capacity: Float64Array.from(capacity),
    lineOfColumn: Int32Array.from(ways, (way) => way.line),
    stages: stages.map(({ weight, full }) => ({
      weight: Float64Array.from(weight),
      full: Float64Array.from(full),
    })),
    costs: [
      Float64Array.from(ways, (way) => way.cost ?? 0),
      Float64Array.from(ways, (_, j) => j / ways.length),
    ],
  };
}

function fill(problem: FillProblem) {
  const filled = fillFairly(problem);
  if (filled.status === "failed") throw new Error(filled.reason);
  return filled;
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9) as number);

describe("fillFairly by hand", () => {
  test("shares one store by weight", () => {
    const problem = build(
      [12],
      [0, 1, 2].map((line) => ({ line, rows: [0] })),
      [{ weight: [3, 10, 20], full: [3, 10, 10] }],
    );
    const { share, stoppedBy, cuts, sent } = fill(problem);
    // Level t: 3t + 10t + 20t = 12 at t = 12/33, before any is full.
    expect(Array.from(share)).toEqual(closeTo([36 / 33, 120 / 33, 240 / 33]));
    expect(Array.from(stoppedBy)).toEqual([0, 0, 0]);
    expect(cuts).toHaveLength(1);
    expect(Array.from(sent)).toEqual(closeTo([36 / 33, 120 / 33, 240 / 33]));
  });

  test("stops a line at its own lane and gives what it leaves to the others", () => {
    const problem = build(
      [10, 2],
      [
        { line: 0, rows: [0, 1] },
        { line: 1, rows: [0] },
      ],
      [{ weight: [10, 10], full: [10, 10] }],
    );
    const { share, stoppedBy } = fill(problem);
    expect(Array.from(share)).toEqual(closeTo([2, 8]));
    expect(stoppedBy[0]).not.toBe(stoppedBy[1]);
  });

  test("turns to the dearer way only for what the cheaper cannot carry", () => {
    const problem = build(
      [3, 10],
      [
        { line: 0, rows: [1], cost: 0.9 },
        { line: 0, rows: [0], cost: 0.1 },
      ],
      [{ weight: [5], full: [5] }],
    );
    const { sent, share, stoppedBy } = fill(problem);
    expect(Array.from(share)).toEqual(closeTo([5]));
    expect(Array.from(sent)).toEqual(closeTo([2, 3]));
    expect(Array.from(stoppedBy)).toEqual([-1]);
  });

  test("fills a first stage before a second, and takes nothing back", () => {
    // 10 units: the floor of the second line is 6; then both rise to the level that is left: 4 for the first.
    const problem = build(
      [10],
      [0, 1].map((line) => ({ line, rows: [0] })),
      [
        { weight: [1, 6], full: [0, 6] },
        { weight: [10, 10], full: [10, 10] },
      ],
    );
    expect(Array.from(fill(problem).share)).toEqual(closeTo([4, 6]));
  });

  test("gives nothing where a row holds nothing, and says why", () => {
    const problem = build([0], [{ line: 0, rows: [0] }], [{ weight: [5], full: [5] }]);
    const { share, stoppedBy, cuts } = fill(problem);
    expect(Array.from(share)).toEqual([0]);
    expect(cuts[stoppedBy[0]!]!.bound).toBe(0);
  });

  test("tells how many lines have come to rest", () => {
    const told: number[] = [];
    const problem = build([2], [{ line: 0, rows: [0] }], [{ weight: [5], full: [5] }]);
    fillFairly(problem, (settled, lines) => told.push(settled / lines));
    expect(told.at(-1)).toBe(1);
  });
});
