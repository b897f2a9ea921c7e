/** A bug in this program, never bad input: caught only at the edge of the process. */
class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws {@link InvariantError} when `condition` does not hold. Bad input is a refusal; this is for bugs. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
