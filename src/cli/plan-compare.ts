import type { Command } from "commander";
import { comparePolicies, type ComparedWorld } from "#app/round/compare-policies.ts";
import type { PlanMeasures } from "#core/allocation/compare-plans.ts";
import type { Policy } from "#core/allocation/policy.ts";
import { asId, isId } from "#core/id.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";
import { choosePolicy, POLICY_OPTION } from "./policies.ts";

interface CompareOptions {
  readonly round?: string;
  readonly scenario?: string;
  readonly policy: readonly string[];
  readonly json?: true;
}

/** `wellspring plan compare`: two policies on one snapshot, side by side. Nothing is written. */
export function addCompareCommand(plan: Command, open: OpenOperator): void {
  plan
    .command("compare")
    .description("Two policies on the same calls, offers and lanes, side by side; nothing is written")
    .option("--round <id>", "on what that round was planned from; left out: on what is open now")
    .option("--scenario <name>", "on what is open now in a scenario")
    .option(
      "--policy <policy>",
      `twice: ${POLICY_OPTION}, or own: the round's`,
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--json", "data only")
    .action(async (options: CompareOptions) => {
      const of = readWorld(options);
      const [textA, textB, ...more] = options.policy;
      if (textA === undefined || textB === undefined || more.length > 0) {
        throw malformed([{ field: "--policy", value: options.policy.join(" "), rule: "two_policies" }]);
      }
      const [a, b] = [await choose(textA), await choose(textB)];
      const compared = await withOperator(open, async ({ context, actor }) =>
        unwrap(await comparePolicies(context, { actor }, { of, a, b })),
      );
      if (options.json === true) printJson(compared);
      else printComparison(compared);
    });
}

function readWorld({ round, scenario }: CompareOptions): ComparedWorld {
  if (round === undefined) return { scenario: scenario ?? null };
  if (scenario !== undefined) {
    throw malformed([{ field: "--scenario", value: scenario, rule: "round_or_scenario" }]);
  }
  if (!isId(round)) throw malformed([{ field: "--round", value: round, rule: "uuid" }]);
  return { roundId: asId<"round">(round) };
}

async function choose(text: string): Promise<Policy | "own"> {
  return text === "own" ? text : await choosePolicy("--policy", text);
}

type Compared = Extract<Awaited<ReturnType<typeof comparePolicies>>, { ok: true }>["value"];

function percent(share: number | null): string {
  return share === null ? "–" : `${(share * 100).toFixed(2)} %`;
}

function decimal(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits);
}

function printComparison(compared: Compared): void {
  const { policyA, policyB, lines } = compared;
  const [nameA, nameB] = [describePolicy("A", policyA), describePolicy("B", policyB)];
  print(`${nameA}\n${nameB}\nOn the calls, offers and lanes of ${compared.cutOff}.\n`);
  printTable(listMeasures(compared), [
    { title: "measure", value: (row) => row.name },
    { title: "A", value: (row) => row.a },
    { title: "B", value: (row) => row.b },
  ]);
  print();
  printTable(lines, [
    { title: "party", value: (line) => `${line.partyCode}${line.leastDeveloped ? " LDC" : ""}` },
    { title: "item", value: (line) => line.itemId },
    { title: "asked", value: (line) => line.asked },
    { title: "A", value: (line) => line.allocatedA },
    { title: "B", value: (line) => line.allocatedB },
    { title: "coverage A", value: (line) => percent(line.allocatedA / line.asked) },
    { title: "coverage B", value: (line) => percent(line.allocatedB / line.asked) },
  ]);
}

function describePolicy(letter: string, { name, version }: Policy): string {
  return `${letter}: ${name}, edition ${version}`;
}

interface MeasureRow {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

function listMeasures({ lines, a, b }: Compared): readonly MeasureRow[] {
  const row = (name: string, tell: (measures: PlanMeasures) => string): MeasureRow => {
    return { name, a: tell(a), b: tell(b) };
  };
  const reached = lines.filter((line) => line.reachable).length;
  const items = a.shares.map(({ itemId }) => itemId);
  const shareOf = ({ shares }: PlanMeasures, item: string) =>
    shares.find(({ itemId }) => itemId === item)?.share ?? null;
  const modes = [...new Set([...a.transport.byMode, ...b.transport.byMode].map(({ mode }) => mode))];
  const ofMode = ({ transport }: PlanMeasures, mode: string) =>
    transport.byMode.find((one) => one.mode === mode);
  return [
    row(`coverage, mean of ${reached} lines within reach`, (plan) => percent(plan.meanCoverage)),
    row("coverage, lowest", (plan) => percent(plan.lowestCoverage)),
    row("coverage, least developed countries", (plan) => percent(plan.leastDevelopedCoverage)),
    row("coverage, all others", (plan) => percent(plan.othersCoverage)),
    row("Gini index of coverage (0: equal)", (plan) => decimal(plan.gini, 4)),
    row("Jain index of coverage (1: equal)", (plan) => decimal(plan.jain, 4)),
    ...items.map((item) =>
      row(`units of ${item} to least developed countries`, (plan) => percent(shareOf(plan, item))),
    ),
    row("days to arrival, mean over units", (plan) => decimal(plan.leadTime.meanDays, 2)),
    row("periods to arrival, mean over units", (plan) => decimal(plan.leadTime.meanPeriods, 2)),
    row("days to arrival, least developed countries", (plan) =>
      decimal(plan.leadTime.leastDevelopedMeanDays, 2),
    ),
    row("cost of transport, USD", (plan) => decimal(plan.transport.costCents / 100, 2)),
    row("units without a price or a mass", (plan) => decimal(plan.transport.unpricedUnits, 0)),
    ...modes.flatMap((mode) => [
      row(`tonne-kilometres by ${mode}`, (plan) => decimal(ofMode(plan, mode)?.tonneKilometres ?? 0, 1)),
      row(`kg CO2e by ${mode}`, (plan) => decimal(ofMode(plan, mode)?.emissionsKg ?? 0, 1)),
    ]),
    row("units without a mass or a distance", (plan) => decimal(plan.transport.unmeasuredUnits, 0)),
  ];
}
