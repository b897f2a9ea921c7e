import { getHeapStatistics } from "node:v8";
import type { Command } from "commander";
import {
  type AssignmentPlanFile,
  readAssignmentFile,
  writeAssignmentPlan,
} from "#core/allocation/assignment-files.ts";
import { refuse } from "#core/result.ts";
import { ASSIGNMENT_LIMITS, assignmentLimitsFor, assignUnits } from "#planner/indivisible/assign-units.ts";
import type { AssignmentResult } from "#planner/indivisible/problem.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";
import { parsePlanFile, readText } from "./read-plan-file.ts";

interface AssignOptions {
  readonly seconds: string;
  readonly json?: true;
}

/** The most seconds that can be given: a day. */
const SECONDS_MAX = 86_400;

/** `wellspring plan assign`: teams and equipment, each of which goes to one call whole, by integer programs. */
export function addAssignCommand(plan: Command): void {
  plan
    .command("assign")
    .description("The fairest assignment of teams and equipment to calls, with its proven gap")
    .argument("<problem>", "assignment file: see docs/ASSIGNMENT-FORMAT.md")
    .option("--seconds <count>", "time for the solver, 1 to 86400", String(ASSIGNMENT_LIMITS.secondsMax))
    .option("--json", "data only")
    .action(async (path: string, { seconds, json }: AssignOptions) => {
      const secondsMax = Number(seconds);
      if (!/^\d{1,5}$/.test(seconds) || secondsMax < 1 || secondsMax > SECONDS_MAX) {
        throw malformed([{ field: "--seconds", value: seconds, rule: "whole_number_1_to_86400" }]);
      }
      const problem = unwrap(readAssignmentFile(unwrap(parsePlanFile(path, await readText(path)))));
      const memory = Math.min(process.availableMemory(), getHeapStatistics().heap_size_limit);
      const result = await assignUnits(problem, { ...assignmentLimitsFor(memory), secondsMax });
      if (result.status === "solved") {
        const file = writeAssignmentPlan(problem, result.plan);
        if (json === true) printJson(file);
        else printAssignment(file);
        return;
      }
      unwrap<never>(refuse({ code: "plan_not_found", reason: tellReason(result) }));
    });
}

function tellReason(result: Exclude<AssignmentResult, { readonly status: "solved" }>): string {
  if (result.status === "unsolved") return result.reason;
  const { of, count, limit } = result;
  return of === "ways"
    ? `${count} possible sendings, at most ${limit}`
    : `${count} times a call can stand at a level, and this machine's memory is enough for ${limit}: fewer wanted units, or weights that are alike, make fewer`;
}

const STATUS_WORDS = {
  met: "it got all it wants",
  no_unit: "none of its types is there",
  unreachable: "no lane leads from one to it",
  window: "none can be there in time and stay",
  bound: "others are as badly off, or lanes are full",
} as const satisfies Readonly<Record<AssignmentPlanFile["calls"][number]["status"], string>>;

const OBJECTIVE_WORDS = {
  reach_level: "calls that reach level",
  units: "units sent",
  arrival: "periods of waiting × severity",
  cost: "cost in minor units",
} as const satisfies Readonly<Record<AssignmentPlanFile["stages"][number]["objective"], string>>;

function printAssignment({ assignments, calls, unused, stages, proven }: AssignmentPlanFile): void {
  printTable(assignments, [
    { title: "unit", value: (one) => one.unit },
    { title: "call", value: (one) => one.call },
    { title: "lane", value: (one) => one.lane },
    { title: "leaves in", value: (one) => one.departPeriod },
    { title: "arrives in", value: (one) => one.arrivePeriod },
  ]);
  print();
  printTable(calls, [
    { title: "call", value: (one) => one.call },
    { title: "wants", value: (one) => one.wanted },
    { title: "gets", value: (one) => one.got },
    { title: "level", value: (one) => one.level.toFixed(3) },
    { title: "why no more", value: (one) => STATUS_WORDS[one.status] },
  ]);
  if (unused.length > 0) print(`\nStay where they are: ${unused.join(", ")}.`);
  print();
  printTable(stages, [
    {
      title: "objective, in its turn",
      value: ({ objective, level }) =>
        `${OBJECTIVE_WORDS[objective]}${level === null ? "" : ` ${level.toFixed(3)}`}`,
    },
    { title: "found", value: (one) => one.value },
    { title: "bound", value: (one) => one.bound },
    { title: "proven", value: (one) => (one.proven ? "yes" : "no") },
  ]);
  print(
    proven
      ? "\nNo assignment is fairer, nor as fair and better in what comes after."
      : "\nTime ran out in the last objective shown: between what was found and its bound there may be a better one.",
  );
}
