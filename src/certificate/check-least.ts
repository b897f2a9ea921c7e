import type { Sums } from "./check-allocations.ts";
import { type ExactParts, findExact } from "./exact-parts.ts";
import type { AllocationRow, CertificateFile, LeastBound } from "./files.ts";
import type { Model } from "./model.ts";
import { readPrices } from "./read-prices.ts";
import type { Faults } from "./shape.ts";
import type { Spans, Way } from "./ways.ts";
import { type CountOf, findGreatest, type Weighed, weighWays, worthOf } from "./weigh-ways.ts";

/** What a plan comes to in arrival or cost, and what is proven of it. */
export interface LeastProven {
  /** The least that any plan with the same units a line can come to. */
  readonly bound: number;
  /** How much more the plan comes to. */
  readonly gap: number;
  /** How much of that rounding to whole units explains, and what the tolerance adds. */
  readonly limit: number;
}

export interface Least {
  readonly arrival: LeastProven;
  /** Of the cost and of arrivals at their price. */
  readonly cost: LeastProven & {
    readonly arrivalPrice: number;
    /** What the arrivals of the plan come to at their price. */
    readonly pricedArrival: number;
  };
}

interface Gathered {
  readonly sums: Sums;
  readonly spans: Spans;
  /** The plan in whole units. */
  readonly allocations: readonly AllocationRow[];
}

/** Of what the problem's own counts come to: what doubles lose of a sum is far less. */
const SUM_TOLERANCE = 1e-9;
/** Of the same: what no rounding explains. Prices, and a solver's amounts, are only so good. */
const EXCESS_TOLERANCE = 1e-6;
/** Times what the problem's own counts come to: the most that Σ y · capacity may be (of 5,213 plans of ours two exceed 10). Doubles still tell such sums apart. */
const PRICES_MULTIPLE = 1e6;
/** Times the greatest cost of a unit: the most that a period of arrival may be priced at (of 34,978 plans of ours 180 at most). */
const ARRIVAL_PRICE_MULTIPLE = 1e4;

/**
 * Notes a bound or a gap of arrival or cost that is not as stated, prices beyond all that the problem's own counts can be worth, and a
 * gap of which rounding does not explain all: see docs/PLAN-FORMAT.md for the argument. Returns what is proven, undefined where
 * prices cannot be read or are beyond all. O(ways of all demands + allocations · log).
 */
export function checkLeast(
  model: Model,
  {
    least,
    lines,
  }: { readonly least: NonNullable<CertificateFile["least"]>; readonly lines: CertificateFile["lines"] },
  gathered: Gathered,
  faults: Faults,
): Least | undefined {
  const severityOf = new Map(model.file.demands.map(({ key, severity }) => [key, severity]));
  const arrivalOf = (demand: string, { lane, depart }: Way) =>
    (depart + lane.transitPeriods) * (severityOf.get(demand) ?? 0);
  const costOf = (_: string, { lane, supply }: Way) =>
    (lane.costPerTonneMinor * supply.product.massPerThousandGrams) / MINOR_MEASURE;
  const { arrivalPrice } = least.cost;
  const { spans } = gathered;
  const greatestCost = model.file.demands.reduce((most, { key }) => {
    return Math.max(most, findGreatest(costOf, key, spans.get(key)));
  }, 0);
  const claims = { beyondOf: countBeyond(lines, gathered.sums), exact: findExact(model, spans) };
  const both: CountOf = (demand, way) => costOf(demand, way) + arrivalPrice * arrivalOf(demand, way);
  const judge = (one: Pick<Claim, "at" | "stated" | "countOf" | "ownCountOf">) =>
    judgeBound(model, { ...claims, ...one }, gathered, faults);
  const arrival = judge({
    at: "least arrival",
    stated: least.arrival,
    countOf: arrivalOf,
    ownCountOf: arrivalOf,
  });
  if (arrivalPrice > ARRIVAL_PRICE_MULTIPLE * greatestCost) {
    const reason = `its arrivalPrice of ${arrivalPrice} is beyond ${ARRIVAL_PRICE_MULTIPLE} times the greatest cost of a unit, ${greatestCost}`;
    faults.add("certificate", "least cost", "out_of_range", reason);
    return undefined;
  }
  const cost = judge({ at: "least cost", stated: least.cost, countOf: both, ownCountOf: costOf });
  if (arrival === undefined || cost === undefined) return undefined;
  const pricedArrival = arrivalPrice * (arrival.bound + arrival.gap);
  return { arrival, cost: { ...cost, arrivalPrice, pricedArrival } };
}

/** Cost a tonne × grams of a thousand units is the cost of a unit × this. */
const MINOR_MEASURE = 1_000_000_000;

/**
 * Returns the units above its fair share of each line, by the key of its demand. A fair share that no bottleneck proves is only what the
 * certificate says: such a line can have got no more above it than all that others are short of theirs.
 */
function countBeyond(lines: CertificateFile["lines"], { given }: Sums): ReadonlyMap<string, number> {
  const above = lines.map(({ demand, fairShare }) => Number(given.get(demand) ?? 0n) - fairShare);
  const short = above.reduce((sum, units) => sum + Math.max(0, -units), 0);
  return new Map(
    lines.map(({ demand, reason }, i) => {
      const isProven =
        reason.status === "bound" || (reason.status === "follows" && reason.bottleneck !== null);
      return [demand, Math.max(0, Math.min(above[i] ?? 0, isProven ? Infinity : short))];
    }),
  );
}

interface Claim {
  readonly at: string;
  readonly stated: LeastBound;
  readonly countOf: CountOf;
  /** The same, but for the price of arrivals. */
  readonly ownCountOf: CountOf;
  /** Units above the fair share, by the key of each demand. */
  readonly beyondOf: ReadonlyMap<string, number>;
  readonly exact: ExactParts;
}

function judgeBound(model: Model, claim: Claim, gathered: Gathered, faults: Faults): LeastProven | undefined {
  const { at, stated, countOf } = claim;
  const priced = readPrices(model, stated.prices, { at, faults });
  if (priced === undefined) return undefined;
  const weights = weighLines({ model, priced, countOf }, claim, gathered);
  const { most, ownMost, exactMost } = weights;
  const bound = weights.paid - priced.bound;
  if (!(Number.isFinite(bound) && priced.bound <= PRICES_MULTIPLE * most)) {
    const reason = `its prices come to ${priced.bound}, beyond ${PRICES_MULTIPLE} times the ${most} that its units can count`;
    faults.add("certificate", at, "out_of_range", reason);
    return undefined;
  }
  let gap = 0;
  let excess = 0;
  let exactGap = 0;
  for (const part of listParts({ model, priced, countOf }, weights, claim.exact, gathered)) {
    gap += part.gap;
    if (part.isExact) exactGap += part.gap;
    else excess += Math.max(0, part.gap - part.explained);
  }
  const tolerance = EXCESS_TOLERANCE * ownMost + SUM_TOLERANCE * most;
  const found = { bound, gap, limit: gap - excess - exactGap + tolerance };
  for (const name of ["bound", "gap"] as const) {
    if (Math.abs(stated[name] - found[name]) <= SUM_TOLERANCE * most) continue;
    faults.add("certificate", at, "wrong_sum", `its ${name} is ${found[name]}, not ${stated[name]}`);
  }
  if (!(exactGap <= SUM_TOLERANCE * exactMost)) {
    const reason = `where only supplies are a limit the plan comes to ${exactGap} more than is proven, and rounding explains nothing`;
    faults.add("certificate", at, "far_from_least", reason);
  }
  if (!(excess <= tolerance)) {
    const reason = `the plan comes to ${gap} more than the ${bound} that is proven; rounding explains all but ${excess + exactGap}`;
    faults.add("certificate", at, "far_from_least", reason);
  }
  return found;
}

interface Weights {
  /** μ, by the key of each demand. */
  readonly leastOf: ReadonlyMap<string, number>;
  /** Units that can be sent by ways that are not tight, by the key of each demand. */
  readonly anewOf: ReadonlyMap<string, number>;
  /** What a unit on each tight way takes, by priced constraint. */
  readonly loosened: ReadonlyMap<number, number>;
  /** Σ μ f. */
  readonly paid: number;
  /** Σ greatest count · (f + 1): of all lines, of all without the price of arrivals, and of those of exact parts. */
  readonly most: number;
  readonly ownMost: number;
  readonly exactMost: number;
}

function weighLines(
  weighed: Weighed,
  { beyondOf, exact, ownCountOf, countOf }: Claim,
  { sums, spans }: Gathered,
): Weights {
  const loosened = new Map<number, number>();
  const leastOf = new Map<string, number>();
  const anewOf = new Map<string, number>();
  let [paid, most, ownMost, exactMost] = [0, 0, 0, 0];
  for (const { key } of weighed.model.file.demands) {
    const own = spans.get(key);
    const given = Number(sums.given.get(key) ?? 0n);
    const greatest = findGreatest(countOf, key, own);
    const isExact = exact.demands.has(key);
    const ways = weighWays(weighed, { key, spans: own, greatest }, isExact ? new Map() : loosened);
    leastOf.set(key, ways.least);
    anewOf.set(key, ways.tight + (beyondOf.get(key) ?? 0));
    paid += ways.least * given;
    most += greatest * (given + 1);
    ownMost += findGreatest(ownCountOf, key, own) * (given + 1);
    if (isExact) exactMost += greatest * (given + 1);
  }
  return { leastOf, anewOf, loosened, paid, most, ownMost, exactMost };
}

/** A line or a priced constraint: what it adds to the gap, and how much of that rounding explains. */
interface Part {
  readonly gap: number;
  readonly explained: number;
  readonly isExact: boolean;
}

/** The parts of the gap: units on ways dearer than μ, line by line, and what is left of priced constraints. O(allocations · log). */
function listParts(
  weighed: Weighed,
  { leastOf, anewOf, loosened }: Weights,
  exact: ExactParts,
  { sums, allocations }: Gathered,
): readonly Part[] {
  const { model, priced } = weighed;
  const sendingsOf = new Map<string, Sending[]>();
  for (const { supply: key, demand, lane: by, departPeriod: depart, quantity } of allocations) {
    const supply = model.supplies.get(key);
    const lane = model.lanes.get(by);
    // Such an allocation has been noted.
    if (supply === undefined || lane === undefined) continue;
    const beyond = worthOf(weighed, demand, { supply, lane, depart }) - (leastOf.get(demand) ?? 0);
    const sendings = sendingsOf.get(demand);
    if (sendings === undefined) sendingsOf.set(demand, [{ beyond, quantity }]);
    else sendings.push({ beyond, quantity });
  }
  const parts = [...sendingsOf].map(([demand, sendings]) => ({
    gap: sendings.reduce((sum, { beyond, quantity }) => sum + beyond * quantity, 0),
    explained: sumDearest(sendings, anewOf.get(demand) ?? 0),
    isExact: exact.demands.has(demand),
  }));
  for (const [constraint, price] of priced.price) {
    const room = sums.room.get(constraint);
    const per = constraint < model.file.supplies.length ? 1 : 1000;
    const left = room === undefined ? (priced.capacity.get(constraint) ?? 0) : Number(room) / per;
    const explained = price * Math.min(left, loosened.get(constraint) ?? 0);
    parts.push({ gap: price * left, explained, isExact: exact.supplies.has(constraint) });
  }
  return parts;
}

/** Units sent one way, and by how much each comes to more than μ. */
interface Sending {
  readonly beyond: number;
  readonly quantity: number;
}

/** What so many units come to more than μ, those first that do by most. */
function sumDearest(sendings: readonly Sending[], units: number): number {
  let sum = 0;
  let rest = units;
  for (const { beyond, quantity } of sendings.toSorted((a, b) => b.beyond - a.beyond)) {
    const counted = Math.min(quantity, rest);
    if (counted <= 0) break;
    sum += beyond * counted;
    rest -= counted;
  }
  return sum;
}
