#!/usr/bin/env node
/** `node bin/start.mjs [arguments]`, which is `npm start`: sets up, builds the web pages, starts Wellspring. */
import { join } from "node:path";
import { runNode } from "./run-node.mjs";
import { buildWeb, ROOT, runMain, setUp } from "./set-up.mjs";

await runMain(async () => {
  const node = await setUp();
  await buildWeb(node);
  runNode(node, [join(ROOT, "src", "cli", "main.ts"), "start", ...process.argv.slice(2)]);
});
