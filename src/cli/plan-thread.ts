import { Worker } from "node:worker_threads";
import { EXIT_CODES, RefusedError, tell } from "./output.ts";
import type { PlanWork, PlanWorkMessage } from "./plan-worker.ts";

/** How often a person is told that it is still at work. */
const TOLD_EVERY_MS = 10_000;

type Done = Extract<PlanWorkMessage, { kind: "assigned" | "solved" | "tried" }>;

/**
 * Works in a thread; an interrupt ends it there and then, with `undefined`, the person told and the exit code set. A refusal is
 * thrown as one, a failure as a fault.
 */
export async function workInThread<Kind extends Done["kind"]>(
  work: PlanWork,
  kind: Kind,
): Promise<Extract<Done, { kind: Kind }> | undefined> {
  const worker = new Worker(new URL("./plan-worker.ts", import.meta.url), { workerData: work });
  const began = performance.now();
  let stage = "";
  const timer = setInterval(() => {
    tell(`${stage}, ${Math.round((performance.now() - began) / 1000)} s`);
  }, TOLD_EVERY_MS);
  let cancel: (() => void) | undefined;
  try {
    const done = await new Promise<Done | "cancelled">((resolve, reject) => {
      cancel = () => resolve("cancelled");
      process.on("SIGINT", cancel);
      process.on("SIGTERM", cancel);
      worker.on("message", (message: PlanWorkMessage) => {
        switch (message.kind) {
          case "stage":
            stage = message.stage;
            tell(`${stage} …`);
            return;
          case "progress":
            stage = `solving, ${message.percent} % of the lines at rest`;
            return;
          case "refused":
            reject(new RefusedError(message.refusal));
            return;
          case "failed":
            reject(new Error(message.reason));
            return;
          case "solved":
          case "tried":
          case "assigned":
            resolve(message);
        }
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("the thread that solves ended without an answer")));
    });
    if (done === "cancelled") {
      tellCancelled();
      return undefined;
    }
    if (done.kind !== kind) throw new Error(`the thread that solves answered "${done.kind}"`);
    return done as Extract<Done, { kind: Kind }>; // of this kind, by the line before
  } finally {
    clearInterval(timer);
    if (cancel !== undefined) process.off("SIGINT", cancel).off("SIGTERM", cancel);
    await worker.terminate();
  }
}

/** Tells that nothing came of it, and ends the command as one that was interrupted. */
export function tellCancelled(): void {
  tell("Cancelled; nothing was written.");
  process.exitCode = EXIT_CODES.cancelled;
}
