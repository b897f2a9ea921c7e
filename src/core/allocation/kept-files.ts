import type { PlanDemand, PlanStage } from "#planner/problem.ts";
import type { CertificateFile, PlanFile, PlanFiles } from "./plan-files.ts";

/** A demand as it was kept before there were stages: of one weight, and without a cap. */
type KeptDemand = Omit<PlanDemand, "stages"> & Partial<Pick<PlanDemand, "stages">> & Partial<PlanStage>;
type ProblemFile = PlanFiles["problem"];

/** The files of a round, from the texts that are kept with it. */
export function parseKeptFiles(texts: Readonly<Record<keyof PlanFiles, string>>): PlanFiles {
  return {
    problem: parseKeptProblem(texts.problem),
    plan: parseKeptPlan(texts.plan),
    certificate: parseKeptCertificate(texts.certificate),
  };
}

/** The problem of a round, from the text that is kept with it: written by the planning alone, in the shape of its time. */
export function parseKeptProblem(text: string): ProblemFile {
  const kept = JSON.parse(text) as Omit<ProblemFile, "demands"> & { readonly demands: readonly KeptDemand[] };
  const demands = kept.demands.map(
    ({ weightPerMille = 1000, uptoPerMille = 1000, ...demand }): PlanDemand => {
      return { ...demand, stages: demand.stages ?? [{ weightPerMille, uptoPerMille }] };
    },
  );
  return { ...kept, demands };
}

/** The plan of a round: its one stage is the first, where it was kept before there were stages. */
export function parseKeptPlan(text: string): PlanFile {
  type Outcome = PlanFile["demands"][number];
  const kept = JSON.parse(text) as Omit<PlanFile, "demands"> & {
    readonly demands: readonly (Omit<Outcome, "stage"> & Partial<Outcome>)[];
  };
  return { ...kept, demands: kept.demands.map((one) => ({ stage: 0, ...one })) };
}

/** The certificate of a round: without floors none of them is unmet. */
function parseKeptCertificate(text: string): CertificateFile {
  const kept = JSON.parse(text) as Omit<CertificateFile, "unmetFloors"> & Partial<CertificateFile>;
  return { unmetFloors: [], ...kept };
}
