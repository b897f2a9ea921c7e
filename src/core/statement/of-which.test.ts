import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listWholes, orderOfWhich, type PartRow } from "./of-which.ts";

const one = (): string => "";

describe("orderOfWhich", () => {
  test("puts a part directly under the row of the wider item, and its own parts under it", () => {
    const rows = [
      { item: "surgical_mask", of: "medical_mask" },
      { item: "gown", of: null },
      { item: "mask", of: null },
      { item: "medical_mask", of: "mask" },
    ];
    expect(orderOfWhich(rows, one).map(({ row, depth }) => `${depth} ${row.item}`)).toEqual([
      "0 gown",
      "0 mask",
      "1 medical_mask",
      "2 surgical_mask",
    ]);
  });

  test("lets a part stand by itself where the wider row is in another group only", () => {
    const rows = [
      { item: "mask", of: null, recipient: "ETH" },
      { item: "medical_mask", of: "mask", recipient: "KEN" },
    ];
    expect(orderOfWhich(rows, (row) => row.recipient).map(({ depth }) => depth)).toEqual([0, 0]);
  });

  test("keeps rows that name one another in a ring", () => {
    const ring = [
      { item: "a", of: "b" },
      { item: "b", of: "a" },
    ];
    expect(orderOfWhich(ring, one)).toHaveLength(2);
  });

  test("keeps every row exactly once, with a part never less deep than one below its whole", () => {
    const names = ["a", "b", "c", "d", "e"];
    const rowOf = fc.record({
      item: fc.constantFrom(...names),
      of: fc.option(fc.constantFrom(...names)),
      group: fc.constantFrom("x", "y"),
    });
    fc.assert(
      fc.property(fc.array(rowOf), (rows) => {
        const placed = orderOfWhich(rows, (row) => row.group);
        expect(new Set(placed.map(({ row }) => row))).toEqual(new Set(rows));
        expect(placed).toHaveLength(rows.length);
        placed.forEach(({ depth }, index) => {
          const above = placed[index - 1];
          expect(depth).toBeLessThanOrEqual(above === undefined ? 0 : above.depth + 1);
        });
      }),
    );
  });
});

describe("listWholes", () => {
  test("leaves out what is counted in a wider row", () => {
    const rows: readonly PartRow[] = [
      { item: "mask", of: null },
      { item: "medical_mask", of: "mask" },
    ];
    expect(listWholes(rows, one).map((row) => row.item)).toEqual(["mask"]);
  });
});
