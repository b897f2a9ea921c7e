import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkHsCode, findHsDigits, findHsEditions, HS_EDITIONS, type HsSubheading } from "./hs-code.ts";

const subheadings: ReadonlyMap<string, HsSubheading> = new Map([
  ["630790", { code: "630790", editions: [2017, 2022] }],
  ["300220", { code: "300220", editions: [2017] }],
  ["300241", { code: "300241", editions: [2022] }],
]);

describe("checkHsCode", () => {
  test.each([
    ["630790", 2017, { ok: true, value: "630790" }],
    [" 6307.90 ", 2022, { ok: true, value: "630790" }],
    ["3002.20", 2017, { ok: true, value: "300220" }],
    [
      "3002.20",
      2022,
      {
        ok: false,
        refusal: { code: "hs_code_of_other_edition", hsCode: "300220", edition: 2022, validIn: [2017] },
      },
    ],
    [
      "560300",
      2017,
      { ok: false, refusal: { code: "hs_code_unknown", hsCode: "560300", editions: [2017, 2022] } },
    ],
    ["5603", 2017, { ok: false, refusal: { code: "hs_code_malformed", text: "5603" } }],
    ["9019.2", 2017, { ok: false, refusal: { code: "hs_code_malformed", text: "9019.2" } }],
    ["63079000", 2017, { ok: false, refusal: { code: "hs_code_malformed", text: "63079000" } }],
    ["", 2017, { ok: false, refusal: { code: "hs_code_malformed", text: "" } }],
  ] as const)("reads %j in the edition of %i", (text, edition, expected) => {
    expect(checkHsCode(subheadings, text, edition)).toEqual(expected);
  });

  test("accepts exactly the codes that the edition lists", () => {
    const digits = fc.oneof(fc.constantFrom(...subheadings.keys()), fc.stringMatching(/^\d{6}$/));
    fc.assert(
      fc.property(digits, fc.constantFrom(...HS_EDITIONS), (code, edition) => {
        const listed = findHsEditions(subheadings, code).includes(edition);
        expect(checkHsCode(subheadings, code, edition).ok).toBe(listed);
        expect(checkHsCode(subheadings, `${code.slice(0, 4)}.${code.slice(4)}`, edition).ok).toBe(listed);
      }),
    );
  });
});

test("findHsDigits reads what it wrote, whatever else it is given", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const digits = findHsDigits(text);
      if (digits !== undefined) expect(findHsDigits(digits)).toBe(digits);
    }),
  );
});
