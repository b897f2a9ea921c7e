import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certificateFileSchema, listPlanSchemas, planFileSchema, problemFileSchema } from "./plan-files.ts";

const DOCS = join(import.meta.dirname, "../../docs");

test("the JSON Schemas in docs/plan-format are those of the schemas that are used", () => {
  const schemas = listPlanSchemas();
  expect(schemas.size).toBe(6);
  for (const [name, schema] of schemas) {
    // Generated: run `node scripts/generate-plan-schemas.ts` after a schema was changed.
    expect(JSON.parse(readFileSync(join(DOCS, "plan-format", name), "utf8"))).toEqual(schema);
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  }
});

test("the worked example of docs/PLAN-FORMAT.md is of these shapes", () => {
  const page = readFileSync(join(DOCS, "PLAN-FORMAT.md"), "utf8");
  const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map((match): unknown => JSON.parse(match[1]!));
  expect(blocks).toHaveLength(3);
  expect(problemFileSchema.parse(blocks[0])).toEqual(blocks[0]);
  expect(planFileSchema.parse(blocks[1])).toEqual(blocks[1]);
  expect(certificateFileSchema.parse(blocks[2])).toEqual(blocks[2]);
});
