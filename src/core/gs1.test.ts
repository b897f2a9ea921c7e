import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSscc, parseGtin } from "./gs1.ts";

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

describe("a global trade item number", () => {
  // The worked example of the GS1 General Specifications (section 7.9), and its shorter and longer kin.
  test.each([
    ["6291041500213", "06291041500213"],
    ["96385074", "00000096385074"],
    ["614141007349", "00614141007349"],
    ["10614141007346", "10614141007346"],
    [" 06291041500213 ", "06291041500213"],
    ["6291041 500213", "06291041500213"],
    ["629-1041-500213", "06291041500213"],
  ])("%s is stored with 14 digits", (text, stored) => {
    expect(parseGtin(text)).toBe(stored);
  });

  test.each(["", "6291041500214", "629104150021", "062910415002130", "629104150021A", "123"])(
    "%s is none",
    (text) => {
      expect(parseGtin(text)).toBeUndefined();
    },
  );
});
