#!/usr/bin/env node
/** `node bin/start.mjs [arguments]`, which is `npm start`: sets up, builds the web pages, starts Wellspring. */
import { join } from "node:path";
import { buildWeb, ROOT, runMain, runNode, setUp } from "./set-up.mjs";

await runMain(async () => {
  const node = await setUp();
  await buildWeb(node);
  runNode(node, [join(ROOT, "src", "cli", "main.ts"), "start", ...process.argv.slice(2)]);
});
