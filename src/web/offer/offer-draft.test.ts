import { expect, test } from "vitest";
import { addLines, EMPTY_LINE, emptyOffer } from "./offer-draft.ts";

test("a further line leaves what was typed, and takes the place of a line in which nothing is", () => {
  expect(addLines(emptyOffer("p").lines, [{ itemId: "gown" }])).toEqual([{ ...EMPTY_LINE, itemId: "gown" }]);
  const typed = { ...EMPTY_LINE, quantity: "70" };
  expect(addLines([typed, EMPTY_LINE], [{ itemId: "gown", quantity: "5" }, {}])).toEqual([
    typed,
    { ...EMPTY_LINE, itemId: "gown", quantity: "5" },
    EMPTY_LINE,
  ]);
});
