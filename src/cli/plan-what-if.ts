import type { Command } from "commander";
import { tryRound } from "#app/round/try-round.ts";
import { planFileSchema } from "#api/plan-files.ts";
import { upgradePlan } from "#certificate/earlier-version.ts";
import type { PlanFile } from "#core/allocation/plan-files.ts";
import { nameByRound } from "#core/explanation/name-by-round.ts";
import { nameByKeys } from "#core/explanation/naming.ts";
import type { Speech } from "#core/explanation/put-into-words.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import { asId, isId } from "#core/id.ts";
import type { Problem } from "#core/result.ts";
import { type Change, readChanges } from "#core/what-if/change.ts";
import type { PlanDifference } from "#core/what-if/compare-plans.ts";
import { listTotals, putDifferenceIntoWords } from "#core/what-if/put-difference-into-words.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, RefusedError, unwrap } from "./output.ts";
import { LANGUAGE_OPTION, readLanguage } from "./plan-language.ts";
import { tellCancelled, workInThread } from "./plan-thread.ts";
import { readChange } from "./read-change.ts";
import { readPlanFiles, readText } from "./read-plan-file.ts";

interface WhatIfOptions {
  readonly round?: string;
  readonly plan?: string;
  readonly change: readonly string[];
  readonly changes?: string;
  readonly language: string;
  readonly json?: true;
}

/** `wellspring plan what-if`: what a plan would be, had something been otherwise. Nothing is written. */
export function addWhatIfCommand(plan: Command, open: OpenOperator): void {
  plan
    .command("what-if")
    .description("Solves a problem with changes and says what differs from its plan; nothing is written")
    .argument("[problem]", "problem file; or --round")
    .option("--round <id>", "a planned round in place of a file")
    .option("--plan <file>", "the plan of the problem file; left out: it is solved first")
    .option(
      "--change <text>",
      "'supply KEY quantity=900', 'lane KEY mass=none', 'demand KEY windowTo=8', 'lane NEW like KEY', 'supply KEY remove', …; again for more",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--changes <file>", "changes as JSON: docs/EXPLANATIONS.md")
    .option("--language <code>", LANGUAGE_OPTION, "en")
    .option("--json", "data only")
    .action(async (problemPath: string | undefined, options: WhatIfOptions) => {
      const { language, changes } = await readOptions(problemPath, options);
      const wording = openWording(language);
      if (problemPath !== undefined) {
        const plan = options.plan === undefined ? null : await readPlan(options.plan);
        // Told here, before a thread is started for it.
        await readText(problemPath);
        const tried = await workInThread({ kind: "what_if", problemPath, plan, changes }, "tried");
        if (tried === undefined) return;
        printDifference(tried.trial.difference, { wording, naming: nameByKeys(wording) }, options);
        return;
      }
      const found = await tryKeptRound(open, options.round ?? "", changes);
      if (found === undefined) return;
      printDifference(found.difference, { wording, naming: nameByRound(found.named, wording) }, options);
    });
}

/** The changes and the language; everything that is wrong with the options at once. */
async function readOptions(
  problemPath: string | undefined,
  { round, plan, change, changes: path, language }: WhatIfOptions,
): Promise<{ readonly language: Language; readonly changes: readonly Change[] }> {
  const problems: Problem[] = [];
  const found = readLanguage(language, problems);
  if ((problemPath === undefined) === (round === undefined)) {
    problems.push({ field: "problem", value: problemPath ?? null, rule: "a_file_or_a_round" });
  }
  if (round !== undefined && !isId(round)) problems.push({ field: "--round", value: round, rule: "uuid" });
  if (round !== undefined && plan !== undefined) {
    problems.push({ field: "--plan", value: plan, rule: "a_round_has_its_plan" });
  }
  const changes: Change[] = [];
  if (path !== undefined) {
    const [value] = await readPlanFiles([path]);
    const read = readChanges(value);
    if (read.ok) changes.push(...read.value);
    else problems.push(...read.refusal.problems);
  }
  for (const text of change) {
    const read = readChange(text);
    if (read.ok) changes.push(read.value);
    else problems.push(...read.refusal.problems);
  }
  if (change.length === 0 && path === undefined) {
    problems.push({ field: "--change", value: null, rule: "at_least_one" });
  }
  if (problems.length > 0) throw malformed(problems);
  return { language: found, changes };
}

async function readPlan(path: string): Promise<PlanFile> {
  const [value] = await readPlanFiles([path]);
  const parsed = planFileSchema.safeParse(upgradePlan(value));
  if (parsed.success) return parsed.data;
  throw malformed(
    parsed.error.issues.map(({ path: at }) => ({
      field: `plan: ${at.join(".")}`,
      value: null,
      rule: "other_format",
    })),
  );
}

/** What a trial of a round comes to; `undefined` where it was interrupted, and the person has been told. */
async function tryKeptRound(open: OpenOperator, round: string, changes: readonly Change[]) {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await withOperator(open, async ({ context, actor }) => {
      const asked = { roundId: asId<"round">(round), changes };
      return unwrap(await tryRound(context, actor, asked, interrupted.signal));
    });
  } catch (error) {
    if (!interrupted.signal.aborted || !(error instanceof RefusedError)) throw error;
    tellCancelled();
    return undefined;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

function printDifference(difference: PlanDifference, speech: Speech, { json }: WhatIfOptions): void {
  if (json === true) {
    printJson(difference);
    return;
  }
  const { wording, naming } = speech;
  const { say, level, signed } = wording;
  for (const text of putDifferenceIntoWords(difference, speech)) print(text);
  print();
  printTable(listTotals(difference, wording), [
    { title: "", value: (row) => row.name },
    { title: say("trial.before"), value: (row) => row.before },
    { title: say("trial.after"), value: (row) => row.after },
  ]);
  if (difference.lines.length === 0) return;
  print();
  const both = (what: "before" | "after") => `${say("trial.column.level")} (${say(`trial.${what}`)})`;
  printTable(
    difference.lines,
    [
      { title: say("trial.column.line"), value: (row) => naming.line(row.demand) },
      { title: say("trial.column.asked"), value: (row) => (row.after ?? row.before)?.asked ?? null },
      { title: say("trial.before"), value: (row) => row.before?.allocated ?? say("trial.absent") },
      { title: say("trial.after"), value: (row) => row.after?.allocated ?? say("trial.absent") },
      { title: say("trial.change"), value: (row) => signed(row.change) },
      { title: both("before"), value: (row) => (row.before === null ? null : level(row.before.level)) },
      { title: both("after"), value: (row) => (row.after === null ? null : level(row.after.level)) },
    ],
    wording.locale,
  );
}
