import type { Command } from "commander";
import { checkCertificate } from "#certificate/check-certificate.ts";
import {
  type BindingConstraint,
  type ExplainedFloor,
  type ExplainedLine,
  type ExplainedRest,
  explainPlan,
} from "#core/allocation/explain-plan.ts";
import type { KeyedConstraint, PlanFiles } from "#core/allocation/plan-files.ts";
import { refuse } from "#core/result.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { readPlanFiles } from "./read-plan-file.ts";

interface ExplainOptions {
  readonly line?: string;
  readonly json?: true;
}

/** `wellspring plan explain`: what bound every call line, and why anything was left. */
export function addExplainCommand(plan: Command): void {
  plan
    .command("explain")
    .description("What bound every call line and why anything was left, in words and figures")
    .argument("<problem>", "problem file")
    .argument("<plan>", "plan file")
    .argument("<certificate>", "certificate file")
    .option("--line <key>", "only the call line, or the supply, of this key")
    .option("--json", "data only")
    .action(
      async (problem: string, planPath: string, certificate: string, { line, json }: ExplainOptions) => {
        const { lines, unused, unmetFloors } = explainPlan(await readSound([problem, planPath, certificate]));
        const chosen = {
          lines: lines.filter(({ demand }) => line === undefined || demand === line),
          unused: unused.filter(({ supply }) => line === undefined || supply === line),
          unmetFloors: unmetFloors.filter(
            ({ demands }) => line === undefined || demands.some(({ demand }) => demand === line),
          ),
        };
        if (line !== undefined && chosen.lines.length + chosen.unused.length === 0) {
          throw malformed([{ field: "--line", value: line, rule: "unknown_line" }]);
        }
        if (json === true) printJson(chosen);
        else printExplained(chosen);
      },
    );
}

/** The three files, once the checker has accepted them: what is not proven is not explained. */
async function readSound(paths: readonly string[]): Promise<PlanFiles> {
  const [problem, plan, certificate] = await readPlanFiles(paths);
  const verdict = checkCertificate(problem, plan, certificate);
  if (!verdict.accepted) {
    const problems = verdict.faults.map(({ file, at, rule, reason }) => {
      return { field: `${file}: ${at}`, value: reason, rule };
    });
    return unwrap<PlanFiles>(refuse({ code: "plan_not_proven", problems }));
  }
  // The checker has accepted them: they are of these shapes.
  return { problem, plan, certificate } as PlanFiles;
}

function printExplained(explained: {
  readonly lines: readonly ExplainedLine[];
  readonly unused: readonly ExplainedRest[];
  readonly unmetFloors: readonly ExplainedFloor[];
}): void {
  for (const line of explained.lines) for (const text of describeLine(line)) print(text);
  for (const rest of explained.unused) print(describeRest(rest));
  for (const floor of explained.unmetFloors) for (const text of describeFloor(floor)) print(text);
}

const NUMBER = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 });
const WHOLE = new Intl.NumberFormat("en-GB");

/** So many constraints of a bottleneck are named one by one. */
const BINDINGS_SHOWN_MAX = 8;

const STATUS_WORDS = {
  met: "it got all it asked.",
  capped: "it got all that its policy allows it; it asks more.",
  no_supply: "no supply is of an item that answers it.",
  unreachable: "supplies answer it, but no lane leads from them to its site.",
  window: "lanes lead to it, but nothing arrives within its window.",
  shelf_life: "what arrives in time has less shelf life than it asks.",
  bound: "it cannot get more unless a line that is no better off gets less. Bound by:",
  rounding: "its fair share is all it asks, but whole units do not fit. In the way:",
  follows: "it follows another line, whose units call for no more.",
} as const satisfies Readonly<Record<ExplainedLine["status"], string>>;

function describeLine(line: ExplainedLine): readonly string[] {
  const given = `${WHOLE.format(line.allocated)} of ${WHOLE.format(line.asked)} units`;
  const share = line.status === "met" ? "" : `, fair share ${NUMBER.format(line.fairShare)}`;
  const shown = line.boundBy.slice(0, BINDINGS_SHOWN_MAX);
  const more = line.boundBy.length - shown.length;
  return [
    `${line.demand}: ${given}, level ${NUMBER.format(line.level)}${share}: ${STATUS_WORDS[line.status]}`,
    ...shown.map((one) => `  ${describeBinding(one)}`),
    ...(more > 0 ? [`  and ${more} more, each of less weight`] : []),
    ...describeRounding(line),
    ...(line.sharedWith.length > 0 ? [`  shared with ${listSome(line.sharedWith)}`] : []),
  ];
}

const ROUNDING_WORDS = {
  companion: "its principal's units call for no more",
  least_shipment: "less is not sent at once",
  least_units: "less is of no use to it",
  pack: "packs are not opened",
} as const satisfies Readonly<Record<ExplainedLine["roundedBy"][number], string>>;

/** What rounding to packs and least quantities cost a line, and why. */
function describeRounding({ lostUnits, roundedBy }: ExplainedLine): readonly string[] {
  if (roundedBy.length === 0) return [];
  const why = roundedBy.map((rule) => ROUNDING_WORDS[rule]).join("; ");
  return [`  rounding cost it ${plural(lostUnits, "unit")}: ${why}`];
}

function listSome(keys: readonly string[]): string {
  const more = keys.length - BINDINGS_SHOWN_MAX;
  return `${keys.slice(0, BINDINGS_SHOWN_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What was used up, how much of it there is, its price, and how much more of it would bring one unit more. */
function describeBinding({ constraint, capacity, unit, price, neededForOneUnit }: BindingConstraint): string {
  const holds = `${nameConstraint(constraint)} (${plural(capacity, unit)})`;
  if (neededForOneUnit === null) return holds;
  const needed = `${NUMBER.format(neededForOneUnit)} more would bring the lines it binds one unit more between them`;
  return `${holds}, price ${NUMBER.format(price)} a ${unit}: ${needed}`;
}

function plural(count: number, unit: BindingConstraint["unit"]): string {
  return `${WHOLE.format(count)} ${unit}${count === 1 ? "" : "s"}`;
}

function nameConstraint(name: KeyedConstraint): string {
  if (name.kind === "supply") return `supply ${name.supply}`;
  const what = name.kind.replace(/^(lane|receiving)_/, "").replace("_", " ");
  return "lane" in name
    ? `${what} of lane ${name.lane}, leaving in period ${name.period}`
    : `${what} that ${name.receiving} takes in, in period ${name.period}`;
}

/** The least floors that cannot hold together, and what would have to be more. */
function describeFloor({ stage, demands, boundBy }: ExplainedFloor): readonly string[] {
  const promised = demands.map(({ demand, promised }) => `${demand} (${NUMBER.format(promised)})`);
  const more = promised.length - BINDINGS_SHOWN_MAX;
  const names = `${promised.slice(0, BINDINGS_SHOWN_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [
    `Floors of stage ${stage} that cannot hold together: ${names}: without any one of these, the others' can. Not enough of:`,
    ...boundBy.slice(0, BINDINGS_SHOWN_MAX).map((one) => `  ${describeBinding(one)}`),
  ];
}

const REST_WORDS = {
  no_demand: "nobody asks for its item.",
  unreachable: "no lane leads from it to anybody who asks for its item.",
  window: "it cannot be with anybody who asks for its item in time.",
  shelf_life: "it cannot be with anybody in time with the shelf life that is asked.",
  not_needed: "everybody whom it could reach got all they asked.",
  capacity: "somebody whom it could reach lacks it still, but lanes or receiving are full.",
  rounding: "somebody could take a unit of it still, but no pack, or less than is sent at once or of use.",
} as const satisfies Readonly<Record<ExplainedRest["reason"], string>>;

function describeRest({ supply, of, quantity, reason }: ExplainedRest): string {
  return `${supply}: ${WHOLE.format(quantity)} of ${WHOLE.format(of)} units left: ${REST_WORDS[reason]}`;
}
