import { checkAllocations, type Sums } from "./check-allocations.ts";
import { checkNothingWithheld, checkOutcomes, checkUnused, findReach } from "./check-outcomes.ts";
import { checkProofs } from "./check-proofs.ts";
import { checkRounding } from "./check-rounding.ts";
import {
  CERTIFICATE_SHAPE,
  type CertificateFile,
  PLAN_SHAPE,
  type PlanFile,
  PROBLEM_SHAPE,
  type ProblemFile,
} from "./files.ts";
import { checkReferences, linkProblem } from "./model.ts";
import { asksForPacks } from "./rounding-rules.ts";
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
  if (!asksForPacks(model.file)) {
    checkNothingLost(files, faults);
    checkUnused(model, files.plan, sums, { faults, found, held: new Set() });
    const leftOver = checkNothingWithheld(model, files.certificate, { sums, spans }, faults);
    return judge(files, checkProofs(model, files, { sums, spans, leftOver }, faults).shortfall, faults);
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
    { sums: before, spans },
    exceptCompanions(faults, found.companions),
  );
  checkProofs(model, files, { sums: before, spans, leftOver }, faults);
  return judge(files, findShortfall(files, sums), faults);
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

/** Before packs a companion stops at what its principal called for then: units that it leaves are not withheld from it. */
function exceptCompanions(faults: Faults, companions: ReadonlySet<string>): Faults {
  const spared = new Set([...companions].map((key) => `demand "${key}"`));
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

function judge(files: Files, shortfall: number, faults: Faults): Verdict {
  if (faults.list.length > 0) return { accepted: false, faults: faults.list };
  return {
    accepted: true,
    demands: files.plan.demands.length,
    allocations: files.plan.allocations.length,
    bottlenecks: files.certificate.bottlenecks.length,
    shortfallUnits: Math.max(0, shortfall),
  };
}
