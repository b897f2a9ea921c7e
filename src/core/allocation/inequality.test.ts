import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measureGini, measureJain } from "./inequality.ts";

describe("the Gini and Jain indices", () => {
  test.each([
    [[], 0, 1],
    [[0, 0], 0, 1],
    [[0.4, 0.4, 0.4], 0, 1],
    [[0, 0, 1, 3], 0.625, 0.4],
    [[0, 0, 0, 1], 0.75, 0.25],
    [[1, 1, 0, 0], 0.5, 0.5],
  ])("of %j are %f and %f", (values, gini, jain) => {
    expect(measureGini(values)).toBeCloseTo(gini, 12);
    expect(measureJain(values)).toBeCloseTo(jain, 12);
  });

  test("agree with their definitions, whatever the order and the unit", () => {
    const coverages = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(coverages, (values) => {
        const count = values.length;
        const sum = values.reduce((total, value) => total + value, 0);
        const apart = values.reduce(
          (total, x) => total + values.reduce((more, y) => more + Math.abs(x - y), 0),
          0,
        );
        const gini = sum === 0 ? 0 : apart / (2 * count * sum);
        expect(measureGini(values)).toBeCloseTo(gini, 9);
        expect(measureGini(values.toReversed().map((value) => value / 7))).toBeCloseTo(gini, 9);
        expect(measureJain(values.map((value) => value / 7))).toBeCloseTo(measureJain(values), 9);
      }),
    );
  });
});
