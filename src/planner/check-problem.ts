import { checkCompanions } from "./rounding/check-companions.ts";
import { type PlanReceiving, UNITS_PER_RATE, type ProblemFault, type ProblemRule } from "./problem.ts";
import { STAGES_MAX } from "./stages.ts";

/** At most this many faults are listed: enough to mend a file by, and no flood from a hopeless one. */
export const FAULTS_LISTED_MAX = 1000;
const PERIODS_MAX = 10_000;
/** Bounds factors so that a product of severity and period, or weight and quantity, stays readable as a double. */
const SEVERITY_MAX = 1_000_000;
const WEIGHT_PER_MILLE_MAX = 1_000_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** Gathers faults: a value of the wrong kind is noted, and its stand-in lets the other checks go on. */
interface Notes {
  readonly faults: ProblemFault[];
  note(field: string, value: unknown, rule: ProblemRule): void;
}

/**
 * Returns everything wrong with `problem`, in the order of its fields, at most {@link FAULTS_LISTED_MAX}; the
 * empty list when it is a sound {@link PlanProblem}. Takes any value and never throws.
 *
 * Refused: missing or fractional or negative or unsafe numbers, zero quantities, indices that point nowhere,
 * windows ended before they began, stages that fall or are not as many for each demand, keys that are empty or double,
 * companions in chains or circles, and sums that leave the whole numbers a double
 * holds (2^53): of supplied units, of asked units, of weight × quantity, and, where a capacity of that kind is
 * given, of the mass or volume of everything supplied. Cost O(size of the problem).
 */
export function checkProblem(problem: unknown): readonly ProblemFault[] {
  const notes = takeNotes();
  const root = readObject(notes, "", problem);
  if (root === undefined) return notes.faults;
  const periods = readWhole(notes, "periods", root["periods"], { least: 1, most: PERIODS_MAX });
  const sites = readWhole(notes, "sites", root["sites"], { least: 0 });
  const items = readList(notes, "items", root["items"]);
  items.forEach((item, i) => {
    checkItem(notes, `items.${i}`, item);
  });
  // Where a size itself is at fault, every index is let pass: one fault, one line.
  const sizes = {
    periods: periods ?? Infinity,
    sites: sites ?? Infinity,
    items: Array.isArray(root["items"]) ? items.length : Infinity,
    stages: countStages(root["demands"]),
  };
  checkKeyed(notes, "supplies", root["supplies"], (path, row) => checkSupply(notes, path, row, sizes));
  checkKeyed(notes, "demands", root["demands"], (path, row) => checkDemand(notes, path, row, sizes));
  checkKeyed(notes, "lanes", root["lanes"], (path, row) => checkLane(notes, path, row, sizes));
  checkKeyed(notes, "receiving", root["receiving"], (path, row) => checkReceiving(notes, path, row, sizes));
  checkLimitedLanes(notes, root);
  checkCompanions(root, (field, value, rule) => notes.note(field, value, rule));
  if (notes.faults.length === 0) checkSums(notes, root);
  return notes.faults;
}

interface Sizes {
  readonly periods: number;
  readonly sites: number;
  readonly items: number;
  /** Stages of each demand; undefined where none has any. */
  readonly stages: number | undefined;
}

function takeNotes(): Notes {
  const faults: ProblemFault[] = [];
  return {
    faults,
    note(field, value, rule) {
      if (faults.length < FAULTS_LISTED_MAX) faults.push({ field, value: show(value), rule });
    },
  };
}

function show(value: unknown): string {
  if (typeof value === "string") return value.slice(0, 120);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return `${value}`;
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
}

function readObject(notes: Notes, field: string, value: unknown): Fields | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    // An object's fields are unknown values by name: that is what Fields says.
    return value as Fields;
  }
  notes.note(field, value, "not_an_object");
  return undefined;
}

function readList(notes: Notes, field: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  notes.note(field, value, "not_a_list");
  return [];
}

function readWhole(
  notes: Notes,
  field: string,
  value: unknown,
  range: { readonly least: number; readonly most?: number },
): number | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    notes.note(field, value, "not_a_whole_number");
    return undefined;
  }
  if (value < range.least) {
    notes.note(field, value, "too_small");
    return undefined;
  }
  if (value > (range.most ?? Number.MAX_SAFE_INTEGER)) {
    notes.note(field, value, "too_large");
    return undefined;
  }
  return value;
}

function readIndex(notes: Notes, field: string, value: unknown, length: number): number | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    notes.note(field, value, "not_a_whole_number");
    return undefined;
  }
  if (value >= 0 && value < length) return value;
  notes.note(field, value, "index_out_of_range");
  return undefined;
}

/** Checks that a pair of periods lies within the plan and is the right way round. */
function checkSpan(notes: Notes, path: string, row: Fields, span: readonly [string, string, number]): void {
  const [fromName, toName, periods] = span;
  const from = readIndex(notes, `${path}.${fromName}`, row[fromName], periods);
  const to = readIndex(notes, `${path}.${toName}`, row[toName], periods);
  if (from !== undefined && to !== undefined && to < from) {
    notes.note(`${path}.${toName}`, to, "window_reversed");
  }
}

function checkCapacity(notes: Notes, field: string, value: unknown): void {
  if (value === null) return;
  readWhole(notes, field, value, {
    least: 0,
    most: Math.floor(Number.MAX_SAFE_INTEGER / UNITS_PER_RATE),
  });
}

function checkKeyed(
  notes: Notes,
  name: string,
  list: unknown,
  checkRow: (path: string, row: Fields) => void,
): void {
  const seen = new Set<string>();
  readList(notes, name, list).forEach((value, i) => {
    const path = `${name}.${i}`;
    const row = readObject(notes, path, value);
    if (row === undefined) return;
    const key = row["key"];
    if (typeof key !== "string" || key === "") notes.note(`${path}.key`, key, "not_a_key");
    else if (seen.has(key)) notes.note(`${path}.key`, key, "repeated");
    else seen.add(key);
    checkRow(path, row);
  });
}

function checkItem(notes: Notes, path: string, value: unknown): void {
  const row = readObject(notes, path, value);
  if (row === undefined) return;
  for (const name of [
    "massPerThousandGrams",
    "volumePerThousandCubicCentimetres",
    "coldVolumePerThousandCubicCentimetres",
  ]) {
    readWhole(notes, `${path}.${name}`, row[name], { least: 0 });
  }
}

function checkSupply(notes: Notes, path: string, row: Fields, sizes: Sizes): void {
  readIndex(notes, `${path}.item`, row["item"], sizes.items);
  readIndex(notes, `${path}.site`, row["site"], sizes.sites);
  readWhole(notes, `${path}.quantity`, row["quantity"], { least: 1 });
  checkSpan(notes, path, row, ["availableFrom", "availableUntil", sizes.periods]);
  if (row["expiryPeriod"] !== null)
    readWhole(notes, `${path}.expiryPeriod`, row["expiryPeriod"], { least: 0 });
  readWhole(notes, `${path}.packUnits`, row["packUnits"], { least: 1 });
  readWhole(notes, `${path}.leastShipmentUnits`, row["leastShipmentUnits"], { least: 0 });
}

function checkDemand(notes: Notes, path: string, row: Fields, sizes: Sizes): void {
  readIndex(notes, `${path}.site`, row["site"], sizes.sites);
  const items = readList(notes, `${path}.items`, row["items"]);
  if (Array.isArray(row["items"]) && items.length === 0) notes.note(`${path}.items`, items, "empty_list");
  const seen = new Set<unknown>();
  items.forEach((item, i) => {
    readIndex(notes, `${path}.items.${i}`, item, sizes.items);
    if (seen.has(item)) notes.note(`${path}.items.${i}`, item, "repeated");
    seen.add(item);
  });
  readWhole(notes, `${path}.quantity`, row["quantity"], { least: 1 });
  checkStages(notes, `${path}.stages`, row["stages"], sizes);
  checkSpan(notes, path, row, ["windowFrom", "windowTo", sizes.periods]);
  readWhole(notes, `${path}.severity`, row["severity"], { least: 1, most: SEVERITY_MAX });
  readWhole(notes, `${path}.leastShelfLifePeriods`, row["leastShelfLifePeriods"], { least: 0 });
  const least = readWhole(notes, `${path}.leastUnits`, row["leastUnits"], { least: 0 });
  if (least !== undefined && typeof row["quantity"] === "number" && least > row["quantity"]) {
    notes.note(`${path}.leastUnits`, least, "least_above_quantity");
  }
}

/** Checks a demand's stages against one another, and their number against that of the first demand. */
function checkStages(notes: Notes, path: string, value: unknown, sizes: Sizes): void {
  const stages = readList(notes, path, value);
  if (!Array.isArray(value)) return;
  if (stages.length === 0) notes.note(path, stages, "empty_list");
  if (stages.length > STAGES_MAX) notes.note(path, stages.length, "too_many");
  else if (stages.length !== (sizes.stages ?? stages.length)) notes.note(path, stages.length, "other_length");
  let before = 0;
  stages.slice(0, STAGES_MAX).forEach((stage, k) => {
    const row = readObject(notes, `${path}.${k}`, stage);
    if (row === undefined) return;
    const weight = { least: 1, most: WEIGHT_PER_MILLE_MAX };
    readWhole(notes, `${path}.${k}.weightPerMille`, row["weightPerMille"], weight);
    const share = { least: k === stages.length - 1 ? 1 : 0, most: 1000 };
    const upto = readWhole(notes, `${path}.${k}.uptoPerMille`, row["uptoPerMille"], share);
    if (upto !== undefined && upto < before) notes.note(`${path}.${k}.uptoPerMille`, upto, "falling");
    before = upto ?? before;
  });
}

/** The number of stages that every demand must have: that of the first whose stages are a list that is not empty. */
function countStages(demands: unknown): number | undefined {
  if (!Array.isArray(demands)) return undefined;
  for (const row of demands as readonly unknown[]) {
    const stages = typeof row === "object" && row !== null && "stages" in row ? row.stages : undefined;
    if (Array.isArray(stages) && stages.length > 0) return stages.length;
  }
  return undefined;
}

function checkLane(notes: Notes, path: string, row: Fields, sizes: Sizes): void {
  readIndex(notes, `${path}.from`, row["from"], sizes.sites);
  readIndex(notes, `${path}.to`, row["to"], sizes.sites);
  readWhole(notes, `${path}.transitPeriods`, row["transitPeriods"], { least: 0 });
  checkCapacity(notes, `${path}.massCapacityGrams`, row["massCapacityGrams"]);
  checkCapacity(notes, `${path}.volumeCapacityCubicCentimetres`, row["volumeCapacityCubicCentimetres"]);
  checkCapacity(
    notes,
    `${path}.coldVolumeCapacityCubicCentimetres`,
    row["coldVolumeCapacityCubicCentimetres"],
  );
  readWhole(notes, `${path}.costPerTonneMinor`, row["costPerTonneMinor"], { least: 0 });
}

function checkReceiving(notes: Notes, path: string, row: Fields, sizes: Sizes): void {
  readIndex(notes, `${path}.site`, row["site"], sizes.sites);
  checkSpan(notes, path, row, ["fromPeriod", "toPeriod", sizes.periods]);
  checkCapacity(notes, `${path}.unitCapacity`, row["unitCapacity"]);
  checkCapacity(notes, `${path}.volumeCapacityCubicCentimetres`, row["volumeCapacityCubicCentimetres"]);
  checkCapacity(
    notes,
    `${path}.coldVolumeCapacityCubicCentimetres`,
    row["coldVolumeCapacityCubicCentimetres"],
  );
  const { items, together } = row;
  if (items !== undefined) {
    const seen = new Set<unknown>();
    readList(notes, `${path}.items`, items).forEach((item, i) => {
      readIndex(notes, `${path}.items.${i}`, item, sizes.items);
      if (seen.has(item)) notes.note(`${path}.items.${i}`, item, "repeated");
      seen.add(item);
    });
  }
  checkUnitsTaken(notes, path, row);
  if (together !== undefined && typeof together !== "boolean") {
    notes.note(`${path}.together`, together, "not_a_flag");
  }
}

/** Notes what units of items take where no items are named, or not as many, and what is no amount. */
function checkUnitsTaken(notes: Notes, path: string, { items, unitsPerThousand: rates }: Fields): void {
  if (rates === undefined) return;
  const at = `${path}.unitsPerThousand`;
  const list = readList(notes, at, rates);
  list.forEach((rate, i) => {
    readWhole(notes, `${at}.${i}`, rate, { least: 1 });
  });
  if (Array.isArray(rates) && (!Array.isArray(items) || items.length !== rates.length)) {
    notes.note(at, list.length, "other_count");
  }
}

/** Notes a receiving limit of a lane that there is not, or that leads elsewhere. O(lanes + receiving limits). */
function checkLimitedLanes(notes: Notes, { lanes, receiving }: Fields): void {
  if (!Array.isArray(lanes) || !Array.isArray(receiving)) return;
  const ends = new Map(lanes.map((row: Fields | null) => [row?.["key"], row?.["to"]]));
  receiving.forEach((row: Fields | null, i) => {
    const lane = row?.["lane"];
    if (row === null || lane === undefined) return;
    if (!ends.has(lane) || ends.get(lane) !== row["site"]) {
      notes.note(`receiving.${i}.lane`, lane, "unknown_lane");
    }
  });
}

/** Checks the sums; called when every field has been found sound, so the numbers may be read as such. */
function checkSums(notes: Notes, root: Fields): void {
  // Sound here: each of these was read as a list of objects whose numbers are whole and in range.
  const rows = (name: string) => root[name] as readonly Readonly<Record<string, number | null>>[];
  const addUp = (
    field: string,
    name: string,
    amount: (row: Readonly<Record<string, number | null>>) => number,
  ) => {
    let sum = 0;
    for (const row of rows(name)) sum += amount(row);
    if (sum > Number.MAX_SAFE_INTEGER) notes.note(field, sum, "sum_too_large");
  };
  addUp("supplies", "supplies", (row) => row["quantity"] ?? 0);
  addUp("demands", "demands", (row) => row["quantity"] ?? 0);
  const items = rows("items");
  const limited = [...rows("lanes"), ...rows("receiving")];
  const dimensions = [
    ["massPerThousandGrams", "massCapacityGrams"],
    ["volumePerThousandCubicCentimetres", "volumeCapacityCubicCentimetres"],
    ["coldVolumePerThousandCubicCentimetres", "coldVolumeCapacityCubicCentimetres"],
  ] as const;
  for (const [rate, capacity] of dimensions) {
    if (!limited.some((row) => typeof row[capacity] === "number")) continue;
    addUp(`supplies × ${rate}`, "supplies", (row) => {
      return (row["quantity"] ?? 0) * (items[row["item"] ?? 0]?.[rate] ?? 0);
    });
  }
  const highest = (root["receiving"] as readonly Pick<PlanReceiving, "unitsPerThousand">[]).reduce(
    (most, row) => Math.max(most, ...(row.unitsPerThousand ?? [])),
    0,
  );
  addUp("supplies × unitsPerThousand", "supplies", (row) => (row["quantity"] ?? 0) * highest);
  const dearest = rows("lanes").reduce((most, row) => Math.max(most, row["costPerTonneMinor"] ?? 0), 0);
  const heaviest = items.reduce((most, row) => Math.max(most, row["massPerThousandGrams"] ?? 0), 0);
  if (dearest * heaviest > Number.MAX_SAFE_INTEGER) {
    notes.note("lanes × costPerTonneMinor", dearest * heaviest, "sum_too_large");
  }
}
