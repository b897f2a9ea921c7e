import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileFlowKernel } from "#test/tidy/flow-kernel.ts";

const root = join(import.meta.dirname, "..");
const file = "src/planner/flow/kernel-code.ts";
const { text, byteCount } = await compileFlowKernel(root);
writeFileSync(join(root, file), text);
console.log(`${file}: ${byteCount} bytes of WebAssembly`);
