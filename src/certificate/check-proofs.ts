import type { Sums } from "./check-allocations.ts";
import type {
  CertificateFile,
  DemandRow,
  LineReason,
  PlanFile,
  PricedConstraint,
  UnmetFloor,
} from "./files.ts";
import type { Model } from "./model.ts";
import { readPrices } from "./read-prices.ts";
import type { Faults } from "./shape.ts";
import { capOf, levelIn, limitOf } from "./stages.ts";
import { everyWay, listDraws, type Span, type Spans } from "./ways.ts";

/** Of a sum's own size: prices are doubles that come from a solver of relative precision 10^-9, summed by thousands. */
const PROOF_TOLERANCE = 1e-6;

/** So many units a line may stand above or below its fair share in a proof: what is sent is whole. */
const ROUNDING_UNITS = 1;

/** What the proofs were read as. */
export interface Proven {
  /** The most units by which any line falls short of its fair share. */
  readonly shortfall: number;
}

/** What was found before the proofs are looked at. */
interface Gathered {
  readonly sums: Sums;
  readonly spans: Spans;
  readonly leftOver: ReadonlyMap<string, number>;
}

/**
 * Notes every line that the certificate does not prove: see docs/PLAN-FORMAT.md for the argument. A line may be below its
 * fair share by a unit for itself and for each of its sendings, and by the parts of a unit left over in its ways. Cost: the ways of
 * each demand, and for each bottleneck the ways of the demands that its priced constraints touch.
 */
export function checkProofs(
  model: Model,
  { plan, certificate }: { readonly plan: PlanFile; readonly certificate: CertificateFile },
  { sums, spans, leftOver }: Gathered,
  faults: Faults,
): Proven {
  const outcomeOf = new Map(plan.demands.map((one) => [one.demand, one]));
  const lines = readLines(model, certificate, { outcomeOf, faults });
  let shortfall = 0;
  for (const line of lines.values()) {
    const { demand, fairShare, reason } = line;
    const at = `demand "${demand.key}"`;
    const status = outcomeOf.get(demand.key)?.status;
    checkStage(line, status, faults);
    if (status !== undefined && status !== reason.status) {
      faults.add(
        "certificate",
        at,
        "wrong_status",
        `the plan says ${status}, the certificate ${reason.status}`,
      );
    }
    const given = Number(sums.given.get(demand.key) ?? 0n);
    const sendings = sums.sendings.get(demand.key) ?? 0;
    const allowance =
      ROUNDING_UNITS * (1 + sendings) + (leftOver.get(demand.key) ?? 0) + PROOF_TOLERANCE * demand.quantity;
    if (fairShare - given > allowance) {
      const reason = `it gets ${given} of a fair share of ${fairShare}; rounding explains ${allowance}`;
      faults.add("certificate", at, "far_from_fair", reason);
    }
    shortfall = Math.max(shortfall, fairShare - given);
    if (reason.status === "rounding" && fairShare < limitOf(demand) * (1 - PROOF_TOLERANCE) - 1e-6) {
      faults.add(
        "certificate",
        at,
        "unproven",
        "its fair share is not all it may get, and it names no bottleneck",
      );
    }
    const named = bottleneckOf(reason);
    if (named !== null && named >= certificate.bottlenecks.length) {
      faults.add("certificate", at, "unproven", `there is no bottleneck ${named}`);
    }
  }
  const firstDraws = new Map(
    model.file.demands.map((demand) => [demand.key, listFirstDraws(model, spans, demand)]),
  );
  const apply = (at: string, prices: readonly PricedConstraint[]): Bound | undefined => {
    const priced = readPrices(model, prices, { at, faults });
    if (priced === undefined) return undefined;
    const lambda = new Map<DemandRow, number>();
    for (const demand of priced.touched) {
      // Most are out of it by their first way.
      if (firstDraws.get(demand.key)?.some((constraint) => priced.price.has(constraint)) !== true) continue;
      const one = findLambda(model, spans.get(demand.key), priced.price);
      if (one > 0) lambda.set(demand, one);
    }
    return { at, bound: priced.bound, lambda };
  };
  const linesOf = groupByBottleneck(lines);
  certificate.bottlenecks.forEach(({ prices }, b) => {
    const bound = apply(`bottleneck ${b}`, prices);
    if (bound !== undefined) checkBottleneck(bound, lines, linesOf.get(b) ?? [], faults);
  });
  certificate.unmetFloors.forEach((floor, i) => {
    const bound = apply(`unmet floors ${i}`, floor.prices);
    if (bound !== undefined) checkUnmetFloor(model, floor, bound, faults);
  });
  checkFloorsNamed(lines, certificate, faults);
  return { shortfall };
}

/** What prices on constraints prove of every plan: Σ λ f ≤ bound. */
interface Bound {
  readonly at: string;
  readonly bound: number;
  /** λ, of demands with λ > 0. */
  readonly lambda: ReadonlyMap<DemandRow, number>;
}

/** Notes a line that has not filled the stages before the one that it is said to be of, or has more than that one gives. */
function checkStage(line: Line, status: string | undefined, faults: Faults): void {
  const { demand, stage } = line;
  const at = `demand "${demand.key}"`;
  if (stage >= demand.stages.length) {
    faults.add(
      "plan",
      at,
      "wrong_stage",
      `it has ${demand.stages.length} stages; there is no stage ${stage}`,
    );
    return;
  }
  // What is full may be so by rounding.
  const isFull = status === "met" || status === "capped";
  const units = isFull ? limitOf(demand) : line.fairShare;
  const allowance = ROUNDING_UNITS + PROOF_TOLERANCE * demand.quantity;
  const [before, cap] = [capOf(demand, stage - 1), capOf(demand, stage)];
  if (units + allowance >= before && units - allowance <= cap) return;
  const reason = `stage ${stage} is from ${before} to ${cap} units, and it has ${units}`;
  faults.add("plan", at, "wrong_stage", reason);
}

function checkScale(at: string, greatest: number, faults: Faults): void {
  if (Math.abs(greatest - 1) <= PROOF_TOLERANCE) return;
  const reason = `the greatest λ is ${greatest}: prices are scaled to make it 1`;
  faults.add("certificate", at, "out_of_range", reason);
}

/** Checks that floors cannot be held together by the prices, and can by them if the least of them is left out. */
function checkUnmetFloor(
  model: Model,
  floor: UnmetFloor,
  { at, bound, lambda }: Bound,
  faults: Faults,
): void {
  let sum = 0;
  let least = Infinity;
  let greatest = 0;
  const seen = new Set<string>();
  for (const key of floor.demands) {
    const demand = model.demands.get(key);
    if (seen.has(key)) faults.add("certificate", at, "repeated", `demand "${key}" is named twice`);
    seen.add(key);
    if (demand === undefined) {
      faults.add("certificate", at, "unknown_key", `the problem has no demand "${key}"`);
      return;
    }
    const one = lambda.get(demand) ?? 0;
    const part = one * capOf(demand, floor.stage);
    greatest = Math.max(greatest, one);
    sum += part;
    least = Math.min(least, part);
  }
  checkScale(at, greatest, faults);
  const sums = `Σ λ · floor = ${sum}, Σ y · capacity = ${bound}`;
  if (!(sum > bound)) faults.add("certificate", at, "can_be_met", sums);
  else if (sum - least > bound * (1 + PROOF_TOLERANCE)) faults.add("certificate", at, "not_least", sums);
}

/** Notes each stage before the last that keeps a line from its cap, where no unmet floors up to that stage are named. */
function checkFloorsNamed(
  lines: ReadonlyMap<string, Line>,
  certificate: CertificateFile,
  faults: Faults,
): void {
  const first = certificate.unmetFloors.reduce((least, floor) => Math.min(least, floor.stage), Infinity);
  for (const { demand, fairShare, reason, stage } of lines.values()) {
    if (reason.status !== "bound" || stage >= demand.stages.length - 1 || first <= stage) continue;
    const cap = capOf(demand, stage);
    if (fairShare + ROUNDING_UNITS >= cap * (1 - PROOF_TOLERANCE)) continue;
    const what = `stage ${stage} promises ${cap} and it gets ${fairShare}; no unmet floors up to that stage are named`;
    faults.add("certificate", `demand "${demand.key}"`, "missing", what);
  }
}

/** The constraints that a demand's first way draws on; none where it has no way. */
function listFirstDraws(model: Model, spans: Spans, demand: DemandRow): readonly number[] {
  let first: readonly number[] = [];
  everyWay(spans.get(demand.key), (way) => {
    first = listDraws(model, way).map(({ constraint }) => constraint);
    return false;
  });
  return first;
}

function groupByBottleneck(lines: ReadonlyMap<string, Line>): ReadonlyMap<number, readonly Line[]> {
  const groups = new Map<number, Line[]>();
  for (const line of lines.values()) {
    const bottleneck = bottleneckOf(line.reason);
    if (bottleneck === null) continue;
    const group = groups.get(bottleneck);
    if (group === undefined) groups.set(bottleneck, [line]);
    else group.push(line);
  }
  return groups;
}

/** The bottleneck that a reason names, if any. */
function bottleneckOf(reason: LineReason): number | null {
  return "bottleneck" in reason ? reason.bottleneck : null;
}

interface Line {
  readonly demand: DemandRow;
  readonly fairShare: number;
  readonly reason: LineReason;
  readonly stage: number;
}

type OutcomeOf = ReadonlyMap<string, PlanFile["demands"][number]>;

/** The lines of the certificate, each with the stage that the plan states. */
function readLines(
  model: Model,
  certificate: CertificateFile,
  { outcomeOf, faults }: { readonly outcomeOf: OutcomeOf; readonly faults: Faults },
): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  for (const { demand: key, fairShare, reason } of certificate.lines) {
    const at = `demand "${key}"`;
    const demand = model.demands.get(key);
    if (demand === undefined) {
      faults.add("certificate", at, "unknown_key", "the problem has no such demand");
      continue;
    }
    if (lines.has(key)) faults.add("certificate", at, "repeated", "it has two lines");
    if (fairShare > limitOf(demand)) {
      const reason = `its fair share of ${fairShare} is more than the ${limitOf(demand)} it may get`;
      faults.add("certificate", at, "overdrawn", reason);
    }
    lines.set(key, { demand, fairShare, reason, stage: outcomeOf.get(key)?.stage ?? 0 });
  }
  for (const { key } of model.file.demands) {
    if (!lines.has(key))
      faults.add("certificate", `demand "${key}"`, "missing", "the certificate has no line for it");
  }
  return lines;
}

/** Returns λ: the least price of a unit over every way to serve a demand; 0 where there is no way. */
function findLambda(
  model: Model,
  spans: readonly Span[] | undefined,
  price: ReadonlyMap<number, number>,
): number {
  let least = Infinity;
  everyWay(spans, (way) => {
    let sum = 0;
    for (const { constraint, rate, per } of listDraws(model, way)) {
      const one = price.get(constraint);
      if (one !== undefined) sum += (one * rate) / per;
    }
    least = Math.min(least, sum);
    return least > 0;
  });
  return least < Infinity ? least : 0;
}

/** Checks that the bottleneck is tight at the fair shares, and that none of its lines stands above one that points to it. */
function checkBottleneck(
  { at, bound, lambda }: Bound,
  lines: ReadonlyMap<string, Line>,
  own: readonly Line[],
  faults: Faults,
): void {
  let reached = 0;
  let rounding = 0;
  let greatest = 0;
  for (const [demand, one] of lambda) {
    const fairShare = lines.get(demand.key)?.fairShare ?? 0;
    reached += one * fairShare;
    rounding += one * ROUNDING_UNITS;
    greatest = Math.max(greatest, one);
  }
  checkScale(at, greatest, faults);
  const allowance = rounding + PROOF_TOLERANCE * bound;
  if (!(Number.isFinite(bound) && Math.abs(bound - reached) <= allowance)) {
    const sums = `Σ λ f = ${reached}, Σ y · capacity = ${bound}, allowance ${allowance}`;
    faults.add("certificate", at, "not_tight", sums);
  }
  const highestOf = new Map<number, Highest>();
  for (const { demand, fairShare, stage } of own) {
    const who = `demand "${demand.key}"`;
    const highest = highestOf.get(stage) ?? findHighest(lambda, lines, stage);
    highestOf.set(stage, highest);
    if (!lambda.has(demand)) {
      faults.add("certificate", who, "unproven", `λ is 0: ${at} leaves it a way without a price`);
    } else if (levelIn(demand, stage, fairShare + ROUNDING_UNITS) * (1 + PROOF_TOLERANCE) < highest.level) {
      const reason = `"${highest.key}" stands higher in ${at} and could give some up`;
      faults.add("certificate", who, "not_highest", reason);
    }
  }
}

interface Highest {
  readonly level: number;
  readonly key: string;
}

/**
 * The highest level in a stage of the demands with λ > 0. One that has no more than the stages before gave it is passed
 * over: its claim comes first. One that has more than the stage gives stands above everything in it.
 */
function findHighest(
  lambda: ReadonlyMap<DemandRow, number>,
  lines: ReadonlyMap<string, Line>,
  stage: number,
): Highest {
  let highest: Highest = { level: -Infinity, key: "" };
  for (const demand of lambda.keys()) {
    const units = (lines.get(demand.key)?.fairShare ?? 0) - ROUNDING_UNITS;
    if (units <= capOf(demand, stage - 1) * (1 + PROOF_TOLERANCE)) continue;
    const isBeyond = units > capOf(demand, stage) * (1 + PROOF_TOLERANCE);
    const level = isBeyond ? Infinity : levelIn(demand, stage, units);
    if (level > highest.level) highest = { level, key: demand.key };
  }
  return highest;
}
