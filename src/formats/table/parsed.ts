/** Why a cell cannot be read: the rule it breaks and its facts. The reader of rows adds field, value and line. */
export interface CellProblem {
  readonly rule: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** What a cell says, or why it cannot be read. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: CellProblem };

/** Returns what the cell says. */
export function parsed<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

/** Returns why the cell cannot be read. */
export function unparsed(rule: string, facts?: CellProblem["facts"]): Parsed<never> {
  return { ok: false, problem: facts === undefined ? { rule } : { rule, facts } };
}
