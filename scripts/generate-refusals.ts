import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRefusals, renderRefusals } from "#test/tidy/refusals.ts";
import { readTree } from "#test/tidy/tree.ts";

const root = join(import.meta.dirname, "..");
const refusals = readRefusals(readTree(root));
writeFileSync(join(root, "docs/REFUSALS.md"), renderRefusals(refusals));
console.log(`docs/REFUSALS.md: ${refusals.length} refusals`);
