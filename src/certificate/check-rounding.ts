import type { Sums } from "./check-allocations.ts";
import { allowCut, checkCompanionShares, owedTo } from "./check-companions.ts";
import { findNamed } from "./check-outcomes.ts";
import type {
  AllocationRow,
  CertificateFile,
  DemandRow,
  PlanFile,
  RoundingRule,
  SupplyRow,
} from "./files.ts";
import type { Model } from "./model.ts";
import { type Companions, indexCompanions, mostOf } from "./rounding-rules.ts";
import type { Faults } from "./shape.ts";
import { limitOf } from "./stages.ts";
import { everyWay, listDraws, type Spans, type Way } from "./ways.ts";

interface Files {
  readonly plan: PlanFile;
  readonly certificate: CertificateFile;
}

/** What was found before: the sums of the plan, and those of the plan before packs. */
interface Gathered {
  readonly sums: Sums;
  readonly before: Sums;
  readonly spans: Spans;
}

/**
 * Notes every pack that is broken, every shipment and line below its least, every companion beyond its principal; every
 * line that could be sent more by one of its ways within all of that; and every line that lost more against the plan
 * before packs than the rules that the plan names for it explain. Returns the supplies of which there is room for a
 * unit, but by some rule not for more, for a line that may get more. All exactly. O(allocations + ways of the lines that may get more).
 */
export function checkRounding(
  model: Model,
  files: Files,
  gathered: Gathered,
  faults: Faults,
): ReadonlySet<string> {
  const companions = indexCompanions(model.file);
  const shipments = sumShipments(files.plan.allocations);
  const broken = checkPacks(model, files.plan, faults);
  for (const [{ supply, at }, units] of shipments.rows) {
    const least = model.supplies.get(supply)?.leastShipmentUnits ?? 0;
    if (units < BigInt(least)) {
      faults.add("plan", at, "below_least_shipment", `it is of ${units} units, ${least} are the least`);
    }
  }
  const { held, stopped } = checkWays(
    model,
    files,
    { ...gathered, companions, shipments: shipments.units, broken },
    faults,
  );
  const rows = new Map(files.plan.demands.map((row) => [row.demand, row]));
  const unrounded = groupSendings(model, files.certificate);
  const holdsCompanions = files.certificate.least !== null;
  if (holdsCompanions) {
    checkCompanionShares(model, files.certificate, { before: gathered.before, companions }, faults);
  }
  for (const demand of model.file.demands) {
    const given = gathered.sums.given.get(demand.key) ?? 0n;
    const at = `demand "${demand.key}"`;
    if (given > 0n && given < BigInt(demand.leastUnits)) {
      const reason = `it gets ${given}, and fewer than ${demand.leastUnits} are of no use to it`;
      faults.add("plan", at, "below_least_units", reason);
    }
    const most = mostOf(demand, companions, gathered.sums.given);
    if (given > most && most < BigInt(limitOf(demand))) {
      const reason = `it gets ${given}, and its principal's units call for ${most}`;
      faults.add("plan", at, "beyond_companion", reason);
    }
    const row = rows.get(demand.key);
    if (row === undefined) continue;
    checkLoss(
      { row, demand },
      { gathered, companions, unrounded, demands: model.demands, holdsCompanions },
      faults,
    );
    for (const rule of row.roundedBy) {
      if (canApply({ rule, demand, given, most }, gathered, companions)) continue;
      faults.add("plan", at, "wrong_reason", `${rule} has no part in what it gets`);
    }
  }
  noteUnexplained(stopped, faults);
  return held;
}

function groupSendings(model: Model, { unrounded }: CertificateFile) {
  const groups = new Map<string, SupplyRow[]>();
  for (const one of unrounded) {
    const supply = model.supplies.get(one.supply);
    if (supply === undefined) continue;
    const group = groups.get(one.demand);
    if (group === undefined) groups.set(one.demand, [supply]);
    else group.push(supply);
  }
  return groups;
}

/** Notes every sending that is not of whole packs, but for one of each supply that holds its broken pack. */
function checkPacks(model: Model, plan: PlanFile, faults: Faults): ReadonlySet<string> {
  const broken = new Set<string>();
  plan.allocations.forEach(({ supply: key, demand, quantity }, i) => {
    const supply = model.supplies.get(key);
    const rest = supply === undefined ? 0 : quantity % supply.packUnits;
    if (supply === undefined || rest === 0) return;
    const at = `allocation ${i} (supply "${key}", demand "${demand}")`;
    if (rest !== supply.quantity % supply.packUnits) {
      faults.add("plan", at, "broken_pack", `${quantity} is not of packs of ${supply.packUnits}`);
    } else if (broken.has(key)) {
      faults.add("plan", at, "broken_pack", `the one broken pack of ${rest} is sent twice`);
    }
    broken.add(key);
  });
  return broken;
}

function nameShipment(supply: string, lane: string, depart: number): string {
  return JSON.stringify([supply, lane, depart]);
}

function sumShipments(allocations: readonly AllocationRow[]) {
  const units = new Map<string, bigint>();
  const names = new Map<string, { readonly supply: string; readonly at: string }>();
  for (const { supply, lane, departPeriod, quantity } of allocations) {
    const name = nameShipment(supply, lane, departPeriod);
    units.set(name, (units.get(name) ?? 0n) + BigInt(quantity));
    const at = `shipment of supply "${supply}" by lane "${lane}" in period ${departPeriod}`;
    names.set(name, { supply, at });
  }
  return { units, rows: [...names].map(([name, row]) => [row, units.get(name) ?? 0n] as const) };
}

interface Ways extends Gathered {
  readonly companions: Companions;
  readonly shipments: ReadonlyMap<string, bigint>;
  readonly broken: ReadonlySet<string>;
}

/** A line whose way is stopped by rules of which it names none. */
interface Stopped {
  readonly demand: DemandRow;
  readonly way: Way;
  readonly by: readonly RoundingRule[];
}

/** Looks at every way of every line that may have more, for what keeps it from carrying more. */
function checkWays(model: Model, files: Files, ways: Ways, faults: Faults) {
  const held = new Set<string>();
  const stopped: Stopped[] = [];
  const rows = new Map(files.plan.demands.map((row) => [row.demand, row]));
  const reasons = new Map(files.certificate.lines.map(({ demand, reason }) => [demand, reason]));
  for (const demand of model.file.demands) {
    const given = ways.sums.given.get(demand.key) ?? 0n;
    const gap = mostOf(demand, ways.companions, ways.sums.given) - given;
    if (gap <= 0n) continue;
    const at = `demand "${demand.key}"`;
    const reason = reasons.get(demand.key);
    const named = reason?.status === "rounding" ? findNamed(model, reason.by, { at, faults }) : undefined;
    const own = rows.get(demand.key)?.roundedBy ?? [];
    everyWay(ways.spans.get(demand.key), (way) => {
      const how = `from "${way.supply.key}" by "${way.lane.key}" in period ${way.depart}`;
      const { room, full } = findRoom(model, way, { sums: ways.sums, gap });
      if (room < 1n) {
        if (named === undefined || full.some((constraint) => named.has(constraint))) return true;
        faults.add("certificate", at, "wrong_reason", `nothing that it names stands in the way ${how}`);
        return false;
      }
      const by = listStops({ demand, way, room, given }, ways);
      held.add(way.supply.key);
      if (by.length === 0) {
        faults.add("plan", at, "withheld", `more could be sent ${how}`);
        return false;
      }
      if (!by.some((rule) => own.includes(rule))) stopped.push({ demand, way, by });
      return true;
    });
  }
  return { held, stopped };
}

/** Whole units for which there is room on a way, and the constraints that leave none. */
function findRoom(
  model: Model,
  way: Way,
  { sums, gap }: { readonly sums: Sums; readonly gap: bigint },
): { readonly room: bigint; readonly full: readonly number[] } {
  let room = gap;
  const full: number[] = [];
  for (const { constraint, rate, limit } of listDraws(model, way)) {
    const left = (sums.room.get(constraint) ?? BigInt(limit)) / BigInt(rate);
    if (left < 1n) full.push(constraint);
    if (left < room) room = left;
  }
  return { room, full };
}

/** The rules that keep a way with room from carrying anything; none where it could carry more. */
function listStops(
  {
    demand,
    way,
    room,
    given,
  }: { readonly demand: DemandRow; readonly way: Way; readonly room: bigint; readonly given: bigint },
  { shipments, broken }: Ways,
): readonly RoundingRule[] {
  const { supply } = way;
  const pack = BigInt(supply.packUnits);
  const rest = broken.has(supply.key) ? 0n : BigInt(supply.quantity) % pack;
  const whole = room - (room % pack);
  const withRest = rest > 0n && room >= rest ? room - ((room - rest) % pack) : 0n;
  const units = withRest > whole ? withRest : whole;
  if (units === 0n) return ["pack"];
  const shipped = shipments.get(nameShipment(supply.key, way.lane.key, way.depart)) ?? 0n;
  const stops: RoundingRule[] = [];
  if (shipped + units < BigInt(supply.leastShipmentUnits)) stops.push("least_shipment");
  if (given + units < BigInt(demand.leastUnits)) stops.push("least_units");
  return stops;
}

/** Notes, once for each line, a way that is stopped by rules of which the line names none. */
function noteUnexplained(stopped: readonly Stopped[], faults: Faults): void {
  const seen = new Set<string>();
  for (const { demand, way, by } of stopped) {
    if (seen.has(demand.key)) continue;
    seen.add(demand.key);
    const reason = `${by.join(" and ")} keeps it from more from "${way.supply.key}", which it does not name`;
    faults.add("plan", `demand "${demand.key}"`, "wrong_reason", reason);
  }
}

interface Loss {
  readonly gathered: Gathered;
  readonly companions: Companions;
  /** By demand: the supplies of its sendings before packs, one for each. */
  readonly unrounded: ReadonlyMap<string, readonly SupplyRow[]>;
  readonly demands: ReadonlyMap<string, DemandRow>;
  /** Not of files of version 1, whose companions were owed nothing. */
  readonly holdsCompanions: boolean;
}

/** Checks the units that a line lost against the plan before packs, and that the rules it names explain so many. */
function checkLoss(
  { row, demand }: { readonly row: PlanFile["demands"][number]; readonly demand: DemandRow },
  { gathered, companions, unrounded, demands, holdsCompanions }: Loss,
  faults: Faults,
): void {
  const at = `demand "${demand.key}"`;
  const given = gathered.sums.given.get(demand.key) ?? 0n;
  const before = gathered.before.given.get(demand.key) ?? 0n;
  const lost = before > given ? before - given : 0n;
  if (before > BigInt(limitOf(demand))) {
    const reason = `before packs it gets ${before} and may get ${limitOf(demand)}`;
    faults.add("certificate", at, "overdrawn", reason);
  }
  if (BigInt(row.lostUnits) !== lost) {
    faults.add("plan", at, "wrong_sum", `packs cost it ${lost} units, not ${row.lostUnits}`);
  }
  const allowanceOf = (key: string) => allowLoss(unrounded.get(key) ?? [], ["pack", "least_shipment"]);
  const sendings = unrounded.get(demand.key) ?? [];
  const all = allowanceOf(demand.key);
  if (companions.has(demand.key)) {
    if (!holdsCompanions) return;
    const owed = owedTo(demand, {
      companions,
      given: gathered.sums.given,
      before: gathered.before.given,
      demands,
      allowanceOf,
    });
    const ways = gathered.spans.get(demand.key) ?? [];
    const cut = all + allowCut(ways.map(({ supply }) => supply));
    if (owed - given <= cut || owed - cut < BigInt(demand.leastUnits)) return;
    const reason = `it is owed ${owed} by what its principal has, and gets ${given}; rounding explains ${cut}`;
    faults.add("plan", at, "lost_too_much", reason);
    return;
  }
  if (lost === 0n) return;
  const isClosed = given === 0n && row.roundedBy.includes("least_units");
  if (isClosed && before - all < BigInt(demand.leastUnits)) return;
  const allowed = allowLoss(sendings, row.roundedBy);
  if (lost <= allowed) return;
  const named = row.roundedBy.length === 0 ? "no rule" : row.roundedBy.join(" and ");
  const reason = `packs cost it ${lost} units, and it names ${named}, which explains ${allowed}`;
  faults.add("plan", at, "lost_too_much", reason);
}

/** The most that rules can cost a line: for each of its sendings before, a pack and a shipment, but for one unit. */
function allowLoss(sendings: readonly SupplyRow[], rules: readonly RoundingRule[]): bigint {
  let allowed = 0n;
  for (const supply of sendings) {
    if (rules.includes("pack")) allowed += BigInt(supply.packUnits - 1);
    if (rules.includes("least_shipment")) allowed += BigInt(Math.max(1, supply.leastShipmentUnits) - 1);
  }
  return allowed;
}

interface Named {
  readonly rule: RoundingRule;
  readonly demand: DemandRow;
  readonly given: bigint;
  readonly most: bigint;
}

/** Whether a rule that a line names can have had a part in what it gets. */
function canApply(
  { rule, demand, given, most }: Named,
  { spans }: Gathered,
  companions: Companions,
): boolean {
  const supplies = (spans.get(demand.key) ?? []).map(({ supply }) => supply);
  switch (rule) {
    case "companion":
      return companions.has(demand.key) && given === most && most < BigInt(limitOf(demand));
    case "least_units":
      return given === 0n && demand.leastUnits > 1;
    case "pack":
      return given < BigInt(limitOf(demand)) && supplies.some(({ packUnits }) => packUnits > 1);
    case "least_shipment":
      return given < BigInt(limitOf(demand)) && supplies.some((row) => row.leastShipmentUnits > 1);
  }
}
