import { afterEach, describe, expect, test, vi } from "vitest";
import { forgetDraft, hasShape, readDraft, storeDraft } from "./draft-store.ts";

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

describe("a draft", () => {
  afterEach(() => void vi.unstubAllGlobals());

  test("is forgotten where it is the one that is meant, not one that another tab has kept since", () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("window", {
      localStorage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => void kept.set(key, text),
        removeItem: (key: string) => void kept.delete(key),
      },
    });
    const own = { value: { a: "1" }, savedAt: 1 };
    const later = { value: { a: "2" }, savedAt: 2 };
    storeDraft("key", own);
    storeDraft("key", later);
    forgetDraft("key", own);
    expect(readDraft("key")).toEqual(later);
    forgetDraft("key", later);
    expect(readDraft("key")).toBeUndefined();
  });
});
