import { describe, expect, test } from "vitest";
import { describeProblem } from "./problem.ts";
import { REFUSALS } from "./refusals.ts";

describe("problem details", () => {
  test("carry the code, the facts and a sentence with the facts in it", () => {
    const problem = describeProblem({ code: "not_enough_units", available: 300, asked: 350 } as never, "r-1");
    expect(problem).toEqual({
      type: "/problems/not_enough_units",
      title: "Not enough units",
      status: 409,
      detail: "Available 300, asked 350.",
      instance: "/requests/r-1",
      code: "not_enough_units",
      available: 300,
      asked: 350,
    });
  });

  test("keep the status of HTTP where a fact has its name", () => {
    const refusal = { code: "step_not_allowed", noun: "call", status: "met", step: "withdraw", allowed: [] };
    expect(describeProblem(refusal, "r-1")).toMatchObject({ status: 409, currentStatus: "met" });
  });

  test("of a code that nobody declared tell nothing", () => {
    const problem = describeProblem({ code: "made_up", secret: "x" } as never, "r-1");
    expect(problem).toMatchObject({ code: "internal_error", status: 500 });
    expect(problem).not.toHaveProperty("secret");
  });

  test("have an error's status and end their sentences", () => {
    const rows = Object.values(REFUSALS);
    expect(rows.length).toBeGreaterThan(20);
    for (const { status, sentence } of rows) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(sentence).toMatch(/[.?}]$/);
    }
  });
});
