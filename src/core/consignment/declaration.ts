import type { ConsignmentLine } from "#core/consignment/consignment.ts";
import type { Problem } from "#core/result.ts";

/** The editions of the Harmonized System that a declaration can name. */
export type HsEdition = 2017 | 2022;

/** A customs declaration: the HS subheading of each line, in one stated edition. */
export interface Declaration {
  readonly number?: string | undefined;
  readonly hsEdition: HsEdition;
  readonly lines: readonly { readonly lineNumber: number; readonly hsCode: string }[];
}

/**
 * Everything wrong with a declaration: a line that the consignment does not have or that stands twice, a line
 * left out, a code that does not exist in the stated edition (`hs_code_unknown_in_edition`; `validIn` names the
 * editions that have it, empty where none does). `hsEditions`: six-digit code → editions that have it.
 */
export function checkDeclaration(
  declaration: Declaration,
  lines: readonly ConsignmentLine[],
  hsEditions: ReadonlyMap<string, readonly number[]>,
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
    const editions = hsEditions.get(line.hsCode) ?? [];
    if (editions.includes(declaration.hsEdition)) return [];
    const facts = { edition: declaration.hsEdition, validIn: editions.join(" ") };
    return [{ field: `${field}.hsCode`, value: line.hsCode, rule: "hs_code_unknown_in_edition", facts }];
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
