import { checkAllocations } from "./check-allocations.ts";
import { checkNothingWithheld, checkOutcomes, checkUnused, findReach } from "./check-outcomes.ts";
import { checkProofs } from "./check-proofs.ts";
import {
  CERTIFICATE_SHAPE,
  type CertificateFile,
  PLAN_SHAPE,
  type PlanFile,
  PROBLEM_SHAPE,
  type ProblemFile,
} from "./files.ts";
import { checkReferences, linkProblem } from "./model.ts";
import { type Fault, type FileName, gatherFaults, type Shape } from "./shape.ts";
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
    }
  | { readonly accepted: false; readonly faults: readonly Fault[] };

/**
 * Returns whether `plan` is a fair answer to `problem`, as `certificate` claims: all three as parsed JSON, of any
 * origin. Shares no code with the planner: it finds the ways of sending, adds up and prices by itself.
 *
 * Checked exactly, in whole numbers of any size: every allocation (item, lane, times, window, shelf life), every supply
 * and capacity, the sums, flags, statuses and reasons, and that no line that is not met could be sent one unit more.
 * Checked to rounding: for every line that is not met although something reaches it, that its bottleneck's
 * Σ λ f ≤ Σ y · capacity is valid, tight at the fair shares, and leaves it the highest level; that no line is further
 * below its fair share than rounding its sendings explains.
 * Not checked: that arrival is the earliest and cost the least of the plans that are as fair.
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
  apply("problem", problem, PROBLEM_SHAPE);
  if (faults.list.length === 0) {
    // The shape has just been found right.
    checkReferences(problem as ProblemFile, faults);
  }
  apply("plan", plan, PLAN_SHAPE);
  apply("certificate", certificate, CERTIFICATE_SHAPE);
  if (faults.list.length > 0) return { accepted: false, faults: faults.list };
  // All three shapes have been found right.
  const files = { plan: plan as PlanFile, certificate: certificate as CertificateFile };
  const model = linkProblem(problem as ProblemFile);
  const sums = checkAllocations(model, files.plan, faults);
  const spans = findSpans(model);
  const found = findReach(model, spans, sums);
  checkOutcomes(model, files.plan, sums, { faults, found });
  checkUnused(model, files.plan, sums, { faults, found });
  const leftOver = checkNothingWithheld(model, files.certificate, { sums, spans }, faults);
  const { shortfall } = checkProofs(model, files, { sums, spans, leftOver }, faults);
  if (faults.list.length > 0) return { accepted: false, faults: faults.list };
  return {
    accepted: true,
    demands: files.plan.demands.length,
    allocations: files.plan.allocations.length,
    bottlenecks: files.certificate.bottlenecks.length,
    shortfallUnits: Math.max(0, shortfall),
  };
}
