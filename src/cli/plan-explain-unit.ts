import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import { type AssignmentPlanFile, readAssignmentFile } from "#core/allocation/assignment-files.ts";
import { explainDestination } from "#core/explanation/explain-destination.ts";
import { nameByKeys } from "#core/explanation/naming.ts";
import {
  putDestinationIntoWords,
  putDestinationTrialIntoWords,
} from "#core/explanation/put-destination-into-words.ts";
import { tryDestination } from "#core/explanation/try-destination.ts";
import { openWording } from "#core/explanation/wording.ts";
import { type Problem, refuse } from "#core/result.ts";
import { ASSIGNMENT_LIMITS } from "#planner/indivisible/assign-units.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { readLanguage } from "./plan-language.ts";
import { readPlanFiles } from "./read-plan-file.ts";

/** Of which unit, and against which call. */
export interface ExplainUnitOptions {
  readonly unit?: string;
  readonly against?: string;
  readonly language: string;
  readonly json?: true;
}

/** `wellspring plan explain PROBLEM PLAN --unit KEY`: why a team goes where it goes, and not elsewhere. What is not sound is not explained. */
export async function explainUnit(files: readonly string[], options: ExplainUnitOptions): Promise<void> {
  const { unit, against, json } = options;
  const problems: Problem[] = [];
  const language = readLanguage(options.language, problems);
  if (files.length !== 2) {
    problems.push({ field: "files", value: `${files.length}`, rule: "two_files_of_a_unit" });
  }
  if (unit === undefined)
    problems.push({ field: "--against", value: against ?? null, rule: "only_of_one_unit" });
  if (problems.length > 0 || unit === undefined) throw malformed(problems);
  const [problemFile, planFile] = await readPlanFiles(files);
  const problem = unwrap(readAssignmentFile(problemFile));
  const verdict = checkJointPlan(problemFile, planFile);
  if (!verdict.accepted) {
    const faults = verdict.faults.map(({ file, at, rule, reason }) => {
      return { field: `${file}: ${at}`, value: reason, rule };
    });
    return unwrap<never>(refuse({ code: "plan_not_proven", problems: faults }));
  }
  // The checker has accepted it: it is of this shape.
  const plan = planFile as AssignmentPlanFile;
  const explanation = await explainDestination(problem, plan, unit);
  const call = problem.calls.find(({ key }) => key === against);
  if (explanation === undefined) problems.push({ field: "--unit", value: unit, rule: "unknown_row" });
  if (against !== undefined && call === undefined) {
    problems.push({ field: "--against", value: against, rule: "unknown_row" });
  }
  if (explanation === undefined || problems.length > 0) throw malformed(problems);
  const trial =
    call === undefined
      ? null
      : unwrap(await tryDestination(problem, plan, { unit, call: call.key, limits: ASSIGNMENT_LIMITS }));
  if (json === true) return printJson({ ...explanation, trial });
  const wording = openWording(language);
  const speech = { wording, naming: nameByKeys(wording) };
  const told = putDestinationIntoWords(explanation, speech);
  print(told.head);
  for (const need of told.needs) print(`  – ${need}`);
  print(`  ${told.othersHeading}`);
  for (const other of told.others) print(`  – ${other}`);
  if (trial !== null) print(`  ${putDestinationTrialIntoWords(trial, speech)}`);
}
