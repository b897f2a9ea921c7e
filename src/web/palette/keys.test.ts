import { afterEach, describe, expect, test, vi } from "vitest";
import { areKeys, nameKeys } from "./keys.ts";

afterEach(() => vi.unstubAllGlobals());

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe.each([
  ["Linux x86_64", "ctrlKey", "metaKey", "Control+K"],
  ["MacIntel", "metaKey", "ctrlKey", "Meta+K"],
] as const)("on %s", (platform, own, other, name) => {
  test.each([
    ["the letter", { key: "k", code: "KeyK", [own]: true }, true],
    ["with capitals on", { key: "K", code: "KeyK", [own]: true }, true],
    ["its place on a Russian keyboard", { key: "л", code: "KeyK", [own]: true }, true],
    ["its letter elsewhere (Dvorak)", { key: "k", code: "KeyV", [own]: true }, true],
    ["another letter at its place (Dvorak)", { key: "t", code: "KeyK", [own]: true }, false],
    ["the other key", { key: "k", code: "KeyK", [other]: true }, false],
    ["both keys", { key: "k", code: "KeyK", [own]: true, [other]: true }, false],
    ["with shift", { key: "K", code: "KeyK", [own]: true, shiftKey: true }, false],
    ["alone", { key: "k", code: "KeyK" }, false],
  ])("%s", (_what, pressed, opens) => {
    vi.stubGlobal("navigator", { platform });
    expect(areKeys({ ...NONE, ...pressed } as KeyboardEvent)).toBe(opens);
    expect(nameKeys()).toBe(name);
  });
});
