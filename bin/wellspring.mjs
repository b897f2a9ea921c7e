#!/usr/bin/env node
/** `wellspring …`: the command line, after setting up if need be. `wellspring start` is `npm start`. */
import { join } from "node:path";
import { runNode } from "./run-node.mjs";
import { buildWeb, ROOT, runMain, setUp } from "./set-up.mjs";

await runMain(async () => {
  const args = process.argv.slice(2);
  const node = await setUp();
  if (args[0] === "start") await buildWeb(node);
  runNode(node, [join(ROOT, "src", "cli", "main.ts"), ...args]);
});
