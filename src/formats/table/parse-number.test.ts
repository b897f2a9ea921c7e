import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ENGLISH_NUMBERS,
  formatWholeNumber,
  type NumberStyle,
  parseQuantityWithUnit,
  parseWholeNumber,
  STORED_NUMBERS,
} from "./parse-number.ts";

const EUROPEAN: NumberStyle = { thousands: ".", decimal: "," };
const FRENCH: NumberStyle = { thousands: " ", decimal: "," };
const STYLES: readonly NumberStyle[] = [
  ENGLISH_NUMBERS,
  STORED_NUMBERS,
  EUROPEAN,
  FRENCH,
  { thousands: "'", decimal: "." },
];

describe("a whole number", () => {
  test.each([
    ["2,184,000", ENGLISH_NUMBERS, 2_184_000],
    ["2184000", ENGLISH_NUMBERS, 2_184_000],
    [" 0 ", ENGLISH_NUMBERS, 0],
    ["2.184.000", EUROPEAN, 2_184_000],
    ["2 184 000", FRENCH, 2_184_000],
    ["2\u202f184\u00a0000", FRENCH, 2_184_000],
    ["2’184’000", { thousands: "'", decimal: "." } as const, 2_184_000],
    ["9007199254740991", ENGLISH_NUMBERS, Number.MAX_SAFE_INTEGER],
  ])("%j is read", (text, style, expected) => {
    expect(parseWholeNumber(text, style)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ["", "missing"],
    ["1,5", "wrong_grouping"],
    ["21,84,000", "wrong_grouping"],
    ["1234,000", "wrong_grouping"],
    [",000", "not_a_number"],
    ["1,000,", "wrong_grouping"],
    ["2.5", "fraction"],
    ["80.0", "fraction"],
    ["1.2.3", "wrong_grouping"],
    ["-5", "negative"],
    ["−5", "negative"],
    ["1e6", "scientific_notation"],
    ["2.184E+6", "scientific_notation"],
    ["9007199254740992", "too_large"],
    ["200,000,000,000,000,000,000", "too_large"],
    ["five", "not_a_number"],
    ["(5)", "not_a_number"],
    ["5 doses", "not_a_number"],
    ["٥", "not_a_number"],
    ["0x10", "not_a_number"],
    ["Infinity", "not_a_number"],
    ["+5", "not_a_number"],
    ["2.184.000", "wrong_grouping"],
  ])("%j is refused as %s", (text, rule) => {
    expect(parseWholeNumber(text, ENGLISH_NUMBERS)).toMatchObject({ ok: false, problem: { rule } });
  });

  test("a bound is said with the refusal; a negative number is read where corrections are allowed", () => {
    expect(parseWholeNumber("200,000,000,000,000", ENGLISH_NUMBERS, { max: 10 ** 12 })).toEqual({
      ok: false,
      problem: { rule: "too_large", facts: { max: 10 ** 12 } },
    });
    expect(parseWholeNumber("-1,170", ENGLISH_NUMBERS, { min: -10_000 })).toEqual({
      ok: true,
      value: -1_170,
    });
    expect(parseWholeNumber("-11,170", ENGLISH_NUMBERS, { min: -10_000 })).toMatchObject({
      problem: { rule: "too_small" },
    });
    expect(parseWholeNumber("-0", ENGLISH_NUMBERS)).toEqual({ ok: true, value: 0 });
  });

  test("what was written in a style is read as the same number", () => {
    const whole = fc.maxSafeInteger();
    fc.assert(
      fc.property(whole, fc.constantFrom(...STYLES), (value, style) => {
        const text = formatWholeNumber(value, style);
        const read = parseWholeNumber(text, style, { min: -Number.MAX_SAFE_INTEGER });
        expect(read).toEqual({ ok: true, value });
      }),
    );
  });
});

describe("a quantity with its unit", () => {
  const units = new Map([
    ["doses", "dose"],
    ["pieces", "piece"],
    ["pairs of gloves", "pair"],
  ]);
  test.each([
    ["5,000 doses", 5_000, "dose"],
    ["224.2 billion pieces", 224_200_000_000, "piece"],
    ["2.92 Billion Pairs of gloves", 2_920_000_000, "pair"],
    ["1.50 million doses", 1_500_000, "dose"],
    ["773 million pieces", 773_000_000, "piece"],
  ])("%j is read", (text, quantity, unit) => {
    const read = parseQuantityWithUnit(text, { style: ENGLISH_NUMBERS, units });
    expect(read).toEqual({ ok: true, value: { quantity, unit } });
  });

  test.each([
    ["5,000", "missing_unit"],
    ["5 boxes", "unknown_unit"],
    ["0.5 doses", "fraction"],
    ["1.2345 thousand doses", "fraction"],
    ["10 000 trillion doses", "wrong_grouping"],
    ["10,000 trillion doses", "too_large"],
    ["-5 doses", "negative"],
    ["doses", "missing"],
    ["5 constructor", "unknown_unit"],
  ])("%j is refused as %s", (text, rule) => {
    const read = parseQuantityWithUnit(text, { style: ENGLISH_NUMBERS, units });
    expect(read).toMatchObject({ ok: false, problem: { rule } });
  });
});
