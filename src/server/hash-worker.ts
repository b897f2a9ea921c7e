import { scryptSync } from "node:crypto";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "#core/invariant.ts";
import { type HashAnswer, type HashTask, KEY_BYTES, SCRYPT } from "./hash-task.ts";

// Hashes are what can wait. On Linux a thread has a priority of its own; elsewhere it would be the whole program's.
if (process.platform === "linux") setPriority(0, Number(workerData));

const port = parentPort;
invariant(port !== null, "this is the program of a thread");
port.on("message", ({ id, password, salt }: HashTask) => {
  const key = scryptSync(password, salt, KEY_BYTES, SCRYPT);
  const answer: HashAnswer = { id, key };
  port.postMessage(answer);
});
