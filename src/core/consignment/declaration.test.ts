import { describe, expect, test } from "vitest";
import type { HsSubheading } from "#core/item/hs-code.ts";
import { ROUTE } from "#core/testing/book.ts";
import { checkDeclaration } from "./declaration.ts";

const subheadings = new Map<string, HsSubheading>([
  ["630790", { code: "630790", editions: [2017, 2022] }],
  ["300220", { code: "300220", editions: [2017] }],
]);

function check(lines: { lineNumber: number; hsCode: string }[]) {
  return checkDeclaration({ hsEdition: 2022, lines }, ROUTE.lines, subheadings);
}

describe("a customs declaration", () => {
  test("is right when every line has a code of its edition", () => {
    expect(
      check([
        { lineNumber: 2, hsCode: "630790" },
        { lineNumber: 1, hsCode: "630790" },
      ]),
    ).toEqual([]);
  });

  test("has every problem named at once", () => {
    const facts = { edition: 2022, validIn: "" };
    expect(
      check([
        { lineNumber: 1, hsCode: "300220" },
        { lineNumber: 1, hsCode: "630790" },
        { lineNumber: 9, hsCode: "630790" },
      ]),
    ).toEqual([
      {
        field: "declaration.lines.0.hsCode",
        value: "300220",
        rule: "hs_code_of_other_edition",
        facts: { ...facts, validIn: "2017" },
      },
      { field: "declaration.lines.1.lineNumber", value: "1", rule: "doubled_line" },
      { field: "declaration.lines.2.lineNumber", value: "9", rule: "unknown_line" },
      { field: "declaration.lines", value: "2", rule: "line_not_declared" },
    ]);
    expect(
      check([
        { lineNumber: 1, hsCode: "560300" },
        { lineNumber: 2, hsCode: "5603" },
      ]).map(({ rule }) => rule),
    ).toEqual(["hs_code_unknown", "hs_code_malformed"]);
  });
});
