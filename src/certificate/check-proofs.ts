import type { Sums } from "./check-allocations.ts";
import type { CertificateFile, DemandRow, LineReason, PlanFile, PricedConstraint } from "./files.ts";
import { describeConstraint, findConstraint, type Model } from "./model.ts";
import type { Faults } from "./shape.ts";
import { everyWay, listDraws, listSpans } from "./ways.ts";

/** Of a sum's own size: prices are doubles that come from a solver of relative precision 10^-9, summed by thousands. */
const PROOF_TOLERANCE = 1e-6;

/** So many units a line may stand above or below its fair share in a proof: what is sent is whole. */
const ROUNDING_UNITS = 1;

/** What the proofs were read as. */
export interface Proven {
  /** The most units by which any line falls short of its fair share. */
  readonly shortfall: number;
}

/**
 * Notes every line that the certificate does not prove: see docs/PLAN-FORMAT.md for the argument. Cost: the ways of
 * each demand, and for each bottleneck the ways of the demands that its priced constraints touch.
 */
export function checkProofs(
  model: Model,
  { plan, certificate }: { readonly plan: PlanFile; readonly certificate: CertificateFile },
  sums: Sums,
  faults: Faults,
): Proven {
  const lines = readLines(model, certificate, faults);
  const statusOf = new Map(plan.demands.map((one) => [one.demand, one.status]));
  let shortfall = 0;
  for (const { demand, fairShare, reason } of lines.values()) {
    const at = `demand "${demand.key}"`;
    const status = statusOf.get(demand.key);
    if (status !== undefined && status !== reason.status) {
      faults.add(
        "certificate",
        at,
        "wrong_status",
        `the plan says ${status}, the certificate ${reason.status}`,
      );
    }
    const given = Number(sums.given.get(demand.key) ?? 0n);
    const allowance = measureAllowance(model, demand);
    if (fairShare - given > allowance) {
      const reason = `it gets ${given} of a fair share of ${fairShare}; rounding explains ${allowance}`;
      faults.add("certificate", at, "far_from_fair", reason);
    }
    shortfall = Math.max(shortfall, fairShare - given);
    if (reason.status === "rounding" && fairShare < demand.quantity * (1 - PROOF_TOLERANCE) - 1e-6) {
      faults.add(
        "certificate",
        at,
        "unproven",
        "its fair share is not all it asks, and it names no bottleneck",
      );
    }
    if (reason.status === "bound" && reason.bottleneck >= certificate.bottlenecks.length) {
      faults.add("certificate", at, "unproven", `there is no bottleneck ${reason.bottleneck}`);
    }
  }
  certificate.bottlenecks.forEach(({ prices }, b) => {
    const priced = readPrices(model, prices, { at: `bottleneck ${b}`, faults });
    if (priced !== undefined) checkBottleneck(model, { ...priced, number: b }, lines, faults);
  });
  return { shortfall };
}

interface Line {
  readonly demand: DemandRow;
  readonly fairShare: number;
  readonly reason: LineReason;
}

function readLines(model: Model, certificate: CertificateFile, faults: Faults): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  for (const { demand: key, fairShare, reason } of certificate.lines) {
    const at = `demand "${key}"`;
    const demand = model.demands.get(key);
    if (demand === undefined) {
      faults.add("certificate", at, "unknown_key", "the problem has no such demand");
      continue;
    }
    if (lines.has(key)) faults.add("certificate", at, "repeated", "it has two lines");
    if (fairShare > demand.quantity) {
      const reason = `its fair share of ${fairShare} is more than the ${demand.quantity} it asks`;
      faults.add("certificate", at, "overdrawn", reason);
    }
    lines.set(key, { demand, fairShare, reason });
  }
  for (const { key } of model.file.demands) {
    if (!lines.has(key))
      faults.add("certificate", `demand "${key}"`, "missing", "the certificate has no line for it");
  }
  return lines;
}

/** A unit for each way by which the line could be served, and the last digits of the fair share. */
function measureAllowance(model: Model, demand: DemandRow): number {
  let ways = 0;
  for (const { from, to } of listSpans(model, demand)) ways += Math.max(0, to - from + 1);
  return Math.max(ROUNDING_UNITS, ways) + PROOF_TOLERANCE * demand.quantity;
}

interface Priced {
  /** y, by constraint. */
  readonly price: ReadonlyMap<number, number>;
  /** Σ y · capacity. */
  readonly bound: number;
  /** Demands that the priced constraints touch: the only ones whose λ can be above zero. */
  readonly touched: ReadonlySet<DemandRow>;
}

function readPrices(
  model: Model,
  prices: readonly PricedConstraint[],
  { at, faults }: { readonly at: string; readonly faults: Faults },
): Priced | undefined {
  const price = new Map<number, number>();
  const touched = new Set<DemandRow>();
  let bound = 0;
  let isSound = true;
  for (const name of prices) {
    const found = findConstraint(model, name);
    if (typeof found === "string") {
      faults.add("certificate", at, found, `${describeConstraint(name)} is not a constraint of the problem`);
      isSound = false;
      continue;
    }
    if (price.has(found.constraint)) {
      faults.add("certificate", at, "repeated", `${describeConstraint(name)} is priced twice`);
      isSound = false;
    }
    price.set(found.constraint, name.price);
    bound += name.price * found.capacity;
    for (const demand of listTouched(model, name)) touched.add(demand);
  }
  return isSound ? { price, bound, touched } : undefined;
}

function listTouched(model: Model, name: PricedConstraint): readonly DemandRow[] {
  if (name.kind === "supply") {
    const supply = model.supplies.get(name.supply);
    if (supply === undefined) return [];
    const sites = new Set((model.lanesFrom.get(supply.site) ?? []).map((lane) => lane.to));
    return [...sites].flatMap((site) =>
      (model.demandsAt.get(site) ?? []).filter((demand) => demand.items.includes(supply.item)),
    );
  }
  const site = "lane" in name ? model.lanes.get(name.lane)?.to : model.receiving.get(name.receiving)?.site;
  return site === undefined ? [] : (model.demandsAt.get(site) ?? []);
}

/** Returns λ: the least price of a unit over every way to serve the demand; 0 where there is no way. */
function findLambda(model: Model, demand: DemandRow, price: ReadonlyMap<number, number>): number {
  let least = Infinity;
  everyWay(model, demand, (way) => {
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

function checkBottleneck(
  model: Model,
  { number, price, bound, touched }: Priced & { readonly number: number },
  lines: ReadonlyMap<string, Line>,
  faults: Faults,
): void {
  const at = `bottleneck ${number}`;
  const lambda = new Map<string, number>();
  let reached = 0;
  let rounding = 0;
  let greatest = 0;
  let highest = { level: -Infinity, key: "" };
  for (const demand of touched) {
    const one = findLambda(model, demand, price);
    const line = lines.get(demand.key);
    if (one === 0 || line === undefined) continue;
    lambda.set(demand.key, one);
    reached += one * line.fairShare;
    rounding += one * ROUNDING_UNITS;
    greatest = Math.max(greatest, one);
    const level = levelOf(demand, line.fairShare - ROUNDING_UNITS);
    if (level > highest.level) highest = { level, key: demand.key };
  }
  if (!(Math.abs(greatest - 1) <= PROOF_TOLERANCE)) {
    faults.add(
      "certificate",
      at,
      "out_of_range",
      `the greatest λ is ${greatest}: prices are scaled to make it 1`,
    );
  }
  const allowance = rounding + PROOF_TOLERANCE * bound;
  if (!(Number.isFinite(bound) && Math.abs(bound - reached) <= allowance)) {
    const sums = `Σ λ f = ${reached}, Σ y · capacity = ${bound}, allowance ${allowance}`;
    faults.add("certificate", at, "not_tight", sums);
  }
  for (const { demand, fairShare, reason } of lines.values()) {
    if (reason.status !== "bound" || reason.bottleneck !== number) continue;
    const who = `demand "${demand.key}"`;
    if (!lambda.has(demand.key)) {
      faults.add("certificate", who, "unproven", `λ is 0: ${at} leaves it a way without a price`);
    } else if (levelOf(demand, fairShare + ROUNDING_UNITS) * (1 + PROOF_TOLERANCE) < highest.level) {
      const reason = `"${highest.key}" stands higher in ${at} and could give some up`;
      faults.add("certificate", who, "not_highest", reason);
    }
  }
}

function levelOf(demand: DemandRow, units: number): number {
  return (units / demand.quantity) * (1000 / demand.weightPerMille);
}
