import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MASKS } from "#core/testing/book.ts";
import { DIFFERENCE_KINDS, DIFFERENCE_REASONS, findDifferences } from "./receipt.ts";

function find(sent: number, counted: number, damaged: number) {
  return findDifferences(
    { lineNumber: 1, supplyId: MASKS, sent, counted, damaged },
    { isExpired: false, isShortDated: false },
  ).map(({ kind, quantity }) => `${kind} ${quantity}`);
}

describe("the differences of a line", () => {
  test.each([
    [100, 100, 0, []],
    [100, 97, 5, ["short 3", "damaged 5"]],
    [100, 97, 0, ["short 3"]],
    [100, 100, 100, ["damaged 100"]],
    [100, 0, 0, ["short 100"]],
    [100, 104, 0, ["surplus 4"]],
    [100, 104, 2, ["surplus 4", "damaged 2"]],
    [100, 104, 103, ["surplus 4", "damaged 100"]],
  ] as const)("sent %i, counted %i, damaged %i: %j", (sent, counted, damaged, expected) => {
    expect(find(sent, counted, damaged)).toEqual(expected);
  });

  test("explain the count: sent, less the short, plus the surplus", () => {
    const amount = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(amount, amount, amount, (sent, counted, some) => {
        const damaged = Math.min(some, counted);
        const found = new Map(
          findDifferences(
            { lineNumber: 1, supplyId: MASKS, sent, counted, damaged },
            { isExpired: false, isShortDated: false },
          ).map((one) => [one.kind, one.quantity]),
        );
        expect(sent - (found.get("short") ?? 0) + (found.get("surplus") ?? 0)).toBe(counted);
        expect(found.has("short") && found.has("surplus")).toBe(false);
        expect([...found.values()].every((quantity) => quantity > 0)).toBe(true);
      }),
    );
  });
});

test.each([
  [{ isExpired: false, isShortDated: true }, ["short 3", "damaged 5", "short_dated 92"]],
  [{ isExpired: true, isShortDated: true }, ["short 3", "damaged 5", "expired 92"]],
])("sent 100, counted 97, damaged 5, of a late lot %j: %j", (late, expected) => {
  const line = { lineNumber: 1, supplyId: MASKS, sent: 100, counted: 97, damaged: 5 };
  expect(findDifferences(line, late).map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual(expected);
});

test("every kind of difference has a reason that explains it, and every reason but a redirect explains one kind", () => {
  const explained = Object.values(DIFFERENCE_REASONS).flatMap((kinds): readonly string[] => kinds);
  expect([...new Set(explained)].toSorted()).toEqual([...DIFFERENCE_KINDS].toSorted());
  expect(explained).toHaveLength(Object.keys(DIFFERENCE_REASONS).length - 1);
});
