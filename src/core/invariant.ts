/** A bug in this program, never bad input: caught only at the edge of the process. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws {@link InvariantError} when `condition` does not hold. Bad input is a refusal; this is for bugs. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Ends a `switch` over a closed union: a missing case does not compile; an impossible value throws. */
export function assertNever(value: never, what: string): never {
  throw new InvariantError(`${what}: unexpected ${JSON.stringify(value)}`);
}
