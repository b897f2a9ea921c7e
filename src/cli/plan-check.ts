import type { Command } from "commander";
import { checkCertificate, type Verdict } from "#certificate/check-certificate.ts";
import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import type { Least } from "#certificate/check-least.ts";
import { EXIT_CODES, print, printJson } from "./output.ts";
import { readPlanFiles } from "./read-plan-file.ts";

/** `wellspring plan check`: whether a plan is feasible and fair, as its certificate claims. */
export function addCheckCommand(plan: Command): void {
  plan
    .command("check")
    .description("Whether a plan can be carried out and is fair, by its certificate: yes, or every fault")
    .argument("<problem>", "problem file")
    .argument("<plan>", "plan file")
    .argument("[certificate]", "certificate file; left out of a plan of teams and goods, which has it within")
    .option("--json", "data only")
    .action(
      async (
        problem: string,
        planPath: string,
        certificate: string | undefined,
        { json }: { readonly json?: true },
      ) => {
        if (certificate === undefined) return await checkTogether([problem, planPath], json === true);
        const files = await readPlanFiles([problem, planPath, certificate]);
        const verdict = checkCertificate(files[0], files[1], files[2]);
        if (json === true) printJson(verdict);
        else printVerdict(verdict);
        if (!verdict.accepted) process.exitCode = EXIT_CODES.refused;
      },
    );
}

/** A plan of teams, and of goods where they were planned with them. */
async function checkTogether(paths: readonly string[], isJson: boolean): Promise<void> {
  const [problem, plan] = await readPlanFiles(paths);
  const verdict = checkJointPlan(problem, plan);
  if (isJson) printJson(verdict);
  else if (verdict.accepted) {
    const { assignments, needsByFacility, needsByGoods, allocations } = verdict;
    print(
      `Yes: ${assignments} units can go where they are sent, ${needsByFacility} needs are met by what sites have and ${needsByGoods} by goods that arrive in time, and ${allocations} allocations of goods, those among them, can be carried out and are fair beside them.`,
    );
    print(
      "Not checked: that units could not be assigned better; of that the plan states the solver's bound.",
    );
  } else {
    print(`No: ${verdict.faults.length} faults.`);
    for (const { file, at, rule, reason } of verdict.faults) print(`${file}: ${at}: ${rule}: ${reason}`);
  }
  if (!verdict.accepted) process.exitCode = EXIT_CODES.refused;
}

/** The verdict is the answer, whichever way it falls: it goes to standard output. */
function printVerdict(verdict: Verdict): void {
  if (verdict.accepted) {
    const { demands, allocations, bottlenecks, shortfallUnits, least } = verdict;
    print(
      `Yes: ${allocations} allocations can be carried out and are fair to ${demands} lines by ${bottlenecks} bottlenecks; rounding leaves no line more than ${shortfallUnits.toFixed(3)} units below its fair share.`,
    );
    print(
      least === null
        ? "The certificate is of version 1: nothing is proven of arrival and cost, and companions are held to no share of their own."
        : `In whole units: of arrival (units × periods × severity) ${tellLeast(least.arrival)}; ${tellCost(least.cost)}.`,
    );
    return;
  }
  print(`No: ${verdict.faults.length} faults.`);
  for (const { file, at, rule, reason } of verdict.faults) print(`${file}: ${at}: ${rule}: ${reason}`);
}

/** What is proven, and the gap. What is counted is never below zero: a bound that is says nothing. */
function tellLeast({ bound, gap }: Least["arrival"]): string {
  if (bound < 0) {
    return `the plan has ${(bound + gap).toPrecision(7)}, and the prices prove no bound above zero`;
  }
  return `${bound.toPrecision(7)} is proven the least and the plan has ${gap.toPrecision(3)} more, which rounding explains`;
}

/** The cost is proven with arrivals at their price: its gap is what a plan as early could save at most. The two are told apart. */
function tellCost(cost: Least["cost"]): string {
  const { bound, gap, arrivalPrice, pricedArrival } = cost;
  const own = bound + gap - pricedArrival;
  return `of cost among plans as early (minor units), with ${arrivalPrice.toPrecision(4)} for each one of arrival, ${tellLeast(cost)}; of what the plan comes to, ${pricedArrival.toPrecision(7)} is for arrival and ${own.toPrecision(7)} is cost`;
}
