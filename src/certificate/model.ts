import type {
  ConstraintName,
  DemandRow,
  ItemRow,
  LaneKind,
  LaneRow,
  ProblemFile,
  ReceivingKind,
  ReceivingRow,
  SupplyRow,
} from "./files.ts";
import { checkCompanions } from "./rounding-rules.ts";
import type { Faults } from "./shape.ts";

/**
 * The problem with its references followed. A constraint is known by one number: a supply's comes first, then each
 * lane has three a period (mass, volume, cold volume), then each receiving limit three (units, volume, cold volume).
 */
export interface Model {
  readonly file: ProblemFile;
  readonly supplies: ReadonlyMap<string, Supply>;
  readonly demands: ReadonlyMap<string, DemandRow>;
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly receiving: ReadonlyMap<string, Receiving>;
  readonly suppliesAt: ReadonlyMap<string, readonly Supply[]>;
  readonly lanesTo: ReadonlyMap<number, readonly Lane[]>;
  readonly lanesFrom: ReadonlyMap<number, readonly Lane[]>;
  readonly demandsAt: ReadonlyMap<number, readonly DemandRow[]>;
  readonly receivingAt: ReadonlyMap<number, readonly Receiving[]>;
}

export interface Supply extends SupplyRow {
  readonly constraint: number;
  readonly product: ItemRow;
}

/** `limits`: the capacities that are given, in the order of its constraints. */
export interface Lane extends LaneRow {
  readonly constraint: number;
  readonly limits: readonly Limit[];
}

export interface Receiving extends ReceivingRow {
  readonly constraint: number;
  readonly limits: readonly Limit[];
}

/** A capacity of every period: the offset of its constraint, and how much of it a thousand units take. */
export interface Limit {
  readonly kind: LaneKind | ReceivingKind;
  readonly offset: number;
  readonly capacity: number;
  readonly perThousand: (item: ItemRow, index: number) => number;
}

const massOf = (item: ItemRow) => item.massPerThousandGrams;
const volumeOf = (item: ItemRow) => item.volumePerThousandCubicCentimetres;
const coldVolumeOf = (item: ItemRow) => item.coldVolumePerThousandCubicCentimetres;

/** What a thousand units take of a limit on units; what its items do not name takes nothing. */
function unitsOf({ items, unitsPerThousand }: ReceivingRow): Limit["perThousand"] {
  if (unitsPerThousand === undefined) return () => 1000;
  return (_, index) => unitsPerThousand[items?.indexOf(index) ?? -1] ?? 0;
}

type LimitRow = readonly [Limit["kind"], number | null, Limit["perThousand"]];

function listLimits(rows: readonly LimitRow[]): readonly Limit[] {
  return rows.flatMap(([kind, capacity, perThousand], offset) =>
    capacity === null ? [] : [{ kind, offset, capacity, perThousand }],
  );
}

function listLaneLimits(lane: LaneRow): readonly Limit[] {
  return listLimits([
    ["lane_mass", lane.massCapacityGrams, massOf],
    ["lane_volume", lane.volumeCapacityCubicCentimetres, volumeOf],
    ["lane_cold_volume", lane.coldVolumeCapacityCubicCentimetres, coldVolumeOf],
  ]);
}

function listReceivingLimits(limit: ReceivingRow): readonly Limit[] {
  return listLimits([
    ["receiving_units", limit.unitCapacity, unitsOf(limit)],
    ["receiving_volume", limit.volumeCapacityCubicCentimetres, volumeOf],
    ["receiving_cold_volume", limit.coldVolumeCapacityCubicCentimetres, coldVolumeOf],
  ]);
}

/** Notes stages that fall, a last one that gives nothing, and a number of them that is not that of the first demand. */
function checkStages({ demands }: ProblemFile, i: number, faults: Faults): void {
  const at = `demands.${i}.stages`;
  const stages = demands[i]?.stages ?? [];
  const expected = demands[0]?.stages.length ?? 0;
  if (stages.length !== expected) {
    faults.add("problem", at, "other_length", `it has ${stages.length} stages, the first demand ${expected}`);
  }
  stages.forEach(({ uptoPerMille }, k) => {
    const before = stages[k - 1]?.uptoPerMille ?? 0;
    if (uptoPerMille < before) {
      faults.add("problem", `${at}.${k}`, "falling", `${uptoPerMille} is less than the ${before} before it`);
    }
  });
  if (stages.at(-1)?.uptoPerMille === 0) {
    faults.add("problem", at, "out_of_range", "the last stage gives nothing");
  }
}

/** Notes references that lead nowhere, keys given twice and spans the wrong way round in a problem of the right shape. */
export function checkReferences(file: ProblemFile, faults: Faults): void {
  const within = (at: string, value: number, length: number) => {
    if (value < length) return;
    faults.add("problem", at, "index_out_of_range", `${value} is not below ${length}`);
  };
  const span = (at: string, from: number, to: number) => {
    within(at, to, file.periods);
    if (to < from)
      faults.add("problem", at, "window_reversed", `it ends in period ${to} and begins in ${from}`);
  };
  const { items, sites } = file;
  file.supplies.forEach((row, i) => {
    within(`supplies.${i}.item`, row.item, items.length);
    within(`supplies.${i}.site`, row.site, sites);
    span(`supplies.${i}.availableUntil`, row.availableFrom, row.availableUntil);
  });
  file.demands.forEach((row, i) => {
    within(`demands.${i}.site`, row.site, sites);
    for (const item of row.items) within(`demands.${i}.items`, item, items.length);
    if (new Set(row.items).size < row.items.length) {
      faults.add("problem", `demands.${i}.items`, "repeated", "an item is named twice");
    }
    span(`demands.${i}.windowTo`, row.windowFrom, row.windowTo);
    checkStages(file, i, faults);
    if (row.leastUnits > row.quantity) {
      const reason = `${row.leastUnits} are the least of use, and ${row.quantity} are asked`;
      faults.add("problem", `demands.${i}.leastUnits`, "least_above_quantity", reason);
    }
  });
  file.lanes.forEach((row, i) => {
    within(`lanes.${i}.from`, row.from, sites);
    within(`lanes.${i}.to`, row.to, sites);
  });
  file.receiving.forEach((row, i) => {
    within(`receiving.${i}.site`, row.site, sites);
    span(`receiving.${i}.toPeriod`, row.fromPeriod, row.toPeriod);
    for (const item of row.items ?? []) within(`receiving.${i}.items`, item, items.length);
    if (row.unitsPerThousand !== undefined && row.unitsPerThousand.length !== row.items?.length) {
      const reason = `it has ${row.unitsPerThousand.length} amounts for ${row.items?.length ?? 0} items`;
      faults.add("problem", `receiving.${i}.unitsPerThousand`, "other_length", reason);
    }
    const { lane } = row;
    if (lane !== undefined && !file.lanes.some(({ key, to }) => key === lane && to === row.site)) {
      faults.add(
        "problem",
        `receiving.${i}.lane`,
        "unknown_key",
        `no lane "${lane}" leads to site ${row.site}`,
      );
    }
  });
  checkCompanions(file, faults);
  for (const name of ["supplies", "demands", "lanes", "receiving"] as const) {
    const seen = new Set<string>();
    file[name].forEach(({ key }, i) => {
      if (seen.has(key)) faults.add("problem", `${name}.${i}.key`, "repeated", `the key "${key}" is taken`);
      seen.add(key);
    });
  }
}

const NO_ITEM: ItemRow = {
  massPerThousandGrams: 0,
  volumePerThousandCubicCentimetres: 0,
  coldVolumePerThousandCubicCentimetres: 0,
};

/** Links a sound problem. O(its size). */
export function linkProblem(file: ProblemFile): Model {
  const { periods } = file;
  const supplies = file.supplies.map((row, i) => ({
    ...row,
    constraint: i,
    product: file.items[row.item] ?? NO_ITEM,
  }));
  const firstOfLanes = supplies.length;
  const firstOfReceiving = firstOfLanes + 3 * periods * file.lanes.length;
  const lanes = file.lanes.map((row, i) => ({
    ...row,
    constraint: firstOfLanes + 3 * periods * i,
    limits: listLaneLimits(row),
  }));
  const receiving = file.receiving.map((row, i) => ({
    ...row,
    constraint: firstOfReceiving + 3 * periods * i,
    limits: listReceivingLimits(row),
  }));
  return {
    file,
    supplies: indexByKey(supplies),
    demands: indexByKey(file.demands),
    lanes: indexByKey(lanes),
    receiving: indexByKey(receiving),
    suppliesAt: groupBy(supplies, (row) => placeOf(row.site, row.item)),
    lanesTo: groupBy(lanes, (row) => row.to),
    lanesFrom: groupBy(lanes, (row) => row.from),
    demandsAt: groupBy(file.demands, (row) => row.site),
    receivingAt: groupBy(receiving, (row) => row.site),
  };
}

/** The name under which supplies of one item at one site are found. */
export function placeOf(site: number, item: number): string {
  return `${site}/${item}`;
}

function indexByKey<Row extends { readonly key: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.key, row]));
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** A constraint that a certificate names: its number and capacity. */
export interface Constraint {
  readonly constraint: number;
  readonly capacity: number;
}

/** Returns the constraint of that name, or what is wrong with the name. */
export function findConstraint(
  model: Model,
  name: ConstraintName,
): Constraint | "unknown_key" | "not_limited" {
  if (name.kind === "supply") {
    const supply = model.supplies.get(name.supply);
    return supply === undefined
      ? "unknown_key"
      : { constraint: supply.constraint, capacity: supply.quantity };
  }
  const owner = "lane" in name ? model.lanes.get(name.lane) : model.receiving.get(name.receiving);
  if (owner === undefined) return "unknown_key";
  const limit = owner.limits.find((one) => one.kind === name.kind);
  const isOpen =
    "fromPeriod" in owner
      ? name.period >= owner.fromPeriod &&
        // What is of all its periods together is named by the first.
        name.period <= (owner.together === true ? owner.fromPeriod : owner.toPeriod)
      : name.period < model.file.periods;
  if (limit === undefined || !isOpen) return "not_limited";
  return { constraint: owner.constraint + 3 * name.period + limit.offset, capacity: limit.capacity };
}

/** A constraint's name as it is told to a person. */
export function describeConstraint(name: ConstraintName): string {
  if (name.kind === "supply") return `supply "${name.supply}"`;
  const owner = "lane" in name ? name.lane : name.receiving;
  return `${name.kind.replaceAll("_", " ")} of "${owner}" in period ${name.period}`;
}
