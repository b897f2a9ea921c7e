import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant, type Occurred, occurredAt, parseOccurred } from "#core/time.ts";

/**
 * When a step happened: as its text says, or now where there is none. Refuses with `malformed`: a text that is
 * no time, a time in the future (`occurred_in_the_future`), or one that ends before the step before it began
 * (`before_previous_step`: delivered before sent). Within one month or span, steps may share their time.
 */
export function decideOccurred(
  text: string | undefined,
  facts: { readonly now: Instant; readonly previousFrom: Day | null; readonly field?: string },
): Result<Occurred, MalformedRefusal> {
  const field = facts.field ?? "occurred";
  const occurred = text === undefined ? occurredAt(facts.now) : parseOccurred(text);
  const value = text ?? facts.now;
  if (occurred === undefined)
    return refuse({ code: "malformed", problems: [{ field, value, rule: "occurred" }] });
  const problems: Problem[] = [];
  if (occurred.from > dayOf(facts.now)) problems.push({ field, value, rule: "occurred_in_the_future" });
  if (facts.previousFrom !== null && occurred.to < facts.previousFrom) {
    problems.push({ field, value, rule: "before_previous_step", facts: { previous: facts.previousFrom } });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(occurred);
}
