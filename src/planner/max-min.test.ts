import { describe, expect, test } from "vitest";
import { buildArrays, type PlanArrays } from "./arrays.ts";
import { fillWithinCuts, type Lines, orderCut } from "./cuts.ts";
import { listComponents } from "./components.ts";
import { loadLinearSolver } from "./highs.ts";
import type { LinearProgram } from "./load-highs.ts";
import { openDraft } from "./draft.ts";
import { solveByHighs, solveShared, solveTransport } from "./solve-component.ts";
import { drawProblem, drawStages, openRandom } from "./testing/problems.ts";
import { fillToTotal } from "./water-level.ts";

describe("three ways to the fair shares", () => {
  test("decomposition, cutting planes and the simplex walk agree where only supplies bind, on 300 problems", async () => {
    const solver = await loadLinearSolver();
    let several = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const shape = {
        demands: 10,
        supplies: 6,
        items: 2,
        periods: 3,
        quantityMax: 1000,
        limited: 0,
        demandsPerSite: 1,
      };
      const random = openRandom(seed);
      const problem = drawStages(drawProblem(shape, random), 1 + (seed % 4), random);
      const arrays = buildArrays(problem, 10_000);
      if ("tooMany" in arrays) throw new Error("too many columns");
      const [byFlow, byCuts, byWalk] = [openDraft(arrays), openDraft(arrays), openDraft(arrays)];
      for (const component of listComponents(arrays)) {
        expect(component.onlySupplies).toBe(true);
        expect(solveTransport(arrays, component, byFlow).status).toBe("solved");
        expect(solveByHighs(arrays, component, { solver, draft: byCuts }).status).toBe("solved");
        const tools = { solver, draft: byWalk, onProgress: undefined, start: undefined };
        expect(solveShared(arrays, component, tools).status).toBe("solved");
      }
      byFlow.fairShare.forEach((share, d) => {
        for (const { fairShare } of [byCuts, byWalk]) {
          expect(Math.abs(share - fairShare[d]!), `seed ${seed} demand ${d}`).toBeLessThan(1e-6);
        }
      });
      if (byCuts.proofs.length > 1) several++;
    }
    expect(several).toBeGreaterThan(50);
  });
});

describe("water levels", () => {
  const vessels = { stages: [{ cap: Float64Array.of(10, 10), gain: Float64Array.of(10, 20) }] };

  test("rise together until one is full", () => {
    expect([...fillToTotal(vessels, 12)]).toEqual([4, 8]);
    expect([...fillToTotal(vessels, 18)]).toEqual([8, 10]);
    expect([...fillToTotal(vessels, 99)]).toEqual([10, 10]);
    expect([...fillToTotal(vessels, 0)]).toEqual([0, 0]);
  });

  test("rise stage by stage: who is raised first waits until the others stand as high", () => {
    const first = { cap: Float64Array.of(6, 0), gain: Float64Array.of(10, 10) };
    const staged = { stages: [first, { cap: Float64Array.of(10, 10), gain: Float64Array.of(10, 20) }] };
    const fills = [4, 6, 12, 18, 18.5, 20, 99].map((total) => [...fillToTotal(staged, total)]);
    expect(fills).toEqual([
      [4, 0],
      [6, 0],
      [6, 6],
      // The second is full at level 0.5, before the first would rise again at 0.6.
      [8, 10],
      [8.5, 10],
      [10, 10],
      [10, 10],
    ]);
  });

  test("stop where a cut is tight, and go on for the others", () => {
    const lines = { stages: [{ weight: Float64Array.of(1, 1, 1), full: Float64Array.of(1, 1, 1) }] };
    const cut = (of: number[], bound: number) => makeCut(lines, of, bound);
    const filled = fillWithinCuts(lines, [cut([0, 1], 0.6), cut([1, 2], 1.1)]);
    expect([...filled.stoppedBy]).toEqual([0, 0, 1]);
    expect([...filled.share].map((share) => Math.round(share * 1e9) / 1e9)).toEqual([0.3, 0.3, 0.8]);
  });
});

function makeCut(lines: Lines, of: number[], bound: number) {
  return orderCut(lines, {
    lines: Int32Array.from(of),
    lambda: new Float64Array(of.length).fill(1),
    bound,
    rows: new Int32Array(0),
    prices: new Float64Array(0),
  });
}

describe("cuts and stages", () => {
  test("a cut that is tight in an early stage stops its lines for good, the others go on", () => {
    const stages = [
      { weight: Float64Array.of(1, 1, 1), full: Float64Array.of(0.4, 0.4, 0) },
      { weight: Float64Array.of(1, 1, 1), full: Float64Array.of(1, 1, 1) },
    ];
    // 0 and 1 are promised 0.4 each of the 0.6 that they share; 1 and 2 share 1.1, of which 2 waits for its part.
    const filled = fillWithinCuts({ stages }, [
      makeCut({ stages }, [0, 1], 0.6),
      makeCut({ stages }, [1, 2], 1.1),
    ]);
    expect([...filled.share].map((share) => Math.round(share * 1e9) / 1e9)).toEqual([0.3, 0.3, 0.8]);
    expect([...filled.stoppedBy]).toEqual([0, 0, 1]);
  });

  test("filling within one cut is filling to its bound, on 300 drawn lines and stages", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = openRandom(seed);
      const below = (count: number) => Math.floor(random() * count);
      const count = 1 + below(6);
      let cap = new Float64Array(count);
      const stages = Array.from({ length: 1 + below(4) }, () => {
        cap = cap.map((amount) => amount + below(3) * random());
        return { gain: cap.map(() => [0.5, 1, 1, 3][below(4)]!), cap };
      });
      const total = cap.reduce((sum, amount) => sum + amount, 0) * random();
      const lines = { stages: stages.map(({ gain, cap: full }) => ({ weight: gain, full })) };
      const { share } = fillWithinCuts(lines, [makeCut(lines, [...cap.keys()], total)]);
      const filled = fillToTotal({ stages }, total);
      share.forEach((amount, d) => {
        expect(Math.abs(amount - filled[d]!), `seed ${seed} line ${d}`).toBeLessThan(1e-9);
      });
    }
  });
});

describe("the linear solver", () => {
  const program: LinearProgram = {
    columnCount: 1,
    rowCount: 1,
    cost: Float64Array.of(-1),
    columnUpper: Float64Array.of(Infinity),
    rowLower: Float64Array.of(-Infinity),
    rowUpper: Float64Array.of(5),
    starts: Int32Array.of(0, 1),
    indices: Int32Array.of(0),
    values: Float64Array.of(2),
  };

  test("gives value and price, and starts again from changed bounds", async () => {
    const model = (await loadLinearSolver()).open(program);
    expect(model.solve()).toMatchObject({
      status: "optimal",
      columnValue: Float64Array.of(2.5),
      rowDual: Float64Array.of(-0.5),
    });
    model.setRowBounds(Int32Array.of(0), Float64Array.of(-Infinity), Float64Array.of(3));
    expect(model.solve()).toMatchObject({ columnValue: Float64Array.of(1.5) });
    model.close();
  });

  test("names what it ended in when that is not an optimum", async () => {
    const solver = await loadLinearSolver();
    const infeasible = solver.open({ ...program, rowUpper: Float64Array.of(-1) });
    expect(infeasible.solve()).toEqual({ status: "failed", reason: "infeasible" });
    infeasible.close();
    const unbounded = solver.open({ ...program, rowUpper: Float64Array.of(Infinity) });
    expect(unbounded.solve()).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/unbounded/i),
    });
    unbounded.close();
  });
});
