import { checkProblem, FAULTS_LISTED_MAX } from "../check-problem.ts";
import type { ProblemFault, ProblemRule } from "../problem.ts";
import { STAGES_MAX } from "../stages.ts";
import { needKey } from "./add-needs.ts";
import type { AssignmentProblem } from "./problem.ts";

type Fields = Readonly<Record<string, unknown>>;
type Note = (field: string, value: unknown, rule: ProblemRule) => void;
/** A whole number from least to most; both inclusive. */
type Range = readonly [least: number, most: number];

const PERIODS_MAX = 10_000;
/** Amounts of one need: sums of them stay whole in a double. */
const AMOUNT_MAX = 1_000_000_000;
const ANY: Range = [0, Number.MAX_SAFE_INTEGER];

/** What rows refer to. */
interface Sizes {
  readonly periods: number;
  readonly sites: number;
  readonly types: number;
  readonly languages: number;
  readonly facilityKinds: number;
  /** Items of the goods; none where there are no goods. */
  readonly items: number;
}

/**
 * Returns everything wrong with an assignment problem, in the order of its fields, at most {@link FAULTS_LISTED_MAX}; the
 * empty list when it is a sound `AssignmentProblem`. Takes any value and never throws. Of the goods: what `checkProblem` finds,
 * and what keeps teams' needs from being met whole (`checkGoodsForNeeds`). O(its size).
 */
export function checkAssignmentProblem(problem: unknown): readonly ProblemFault[] {
  const faults: ProblemFault[] = [];
  const note: Note = (field, value, rule) => {
    if (faults.length < FAULTS_LISTED_MAX) faults.push({ field, value: show(value), rule });
  };
  if (!isRecord(problem)) {
    note("", problem, "not_an_object");
    return faults;
  }
  const readSize = (name: string, range: Range) => {
    return isWhole(problem[name], name, range, note) ? Number(problem[name]) : Infinity;
  };
  const { goods } = problem;
  const items = isRecord(goods) ? goods["items"] : [];
  const sizes: Sizes = {
    periods: readSize("periods", [1, PERIODS_MAX]),
    sites: readSize("sites", ANY),
    types: readSize("types", ANY),
    languages: readSize("languages", ANY),
    facilityKinds: readSize("facilityKinds", ANY),
    items: Array.isArray(items) ? items.length : Infinity,
  };
  checkFacilities(problem, sizes, note);
  checkRows(problem, "units", note, (row, at) => checkUnit(row, at, sizes, note));
  checkRows(problem, "calls", note, (row, at) => checkCall(row, at, sizes, note));
  checkRows(problem, "lanes", note, (row, at) => {
    isIndex(row["from"], `${at}.from`, sizes.sites, note);
    isIndex(row["to"], `${at}.to`, sizes.sites, note);
    isWhole(row["transitPeriods"], `${at}.transitPeriods`, ANY, note);
    if (row["unitCapacity"] !== null) isWhole(row["unitCapacity"], `${at}.unitCapacity`, ANY, note);
    isWhole(row["costMinor"], `${at}.costMinor`, [0, 1_000_000_000], note);
  });
  if (goods === null) return faults;
  if (!isRecord(goods)) {
    note("goods", goods, "not_an_object");
    return faults;
  }
  const before = faults.length;
  for (const { field, value, rule } of checkProblem(goods)) {
    if (faults.length < FAULTS_LISTED_MAX) faults.push({ field: `goods.${field}`, value, rule });
  }
  for (const name of ["periods", "sites"]) {
    if (goods[name] !== problem[name]) note(`goods.${name}`, goods[name], "other_size");
  }
  // Every field of it has been found sound.
  if (before === 0 && faults.length === 0) checkGoodsForNeeds(problem as unknown as AssignmentProblem, note);
  return faults;
}

function checkFacilities(problem: Fields, { sites, facilityKinds }: Sizes, note: Note): void {
  const seen = new Set<string>();
  checkRows(problem, "facilities", note, (row, at) => {
    isIndex(row["site"], `${at}.site`, sites, note);
    isIndex(row["kind"], `${at}.kind`, facilityKinds, note);
    if (row["capacity"] !== null) isWhole(row["capacity"], `${at}.capacity`, [0, AMOUNT_MAX], note);
    const place = `${show(row["site"])} ${show(row["kind"])}`;
    if (seen.has(place)) note(`${at}.kind`, row["kind"], "repeated");
    seen.add(place);
  });
}

function checkUnit(row: Fields, at: string, sizes: Sizes, note: Note): void {
  isIndex(row["type"], `${at}.type`, sizes.types, note);
  isIndex(row["site"], `${at}.site`, sizes.sites, note);
  checkSpan(row, at, { names: ["readyFrom", "readyUntil"], periods: sizes.periods }, note);
  isWhole(row["capacity"], `${at}.capacity`, [0, 1000], note);
  checkIndices(row["languages"], `${at}.languages`, sizes.languages, note);
  const { needs } = row;
  if (!Array.isArray(needs)) return note(`${at}.needs`, needs, "not_a_list");
  needs.forEach((need: unknown, i) => {
    if (isRecord(need)) checkNeed(need, `${at}.needs.${i}`, sizes, note);
    else note(`${at}.needs.${i}`, need, "not_an_object");
  });
}

function checkNeed(need: Fields, at: string, sizes: Sizes, note: Note): void {
  const { kind, items } = need;
  if (kind !== null) isIndex(kind, `${at}.kind`, sizes.facilityKinds, note);
  isWhole(need["amount"], `${at}.amount`, [0, kind === null ? 0 : AMOUNT_MAX], note);
  checkIndices(items, `${at}.items`, sizes.items, note);
  const isEmpty = Array.isArray(items) && items.length === 0;
  if (isEmpty && kind === null) note(`${at}.items`, items, "empty_list");
  isWhole(need["quantity"], `${at}.quantity`, isEmpty ? [0, 0] : [1, AMOUNT_MAX], note);
  isWhole(need["withinPeriods"], `${at}.withinPeriods`, [0, PERIODS_MAX], note);
  isWhole(need["leastShelfLifePeriods"], `${at}.leastShelfLifePeriods`, [0, PERIODS_MAX], note);
}

function checkCall(row: Fields, at: string, sizes: Sizes, note: Note): void {
  isIndex(row["site"], `${at}.site`, sizes.sites, note);
  checkIndices(row["types"], `${at}.types`, sizes.types, note);
  if (Array.isArray(row["types"]) && row["types"].length === 0)
    note(`${at}.types`, row["types"], "empty_list");
  checkIndices(row["languages"], `${at}.languages`, sizes.languages, note);
  isWhole(row["count"], `${at}.count`, [1, 1000], note);
  const { measure, wanted } = row;
  if (measure !== "units" && measure !== "capacity") note(`${at}.measure`, measure, "one_of");
  const isSound = isWhole(wanted, `${at}.wanted`, [1, 10_000], note);
  isWhole(row["present"], `${at}.present`, [0, isSound ? Number(wanted) - 1 : AMOUNT_MAX], note);
  isWhole(row["weightPerMille"], `${at}.weightPerMille`, [1, 1_000_000_000], note);
  checkSpan(row, at, { names: ["windowFrom", "windowTo"], periods: sizes.periods }, note);
  isWhole(row["stayPeriods"], `${at}.stayPeriods`, [1, PERIODS_MAX], note);
  isWhole(row["severity"], `${at}.severity`, [1, 1000], note);
}

/**
 * What keeps the needs of units from being met whole in a problem that is sound by itself: supplies of items that units need have
 * packs or a least shipment, which a need could end within; demands have keys that needs get; goods have as many stages as there may be,
 * and needs come in one more.
 */
function checkGoodsForNeeds({ units, goods }: AssignmentProblem, note: Note): void {
  const needed = new Set(units.flatMap(({ needs }) => needs.flatMap(({ items }) => items)));
  if (goods === null || needed.size === 0) return;
  goods.supplies.forEach(({ item, packUnits, leastShipmentUnits }, s) => {
    if (!needed.has(item)) return;
    if (packUnits > 1) note(`goods.supplies.${s}.packUnits`, packUnits, "needed_in_units");
    if (leastShipmentUnits > 1)
      note(`goods.supplies.${s}.leastShipmentUnits`, leastShipmentUnits, "needed_in_units");
  });
  const keys = new Set(units.flatMap(({ key, needs }) => needs.map((_, i) => needKey(key, i))));
  goods.demands.forEach(({ key, stages }, d) => {
    if (keys.has(key)) note(`goods.demands.${d}.key`, key, "repeated");
    if (d === 0 && stages.length >= STAGES_MAX) note("goods.demands.0.stages", stages.length, "too_many");
  });
}

function checkRows(
  problem: Fields,
  name: string,
  note: Note,
  checkRow: (row: Fields, at: string) => void,
): void {
  const rows = problem[name];
  if (!Array.isArray(rows)) return note(name, rows, "not_a_list");
  const seen = new Set<unknown>();
  rows.forEach((row: unknown, i) => {
    const at = `${name}.${i}`;
    if (!isRecord(row)) return note(at, row, "not_an_object");
    const { key } = row;
    if (typeof key !== "string" || key === "") note(`${at}.key`, key, "not_a_key");
    else if (seen.has(key)) note(`${at}.key`, key, "repeated");
    seen.add(key);
    checkRow(row, at);
  });
}

/** A list of indices, none twice. */
function checkIndices(value: unknown, at: string, length: number, note: Note): void {
  if (!Array.isArray(value)) return note(at, value, "not_a_list");
  const seen = new Set<unknown>();
  value.forEach((one: unknown, i) => {
    isIndex(one, `${at}.${i}`, length, note);
    if (seen.has(one)) note(`${at}.${i}`, one, "repeated");
    seen.add(one);
  });
}

function checkSpan(
  row: Fields,
  at: string,
  { names: [first, last], periods }: { readonly names: readonly [string, string]; readonly periods: number },
  note: Note,
): void {
  const isFrom = isIndex(row[first], `${at}.${first}`, periods, note);
  const isTo = isIndex(row[last], `${at}.${last}`, periods, note);
  if (isFrom && isTo && Number(row[last]) < Number(row[first])) {
    note(`${at}.${last}`, row[last], "window_reversed");
  }
}

function isWhole(value: unknown, at: string, [least, most]: Range, note: Note): boolean {
  if (typeof value !== "number" || !Number.isInteger(value)) note(at, value, "not_a_whole_number");
  else if (value < least) note(at, value, "too_small");
  else if (value > most) note(at, value, "too_large");
  else return true;
  return false;
}

function isIndex(value: unknown, at: string, length: number, note: Note): boolean {
  if (typeof value !== "number" || !Number.isInteger(value)) note(at, value, "not_a_whole_number");
  else if (value < 0 || value >= length) note(at, value, "index_out_of_range");
  else return true;
  return false;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (typeof value === "string") return value.slice(0, 120);
  if (typeof value === "number" || typeof value === "boolean") return `${value}`;
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
}
