import { refuse } from "#core/result.ts";
import { askThread, type Patience } from "./ask-thread.ts";
import type { PlanTask, ThreadAnswer } from "./thread-tasks.ts";

/**
 * What `planSnapshot` answers, worked out in a thread of its own, so that this one goes on with everything else. Refuses
 * with `plan_not_found` where it was cancelled or took too long; the thread is then ended at once. Throws where the
 * thread failed.
 */
export async function planInThread(task: PlanTask, patience: Patience): Promise<ThreadAnswer<"plan">> {
  const asked = await askThread({ kind: "plan", task }, patience);
  return "ended" in asked ? refuse({ code: "plan_not_found", reason: asked.ended }) : asked.answer;
}
