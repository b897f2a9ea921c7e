import type { Sums } from "./check-allocations.ts";
import type { AllocationRow, CertificateFile, LeastBound } from "./files.ts";
import type { Model } from "./model.ts";
import { type Priced, readPrices } from "./read-prices.ts";
import type { Faults } from "./shape.ts";
import { everyWay, listDraws, type Span, type Spans, type Way } from "./ways.ts";

/** What a plan comes to in arrival or cost, and what is proven of it. */
export interface LeastProven {
  /** The least that any plan with the same units a line can come to. */
  readonly bound: number;
  /** How much more the plan comes to. */
  readonly gap: number;
  /** How much more rounding to whole units can explain. */
  readonly limit: number;
}

export interface Least {
  readonly arrival: LeastProven;
  readonly cost: LeastProven;
}

interface Gathered {
  readonly sums: Sums;
  readonly spans: Spans;
  /** The plan in whole units. */
  readonly allocations: readonly AllocationRow[];
}

/** Of all that is added up: what doubles lose of a sum is far less. */
const SUM_TOLERANCE = 1e-9;
/** Of the dearest way of its line: a way dearer by no more is as good. Prices are doubles of relative precision 10^-9. */
const TIGHT_TOLERANCE = 1e-6;
/** Of what the plan and the constraints come to: prices, and a solver's amounts, are only so good. */
const LIMIT_TOLERANCE = 1e-6;

/**
 * Notes a bound or a gap of arrival or cost that is not as stated, and a gap greater than rounding explains: see
 * docs/PLAN-FORMAT.md for the argument. Returns what is proven, undefined where prices cannot be read. O(ways of all demands).
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
  const { arrivalPrice } = least.cost;
  const costOf = (demand: string, way: Way) =>
    (way.lane.costPerTonneMinor * way.supply.product.massPerThousandGrams) / MINOR_MEASURE +
    arrivalPrice * arrivalOf(demand, way);
  const shareOf = new Map(lines.map(({ demand, fairShare }) => [demand, fairShare]));
  const exact = findExact(model, gathered.spans);
  const judge = (at: string, stated: LeastBound, countOf: CountOf): LeastProven | undefined =>
    judgeBound(model, { at, stated, countOf, shareOf, exact }, gathered, faults);
  const arrival = judge("least arrival", least.arrival, arrivalOf);
  const cost = judge("least cost", least.cost, costOf);
  return arrival === undefined || cost === undefined ? undefined : { arrival, cost };
}

/** Cost a tonne × grams of a thousand units is the cost of a unit × this. */
const MINOR_MEASURE = 1_000_000_000;

/** What a unit sent for a demand, by its key, in that way counts. */
type CountOf = (demand: string, way: Way) => number;

interface Claim {
  readonly at: string;
  readonly stated: LeastBound;
  readonly countOf: CountOf;
  readonly shareOf: ReadonlyMap<string, number>;
  readonly exact: ReadonlySet<string>;
}

/**
 * The demands to which only supplies can be a limit, for themselves and for whoever draws on a supply with them, directly or through others:
 * there whole units lose nothing. O(spans).
 */
function findExact(model: Model, spans: Spans): ReadonlySet<string> {
  const parent = model.file.supplies.map((_, i) => i);
  const find = (supply: number): number => {
    let root = supply;
    for (let next = parent[root]; next !== undefined && next !== root; next = parent[root]) root = next;
    parent[supply] = root;
    return root;
  };
  const isLimited = ({ supply: { product }, lane }: Span) =>
    [lane, ...(model.receivingAt.get(lane.to) ?? [])].some(({ limits }) =>
      limits.some(({ perThousand }) => perThousand(product) > 0),
    );
  const limited: number[] = [];
  const firstOf = new Map<string, number>();
  for (const { key } of model.file.demands) {
    for (const span of spans.get(key) ?? []) {
      if (span.reach < 4) continue;
      const first = firstOf.get(key) ?? span.supply.constraint;
      firstOf.set(key, first);
      parent[find(span.supply.constraint)] = find(first);
      if (isLimited(span)) limited.push(first);
    }
  }
  const roots = new Set(limited.map(find));
  return new Set([...firstOf].flatMap(([key, first]) => (roots.has(find(first)) ? [] : [key])));
}

function judgeBound(
  model: Model,
  { at, stated, countOf, shareOf, exact }: Claim,
  { sums, spans, allocations }: Gathered,
  faults: Faults,
): LeastProven | undefined {
  const priced = readPrices(model, stated.prices, { at, faults });
  if (priced === undefined) return undefined;
  const weighed = { model, priced, countOf };
  const loosened = new Map<number, number>();
  const leastOf = new Map<string, number>();
  let limit = 0;
  for (const { key } of model.file.demands) {
    const beyond = Math.max(0, Number(sums.given.get(key) ?? 0n) - (shareOf.get(key) ?? 0));
    const line = weighWays(weighed, { key, spans }, exact.has(key) ? undefined : loosened);
    leastOf.set(key, line.least);
    if (!exact.has(key)) limit += (line.tight + beyond) * line.spread;
  }
  let value = 0;
  let gap = 0;
  for (const { supply: key, demand, lane: by, departPeriod: depart, quantity } of allocations) {
    const supply = model.supplies.get(key);
    const lane = model.lanes.get(by);
    // Such an allocation has been noted.
    if (supply === undefined || lane === undefined) continue;
    const way = { supply, lane, depart };
    value += quantity * countOf(demand, way);
    gap += quantity * (worthOf(weighed, demand, way) - (leastOf.get(demand) ?? 0));
  }
  for (const [constraint, price] of priced.price) {
    const room = sums.room.get(constraint);
    const per = constraint < model.file.supplies.length ? 1 : 1000;
    gap += price * (room === undefined ? (priced.capacity.get(constraint) ?? 0) : Number(room) / per);
    limit += price * (loosened.get(constraint) ?? 0);
  }
  const total = value + priced.bound;
  const found = { bound: value - gap, gap, limit: limit + LIMIT_TOLERANCE * total };
  for (const name of ["bound", "gap"] as const) {
    if (Math.abs(stated[name] - found[name]) <= SUM_TOLERANCE * total) continue;
    faults.add("certificate", at, "wrong_sum", `its ${name} is ${found[name]}, not ${stated[name]}`);
  }
  if (!(found.gap <= found.limit)) {
    const reason = `the plan comes to ${gap} more than the ${found.bound} that is proven; rounding explains ${found.limit}`;
    faults.add("certificate", at, "far_from_least", reason);
  }
  return found;
}

interface Weighed {
  readonly model: Model;
  readonly priced: Priced;
  readonly countOf: CountOf;
}

/** What a unit sent in that way counts and pays together. */
function worthOf({ model, priced, countOf }: Weighed, demand: string, way: Way): number {
  let sum = countOf(demand, way);
  for (const { constraint, rate, per } of listDraws(model, way)) {
    const price = priced.price.get(constraint);
    if (price !== undefined) sum += (price * rate) / per;
  }
  return sum;
}

/**
 * Of the ways of one demand: the least that a unit comes to (μ; 0 where there is no way), by how much the greatest is more, and
 * how many are tight: come to no more than μ. What one unit on each of these takes is added to `loosened`, by priced constraint.
 * @mutates loosened
 */
function weighWays(
  weighed: Weighed,
  { key, spans }: { readonly key: string; readonly spans: Spans },
  loosened: Map<number, number> | undefined,
): { readonly least: number; readonly spread: number; readonly tight: number } {
  const ways: { readonly way: Way; readonly worth: number }[] = [];
  everyWay(spans.get(key), (way) => {
    ways.push({ way, worth: worthOf(weighed, key, way) });
    return true;
  });
  if (ways.length === 0) return { least: 0, spread: 0, tight: 0 };
  let least = Infinity;
  let most = 0;
  for (const { worth } of ways) {
    least = Math.min(least, worth);
    most = Math.max(most, worth);
  }
  let tight = 0;
  for (const { way, worth } of ways) {
    if (worth - least > TIGHT_TOLERANCE * most) continue;
    tight++;
    if (loosened === undefined) continue;
    for (const { constraint, rate, per } of listDraws(weighed.model, way)) {
      if (!weighed.priced.price.has(constraint)) continue;
      loosened.set(constraint, (loosened.get(constraint) ?? 0) + rate / per);
    }
  }
  return { least, spread: most - least, tight };
}
