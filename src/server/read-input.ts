import { z } from "zod";
import type { Endpoint } from "#api/endpoint.ts";
import { type ConditionsAttachedRefusal, findConditionFields } from "#core/conditions.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { findUnprintable } from "./unprintable.ts";

/** A request's parts as they came. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Schemas of one operation, made strict: a query member that nobody reads is told, not passed over. */
export interface InputSchemas {
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType | undefined;
}

/** The schemas by which an operation's requests are read. */
export function getInputSchemas(endpoint: Endpoint): InputSchemas {
  return {
    params: endpoint.params ?? z.strictObject({}),
    query: endpoint.query instanceof z.ZodObject ? endpoint.query.strict() : z.strictObject({}),
    body: endpoint.body,
  };
}

/**
 * The parts of a request as their schemas read them. Refuses with `malformed` where a text can be neither stored nor
 * shown (see `findUnprintable`), then with `conditions_attached` where the body has a
 * member under whose name a condition is written, at any depth; then with `malformed`, which lists every problem
 * of path, query and body at once.
 */
export function readInput(
  schemas: InputSchemas,
  raw: RawInput,
): Result<RawInput, ConditionsAttachedRefusal | MalformedRefusal> {
  const unprintable = [raw.params, raw.query, raw.body].flatMap(findUnprintable);
  if (unprintable.length > 0) return refuse({ code: "malformed", problems: unprintable });
  const fields = findConditionFields(raw.body);
  if (fields.length > 0) return refuse({ code: "conditions_attached", fields });
  const params = schemas.params.safeParse(raw.params);
  const query = schemas.query.safeParse(raw.query);
  const bodySchema = schemas.body ?? z.strictObject({}).optional();
  const body = bodySchema.safeParse(raw.body ?? (schemas.body === undefined ? undefined : {}));
  const problems = [
    ...listProblems(params.error, raw.params),
    ...listProblems(query.error, raw.query),
    ...listProblems(body.error, raw.body),
  ];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({ params: params.data, query: query.data, body: body.data });
}

function listProblems(error: z.ZodError | undefined, input: unknown): Problem[] {
  return (error?.issues ?? []).flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeField([...path, key], input, "unknown_field"));
  }
  return [{ ...describeField(path, input, nameRule(issue, findAt(input, path))), ...getFacts(issue) }];
}

function describeField(path: readonly string[], input: unknown, rule: string): Problem {
  return { field: path.join("."), value: showValue(findAt(input, path)), rule };
}

/** The rule's stable name: the schema's own where it has one, else one for each kind of issue. */
function nameRule(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "required";
  if (/^[a-z][a-z0-9_]*$/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `type_${issue.expected}`;
    case "invalid_value":
      return "one_of";
    case "too_small":
      return "too_small";
    case "too_big":
      return "too_big";
    case "invalid_format":
      return issue.format;
    default:
      return issue.code;
  }
}

/** What would have been right: the bounds, or the values to choose from. */
function getFacts(issue: z.core.$ZodIssue): Pick<Problem, "facts"> {
  if (issue.code === "too_small") return { facts: { minimum: Number(issue.minimum) } };
  if (issue.code === "too_big") return { facts: { maximum: Number(issue.maximum) } };
  if (issue.code === "invalid_value") return { facts: { allowed: issue.values.map(String).join(", ") } };
  return {};
}

function findAt(input: unknown, path: readonly string[]): unknown {
  let found: unknown = input;
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name]; // an own member, asked for above
  }
  return found;
}

/** Longer values are cut: the problem shall be recognised, not repeated. */
const VALUE_LENGTH_MAX = 120;

function showValue(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.slice(0, VALUE_LENGTH_MAX);
}
