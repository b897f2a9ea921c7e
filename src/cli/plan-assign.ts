import type { Command } from "commander";
import type { AssignmentPlanFile } from "#core/allocation/assignment-files.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { ASSIGNMENT_LIMITS } from "#planner/indivisible/assign-units.ts";
import { malformed, print, printJson, printTable } from "./output.ts";
import { workInThread } from "./plan-thread.ts";
import { readText } from "./read-plan-file.ts";
import { writeFilesWhole } from "./write-files.ts";

interface AssignOptions {
  readonly seconds: string;
  readonly out?: string;
  readonly json?: true;
}

/** The most seconds that can be given: a day. */
const SECONDS_MAX = 86_400;

/** `wellspring plan assign`: teams and equipment, each of which goes to one call whole, and goods with them, in one plan. */
export function addAssignCommand(plan: Command): void {
  plan
    .command("assign")
    .description(
      "The fairest assignment of teams and equipment to calls, and of goods with them, with its proven gap",
    )
    .argument("<problem>", "assignment file: see docs/ASSIGNMENT-FORMAT.md")
    .option("--seconds <count>", "time for the solver, 1 to 86400", String(ASSIGNMENT_LIMITS.secondsMax))
    .option("--out <file>", "where the plan goes: what `plan check` and `plan explain` read")
    .option("--json", "data only")
    .action(async (path: string, { seconds, out, json }: AssignOptions) => {
      const secondsMax = Number(seconds);
      if (!/^\d{1,5}$/.test(seconds) || secondsMax < 1 || secondsMax > SECONDS_MAX) {
        throw malformed([{ field: "--seconds", value: seconds, rule: "whole_number_1_to_86400" }]);
      }
      // Told here, before a thread is started for it.
      await readText(path);
      const solved = await workInThread({ kind: "assign", problemPath: path, secondsMax }, "assigned");
      if (solved === undefined) return;
      const file = solved.plan;
      if (out !== undefined) await writeFilesWhole([{ path: out, text: `${canonicalJson(file)}\n` }]);
      if (json === true) printJson(file);
      else printAssignment(file);
    });
}

const STATUS_WORDS = {
  met: "it has all it wants",
  no_unit: "none of its types is there",
  language: "none of them speaks its languages",
  unreachable: "no lane leads from one to it",
  window: "none can be there in time and stay",
  needs: "what they need is not there, and cannot be sent in time",
  bound: "others are as badly off, or lanes, facilities or supplies are used up",
} as const satisfies Readonly<Record<AssignmentPlanFile["calls"][number]["status"], string>>;

const OBJECTIVE_WORDS = {
  reach_level: "calls that reach level",
  units: "units sent",
  served: "of what is wanted, sent",
  arrival: "periods of waiting × severity",
  cost: "cost in minor units",
} as const satisfies Readonly<Record<AssignmentPlanFile["stages"][number]["objective"], string>>;

function printAssignment(file: AssignmentPlanFile): void {
  const { assignments, calls, unused, needs, stages, proven, goods } = file;
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
  if (needs.length > 0) {
    print();
    printTable(needs, [
      { title: "unit", value: (one) => one.unit },
      { title: "need", value: (one) => one.need },
      {
        title: "is met by",
        value: (one) => (one.by === "goods" ? "goods, sent first" : "what the site has"),
      },
    ]);
  }
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
  if (goods === null) return;
  const { allocations, demands } = goods.plan;
  const met = demands.filter((one) => one.met).length;
  print(
    `Goods: ${allocations.length} allocations; ${met} of ${demands.length} lines are met, what teams need among them. Shares are proven by the certificate, beside what teams need.`,
  );
}
