/**
 * The answer of every rule: a value, or a refusal that says why not.
 *
 * A refusal is a value, never an exception: `code` is stable and declared once, beside the noun it belongs
 * to; the other fields are the facts a person needs to act ("available 300, asked 350").
 */
export type Result<Value, Refused extends RefusalShape> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refused };

/** What every refusal has: its code. The facts differ from code to code. */
export interface RefusalShape {
  readonly code: string;
}

/** One thing wrong with an input: where, what was found, which rule it breaks. Values are cut to 120 characters. */
export interface Problem {
  /** Path of the field, dotted: `lines.3.quantity`; for a file, the column's name. */
  readonly field: string;
  /** The offending value as text, or `null` where the field was missing. */
  readonly value: string | null;
  /** Stable name of the rule, `snake_case`. */
  readonly rule: string;
  /** Line of the file (1 = first), where the input is a file. */
  readonly line?: number;
  /** Further facts: the bound, the unit that would have been right, the edition in which a code is valid. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** Malformed input: every problem at once, each with its path. */
export interface MalformedRefusal {
  readonly code: "malformed";
  readonly problems: readonly Problem[];
}

/** Returns `{ ok: true, value }`. */
export function accept<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** Returns `{ ok: false, refusal }`. */
export function refuse<const Refused extends RefusalShape>(
  refusal: Refused,
): { readonly ok: false; readonly refusal: Refused } {
  return { ok: false, refusal };
}
