import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { checkAssignmentProblem } from "#planner/indivisible/check-assignment-problem.ts";
import type { AssignmentPlan, AssignmentProblem } from "#planner/indivisible/problem.ts";

/** The plan of an assignment file, rows named by their keys: docs/ASSIGNMENT-FORMAT.md. */
export interface AssignmentPlanFile {
  readonly format: "wellspring-assignment-plan";
  readonly version: 1;
  /** In the order of call and unit. */
  readonly assignments: readonly {
    readonly unit: string;
    readonly call: string;
    readonly lane: string;
    readonly departPeriod: number;
    readonly arrivePeriod: number;
  }[];
  readonly calls: readonly (AssignmentPlan["calls"][number] & { readonly call: string })[];
  /** Units that stay, by key. */
  readonly unused: readonly string[];
  readonly stages: AssignmentPlan["stages"];
  readonly proven: boolean;
}

/** The fields of each list's rows; none other is read, so that a misspelt one is not passed over. */
const ROW_FIELDS = {
  units: ["key", "type", "site", "readyFrom", "readyUntil"],
  calls: [
    "key",
    "site",
    "types",
    "count",
    "weightPerMille",
    "windowFrom",
    "windowTo",
    "stayPeriods",
    "severity",
  ],
  lanes: ["key", "from", "to", "transitPeriods", "unitCapacity", "costMinor"],
} as const satisfies {
  readonly [List in "units" | "calls" | "lanes"]: readonly (keyof AssignmentProblem[List][number])[];
};
const PROBLEM_FIELDS: readonly string[] = [
  "format",
  "version",
  "periods",
  "sites",
  "types",
  ...Object.keys(ROW_FIELDS),
];

/**
 * The assignment problem of a parsed file; refuses with `malformed`, every problem listed: another format or version, a
 * field that is not known, and whatever `checkAssignmentProblem` finds.
 */
export function readAssignmentFile(value: unknown): Result<AssignmentProblem, MalformedRefusal> {
  const problems: Problem[] = [];
  if (isRecord(value)) {
    const expected = { format: "wellspring-assignment-problem", version: 1 };
    for (const [field, one] of Object.entries(expected)) {
      if (value[field] === one) continue;
      problems.push({ field, value: show(value[field]), rule: "other_format", facts: { expected: one } });
    }
    problems.push(...listUnknownFields(value));
  }
  problems.push(...checkAssignmentProblem(value));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  // Every field of it has been found sound.
  const { periods, sites, types, units, calls, lanes } = value as AssignmentProblem;
  return accept({ periods, sites, types, units, calls, lanes });
}

function listUnknownFields(problem: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems: Problem[] = [];
  const look = (row: unknown, at: string, known: readonly string[]) => {
    if (!isRecord(row)) return;
    for (const name of Object.keys(row)) {
      if (known.includes(name)) continue;
      problems.push({ field: `${at}${name}`, value: show(row[name]), rule: "unknown_field" });
    }
  };
  look(problem, "", PROBLEM_FIELDS);
  for (const [list, known] of Object.entries(ROW_FIELDS)) {
    const rows = problem[list];
    if (!Array.isArray(rows)) continue;
    rows.forEach((row: unknown, i) => {
      look(row, `${list}.${i}.`, known);
    });
  }
  return problems;
}

/** The file of a solved problem. O(its size). */
export function writeAssignmentPlan(problem: AssignmentProblem, plan: AssignmentPlan): AssignmentPlanFile {
  const keyOf = (rows: readonly { readonly key: string }[], index: number) => rows[index]?.key ?? "";
  return {
    format: "wellspring-assignment-plan",
    version: 1,
    assignments: plan.assignments.map(({ unit, call, lane, departPeriod, arrivePeriod }) => ({
      unit: keyOf(problem.units, unit),
      call: keyOf(problem.calls, call),
      lane: keyOf(problem.lanes, lane),
      departPeriod,
      arrivePeriod,
    })),
    calls: plan.calls
      .map((outcome, c) => ({ call: keyOf(problem.calls, c), ...outcome }))
      .toSorted((a, b) => (a.call < b.call ? -1 : 1)),
    unused: plan.unused.map((u) => keyOf(problem.units, u)).toSorted(),
    stages: plan.stages,
    proven: plan.proven,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 120) : typeof value;
}
