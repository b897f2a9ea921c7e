/** The program of the thread that plans, explains plans and tries changes: answers each task that it is sent. */
import { parentPort } from "node:worker_threads";
import { type AssignmentPlanFile, readAssignmentFile } from "#core/allocation/assignment-files.ts";
import { parseKeptFiles } from "#core/allocation/kept-files.ts";
import { type PlanProgress, planSnapshot } from "#core/allocation/plan-snapshot.ts";
import { explainPlan } from "#core/explanation/explain-plan.ts";
import { explainRoundTeam, explainRoundTeamCall } from "#core/explanation/explain-round-teams.ts";
import { invariant } from "#core/invariant.ts";
import { solveProven, type TrialMeans, tryChanges } from "#core/what-if/try-changes.ts";
import type {
  ExplainedTeam,
  ExplainTask,
  ExplainTeamTask,
  ThreadMessage,
  ThreadTask,
} from "./thread-tasks.ts";

const port = parentPort;
/** Of the trials: the next one begins where the last ended, as people change one thing after another. */
const memory: NonNullable<TrialMeans["memory"]> = {};
invariant(port !== null, "this program is a thread's");
// A failure ends the thread: whoever waits is told by its "error".
port.on("message", (task: ThreadTask) => void answer(task));

async function answer(asked: ThreadTask): Promise<void> {
  const message: ThreadMessage = { answer: await work(asked) };
  port?.postMessage(message);
}

/** Whoever waits hears of progress so often at most, and of every phase. */
const TELL_EVERY_MS = 100;
let toldPhase = "";
let toldAt = 0;

function tell(progress: PlanProgress): void {
  const now = performance.now();
  if (progress.phase === toldPhase && now - toldAt < TELL_EVERY_MS) return;
  toldPhase = progress.phase;
  toldAt = now;
  const message: ThreadMessage = { progress };
  port?.postMessage(message);
}

async function work(asked: ThreadTask) {
  switch (asked.kind) {
    case "plan":
      return await planSnapshot(asked.task.snapshot, asked.task.policy, asked.task.facts, tell);
    case "explain":
      return explainTexts(asked.task);
    case "explain_team":
      return await explainTeam(asked.task);
    case "solve":
      return await solveProven(asked.task, { memory });
    case "try":
      return await tryChanges(asked.task, { memory });
  }
}

function explainTexts({ texts, packs }: ExplainTask) {
  return explainPlan(parseKeptFiles(texts), (item) => packs.get(item) ?? []);
}

async function explainTeam({ texts, teams, of }: ExplainTeamTask): Promise<ExplainedTeam> {
  const problem = readAssignmentFile(JSON.parse(texts.problem));
  invariant(problem.ok, "a kept problem is sound");
  // Written by the planning alone, in this shape.
  const round = { teams, problem: problem.value, plan: JSON.parse(texts.plan) as AssignmentPlanFile };
  return "unit" in of
    ? { destination: await explainRoundTeam(round, of.unit), call: undefined }
    : { destination: undefined, call: await explainRoundTeamCall(round, of.call) };
}
