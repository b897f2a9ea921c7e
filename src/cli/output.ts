import { describeRefusal } from "#api/problem.ts";
import { describeRule } from "#api/rules.ts";
import type { MalformedRefusal, Problem, RefusalShape } from "#core/result.ts";

/** How the program ends: done, a fault of its own or its surroundings, refused by a rule, or ended by a signal. */
export const EXIT_CODES = { done: 0, fault: 1, refused: 2, cancelled: 130 } as const;

/** Ends the command with exit code 2 after telling which rule said no. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly refusal: RefusalShape;
  constructor(refusal: RefusalShape) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The refusal of options that cannot be read, with everything that is wrong with them. */
export function malformed(problems: readonly Problem[]): RefusedError {
  const refusal: MalformedRefusal = { code: "malformed", problems };
  return new RefusedError(refusal);
}

/** The value of a result; a refusal ends the command. */
export function unwrap<Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly refusal: RefusalShape },
): Value {
  if (result.ok) return result.value;
  throw new RefusedError(result.refusal);
}

/** Prints data, and nothing else, on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints a line for a person on standard output. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Tells a person something that is not the answer: on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One column of a printed table. Numbers stand to the right. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
}

/** Prints rows as an aligned table; numbers grouped in thousands as in `locale`. An empty table says so. */
export function printTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  locale: string = "en-GB",
): void {
  if (rows.length === 0) {
    print("Nothing to show.");
    return;
  }
  const number = new Intl.NumberFormat(locale);
  const texts = rows.map((row) =>
    columns.map(({ value }) => {
      const cell = value(row);
      return typeof cell === "number"
        ? { text: number.format(cell), right: true }
        : { text: cell ?? "–", right: false };
    }),
  );
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((cells) => cells[index]?.text.length ?? 0)),
  );
  const isRight = columns.map((_, index) => texts.some((cells) => cells[index]?.right === true));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        isRight[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd();
  print(line(columns.map(({ title }) => title)));
  print(line(widths.map((width) => "─".repeat(width))));
  for (const cells of texts) print(line(cells.map(({ text }) => text)));
}

/** Tells a refusal in words, with its facts, on standard error. */
export function tellRefusal(refusal: RefusalShape, asJson: boolean): void {
  if (asJson) {
    process.stderr.write(`${JSON.stringify({ refused: refusal }, null, 2)}\n`);
    return;
  }
  const { code, ...facts } = refusal;
  tell(`Refused: ${describeRefusal(refusal)} [${code}]`);
  const problems = "problems" in facts && Array.isArray(facts.problems) ? facts.problems : [];
  for (const problem of problems) tell(`  ${describeProblem(problem)}`);
  for (const [name, value] of Object.entries(facts)) {
    if (name !== "problems") tell(`  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
}

interface LooseProblem {
  readonly line?: number;
  readonly field: string;
  readonly value: string | null;
  readonly rule: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

function describeProblem(problem: LooseProblem): string {
  const { line, field, value, rule, facts } = problem;
  const place = line === undefined ? field : `line ${line}, ${field}`;
  const more =
    facts === undefined
      ? ""
      : ` (${Object.entries(facts)
          .map(([name, fact]) => `${name} ${fact}`)
          .join(", ")})`;
  return `${place}: ${value === null ? "" : `${JSON.stringify(value)} – `}${describeRule(rule)} [${rule}]${more}`;
}
