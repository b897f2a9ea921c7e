import { describe, expect, test } from "vitest";
import { buildArrays, type PlanArrays } from "./arrays.ts";
import { fillWithinCuts } from "./cuts.ts";
import { listComponents } from "./components.ts";
import { loadLinearSolver, type LinearProgram } from "./highs.ts";
import { solveShared, solveTransport, type Draft } from "./solve-component.ts";
import { drawProblem, openRandom } from "./testing/problems.ts";
import { fillToTotal } from "./water-level.ts";

const emptyDraft = (arrays: PlanArrays): Draft => ({
  amounts: new Float64Array(arrays.columnCount),
  fairShare: new Float64Array(arrays.demandCount),
  proofOf: new Int32Array(arrays.demandCount).fill(-1),
  proofs: [],
});

describe("two ways to the fair shares", () => {
  test("decomposition and cutting planes agree where only supplies bind, on 300 problems", async () => {
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
      const arrays = buildArrays(drawProblem(shape, openRandom(seed)), 10_000);
      if ("tooMany" in arrays) throw new Error("too many columns");
      const [byFlow, byCuts] = [emptyDraft(arrays), emptyDraft(arrays)];
      for (const component of listComponents(arrays)) {
        expect(component.onlySupplies).toBe(true);
        expect(solveTransport(arrays, component, byFlow).status).toBe("solved");
        expect(solveShared(arrays, component, { solver, draft: byCuts }).status).toBe("solved");
      }
      byFlow.fairShare.forEach((share, d) => {
        expect(Math.abs(share - byCuts.fairShare[d]!), `seed ${seed} demand ${d}`).toBeLessThan(1e-6);
      });
      if (byCuts.proofs.length > 1) several++;
    }
    expect(several).toBeGreaterThan(50);
  });
});

describe("water levels", () => {
  const vessels = { quantity: Float64Array.of(10, 10), gain: Float64Array.of(10, 20) };

  test("rise together until one is full", () => {
    expect([...fillToTotal(vessels, 12)]).toEqual([4, 8]);
    expect([...fillToTotal(vessels, 18)]).toEqual([8, 10]);
    expect([...fillToTotal(vessels, 99)]).toEqual([10, 10]);
    expect([...fillToTotal(vessels, 0)]).toEqual([0, 0]);
  });

  test("stop where a cut is tight, and go on for the others", () => {
    const cut = (lines: number[], bound: number) => ({
      lines: Int32Array.from(lines),
      lambda: new Float64Array(lines.length).fill(1),
      bound,
      rows: new Int32Array(0),
      prices: new Float64Array(0),
    });
    const lines = { weight: Float64Array.of(1, 1, 1), full: Float64Array.of(1, 1, 1) };
    const filled = fillWithinCuts(lines, [cut([0, 1], 0.6), cut([1, 2], 1.1)]);
    expect([...filled.stoppedBy]).toEqual([0, 0, 1]);
    expect([...filled.share].map((share) => Math.round(share * 1e9) / 1e9)).toEqual([0.3, 0.3, 0.8]);
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
