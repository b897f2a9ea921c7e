import { describe, expect, test } from "vitest";
import { hasShape } from "./draft-store.ts";

const SAMPLE = { partyId: "", lines: [{ itemId: "", basis: null, isOpen: false }], texts: {} };

describe("what was kept of a form", () => {
  test.each([
    [
      "as it is now",
      { partyId: "x", lines: [{ itemId: "y", basis: { a: 1 }, isOpen: true }], texts: { a: "b" } },
    ],
    ["without lines", { partyId: "x", lines: [], texts: {} }],
    ["with a field that there is no more", { ...SAMPLE, gone: 1 }],
  ])("is taken up: %s", (_, value) => expect(hasShape(value, SAMPLE)).toBe(true));

  test.each([
    ["nothing", undefined],
    ["another form", ["x"]],
    ["a field that was not there then", { partyId: "x", lines: [{ itemId: "y", basis: null }], texts: {} }],
    ["a list that was a text", { ...SAMPLE, lines: "x" }],
    ["a text that was a number", { ...SAMPLE, partyId: 7 }],
  ])("is let go: %s", (_, value) => expect(hasShape(value, SAMPLE)).toBe(false));
});
