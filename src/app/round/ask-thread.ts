import { Worker } from "node:worker_threads";
import type { PlanProgress } from "#core/allocation/plan-snapshot.ts";
import type { ThreadAnswer, ThreadMessage, ThreadTask, ThreadWork } from "./thread-tasks.ts";

/** How long an answer is waited for. */
export interface Patience {
  /** Ends the work when it is aborted: nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
  readonly withinMs: number;
  /** Hears how far the work is. */
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
}

/** A thread that has nothing to do ends after this; until then the next task need not wait for it to start. */
const IDLE_MS = 60_000;

let idle: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | undefined;

/**
 * What a task comes to, worked out in a thread of its own, so that this one goes on with everything else; or why nobody waited
 * for it: it was cancelled or took too long. The thread is then ended at once. Throws where the thread failed.
 */
export async function askThread<Kind extends keyof ThreadWork>(
  task: ThreadTask<Kind>,
  { signal, withinMs, onProgress }: Patience,
): Promise<{ readonly answer: ThreadAnswer<Kind> } | { readonly ended: string }> {
  if (signal?.aborted === true) return { ended: "cancelled" };
  const thread = takeThread();
  const ended = listenForEnd(signal, withinMs);
  const worked = waitForAnswer<Kind>(thread, onProgress);
  try {
    thread.postMessage(task);
    const answer = await Promise.race([worked, ended.reason]);
    if (typeof answer === "string") {
      await thread.terminate();
      return { ended: answer };
    }
    keepThread(thread);
    return answer;
  } catch (error) {
    await thread.terminate();
    throw error;
  } finally {
    ended.stop();
  }
}

/** A promise of why nobody waits any more. */
function listenForEnd(signal: AbortSignal | undefined, withinMs: number) {
  let stop = (): void => undefined;
  const reason = new Promise<string>((resolve) => {
    const cancel = (): void => resolve("cancelled");
    const timer = setTimeout(() => resolve(`no plan within ${withinMs} ms`), withinMs);
    signal?.addEventListener("abort", cancel, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
  });
  return { reason, stop };
}

async function waitForAnswer<Kind extends keyof ThreadWork>(
  thread: Worker,
  onProgress: Patience["onProgress"],
): Promise<{ readonly answer: ThreadAnswer<Kind> }> {
  thread.removeAllListeners();
  return await new Promise((resolve, reject) => {
    thread.on("message", (message: ThreadMessage) => {
      if ("progress" in message) onProgress?.(message.progress);
      // Sent by plan-thread.ts alone, which answers a task of this kind.
      else resolve({ answer: message.answer as ThreadAnswer<Kind> });
    });
    thread.once("error", (cause) => reject(new Error("the thread that plans failed", { cause })));
    thread.once("exit", () => reject(new Error("the thread that plans ended before it had a plan")));
  });
}

function takeThread(): Worker {
  if (idle === undefined) return startThread();
  const { thread, timer } = idle;
  idle = undefined;
  clearTimeout(timer);
  thread.ref();
  return thread;
}

function startThread(): Worker {
  return new Worker(new URL("./plan-thread.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
}

/** Keeps one thread for the next task; it does not keep the process alive. */
function keepThread(thread: Worker): void {
  thread.removeAllListeners();
  if (idle !== undefined) {
    void thread.terminate();
    return;
  }
  const drop = (): void => {
    if (idle?.thread === thread) idle = undefined;
  };
  // One that fails or ends while it has nothing to do is replaced by a new one.
  thread.once("error", drop);
  thread.once("exit", drop);
  thread.unref();
  const timer = setTimeout(() => {
    drop();
    void thread.terminate();
  }, IDLE_MS).unref();
  idle = { thread, timer };
}
