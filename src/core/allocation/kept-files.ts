import { upgradeCertificate, upgradePlan, upgradeProblem } from "#certificate/earlier-version.ts";
import type { PlanFile, PlanFiles, ProvenFiles } from "./plan-files.ts";

/** The files of a round, from the texts that are kept with it. */
export function parseKeptFiles(texts: Readonly<Record<keyof PlanFiles, string>>): ProvenFiles {
  return {
    problem: parseKeptProblem(texts.problem),
    plan: parseKeptPlan(texts.plan),
    // Written by the planning alone, in the shape of its time, as all three are.
    certificate: upgradeCertificate(JSON.parse(texts.certificate)) as ProvenFiles["certificate"],
  };
}

/** The problem of a round, from the text that is kept with it: of the version of its time. */
export function parseKeptProblem(text: string): PlanFiles["problem"] {
  return upgradeProblem(JSON.parse(text)) as PlanFiles["problem"];
}

/** The plan of a round, from the text that is kept with it: of the version of its time. */
export function parseKeptPlan(text: string): PlanFile {
  return upgradePlan(JSON.parse(text)) as PlanFile;
}
