import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keptCertificateFileSchema, keptPlanFileSchema, keptProblemFileSchema } from "#api/plan-files.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { parseKeptFiles } from "#core/allocation/kept-files.ts";
import { readProblemFile } from "#core/allocation/plan-files.ts";
import { explainPlan } from "#core/explanation/explain-plan.ts";
import { solvePlan } from "#planner/solve-plan.ts";

/**
 * Files of version 1 as its first and its last writer wrote them: the worked example of docs/PLAN-FORMAT.md, before there were stages,
 * packs and companions; and with masks in packs of 50 and a fourth line, of gloves, that follows A with 50 for a thousand.
 */
function read(writer: "first" | "last") {
  const text = (name: string) =>
    readFileSync(join(import.meta.dirname, "version-1", writer, `${name}.json`), "utf8");
  return { problem: text("problem"), plan: text("plan"), certificate: text("certificate") };
}

const parse = (text: string) => JSON.parse(text) as Record<string, unknown>; // of our own files

describe.each(["first", "last"] as const)("files of version 1 by its %s writer", (writer) => {
  const texts = read(writer);
  const [problem, plan, certificate] = [parse(texts.problem), parse(texts.plan), parse(texts.certificate)];

  test("are checked, and nothing is said to be proven of arrival and cost", () => {
    expect(checkCertificate(problem, plan, certificate)).toMatchObject({ accepted: true, least: null });
  });

  test("have the schemas of version 1, and not those of version 2", () => {
    for (const [schema, file] of [
      [keptProblemFileSchema, problem],
      [keptPlanFileSchema, plan],
      [keptCertificateFileSchema, certificate],
    ] as const) {
      expect(schema.safeParse(file).error).toBeUndefined();
    }
    expect(keptCertificateFileSchema.safeParse({ ...certificate, version: 2 }).success).toBe(false);
  });

  test("are explained", () => {
    const { lines } = explainPlan(parseKeptFiles(texts));
    expect(lines.slice(0, 3).map(({ status }) => status)).toEqual(["bound", "bound", "unreachable"]);
  });

  test("are read as a problem that gives the same plan today, proven in version 2", async () => {
    const before = readProblemFile(problem);
    if (!before.ok) throw new Error(JSON.stringify(before.refusal));
    const solved = await solvePlan(before.value);
    expect(solved).toMatchObject({ status: "solved" });
    if (solved.status !== "solved") return;
    expect(solved.plan.demands.slice(0, 3).map(({ allocated }) => allocated)).toEqual([700, 200, 0]);
  });

  test("are refused with what version 2 has not, and where they lack what version 1 always had", () => {
    const { lines: _lines, ...less } = certificate;
    const faults = (changed: unknown) => {
      const verdict = checkCertificate(problem, plan, changed);
      return verdict.accepted ? [] : verdict.faults.map(({ at, rule }) => `${at} ${rule}`);
    };
    expect(faults(less)).toContain("lines missing");
    expect(faults({ ...certificate, other: 1 })).toContain("other unknown_field");
    expect(faults({ ...certificate, version: 3 })).toContain("version wrong_type");
    expect(faults({ ...certificate, version: 2 })).toContain("least missing");
  });
});

test("one of version 1 that lacks what it had and version 2 has is of neither", () => {
  const { problem, plan, certificate } = read("first");
  const verdict = checkCertificate({ ...parse(problem), version: 2 }, parse(plan), parse(certificate));
  if (verdict.accepted) throw new Error("accepted");
  const rules = new Set(verdict.faults.map(({ file, at, rule }) => `${file} ${at} ${rule}`));
  for (const field of ["companions", "supplies.0.packUnits", "demands.0.stages", "demands.0.leastUnits"]) {
    expect(rules).toContain(`problem ${field} missing`);
  }
  expect(rules).toContain("problem demands.0.weightPerMille unknown_field");
});
