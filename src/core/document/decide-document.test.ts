import { describe, expect, test } from "vitest";
import { documentFacts, documentLine } from "#test/fixtures/document.ts";
import type { DocumentFacts, SheetContent } from "./content.ts";
import { decideDocument } from "./decide-document.ts";
import type { DocumentKind } from "./document.ts";
import { listElements } from "./write-labels.ts";

const ISOLATES = /[\u2066-\u2069]/g;

function sheetOf(kind: DocumentKind, facts: DocumentFacts): SheetContent {
  const decided = decideDocument(kind, ["en"], facts);
  if (!decided.ok || decided.value.kind !== "sheet") throw new Error("a sheet was expected");
  return decided.value;
}

function factOf(sheet: SheetContent, label: string): string | undefined {
  return sheet.facts.find((fact) => fact.label[0] === label)?.value[0]?.replaceAll(ISOLATES, "");
}

function rowsOf(sheet: SheetContent): readonly string[] {
  const rows = sheet.tables.flatMap((table) => table.rows);
  return rows.map((row) => row.map(([text]) => (text ?? "").replaceAll(ISOLATES, "")).join(" | "));
}

describe("what a document says", () => {
  test("a missing fact is called not stated, and no mass but a reckoned one is printed", () => {
    const sheet = sheetOf("customs-data", documentFacts());
    for (const label of [
      "Country of origin of the goods",
      "Gross mass",
      "Net mass",
      "Delivery term (Incoterms)",
      "Value, for customs only",
      "Packages",
    ]) {
      expect([label, factOf(sheet, label)]).toEqual([label, "not stated"]);
    }
    expect(factOf(sheet, "Mass by typical cartons, not weighed")).toBe("9\u00A0kg");
    expect(rowsOf(sheet)).toEqual([
      "1 | Medical mask | 2\u00A0000 | pieces | 6307.90 (2022), by item table | 9 | given (grant)",
    ]);
  });

  test("the sum of masses is not stated where that of one line cannot be told", () => {
    const lines = [documentLine(), documentLine({ lineNumber: 2, itemId: "gown" })];
    const sheet = sheetOf("packing-list", documentFacts({ lines }));
    expect(factOf(sheet, "Mass by typical cartons, not weighed")).toBe("not stated");
  });

  test("a declared code goes before that of the item table", () => {
    const declarations = [
      { kind: "export", number: null, hsEdition: 2017, lines: [{ lineNumber: 1, hsCode: "621010" }] },
    ] as const;
    const sheet = sheetOf("customs-data", documentFacts({ declarations }));
    expect(rowsOf(sheet)[0]).toContain("6210.10 (2017), as declared");
    expect(factOf(sheet, "Export declaration")).toBe("recorded without a number");
  });

  test.each(["sale", "at_cost", "concessional", "not_stated"] as const)(
    "units under %s are never certified as a donation",
    (terms) => {
      const lines = [documentLine(), documentLine({ lineNumber: 2, terms })];
      const sheet = sheetOf("donation-certificate", documentFacts({ lines }));
      expect(rowsOf(sheet)).toHaveLength(1);
      expect(sheet.paragraphs.at(-1)?.[0]?.replaceAll(ISOLATES, "")).toMatch(/not given as a grant.*: 1$/);
      const alone = documentFacts({ lines: [documentLine({ terms })] });
      expect(decideDocument("donation-certificate", ["en"], alone)).toEqual({
        ok: false,
        refusal: {
          code: "no_lines_on_these_terms",
          document: "donation-certificate",
          needed: ["grant"],
          found: [terms],
        },
      });
      const statement = decideDocument("commercial-statement", ["en"], alone);
      expect(statement.ok).toBe(terms !== "not_stated");
    },
  );

  test("what was given stands in no commercial statement", () => {
    const refused = decideDocument("commercial-statement", ["en"], documentFacts());
    expect(refused).toMatchObject({ ok: false, refusal: { code: "no_lines_on_these_terms" } });
  });

  test("scenario, cancellation and recall are marked", () => {
    const lines = [documentLine({ isRecalled: true, lotNumber: "A1" })];
    const facts = documentFacts({ scenario: "flu-2020", status: "cancelled", lines });
    const sheet = sheetOf("packing-list", facts);
    expect(sheet.marks.map(([mark]) => mark?.replaceAll(ISOLATES, ""))).toEqual([
      "Scenario “flu-2020”: this consignment does not exist",
      "Cancelled: nothing has left",
    ]);
    expect(rowsOf(sheet)[0]).toContain("A1 (recalled, withheld)");
  });
});

describe("labels", () => {
  test("the elements of a trade item: GTIN, expiry, lot, and nothing without a GTIN", () => {
    const line = { gtin: "04012345123456", expiry: "2027-03-31", lotNumber: "A/1" };
    expect(listElements(line)).toEqual([
      ["01", "04012345123456"],
      ["17", "270331"],
      ["10", "A/1"],
    ]);
    expect(listElements({ ...line, gtin: null })).toEqual([]);
    expect(listElements({ ...line, expiry: null, lotNumber: "числа" })).toEqual([["01", "04012345123456"]]);
  });

  test("a consignment without packages gets its own number, which does not pretend to be GS1", () => {
    const decided = decideDocument("package-labels", ["en"], documentFacts());
    expect(decided).toMatchObject({
      value: {
        labels: [
          {
            code: {
              barcode: { symbology: "code128", text: "WS-0A1B2C3D4E" },
              note: ["Number of this system; not a GS1 code"],
            },
            follow: { barcode: { text: "WS-0A1B2C3D4E" } },
          },
        ],
      },
    });
  });

  test("each package has its SSCC, and the way to follow it where the pages are", () => {
    const packages = [{ packageNumber: 1, sscc: "106141412345678908" }];
    const facts = documentFacts({ packages, origin: "https://wellspring.example.org" });
    expect(decideDocument("package-labels", ["en"], facts)).toMatchObject({
      value: {
        labels: [
          {
            code: { barcode: { symbology: "gs1-128", text: "(00)106141412345678908" }, note: null },
            follow: { barcode: { text: "https://wellspring.example.org/follow/WS-0A1B2C3D4E" } },
          },
        ],
      },
    });
  });
});
