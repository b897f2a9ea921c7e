import { checkAllocations, type Sums } from "./check-allocations.ts";
import { checkNothingWithheld, checkOutcomes, checkUnused, findReach } from "./check-outcomes.ts";
import { checkProofs } from "./check-proofs.ts";
import { checkLeast, type Least } from "./check-least.ts";
import { checkRounding } from "./check-rounding.ts";
import {
  isVersion1,
  listLaterFields,
  upgradeCertificate,
  upgradePlan,
  upgradeProblem,
} from "./earlier-version.ts";
import {
  CERTIFICATE_SHAPE,
  CERTIFICATE_SHAPE_1,
  type CertificateFile,
  PLAN_SHAPE,
  type PlanFile,
  PROBLEM_SHAPE,
  type ProblemFile,
} from "./files.ts";
import { checkReferences, linkProblem, type Model } from "./model.ts";
import { asksForPacks, indexCompanions } from "./rounding-rules.ts";
import { type Fault, type Faults, type FileName, gatherFaults, type Shape } from "./shape.ts";
import { findSpans } from "./ways.ts";

/** Yes, with what was looked at; or no, with everything that is wrong. */
export type Verdict =
  | {
      readonly accepted: true;
      readonly demands: number;
      readonly allocations: number;
      readonly bottlenecks: number;
      /** The most units by which rounding leaves a line below its fair share. */
      readonly shortfallUnits: number;
      /** What is proven of the plan in whole units; `null` of a certificate of version 1. */
      readonly least: Least | null;
    }
  | { readonly accepted: false; readonly faults: readonly Fault[] };

/**
 * Returns whether `plan` is a fair answer to `problem`, as `certificate` claims: all three as parsed JSON, of any
 * origin. Shares no code with the planner: it finds the ways of sending, adds up and prices by itself.
 *
 * Checked exactly, in whole numbers of any size: every allocation (item, lane, times, window, shelf life), every supply
 * and capacity, the sums, flags, statuses and reasons, and that no line that is not met could be sent one unit more; packs, least
 * shipments and quantities, companions, and that a line lost to them no more than the rules it names explain.
 * Checked to rounding: for every line that is not met although something reaches it, that its bottleneck's
 * Σ λ f ≤ Σ y · capacity is valid, tight at the fair shares, and leaves it the highest level; that no line is further
 * below its fair share than rounding its sendings explains; that a companion's fair share is what its principal's units call for, or
 * it has a bottleneck as well; that arrival, and then cost, is the least for the units that lines get but for a gap that rounding explains (not of a certificate of version 1, which has no proof of it).
 *
 * Cost: near linear in the allocations, the ways of sending, and for each bottleneck the ways of what it touches.
 */
export function checkCertificate(problem: unknown, plan: unknown, certificate: unknown): Verdict {
  const faults = gatherFaults();
  const apply = (file: FileName, value: unknown, shape: Shape) => {
    shape(value, "", (at, rule, reason) => {
      faults.add(file, at, rule, reason);
    });
  };
  const upgraded = {
    problem: upgradeProblem(problem),
    plan: upgradePlan(plan),
    certificate: upgradeCertificate(certificate),
  };
  apply("problem", upgraded.problem, PROBLEM_SHAPE);
  if (faults.list.length === 0) {
    // The shape has just been found right.
    checkReferences(upgraded.problem as ProblemFile, faults);
  }
  apply("plan", upgraded.plan, PLAN_SHAPE);
  apply(
    "certificate",
    upgraded.certificate,
    isVersion1(certificate) ? CERTIFICATE_SHAPE_1 : CERTIFICATE_SHAPE,
  );
  for (const at of listLaterFields(certificate)) {
    faults.add("certificate", at, "unknown_field", "there is no such field in version 1");
  }
  checkVersions(plan, certificate, faults);
  if (faults.list.length > 0) return { accepted: false, faults: faults.list };
  // All three shapes have been found right.
  const files = { plan: upgraded.plan as PlanFile, certificate: upgraded.certificate as CertificateFile };
  const model = linkProblem(upgraded.problem as ProblemFile);
  const sums = checkAllocations(model, files.plan, faults);
  const spans = findSpans(model);
  const found = findReach(model, spans, sums);
  checkOutcomes(model, files.plan, sums, { faults, found });
  if (!asksForPacks(model.file)) {
    checkNothingLost(files, faults);
    checkUnused(model, files.plan, sums, { faults, found, held: new Set() });
    const leftOver = checkNothingWithheld(model, files.certificate, { sums, spans }, faults);
    const { shortfall } = checkProofs(model, files, { sums, spans, leftOver }, faults);
    const { allocations } = files.plan;
    return judge(
      files,
      { shortfall, least: checkTimeAndCost(model, files, { sums, spans, allocations }, faults) },
      faults,
    );
  }
  // The fairness that is proven is that of the plan before packs; from it to the plan, losses are checked line by line.
  const before = checkAllocations(
    model,
    { ...files.plan, allocations: files.certificate.unrounded },
    {
      list: faults.list,
      add: (_, at, rule, reason) => faults.add("certificate", `unrounded ${at}`, rule, reason),
    },
  );
  const held = checkRounding(model, files, { sums, before, spans }, faults);
  checkUnused(model, files.plan, sums, { faults, found, held });
  const leftOver = checkNothingWithheld(
    model,
    { ...files.certificate, lines: [] },
    { sums: before, spans, companions: indexCompanions(model.file) },
    ofUnrounded(faults, files.certificate.least === null ? found.companions : new Set()),
  );
  checkProofs(model, files, { sums: before, spans, leftOver }, faults);
  const { unrounded } = files.certificate;
  const least = checkTimeAndCost(model, files, { sums: before, spans, allocations: unrounded }, faults);
  return judge(files, { shortfall: findShortfall(files, sums), least }, faults);
}

/** Notes a plan and a certificate of different versions: one of version 1 would be held to less than its plan was made by. */
function checkVersions(plan: unknown, certificate: unknown, faults: Faults): void {
  const [ofPlan, ofCertificate] = [findVersion(plan), findVersion(certificate)];
  if (ofPlan === undefined || ofCertificate === undefined || ofPlan === ofCertificate) return;
  const reason = `it is of version ${ofCertificate}, and the plan of version ${ofPlan}: a plan is proven by its own certificate`;
  faults.add("certificate", "version", "other_version", reason);
}

/** The version of a plan file, where it is one that there is. */
function findVersion(file: unknown): number | undefined {
  if (isVersion1(file)) return 1;
  return typeof file === "object" && file !== null && "version" in file && file.version === 2 ? 2 : undefined;
}

/** What is proven of arrival and cost; `null` where the certificate is of version 1 and has no proof of them. */
function checkTimeAndCost(
  model: Model,
  { certificate }: Files,
  gathered: Parameters<typeof checkLeast>[2],
  faults: Faults,
): Least | null {
  const { least, lines } = certificate;
  return least === null ? null : (checkLeast(model, { least, lines }, gathered, faults) ?? null);
}

/** Where whole units are all that is asked, nothing is lost to anything else, and there is no plan before packs. */
function checkNothingLost({ plan, certificate }: Files, faults: Faults): void {
  if (certificate.unrounded.length > 0) {
    const reason = "the problem asks for whole units only: there is no plan before packs";
    faults.add("certificate", "unrounded", "wrong_sum", reason);
  }
  for (const { demand, lostUnits, roundedBy } of plan.demands) {
    if (lostUnits === 0 && roundedBy.length === 0) continue;
    faults.add(
      "plan",
      `demand "${demand}"`,
      "wrong_reason",
      "the problem has no rule that could cost it units",
    );
  }
}

/** Faults of the plan before packs. Files of version 1 held companions to what was called for when they were planned, which they do not state. */
function ofUnrounded(faults: Faults, companionsSpared: ReadonlySet<string>): Faults {
  const spared = new Set([...companionsSpared].map((key) => `demand "${key}"`));
  return {
    list: faults.list,
    add(_, at, rule, reason) {
      if (!spared.has(at)) faults.add("certificate", `unrounded ${at}`, rule, reason);
    },
  };
}

function findShortfall({ certificate }: Files, sums: Sums): number {
  return certificate.lines.reduce((most, { demand, fairShare }) => {
    return Math.max(most, fairShare - Number(sums.given.get(demand) ?? 0n));
  }, 0);
}

interface Files {
  readonly plan: PlanFile;
  readonly certificate: CertificateFile;
}

function judge(
  files: Files,
  { shortfall, least }: { readonly shortfall: number; readonly least: Least | null },
  faults: Faults,
): Verdict {
  if (faults.list.length > 0) return { accepted: false, faults: faults.list };
  return {
    accepted: true,
    demands: files.plan.demands.length,
    allocations: files.plan.allocations.length,
    bottlenecks: files.certificate.bottlenecks.length,
    shortfallUnits: Math.max(0, shortfall),
    least,
  };
}
