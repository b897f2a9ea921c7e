import type { ConsignmentLine } from "#core/consignment/consignment.ts";
import { checkHsCode, type HsEdition, type HsSubheading } from "#core/item/hs-code.ts";
import type { Problem } from "#core/result.ts";

/** A customs declaration: the HS subheading of each line, in one stated edition. */
export interface Declaration {
  readonly number?: string | undefined;
  readonly hsEdition: HsEdition;
  readonly lines: readonly { readonly lineNumber: number; readonly hsCode: string }[];
}

/**
 * Everything wrong with a declaration: a line that the consignment does not have or that stands twice, a line
 * left out, a code that the stated edition does not list (`validIn` names the editions that do).
 */
export function checkDeclaration(
  declaration: Declaration,
  lines: readonly ConsignmentLine[],
  subheadings: ReadonlyMap<string, HsSubheading>,
): Problem[] {
  const expected = new Set(lines.map((line) => line.lineNumber));
  const seen = new Set<number>();
  const problems = declaration.lines.flatMap((line, index): Problem[] => {
    const field = `declaration.lines.${index}`;
    const value = String(line.lineNumber);
    if (!expected.has(line.lineNumber))
      return [{ field: `${field}.lineNumber`, value, rule: "unknown_line" }];
    if (seen.has(line.lineNumber)) return [{ field: `${field}.lineNumber`, value, rule: "doubled_line" }];
    seen.add(line.lineNumber);
    const checked = checkHsCode(subheadings, line.hsCode, declaration.hsEdition);
    if (checked.ok) return [];
    const { refusal } = checked;
    const validIn = refusal.code === "hs_code_of_other_edition" ? refusal.validIn.join(" ") : "";
    const facts = { edition: declaration.hsEdition, validIn };
    return [{ field: `${field}.hsCode`, value: line.hsCode, rule: refusal.code, facts }];
  });
  for (const line of lines) {
    if (!seen.has(line.lineNumber)) {
      problems.push({
        field: "declaration.lines",
        value: String(line.lineNumber),
        rule: "line_not_declared",
      });
    }
  }
  return problems;
}
