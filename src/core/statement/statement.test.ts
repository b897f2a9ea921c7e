import { describe, expect, test } from "vitest";
import { MOVEMENT_KINDS } from "#core/ledger/movement.ts";
import { addFigures, FIGURE_OF, FIGURES, NO_UNITS } from "./statement.ts";

describe("the figures of a statement", () => {
  test("every kind of movement counts in one figure, or is said to count in none", () => {
    expect(Object.keys(FIGURE_OF).toSorted()).toEqual([...MOVEMENT_KINDS].toSorted());
    const uncounted = MOVEMENT_KINDS.filter((kind) => FIGURE_OF[kind] === null);
    expect(uncounted).toEqual(["transfer", "quarantine", "unquarantine"]);
  });

  test("every figure is raised by some movement, and lowered only by what undoes it", () => {
    const counted = MOVEMENT_KINDS.flatMap((kind) => {
      const figure = FIGURE_OF[kind];
      return figure === null ? [] : [{ kind, ...figure }];
    });
    const raised = new Set<string>(counted.filter(({ sign }) => sign === 1).map(({ figure }) => figure));
    expect(FIGURES.filter((figure) => !raised.has(figure))).toEqual([]);
    expect(counted.filter(({ sign }) => sign === -1).map(({ kind, figure }) => [kind, figure])).toEqual([
      ["withdraw", "pledged"],
      ["release", "agreed"],
    ]);
  });

  test("are added figure by figure", () => {
    const one = { ...NO_UNITS, pledged: 3, lost: 1 };
    const other = { ...NO_UNITS, pledged: -1, used: 2 };
    expect(addFigures(one, other)).toEqual({ ...NO_UNITS, pledged: 2, lost: 1, used: 2 });
    expect(Object.keys(NO_UNITS)).toEqual([...FIGURES]);
  });
});
