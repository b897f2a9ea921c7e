#!/usr/bin/env node
/** `node bin/setup.mjs test|check|bench [arguments]`: sets up if need be, then does the developer's task. */
import { join } from "node:path";
import { runNode } from "./run-node.mjs";
import { ROOT, runMain, setUp } from "./set-up.mjs";

const TASKS = {
  test: [join(ROOT, "node_modules", "vitest", "vitest.mjs"), "run"],
  check: [join(ROOT, "scripts", "check.ts")],
  bench: [join(ROOT, "scripts", "bench.ts")],
};

const [task, ...args] = process.argv.slice(2);

if (!Object.hasOwn(TASKS, task ?? "")) {
  process.stderr.write(`usage: node bin/setup.mjs ${Object.keys(TASKS).join("|")} [arguments]\n`);
  process.exit(2);
}

await runMain(async () => {
  runNode(await setUp(), [...TASKS[task], ...args], { cwd: ROOT });
});
