import type { Sums } from "./check-allocations.ts";
import type { CertificateFile, ConstraintName, DemandRow, PlanFile, Status, UnusedReason } from "./files.ts";
import { describeConstraint, findConstraint, type Model, type Supply } from "./model.ts";
import { type Companions, indexCompanions, mostOf } from "./rounding-rules.ts";
import type { Faults } from "./shape.ts";
import { lastLevel, limitOf } from "./stages.ts";
import { everyWay, listDraws, type Spans, type Way } from "./ways.ts";

/** A level is a quotient of doubles: its last bits depend on the order of the operations. */
const LEVEL_TOLERANCE = 1e-12;

/** How far a demand or a supply gets: 0 nothing answers, 1 an item does, 2 a lane leads there, 3 in time, 4 with shelf life. */
export type Furthest = 0 | 1 | 2 | 3 | 4;

/** What the problem alone says of each demand and supply, and what the plan leaves unserved. */
export interface Findings {
  readonly demandReach: ReadonlyMap<string, Furthest>;
  readonly supplyReach: ReadonlyMap<string, Furthest>;
  /** Supplies that some demand that may get more could take from. */
  readonly wanted: ReadonlySet<string>;
  /** Demands that follow a principal and have all that its units call for. */
  readonly following: ReadonlySet<string>;
  /** All that follow one. */
  readonly companions: ReadonlySet<string>;
}

/** Finds how far everything gets, by all pairs that a lane joins. O(pairs). */
export function findReach(model: Model, spans: Spans, sums: Sums): Findings {
  const demandReach = new Map<string, Furthest>();
  const supplyReach = new Map<string, Furthest>();
  const wanted = new Set<string>();
  const following = new Set<string>();
  const companions = indexCompanions(model.file);
  const offered = new Set(model.file.supplies.map((row) => row.item));
  const asked = new Set(model.file.demands.flatMap((row) => row.items));
  for (const { key, item } of model.file.supplies) supplyReach.set(key, asked.has(item) ? 1 : 0);
  for (const demand of model.file.demands) {
    let reach: Furthest = demand.items.some((item) => offered.has(item)) ? 1 : 0;
    const most = mostOf(demand, companions, sums.given);
    const isFull = (sums.given.get(demand.key) ?? 0n) >= most;
    if (isFull && most < BigInt(limitOf(demand))) following.add(demand.key);
    for (const span of spans.get(demand.key) ?? []) {
      if (span.reach > reach) reach = span.reach;
      if (span.reach > (supplyReach.get(span.supply.key) ?? 0)) supplyReach.set(span.supply.key, span.reach);
      if (span.reach === 4 && !isFull) wanted.add(span.supply.key);
    }
    demandReach.set(demand.key, reach);
  }
  return { demandReach, supplyReach, wanted, following, companions: new Set(companions.keys()) };
}

/** Notes every outcome whose sums, level, flag or status are not those of the allocations. */
export function checkOutcomes(
  model: Model,
  plan: PlanFile,
  sums: Sums,
  { faults, found }: { readonly faults: Faults; readonly found: Findings },
): void {
  const seen = new Set<string>();
  for (const one of plan.demands) {
    const at = `demand "${one.demand}"`;
    const demand = model.demands.get(one.demand);
    if (demand === undefined) {
      faults.add("plan", at, "unknown_key", "the problem has no such demand");
      continue;
    }
    if (seen.has(one.demand)) faults.add("plan", at, "repeated", "it has two outcomes");
    seen.add(one.demand);
    checkOutcome(one, demand, sums, faults);
    const given = sums.given.get(demand.key) ?? 0n;
    const isMet = given === BigInt(demand.quantity);
    const isFull = given === BigInt(limitOf(demand));
    if (one.met !== isMet) faults.add("plan", at, "wrong_status", `it is ${isMet ? "" : "not "}met`);
    const allowed = isFull ? ([isMet ? "met" : "capped"] as const) : listStatuses(demand.key, found);
    if (!allowed.includes(one.status)) {
      faults.add("plan", at, "wrong_status", `its status is ${one.status}, not ${allowed.join(" or ")}`);
    }
  }
  for (const { key } of model.file.demands) {
    if (!seen.has(key)) faults.add("plan", `demand "${key}"`, "missing", "it has no outcome");
  }
}

function checkOutcome(one: PlanFile["demands"][number], demand: DemandRow, sums: Sums, faults: Faults): void {
  const at = `demand "${demand.key}"`;
  const given = sums.given.get(demand.key) ?? 0n;
  if (one.asked !== demand.quantity) {
    faults.add("plan", at, "wrong_quantity", `it asks ${demand.quantity}, not ${one.asked}`);
  }
  if (BigInt(one.allocated) !== given) {
    faults.add("plan", at, "wrong_sum", `its allocations come to ${given}, not ${one.allocated}`);
  }
  if (given > BigInt(limitOf(demand))) {
    const limit = `it gets ${given}, asks ${demand.quantity} and may get ${limitOf(demand)}`;
    faults.add("plan", at, "overdrawn", limit);
  }
  const level = lastLevel(demand, one.allocated);
  if (Math.abs(one.level - level) > LEVEL_TOLERANCE * level) {
    faults.add("plan", at, "wrong_level", `its level is ${level}, not ${one.level}`);
  }
}

/** The statuses that can be true of a demand that may get more; which of those that are left is, its proof says. */
function listStatuses(key: string, found: Findings): readonly Status[] {
  const reach = found.demandReach.get(key) ?? 0;
  if (reach === 4 && found.following.has(key)) return ["follows"];
  const byReach: Readonly<Record<Furthest, readonly Status[]>> = {
    0: ["no_supply"],
    1: ["unreachable"],
    2: ["window"],
    3: ["shelf_life"],
    4: found.companions.has(key) ? ["bound", "follows"] : ["bound", "rounding"],
  };
  return byReach[reach];
}

/** Notes every rest of a supply that is not as stated, and every one that is not stated. */
export function checkUnused(
  model: Model,
  plan: PlanFile,
  sums: Sums,
  {
    faults,
    found,
    held,
  }: { readonly faults: Faults; readonly found: Findings; readonly held: ReadonlySet<string> },
): void {
  const stated = new Map<string, number>();
  for (const one of plan.unused) {
    const at = `supply "${one.supply}"`;
    const supply = model.supplies.get(one.supply);
    if (supply === undefined) faults.add("plan", at, "unknown_key", "the problem has no such supply");
    if (stated.has(one.supply)) faults.add("plan", at, "repeated", "its rest is stated twice");
    stated.set(one.supply, one.quantity);
    if (supply === undefined) continue;
    const reason = findUnusedReason(supply, found, held);
    if (one.reason !== reason) {
      faults.add("plan", at, "wrong_reason", `it is left because of ${reason}, not ${one.reason}`);
    }
  }
  for (const { key, quantity } of model.file.supplies) {
    const left = BigInt(quantity) - (sums.sent.get(key) ?? 0n);
    const says = BigInt(stated.get(key) ?? 0);
    if (left >= 0n && left !== says) {
      faults.add("plan", `supply "${key}"`, "unaccounted", `${left} are left of it, not ${says}`);
    }
  }
}

function findUnusedReason({ key }: Supply, found: Findings, held: ReadonlySet<string>): UnusedReason {
  const reach = found.supplyReach.get(key) ?? 0;
  if (reach === 4) return !found.wanted.has(key) ? "not_needed" : held.has(key) ? "rounding" : "capacity";
  return (["no_demand", "unreachable", "window", "shelf_life"] as const)[reach];
}

/**
 * Notes every demand that does not get all it may (of `companions`: what their principals' units call for) although one more unit could be sent, and every `rounding` whose constraints do
 * not stand in the way of each of its ways. Returns, by the key of each such demand, the parts of a unit that
 * are left over in its ways: of each, the greatest that a constraint in the way has left. O(ways of those demands).
 */
export function checkNothingWithheld(
  model: Model,
  certificate: CertificateFile,
  {
    sums,
    spans,
    companions = new Map(),
  }: { readonly sums: Sums; readonly spans: Spans; readonly companions?: Companions },
  faults: Faults,
): ReadonlyMap<string, number> {
  const leftOver = new Map<string, number>();
  const reasons = new Map(certificate.lines.map(({ demand, reason }) => [demand, reason]));
  for (const demand of model.file.demands) {
    const given = sums.given.get(demand.key) ?? 0n;
    if (given >= BigInt(limitOf(demand))) continue;
    // A companion that has what is called for can have a fair share above it, as its principal's rounds down as well.
    const isOwed = given < mostOf(demand, companions, sums.given);
    const at = `demand "${demand.key}"`;
    const reason = reasons.get(demand.key);
    const named = reason?.status === "rounding" ? findNamed(model, reason.by, { at, faults }) : undefined;
    let parts = 0;
    everyWay(spans.get(demand.key), (way) => {
      const full = listFull(model, way, sums);
      const how = `from "${way.supply.key}" by "${way.lane.key}" in period ${way.depart}`;
      if (full.length === 0 && !isOwed) return true;
      if (full.length === 0) {
        faults.add("plan", at, "withheld", `one more unit could be sent ${how}`);
        return false;
      }
      parts += Math.max(...full.map(({ part }) => part));
      if (named === undefined || full.some(({ constraint }) => named.has(constraint))) return true;
      faults.add("certificate", at, "wrong_reason", `nothing that it names stands in the way ${how}`);
      return false;
    });
    leftOver.set(demand.key, parts);
  }
  return leftOver;
}

/** The constraints that leave no room for one more unit on a way, each with the part of a unit that it has left. */
function listFull(model: Model, way: Way, sums: Sums): readonly { constraint: number; part: number }[] {
  return listDraws(model, way).flatMap(({ constraint, rate, limit }) => {
    const room = sums.room.get(constraint) ?? BigInt(limit);
    // Less than one rate is left, which a double holds exactly.
    return room < BigInt(rate) ? [{ constraint, part: Math.max(0, Number(room) / rate) }] : [];
  });
}

/** The constraints that a line names, by number; notes names of constraints that the problem does not have. */
export function findNamed(
  model: Model,
  names: readonly ConstraintName[],
  { at, faults }: { readonly at: string; readonly faults: Faults },
): ReadonlySet<number> {
  const named = new Set<number>();
  for (const name of names) {
    const found = findConstraint(model, name);
    if (typeof found === "object") named.add(found.constraint);
    else
      faults.add("certificate", at, found, `${describeConstraint(name)} is not a constraint of the problem`);
  }
  return named;
}
