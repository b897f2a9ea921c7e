import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Catalogue, listAnsweringItems } from "./answering-items.ts";

/** A tree of drawn items: each lies below an earlier one or none, some in one of three groups. */
const catalogues = fc
  .array(
    fc.record({ above: fc.nat(20), group: fc.option(fc.constantFrom("x", "y", "z")), isItem: fc.boolean() }),
    {
      maxLength: 12,
    },
  )
  .map((rows): Catalogue => {
    return new Map(
      rows.map(({ above, group, isItem }, i) => {
        const of = above < i ? `i${above}` : null;
        return [`i${i}`, { of, kind: isItem ? "item" : "category", substitutionGroup: group }] as const;
      }),
    );
  });

describe("what answers a need", () => {
  test("within a substitution group everything answers everything: no circle of one way can be declared", () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        for (const [a, one] of catalogue) {
          for (const [b, other] of catalogue) {
            if (one.kind !== "item" || other.kind !== "item") continue;
            if (one.substitutionGroup === null || one.substitutionGroup !== other.substitutionGroup) continue;
            expect(listAnsweringItems(a, catalogue)).toContain(b);
            expect(listAnsweringItems(b, catalogue)).toContain(a);
          }
        }
      }),
    );
  });

  test("each item once, itself the first, then what lies below it, then its group", () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        for (const [id, { kind }] of catalogue) {
          const answers = listAnsweringItems(id, catalogue);
          expect(new Set(answers).size).toBe(answers.length);
          if (kind === "item") expect(answers[0]).toBe(id);
          const isBelow = answers.map((answer) => {
            let above = catalogue.get(answer)?.of ?? null;
            while (above !== null && above !== id) above = catalogue.get(above)?.of ?? null;
            return above === id;
          });
          const first = kind === "item" ? 1 : 0;
          const lastBelow = isBelow.lastIndexOf(true);
          expect(isBelow.slice(first, lastBelow + 1).every(Boolean)).toBe(true);
        }
      }),
    );
  });
});
