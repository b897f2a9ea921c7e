import { randomBytes, timingSafeEqual } from "node:crypto";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type HashAnswer, type HashTask, KEY_BYTES } from "./hash-task.ts";

/** Hashes passwords in threads of its own, that run when nothing else has to. */
export interface HashThreads {
  /** Threads at most. */
  readonly count: number;
  /** The hash of a password with a new salt, `salt:key` in hexadecimal, as the sign-in library writes it. */
  readonly hash: (password: string) => Promise<string>;
  /** Whether a password is that of a hash. Throws for what is no hash. */
  readonly verify: (hashed: { readonly hash: string; readonly password: string }) => Promise<boolean>;
  /** Ends the threads; what they have at work fails. */
  readonly close: () => Promise<void>;
}

/** More threads than that only wait for memory. */
const THREADS_MAX = 4;

interface Task {
  readonly resolve: (key: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
}

/**
 * Opens the threads, each of which is started when it is first needed. In the platform's own pool a hash would keep files,
 * look-ups of hosts and compression waiting, and take the core that requests are answered on. `niceness`: 0 to 19.
 */
export function openHashThreads(niceness: number): HashThreads {
  const count = Math.min(THREADS_MAX, availableParallelism());
  const threads = new Set<Thread>();
  let lastId = 0;
  const start = (): Thread => {
    const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { workerData: niceness });
    const thread: Thread = { worker, tasks: new Map() };
    worker.unref();
    worker.on("message", ({ id, key }: HashAnswer) => {
      thread.tasks.get(id)?.resolve(key);
      thread.tasks.delete(id);
    });
    const fail = (error: Error): void => {
      threads.delete(thread);
      for (const { reject } of thread.tasks.values()) reject(error);
      thread.tasks.clear();
    };
    worker.on("error", (cause) => fail(new Error("a thread that hashes passwords failed", { cause })));
    worker.on("exit", () => fail(new Error("a thread that hashes passwords ended")));
    threads.add(thread);
    return thread;
  };
  const choose = (): Thread => {
    const [least] = [...threads].toSorted((a, b) => a.tasks.size - b.tasks.size);
    return least === undefined || (least.tasks.size > 0 && threads.size < count) ? start() : least;
  };
  const derive = async (password: string, salt: string): Promise<Uint8Array> =>
    await new Promise((resolve, reject) => {
      const { worker, tasks } = choose();
      lastId += 1;
      tasks.set(lastId, { resolve, reject });
      const task: HashTask = { id: lastId, password: password.normalize("NFKC"), salt };
      worker.postMessage(task);
    });
  return {
    count,
    hash: async (password) => {
      const salt = randomBytes(16).toString("hex");
      return `${salt}:${Buffer.from(await derive(password, salt)).toString("hex")}`;
    },
    verify: async ({ hash, password }) => {
      const [salt = "", key = ""] = hash.split(":");
      const expected = Buffer.from(key, "hex");
      if (salt === "" || expected.length !== KEY_BYTES) throw new Error("this is no hash of a password");
      return timingSafeEqual(await derive(password, salt), expected);
    },
    close: async () => {
      await Promise.all([...threads].map(async ({ worker }) => await worker.terminate()));
    },
  };
}
