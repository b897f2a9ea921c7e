import type { PlanDemand, PlanStage, PlanSupply } from "#planner/problem.ts";
import type { CertificateFile, PlanFile, PlanFiles } from "./plan-files.ts";

/** What the files of a round have had since there were packs, least quantities and companions. */
type PackFact = "packUnits" | "leastShipmentUnits";
type KeptSupply = Omit<PlanSupply, PackFact> & Partial<Pick<PlanSupply, PackFact>>;
/** A demand as it was kept before there were stages: of one weight, and without a cap. */
type KeptDemand = Omit<PlanDemand, "stages" | "leastUnits"> &
  Partial<Pick<PlanDemand, "stages" | "leastUnits">> &
  Partial<PlanStage>;
type ProblemFile = PlanFiles["problem"];
type KeptProblem = Omit<ProblemFile, "supplies" | "demands" | "companions"> & {
  readonly supplies: readonly KeptSupply[];
  readonly demands: readonly KeptDemand[];
} & Partial<Pick<ProblemFile, "companions">>;

/** The files of a round, from the texts that are kept with it. */
export function parseKeptFiles(texts: Readonly<Record<keyof PlanFiles, string>>): PlanFiles {
  return {
    problem: parseKeptProblem(texts.problem),
    plan: parseKeptPlan(texts.plan),
    certificate: parseKeptCertificate(texts.certificate),
  };
}

/**
 * The problem of a round, from the text that is kept with it: written by the planning alone, in the shape of its time. What it was
 * kept without it did not ask for: one stage, single units, any shipment, any quantity, no companions.
 */
export function parseKeptProblem(text: string): ProblemFile {
  const kept = JSON.parse(text) as KeptProblem;
  const supplies = kept.supplies.map((supply) => ({ packUnits: 1, leastShipmentUnits: 0, ...supply }));
  const demands = kept.demands.map(
    ({ weightPerMille = 1000, uptoPerMille = 1000, ...demand }): PlanDemand => {
      return { leastUnits: 0, ...demand, stages: demand.stages ?? [{ weightPerMille, uptoPerMille }] };
    },
  );
  return { companions: [], ...kept, supplies, demands };
}

/** The plan of a round: where it was kept before there were stages and packs, its one stage is the first, and packs cost nothing. */
export function parseKeptPlan(text: string): PlanFile {
  type Outcome = PlanFile["demands"][number];
  type NewFact = "stage" | "lostUnits" | "roundedBy";
  const kept = JSON.parse(text) as Omit<PlanFile, "demands"> & {
    readonly demands: readonly (Omit<Outcome, NewFact> & Partial<Outcome>)[];
  };
  const demands = kept.demands.map((one) => ({ stage: 0, lostUnits: 0, roundedBy: [], ...one }));
  return { ...kept, demands };
}

/** The certificate of a round: without floors none of them is unmet, without packs there is no plan before them. */
function parseKeptCertificate(text: string): CertificateFile {
  type NewFact = "unmetFloors" | "unrounded";
  const kept = JSON.parse(text) as Omit<CertificateFile, NewFact> & Partial<CertificateFile>;
  return { unmetFloors: [], unrounded: [], ...kept };
}
