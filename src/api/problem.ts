import type { RefusalShape } from "#core/result.ts";
import type { ProblemDetails } from "./client.ts";
import { findRefusalText } from "./refusals.ts";

/** Media type of a problem (RFC 9457, section 3). */
export const PROBLEM_TYPE = "application/problem+json";

/** Names that RFC 9457 gives a meaning of its own: a fact of such a name is sent as `currentStatus` and so on. */
const STANDARD_MEMBERS: readonly string[] = ["type", "title", "status", "detail", "instance"];

/**
 * A refusal as problem details (RFC 9457): type, title, status, a sentence with the facts in it, the request's
 * number as `instance`, the code, and the facts beside them. A code without a row is a bug and answered as
 * `internal_error`.
 */
export function describeProblem(
  refusal: RefusalShape,
  requestId: string,
): ProblemDetails & { readonly detail: string; readonly instance: string } {
  const text = findRefusalText(refusal.code);
  if (text === undefined) return describeProblem({ code: "internal_error" }, requestId);
  const { code, ...facts } = refusal;
  return {
    ...renameFacts(facts),
    type: `/problems/${code}`,
    title: text.title,
    status: text.status,
    detail: fillSentence(text.sentence, facts),
    instance: `/requests/${requestId}`,
    code,
  };
}

/** A refusal in a sentence with its facts, for those who do not read problem details; its code where it has no sentence. */
export function describeRefusal(refusal: RefusalShape): string {
  const { code, ...facts } = refusal;
  const text = findRefusalText(code);
  return text === undefined ? code : fillSentence(text.sentence, facts);
}

function renameFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      STANDARD_MEMBERS.includes(name) ? `current${name.charAt(0).toUpperCase()}${name.slice(1)}` : name,
      value,
    ]),
  );
}

/** The sentence with its `{facts}`; lists are joined by commas, what is missing is left empty. */
function fillSentence(sentence: string, facts: Readonly<Record<string, unknown>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = facts[name];
    if (Array.isArray(value)) return value.map(String).join(", ");
    if (typeof value === "string") return value;
    return value === undefined || value === null ? "" : JSON.stringify(value);
  });
}
