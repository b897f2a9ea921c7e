import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSscc } from "./sscc.ts";

describe("a serial shipping container code", () => {
  // The worked example of GS1's check digit calculation, and the one of the GS1 General Specifications' labels.
  test.each(["376104250021234569", "006141411234567890", "106141412345678908"])("%s is one", (code) => {
    expect(isSscc(code)).toBe(true);
  });

  test.each(["", "37610425002123456", "3761042500212345690", "37610425002123456A", " 376104250021234569"])(
    "%s is none",
    (code) => {
      expect(isSscc(code)).toBe(false);
    },
  );

  test("any seventeen digits have exactly one check digit, and a single wrong digit is found", () => {
    const anyDigits = fc.stringMatching(/^\d{17}$/);
    fc.assert(
      fc.property(anyDigits, fc.nat(17), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const right = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).filter(isSscc);
        expect(right).toHaveLength(1);
        const [code = ""] = right;
        const wrong = (Number(code.charAt(place)) + by) % 10;
        expect(isSscc(`${code.slice(0, place)}${wrong}${code.slice(place + 1)}`)).toBe(false);
      }),
    );
  });
});
