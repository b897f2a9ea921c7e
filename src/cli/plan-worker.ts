import { readFile } from "node:fs/promises";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import {
  type AssignmentPlanFile,
  readAssignmentFile,
  writeAssignmentPlan,
} from "#core/allocation/assignment-files.ts";
import { type PlanFile, readProblemFile, writePlanFiles } from "#core/allocation/plan-files.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { refuse, type RefusalShape } from "#core/result.ts";
import type { Change } from "#core/what-if/change.ts";
import { type Trial, tryChanges } from "#core/what-if/try-changes.ts";
import { assignmentLimitsFor } from "#planner/indivisible/assign-units.ts";
import { type JointResult, planTogether } from "#planner/indivisible/plan-together.ts";
import { limitsFor, solvePlan } from "#planner/solve-plan.ts";
import { parsePlanFile } from "./read-plan-file.ts";

/** What the thread that solves is given: a problem to solve, or to solve with changes and compare with a plan of it. */
export type PlanWork =
  | { readonly kind: "solve"; readonly problemPath: string }
  | {
      readonly kind: "what_if";
      readonly problemPath: string;
      /** `null`: the problem is solved first. */
      readonly plan: PlanFile | null;
      readonly changes: readonly Change[];
    }
  | { readonly kind: "assign"; readonly problemPath: string; readonly secondsMax: number };

/** What it tells: where it is, and at last what came of it. */
export type PlanWorkMessage =
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "progress"; readonly percent: number }
  | { readonly kind: "refused"; readonly refusal: RefusalShape }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "solved"; readonly plan: string; readonly certificate: string }
  | { readonly kind: "tried"; readonly trial: Trial }
  | { readonly kind: "assigned"; readonly plan: AssignmentPlanFile };

/**
 * Reads, solves and checks in a thread of its own: the thread that started it stays free to hear a signal, and can end
 * it at any moment, for nothing is written here.
 */
async function solveFile(work: PlanWork): Promise<PlanWorkMessage> {
  tell({ kind: "stage", stage: "reading" });
  const { problemPath } = work;
  const parsed = parsePlanFile(problemPath, await readFile(problemPath, "utf8"));
  if (!parsed.ok) return { kind: "refused", refusal: parsed.refusal };
  if (work.kind === "assign") return await assignFile(parsed.value, work.secondsMax);
  const read = readProblemFile(parsed.value);
  if (!read.ok) return { kind: "refused", refusal: read.refusal };
  tell({ kind: "stage", stage: "solving" });
  const limits = limitsFor(findMemory());
  let told = 0;
  const onProgress = (settled: number, lines: number) => {
    const percent = Math.floor((100 * settled) / lines);
    if (percent === told) return;
    told = percent;
    tell({ kind: "progress", percent });
  };
  if (work.kind === "what_if") {
    const tried = await tryChanges({ ...work, problem: read.value }, { limits, onProgress });
    return tried.ok ? { kind: "tried", trial: tried.value } : { kind: "refused", refusal: tried.refusal };
  }
  const result = await solvePlan(read.value, limits, undefined, onProgress);
  switch (result.status) {
    case "malformed":
      return { kind: "refused", ...refuse({ code: "malformed", problems: result.problems }) };
    case "too_large": {
      const reason = `${result.columns} or more possible sendings, and this machine's memory is enough for ${result.limit}`;
      return { kind: "refused", ...refuse({ code: "plan_not_found", reason }) };
    }
    case "unsolved":
      return { kind: "refused", ...refuse({ code: "plan_not_found", reason: result.reason }) };
    case "solved":
      break;
  }
  tell({ kind: "stage", stage: "checking" });
  const { problem, plan, certificate } = writePlanFiles(read.value, result.plan);
  const verdict = checkCertificate(problem, plan, certificate);
  if (!verdict.accepted) {
    const [first] = verdict.faults;
    const reason = `the plan failed its check: ${first?.at} ${first?.rule}: ${first?.reason}`;
    return { kind: "refused", ...refuse({ code: "plan_not_found", reason }) };
  }
  return { kind: "solved", plan: `${canonicalJson(plan)}\n`, certificate: `${canonicalJson(certificate)}\n` };
}

/** Teams, and goods with them: one plan, checked by code of its own before it is handed on. */
async function assignFile(file: unknown, secondsMax: number): Promise<PlanWorkMessage> {
  const read = readAssignmentFile(file);
  if (!read.ok) return { kind: "refused", refusal: read.refusal };
  tell({ kind: "stage", stage: "solving" });
  const memory = findMemory();
  const limits = { units: { ...assignmentLimitsFor(memory), secondsMax }, goods: limitsFor(memory) };
  const result = await planTogether(read.value, limits);
  if (result.status !== "solved") {
    return { kind: "refused", ...refuse({ code: "plan_not_found", reason: tellReason(result) }) };
  }
  tell({ kind: "stage", stage: "checking" });
  const plan = writeAssignmentPlan(read.value, result.plan, result.goods);
  const verdict = checkJointPlan(file, plan);
  if (verdict.accepted) return { kind: "assigned", plan };
  const [first] = verdict.faults;
  const reason = `the plan failed its check: ${first?.at} ${first?.rule}: ${first?.reason}`;
  return { kind: "refused", ...refuse({ code: "plan_not_found", reason }) };
}

function tellReason(result: Exclude<JointResult, { readonly status: "solved" }>): string {
  if (result.status === "unsolved") return result.reason;
  const { of, count, limit } = result;
  if (of === "levels") {
    return `${count} times a call can stand at a level, and this machine's memory is enough for ${limit}: fewer wanted units, or weights that are alike, make fewer`;
  }
  return of === "ways"
    ? `${count} possible sendings, at most ${limit}`
    : `${count} or more possible sendings of goods, at most ${limit}`;
}

function findMemory(): number {
  return Math.min(process.availableMemory(), getHeapStatistics().heap_size_limit);
}

function tell(message: PlanWorkMessage): void {
  parentPort?.postMessage(message);
}

try {
  // The one who starts this file gives it this.
  tell(await solveFile(workerData as PlanWork));
} catch (error) {
  tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
}
