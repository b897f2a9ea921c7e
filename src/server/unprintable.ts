import type { Problem } from "#core/result.ts";

/**
 * Characters that no text of ours holds: control characters other than tabulator and line ends, and halves of a pair of
 * surrogates. PostgreSQL cannot store U+0000 in any text, and neither of them in JSON.
 */
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;

/** Every text in `value` with such a character in it, or under a name with one, as a problem; at any depth. */
export function findUnprintable(value: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  visit(value, [], problems);
  return problems;
}

/** Deeper values are of no schema of ours and are refused by it, without being read. */
const DEPTH_MAX = 20;

function visit(value: unknown, path: readonly string[], problems: Problem[]): void {
  if (typeof value === "string") {
    if (UNPRINTABLE.test(value)) problems.push(describe(value, path));
  } else if (typeof value === "object" && value !== null && path.length < DEPTH_MAX) {
    for (const [name, member] of Object.entries(value)) {
      if (UNPRINTABLE.test(name)) problems.push(describe(name, path));
      else visit(member, [...path, name], problems);
    }
  }
}

function describe(text: string, path: readonly string[]): Problem {
  // Halves of a pair cannot be sent either.
  const value = text.slice(0, 120).replace(/\p{Cs}/gu, "\ufffd");
  return { field: path.join("."), value, rule: "printable" };
}
