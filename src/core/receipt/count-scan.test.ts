import { describe, expect, test } from "vitest";
import { type Gs1Elements, readGs1 } from "#core/gs1-elements.ts";
import { countScan, type CountSoFar, type SentLine } from "./count-scan.ts";

const GTIN = "09506000134352";
const OTHER_GTIN = "06291041500213";
const SSCC = "106141412345678908";
const line = (lineNumber: number, part: Partial<SentLine> = {}): SentLine => ({
  lineNumber,
  gtin: null,
  lotNumber: null,
  expiry: null,
  packUnits: 1,
  ...part,
});
const sent = (...lines: readonly SentLine[]): CountSoFar => ({
  lines,
  packages: [{ sscc: SSCC }],
  scanned: [],
  content: null,
});

function elementsOf(code: string): Gs1Elements {
  const reading = readGs1(code, 2026);
  if (reading.kind !== "elements") throw new Error(`${code} is none`);
  return reading.elements;
}
const scan = (code: string, soFar: CountSoFar) => countScan(elementsOf(code), soFar);
const counted = (lineNumber: number | null, units: number, code = "", doubts: readonly string[] = []) => ({
  kind: "counted",
  scanned: { code, lineNumber, units },
  doubts,
});

describe("a scanned code", () => {
  const lots = [
    line(1, { lotNumber: "A", gtin: GTIN, packUnits: 50, expiry: "2026-05-31" }),
    line(2, { lotNumber: "B" }),
  ];
  test.each([
    ["of a lot counts a trade item's units for its line", `(01)${GTIN}(10)A`, counted(1, 50)],
    ["of a line without a trade item counts by its lot", `(01)${OTHER_GTIN}(10)B`, counted(2, 1)],
    ["that states pieces counts those", `(10)B(30)12`, counted(2, 12)],
    ["with a serial number is told from others", `(01)${GTIN}(10)A(21)7`, counted(1, 50, `${GTIN} 7`)],
    [
      "with another expiry is counted with a doubt",
      `(01)${GTIN}(10)A(17)270101`,
      counted(1, 50, "", ["other_expiry"]),
    ],
    ["of the lot of another trade item was not sent", `(01)${OTHER_GTIN}(10)A`, { kind: "not_sent" }],
    ["of a lot that is on no line was not sent", "(10)C", { kind: "not_sent" }],
    [
      "of a package that says its content counts that",
      `(00)${SSCC}(02)${GTIN}(37)12(10)A`,
      counted(1, 600, SSCC),
    ],
    ["of a package that does not is noted as a package", `(00)${SSCC}`, counted(null, 0, SSCC)],
    [
      "of a package that is on no paper is noted with a doubt",
      "(00)376104250021234569",
      counted(null, 0, "376104250021234569", ["unlisted_package"]),
    ],
  ])("%s", (_, code, outcome) => {
    expect(scan(code, sent(...lots))).toEqual(outcome);
  });

  test("of a trade item that two lines have asks which, and its lot decides", () => {
    const soFar = sent(line(1, { gtin: GTIN, lotNumber: "A" }), line(2, { gtin: GTIN, lotNumber: "B" }));
    expect(scan(`(01)${GTIN}`, soFar)).toEqual({
      kind: "several",
      code: "",
      lines: [
        { lineNumber: 1, units: 1 },
        { lineNumber: 2, units: 1 },
      ],
    });
    expect(scan(`(01)${GTIN}(10)B`, soFar)).toEqual(counted(2, 1));
  });

  test("of a package counts with what was said that one holds", () => {
    const content = { lineNumber: 2, units: 25 };
    expect(scan(`(00)${SSCC}`, { ...sent(...lots), content })).toEqual(counted(2, 25, SSCC));
  });

  test("of a package whose content two lines have asks which, with the package and what it adds to each", () => {
    const two = sent(
      line(1, { gtin: GTIN, lotNumber: "A", packUnits: 50 }),
      line(2, { gtin: GTIN, lotNumber: "B", packUnits: 20 }),
    );
    const lines = [
      { lineNumber: 1, units: 600 },
      { lineNumber: 2, units: 240 },
    ];
    expect(scan(`(00)${SSCC}(02)${GTIN}(37)12`, two)).toEqual({ kind: "several", code: SSCC, lines });
  });

  test.each([
    [
      "counts trade items (AI 37) by their units",
      `(00)${SSCC}(02)${GTIN}(10)A(37)12(30)7`,
      counted(1, 600, SSCC),
    ],
    ["counts pieces (AI 30) as they are", `(00)${SSCC}(02)${GTIN}(10)A(30)12`, counted(1, 12, SSCC)],
    ["is needed for what it holds", `(02)${GTIN}(37)12(10)A`, { kind: "package_needed" }],
    ["is not asked for where no line fits what it holds", `(02)${GTIN}(37)12(10)C`, { kind: "not_sent" }],
  ])("of a package %s", (_, code, outcome) => {
    expect(scan(code, sent(...lots))).toEqual(outcome);
  });

  test("of a package whose label names other goods than was said that one holds is noted alone", () => {
    const content = { lineNumber: 2, units: 25 };
    const soFar = { ...sent(...lots), content };
    expect(scan(`(00)${SSCC}(10)B`, soFar)).toEqual(counted(2, 25, SSCC));
    expect(scan(`(00)${SSCC}(02)${GTIN}(10)A`, soFar)).toEqual(counted(null, 0, SSCC, ["other_content"]));
    expect(scan(`(00)${SSCC}(10)C`, soFar)).toEqual(counted(null, 0, SSCC, ["content_not_sent"]));
    expect(scan(`(00)${SSCC}(10)A`, sent(...lots))).toEqual(counted(null, 0, SSCC));
  });

  test("of a package or a serial number counts once, that of a lot each time", () => {
    for (const code of [`(00)${SSCC}`, `(01)${GTIN}(10)A(21)7`, `(01)${GTIN}(10)A`]) {
      const first = scan(code, sent(...lots));
      if (first.kind !== "counted") throw new Error(first.kind);
      const again = scan(code, { ...sent(...lots), scanned: [first.scanned] });
      expect(again.kind).toBe(first.scanned.code === "" ? "counted" : "repeated");
    }
  });
});
