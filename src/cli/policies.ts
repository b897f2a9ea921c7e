import type { Command } from "commander";
import { policySchema } from "#api/round.ts";
import { POLICIES, POLICY_NAMES, type Policy } from "#core/allocation/policy.ts";
import type { Problem } from "#core/result.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { parsePlanFile, readText } from "./read-plan-file.ts";

/** What `--policy` and its like take. */
export const POLICY_OPTION = `${POLICY_NAMES.join(", ")}, or a file that holds one as JSON (see plan policy)`;

/** `wellspring plan policy`: the policies that are at hand, or all rules of one, to be kept and changed as a file. */
export function addPolicyCommand(plan: Command): void {
  plan
    .command("policy")
    .description("The policies by which rounds can share out, or all rules of one as JSON: docs/POLICIES.md")
    .argument("[name]", POLICY_NAMES.join(", "))
    .option("--json", "data only")
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      if (name !== undefined) printJson(await choosePolicy("name", name));
      else if (json === true) printJson(Object.values(POLICIES));
      else for (const one of POLICY_NAMES) print(one);
    });
}

/**
 * The policy of that name, or of the file at that path. What is wrong with the file is refused, all of it at once; where its rules
 * contradict one another, the use case says so.
 */
export async function choosePolicy(option: string, text: string): Promise<Policy> {
  const name = POLICY_NAMES.find((one) => one === text);
  if (name !== undefined) return POLICIES[name];
  if (!/[./\\]/.test(text)) {
    const facts = { allowed: POLICY_NAMES.join(", ") };
    throw malformed([{ field: option, value: text, rule: "unknown_policy", facts }]);
  }
  const value = unwrap(parsePlanFile(text, await readText(text)));
  const parsed = policySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error.issues.flatMap((issue) => describeIssue(issue, value)));
}

type Issue = NonNullable<ReturnType<typeof policySchema.safeParse>["error"]>["issues"][number];

function describeIssue(issue: Issue, root: unknown): readonly Problem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), value: null, rule: "unknown_field" }));
  }
  const value = path.reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined,
    root,
  );
  const field = path.length === 0 ? "policy" : path.join(".");
  if (value === undefined) return [{ field, value: null, rule: "missing" }];
  const bound = "maximum" in issue ? issue.maximum : "minimum" in issue ? issue.minimum : undefined;
  const facts = bound === undefined ? {} : { facts: { bound: Number(bound) } };
  const rule = issue.code === "too_big" ? "too_large" : issue.code;
  return [{ field, value: JSON.stringify(value)?.slice(0, 120) ?? null, rule, ...facts }];
}
