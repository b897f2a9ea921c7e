import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { keptCertificateFileSchema, keptPlanFileSchema, keptProblemFileSchema } from "#api/plan-files.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { parseKeptFiles } from "#core/allocation/kept-files.ts";
import { readProblemFile, writePlanFiles } from "#core/allocation/plan-files.ts";
import { explainPlan } from "#core/explanation/explain-plan.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { solveExample } from "./example.ts";

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
    // Its last writer wrote the problem and the plan as version 2 has them.
    const isAsOfVersion2 = writer === "last";
    const fits = (schema: z.ZodType, file: object) => schema.safeParse({ ...file, version: 2 }).success;
    expect(fits(keptProblemFileSchema, problem)).toBe(isAsOfVersion2);
    expect(fits(keptPlanFileSchema, plan)).toBe(isAsOfVersion2);
    expect(fits(keptCertificateFileSchema, certificate)).toBe(false);
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
    const files = writePlanFiles(before.value, solved.plan);
    const verdict = checkCertificate(files.problem, files.plan, files.certificate);
    // 700 masks and, of the last writer, 35 gloves arrive in period 1.
    const bound = writer === "last" ? 735 : 700;
    expect(verdict).toMatchObject({ accepted: true, least: { arrival: { bound } } });
    // The problem may stay as it was written.
    expect(checkCertificate(problem, files.plan, files.certificate)).toEqual(verdict);
  });

  test("are refused with what version 2 has not, and where they lack what version 1 always had", () => {
    const faults = (changed: Partial<Record<"problem" | "plan" | "certificate", unknown>>) => {
      const { problem: p, plan: q, certificate: c } = { problem, plan, certificate, ...changed };
      const verdict = checkCertificate(p, q, c);
      return verdict.accepted ? [] : verdict.faults.map(({ file, at, rule }) => `${file} ${at} ${rule}`);
    };
    for (const [name, file, list] of [
      ["problem", problem, "supplies"],
      ["problem", problem, "demands"],
      ["plan", plan, "demands"],
      ["certificate", certificate, "lines"],
    ] as const) {
      const { [list]: _, ...less } = file;
      expect(faults({ [name]: less })).toEqual([`${name} ${list} missing`]);
      expect(faults({ [name]: { ...file, [list]: 7 } })).toEqual([`${name} ${list} not_a_list`]);
    }
    for (const [name, file] of Object.entries({ problem, plan, certificate })) {
      expect(faults({ [name]: { ...file, other: 1 } })).toEqual([`${name} other unknown_field`]);
      expect(faults({ [name]: { ...file, version: 3 } })).toContain(`${name} version wrong_type`);
    }
    expect(faults({ certificate: { ...certificate, version: 2 } })).toContain("certificate least missing");
    for (const least of [null, 5]) {
      expect(faults({ certificate: { ...certificate, least } })).toEqual(["certificate least unknown_field"]);
    }
    const lines = [{ demand: "A", fairShare: 700, reason: { status: "follows", bottleneck: 0 } }];
    expect(faults({ certificate: { ...certificate, lines } })).toEqual([
      "certificate lines.0.reason.bottleneck unknown_field",
    ]);
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

test("a plan is not proven by a certificate of another version, which would hold it to less or to more", async () => {
  const { problem, plan, certificate } = await solveExample();
  const { least: _, ...earlier } = certificate;
  const faults = (...files: Parameters<typeof checkCertificate>) => {
    const verdict = checkCertificate(...files);
    return verdict.accepted ? [] : verdict.faults.map(({ file, at, rule }) => `${file} ${at} ${rule}`);
  };
  expect(faults(problem, plan, { ...earlier, version: 1 })).toEqual(["certificate version other_version"]);
  expect(faults(problem, { ...plan, version: 1 }, certificate)).toEqual([
    "certificate version other_version",
  ]);
  // Both as of version 1: accepted, and the verdict says what is not proven.
  const both = checkCertificate(problem, { ...plan, version: 1 }, { ...earlier, version: 1 });
  expect(both).toMatchObject({ accepted: true, least: null });
});
