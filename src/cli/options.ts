import type { z } from "zod";
import type { Problem } from "#core/result.ts";
import { malformed } from "./output.ts";

/**
 * The options of a command, checked by the schema that the interface uses for the same question. Everything
 * wrong with them is told at once, option by option.
 */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue): Problem => {
    const field = issue.path.join(".");
    const value = readPath(options, issue.path);
    return {
      field: `--${kebab(field)}`,
      value: typeof value === "string" ? value.slice(0, 120) : null,
      rule: issue.message,
    };
  });
  throw malformed(problems);
}

function readPath(value: unknown, path: readonly PropertyKey[]): unknown {
  let next = value;
  for (const key of path) {
    if (typeof next !== "object" || next === null) return undefined;
    next = Reflect.get(next, key);
  }
  return next;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
