import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { weighPages, writeMeasured } from "#test/e2e/page-weights.ts";

/** Writes into docs/WEIGHTS.md what the pages built in dist/web (`npm run build:web`) weigh. Bounds are changed by hand. */
const root = join(import.meta.dirname, "..");
const path = join(root, "docs/WEIGHTS.md");
const weights = weighPages(join(root, "dist/web"));
writeFileSync(path, writeMeasured(readFileSync(path, "utf8"), weights));
for (const { page, files, bytes } of weights) console.log(`${page}: ${bytes} bytes in ${files} files`);
