/** The program of the thread that plans: answers each snapshot that it is sent with its plan. */
import { parentPort } from "node:worker_threads";
import { planSnapshot } from "#core/allocation/plan-snapshot.ts";
import { invariant } from "#core/invariant.ts";
import type { PlanTask } from "./plan-in-thread.ts";

const port = parentPort;
invariant(port !== null, "this program is a thread's");
// A failure ends the thread: whoever waits is told by its "error".
port.on("message", (task: PlanTask) => void answer(task));

async function answer({ snapshot, policy, facts }: PlanTask): Promise<void> {
  port?.postMessage(await planSnapshot(snapshot, policy, facts));
}
