import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Gs1Elements, readGs1 } from "./gs1-elements.ts";

const FNC1 = "\u001d";
const NOTHING: Gs1Elements = {
  sscc: null,
  gtin: null,
  contentGtin: null,
  lot: null,
  expiry: null,
  serial: null,
  pieces: null,
  contentCount: null,
};
const says = (part: { readonly [Name in keyof Gs1Elements]?: string | number }) => ({
  kind: "elements",
  elements: { ...NOTHING, ...part },
});
const read = (text: string) => readGs1(text, 2026);

describe("a GS1 code", () => {
  test.each([
    // The examples of the GS1 General Specifications (GTIN 09506000134352) and of GS1's logistics label (SSCC 106141412345678908).
    ["]d2010950600013435217260531102026A", { gtin: "09506000134352", expiry: "2026-05-31", lot: "2026A" }],
    [
      `${FNC1}010950600013435210AB-1${FNC1}17260500${FNC1}21S/9`,
      { gtin: "09506000134352", lot: "AB-1", expiry: "2026-05-31", serial: "S/9" },
    ],
    ["]C100106141412345678908", { sscc: "106141412345678908" }],
    ["00106141412345678908", { sscc: "106141412345678908" }],
    ["(00)106141412345678908", { sscc: "106141412345678908" }],
    [
      `]C1001061414123456789080209506000134352370012${FNC1}10LOT7`,
      { sscc: "106141412345678908", contentGtin: "09506000134352", contentCount: 12, lot: "LOT7" },
    ],
    [
      "(01) 09506000134352 (17)270101(10)A.1/(21)7(30)5",
      { gtin: "09506000134352", expiry: "2027-01-01", lot: "A.1/", serial: "7", pieces: 5 },
    ],
    ["(01)09506000134352(30)5(37)12", { gtin: "09506000134352", pieces: 5, contentCount: 12 }],
    // Identifiers that nothing is asked of are read over: weight, dates, a national number, the company's own.
    [
      `]d2010950600013435211250101310300125071412345${FNC1}10X${FNC1}91own`,
      { gtin: "09506000134352", lot: "X" },
    ],
    [
      "https://id.gs1.org/01/09506000134352/10/AB%2F1/21/5?17=260531&linkType=all",
      { gtin: "09506000134352", lot: "AB/1", serial: "5", expiry: "2026-05-31" },
    ],
    ["https://example.org/shop/01/9506000134352", { gtin: "09506000134352" }],
  ])("%j is read element by element", (text, elements) => {
    expect(read(text)).toEqual(says(elements));
  });

  test.each([
    "",
    "LOT-2004",
    "10ABC",
    "WS-0123456789",
    "https://example.org/assets/7",
    "https://example.org/01",
    "5901234123457",
    "01",
    "]d2",
    "99 bottles",
    "]C105123",
    "(91)own",
  ])("%j is none", (text) => {
    expect(read(text)).toEqual({ kind: "other" });
  });

  test.each([
    ["00106141412345678907", "00"],
    ["]C10010614141234567890", "00"],
    ["]d20109506000134353", "01"],
    ["]d2010950600013435217261331", "17"],
    ["]d2010950600013435217260230", "17"],
    ["]d201095060001343521012345678901234567890A", "10"],
    ["(10)", "10"],
    [`]d210A${FNC1}10B`, "10"],
    ["]d2370A", "37"],
  ])("%j is damaged, and it is said where", (text, identifier) => {
    expect(read(text)).toMatchObject({ kind: "damaged", identifier });
  });

  test.each([
    [2026, "760101", "2076-01-01"],
    [2026, "770101", "1977-01-01"],
    [2026, "260229", undefined],
    [2051, "010101", "2101-01-01"],
    [2049, "990101", "2099-01-01"],
    [2099, "491231", "2149-12-31"],
  ])("of %i with the expiry %s means the year next to it", (year, digits, day) => {
    const reading = readGs1(`]d210A${FNC1}17${digits}`, year);
    expect(reading.kind === "elements" ? reading.elements.expiry : undefined).toBe(day);
  });

  test("says the same however its elements are ordered, separated and marked", () => {
    const texts = fc.stringMatching(/^[A-Za-z0-9/._-]{1,20}$/);
    fc.assert(
      fc.property(texts, texts, fc.nat(99_999_999), fc.boolean(), (lot, serial, count, isFirst) => {
        const rest = [`10${lot}`, `21${serial}`, `37${count}`];
        const elements = says({ gtin: "09506000134352", lot, serial, contentCount: count });
        const ordered = isFirst ? rest : rest.toReversed();
        expect(read(`]d20109506000134352${ordered.join(FNC1)}`)).toEqual(elements);
        expect(read(`${FNC1}${ordered.join(FNC1)}${FNC1}0109506000134352`)).toEqual(elements);
        const printed = ordered.map((one) => `(${one.slice(0, 2)})${one.slice(2)}`).join("");
        expect(read(`(01)09506000134352${printed}`)).toEqual(elements);
      }),
    );
  });

  test("never throws, whatever a camera reads", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("0", "1", "2", "3", "]", "d", "(", ")", "/", "é", FNC1) }),
        (text) => void read(text),
      ),
    );
  });
});
