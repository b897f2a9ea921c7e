import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listPlanSchemas } from "#api/plan-files.ts";

const directory = join(import.meta.dirname, "..", "docs", "plan-format");
mkdirSync(directory, { recursive: true });
for (const [name, schema] of listPlanSchemas()) {
  writeFileSync(join(directory, name), `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`docs/plan-format/${name}`);
}
