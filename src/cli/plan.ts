import type { Command } from "commander";
import { readCoverage } from "#app/round/read-coverage.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { addRoundCommands } from "./rounds.ts";
import { print, printJson, printTable, unwrap } from "./output.ts";
import { addCompareCommand } from "./plan-compare.ts";
import { addExplainCommand } from "./plan-explain.ts";
import { addExportCommand } from "./plan-export.ts";
import { addPlanFileCommands } from "./plan-files.ts";
import { addWhatIfCommand } from "./plan-what-if.ts";
import { addPolicyCommand } from "./policies.ts";

/**
 * `wellspring plan coverage`: how far needs are covered, what bound them, and what the policy changed; beside it the commands
 * of rounds, `plan explain` and `plan what-if` of rounds and files, `plan export` of what proves a round's plan, and the
 * commands that work on such files.
 */
export function addPlanCommand(program: Command, open: OpenOperator): void {
  const plan = program
    .command("plan")
    .description("Planning rounds and what they shared out; plans of problem files, their proofs and checks");
  addPolicyCommand(plan);
  addRoundCommands(plan, open);
  addCompareCommand(plan, open);
  plan
    .command("coverage")
    .description(
      "Coverage of every country's need, the reason that bound it, and the least developed countries' share",
    )
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option("--json", "data only")
    .action(async ({ scenario, json }: { scenario?: string; json?: true }) => {
      const coverage = await withOperator(open, async ({ context }) =>
        unwrap(await readCoverage(context, { scenario: scenario ?? null })),
      );
      if (json === true) printJson(coverage);
      else printCoverage(coverage);
    });
  addPlanFileCommands(plan);
  addExplainCommand(plan, open);
  addWhatIfCommand(plan, open);
  addExportCommand(plan, open);
}

type Coverage = Extract<Awaited<ReturnType<typeof readCoverage>>, { ok: true }>["value"];

function percent(share: number | null): string {
  return share === null ? "–" : `${(share * 100).toFixed(2)} %`;
}

function printCoverage(coverage: Coverage): void {
  if (coverage.scenario !== null) {
    print(
      `Scenario "${coverage.scenario}": what the reported supply would have meant, had it been shared out by`,
    );
    print("need. It is not history.\n");
  }
  printTable(coverage.lines, [
    { title: "country", value: (line) => `${line.country}${line.leastDeveloped ? " LDC" : ""}` },
    { title: "item", value: (line) => line.itemId },
    { title: "asked", value: (line) => line.asked },
    { title: "agreed", value: (line) => line.agreed },
    { title: "coverage", value: (line) => percent(line.coverage) },
    { title: "bound by", value: (line) => line.bindings.join(" ") },
  ]);
  print("\nRound by round, and when what it shared out could leave:\n");
  printTable(coverage.byRound, [
    { title: "round", value: (row) => row.round },
    { title: "supply", value: (row) => `${row.from} to ${row.until ?? "–"}` },
    { title: "item", value: (row) => row.itemId },
    { title: "asked", value: (row) => row.asked },
    { title: "planned", value: (row) => row.planned },
    { title: "so far", value: (row) => row.plannedSoFar },
    { title: "coverage", value: (row) => percent(row.coverage) },
    { title: "to LDCs", value: (row) => percent(row.leastDevelopedShare) },
    { title: "Jain", value: (row) => row.jain.toFixed(4) },
  ]);
  print(
    `\nShare of the least developed countries, with equal weights and by ${coverage.policies.join(", ") || "no policy"}:\n`,
  );
  printTable(coverage.leastDeveloped, [
    { title: "item", value: (share) => share.itemId },
    {
      title: "of needs",
      value: (share) => percent(share.asked === 0 ? null : share.askedByLeastDeveloped / share.asked),
    },
    { title: "equal weights", value: (share) => percent(share.before.share) },
    { title: "policy", value: (share) => percent(share.after.share) },
    { title: "units by policy", value: (share) => share.after.toLeastDeveloped },
  ]);
}
