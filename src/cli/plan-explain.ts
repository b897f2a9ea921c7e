import type { Command } from "commander";
import { askThread } from "#app/round/ask-thread.ts";
import { explainRound } from "#app/round/explain-round.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { upgradeCertificate, upgradePlan, upgradeProblem } from "#certificate/earlier-version.ts";
import type { ProvenFiles } from "#core/allocation/plan-files.ts";
import { explainPlan } from "#core/explanation/explain-plan.ts";
import type { PlanExplanation } from "#core/explanation/facts.ts";
import { listParagraphs } from "#core/explanation/list-paragraphs.ts";
import { nameByRound } from "#core/explanation/name-by-round.ts";
import { nameByKeys } from "#core/explanation/naming.ts";
import {
  addLineEquipment,
  addSupplyEquipment,
  type EquippedRound,
} from "#core/explanation/put-equipment-into-words.ts";
import { putFloorIntoWords, putLineIntoWords, putRestIntoWords } from "#core/explanation/put-into-words.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import { asId, isId } from "#core/id.ts";
import { type Problem, refuse } from "#core/result.ts";
import { changeProblem } from "#core/what-if/change-problem.ts";
import { type LineTrial, listLineTrials, putLineTrialIntoWords } from "#core/what-if/list-line-trials.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { explainUnit, type ExplainUnitOptions } from "./plan-explain-unit.ts";
import { LANGUAGE_OPTION, readLanguage } from "./plan-language.ts";
import { readPlanFiles } from "./read-plan-file.ts";

interface ExplainOptions extends ExplainUnitOptions {
  readonly round?: string;
  readonly demand?: string;
  readonly supply?: string;
  readonly solve?: true;
}

/** `wellspring plan explain`: what bound every call line, why anything was left, and what would have changed it. */
export function addExplainCommand(plan: Command, open: OpenOperator): void {
  plan
    .command("explain")
    .description(
      "What bound every call line, why anything was left, what would have changed it, and floors that cannot hold together, in words and figures",
    )
    .argument("[files...]", "problem file, plan file and certificate file; or --round")
    .option("--round <id>", "a planned round in place of files")
    .option("--demand <key>", "only the call line of this key")
    .option("--supply <key>", "only what is left of the supply of this key")
    .option("--solve", "with --demand: solve again with what could bring the line more, and say what it gets")
    .option("--unit <key>", "why this team goes where it goes: with problem and plan file of teams")
    .option("--against <call>", "with --unit: what would come of it if it could go to this call only")
    .option("--language <code>", LANGUAGE_OPTION, "en")
    .option("--json", "data only")
    .action(async (files: readonly string[], options: ExplainOptions) => {
      if (options.unit !== undefined || options.against !== undefined)
        return await explainUnit(files, options);
      const language = readOptions(files, options);
      const explained = await explain(files, options, open);
      const chosen = choose(explained.explanation, options);
      const tried = options.solve === true ? await tryLine(explained, chosen) : [];
      if (options.json === true) printJson(options.solve === true ? { ...chosen, tried } : chosen);
      else printExplained({ ...explained, explanation: chosen }, language, tried);
    });
}

/** The language; everything that is wrong with the options at once. */
function readOptions(files: readonly string[], { round, demand, solve, language }: ExplainOptions): Language {
  const problems: Problem[] = [];
  const found = readLanguage(language, problems);
  if (round === undefined && files.length !== 3) {
    problems.push({ field: "files", value: `${files.length}`, rule: "three_files_or_a_round" });
  }
  if (round !== undefined && files.length > 0) {
    problems.push({ field: "--round", value: round, rule: "three_files_or_a_round" });
  }
  if (solve === true && demand === undefined) {
    problems.push({ field: "--solve", value: null, rule: "only_of_one_line" });
  }
  if (round !== undefined && !isId(round)) problems.push({ field: "--round", value: round, rule: "uuid" });
  if (problems.length > 0) throw malformed(problems);
  return found;
}

/** An explanation, and the round that it is of where it is of one. */
interface Found {
  readonly explanation: PlanExplanation;
  readonly problem: PlanProblem;
  readonly named: EquippedRound | null;
}

async function explain(
  files: readonly string[],
  { round }: ExplainOptions,
  open: OpenOperator,
): Promise<Found> {
  if (round === undefined) {
    const sound = await readSound(files);
    return { explanation: explainPlan(sound), problem: sound.problem, named: null };
  }
  return await withOperator(open, async ({ context, actor }) => {
    const explained = unwrap(await explainRound(context, actor, asId<"round">(round)));
    return { explanation: explained.explanation, problem: explained.problem, named: explained };
  });
}

/** The three files, once the checker has accepted them: what is not proven is not explained. */
async function readSound(paths: readonly string[]): Promise<ProvenFiles> {
  const [problem, plan, certificate] = await readPlanFiles(paths);
  const verdict = checkCertificate(problem, plan, certificate);
  if (!verdict.accepted) {
    const problems = verdict.faults.map(({ file, at, rule, reason }) => {
      return { field: `${file}: ${at}`, value: reason, rule };
    });
    return unwrap<ProvenFiles>(refuse({ code: "plan_not_proven", problems }));
  }
  // The checker has accepted them: they are of these shapes.
  return {
    problem: upgradeProblem(problem),
    plan: upgradePlan(plan),
    certificate: upgradeCertificate(certificate),
  } as ProvenFiles;
}

/** The line, with the floors that it is promised by, and the supply that were asked for, or all; the bottlenecks stay, as lines point to them by number. */
function choose(explanation: PlanExplanation, { demand, supply }: ExplainOptions): PlanExplanation {
  if (demand === undefined && supply === undefined) return explanation;
  const lines = explanation.lines.filter((line) => line.demand === demand);
  const unused = explanation.unused.filter((rest) => rest.supply === supply);
  const problems: Problem[] = [];
  if (demand !== undefined && lines.length === 0) {
    problems.push({ field: "--demand", value: demand, rule: "unknown_line" });
  }
  if (supply !== undefined && unused.length === 0) {
    problems.push({ field: "--supply", value: supply, rule: "nothing_left_of_it" });
  }
  if (problems.length > 0) throw malformed(problems);
  const unmetFloors = explanation.unmetFloors.filter(({ demands }) =>
    demands.some((one) => one.demand === demand),
  );
  return { ...explanation, lines, unused, unmetFloors };
}

/** What came of a trial for the line, in units. */
interface Tried extends LineTrial {
  readonly before: number;
  readonly after: number;
}

/** A trial is given up after this: ten minutes. */
const TRY_WITHIN_MS = 600_000;

/** What the one line that was asked for gets, solved again with each thing that could bring it more; in a thread. */
async function tryLine(
  { problem }: Found,
  { lines, bottlenecks }: PlanExplanation,
): Promise<readonly Tried[]> {
  const [line] = lines;
  if (line === undefined) return [];
  const tried: Tried[] = [];
  for (const trial of listLineTrials(problem, line, bottlenecks[line.bottleneck ?? -1])) {
    const changed = unwrap(changeProblem(problem, trial.changes));
    const solved = await askThread({ kind: "solve", task: changed }, { withinMs: TRY_WITHIN_MS });
    const answer =
      "ended" in solved ? refuse({ code: "plan_not_found", reason: solved.ended }) : solved.answer;
    const { demands } = unwrap(answer).plan;
    const after = demands.find(({ demand }) => demand === line.demand)?.allocated ?? 0;
    tried.push({ ...trial, before: line.allocated, after });
  }
  return tried;
}

function printExplained(
  { explanation, named }: Omit<Found, "problem">,
  language: Language,
  tried: readonly Tried[],
): void {
  const wording = openWording(language);
  const speech = { wording, naming: named === null ? nameByKeys(wording) : nameByRound(named, wording) };
  const told = [
    ...explanation.lines.map((line) => {
      const told = putLineIntoWords(explanation, line, speech);
      return named === null ? told : addLineEquipment(told, named, line.demand, speech);
    }),
    ...explanation.unused.map((rest) => {
      const told = putRestIntoWords(rest, speech);
      return named === null ? told : addSupplyEquipment(told, named, rest.supply, speech);
    }),
    ...explanation.unmetFloors.map((floor) => putFloorIntoWords(floor, speech)),
  ];
  for (const one of told) for (const text of listParagraphs(one)) print(text);
  if (tried.length > 0) print(`  ${wording.say("tried.heading")}`);
  for (const one of tried) print(`  – ${putLineTrialIntoWords(one, one, speech)}`);
}
