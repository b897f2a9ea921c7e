import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listPlanSchemas } from "#api/plan-files.ts";

const directory = join(import.meta.dirname, "..", "docs", "plan-format");
for (const [name, schema] of listPlanSchemas()) {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`docs/plan-format/${name}`);
}
