import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compileFlowKernel } from "./tidy/flow-kernel.ts";

test("the WebAssembly of the flow kernel is what its source compiles to", async () => {
  const root = join(import.meta.dirname, "..");
  const { text, byteCount } = await compileFlowKernel(root);
  expect(byteCount).toBeGreaterThan(1000);
  // Where it is not: node scripts/generate-flow-kernel.ts
  expect(readFileSync(join(root, "src/planner/flow/kernel-code.ts"), "utf8")).toBe(text);
});
