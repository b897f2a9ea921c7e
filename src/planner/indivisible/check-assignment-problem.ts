import { FAULTS_LISTED_MAX } from "../check-problem.ts";
import type { ProblemFault, ProblemRule } from "../problem.ts";

type Fields = Readonly<Record<string, unknown>>;
type Note = (field: string, value: unknown, rule: ProblemRule) => void;
/** A whole number from least to most; both inclusive. */
type Range = readonly [least: number, most: number];

const PERIODS_MAX = 10_000;
const ANY: Range = [0, Number.MAX_SAFE_INTEGER];

/**
 * Returns everything wrong with an assignment problem, in the order of its fields, at most {@link FAULTS_LISTED_MAX}; the
 * empty list when it is a sound `AssignmentProblem`. Takes any value and never throws. O(its size).
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
  const periods = readSize("periods", [1, PERIODS_MAX]);
  const sites = readSize("sites", ANY);
  const types = readSize("types", ANY);
  checkRows(problem, "units", note, (row, at) => {
    isIndex(row["type"], `${at}.type`, types, note);
    isIndex(row["site"], `${at}.site`, sites, note);
    checkSpan(row, at, { names: ["readyFrom", "readyUntil"], periods }, note);
  });
  checkRows(problem, "calls", note, (row, at) => {
    isIndex(row["site"], `${at}.site`, sites, note);
    checkTypes(row["types"], `${at}.types`, types, note);
    isWhole(row["count"], `${at}.count`, [1, 1000], note);
    isWhole(row["weightPerMille"], `${at}.weightPerMille`, [1, 1_000_000_000], note);
    checkSpan(row, at, { names: ["windowFrom", "windowTo"], periods }, note);
    isWhole(row["stayPeriods"], `${at}.stayPeriods`, [1, PERIODS_MAX], note);
    isWhole(row["severity"], `${at}.severity`, [1, 1000], note);
  });
  checkRows(problem, "lanes", note, (row, at) => {
    isIndex(row["from"], `${at}.from`, sites, note);
    isIndex(row["to"], `${at}.to`, sites, note);
    isWhole(row["transitPeriods"], `${at}.transitPeriods`, ANY, note);
    if (row["unitCapacity"] !== null) isWhole(row["unitCapacity"], `${at}.unitCapacity`, ANY, note);
    isWhole(row["costMinor"], `${at}.costMinor`, [0, 1_000_000_000], note);
  });
  return faults;
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

function checkTypes(value: unknown, at: string, types: number, note: Note): void {
  if (!Array.isArray(value)) return note(at, value, "not_a_list");
  if (value.length === 0) note(at, value, "empty_list");
  const seen = new Set<unknown>();
  value.forEach((type: unknown, i) => {
    isIndex(type, `${at}.${i}`, types, note);
    if (seen.has(type)) note(`${at}.${i}`, type, "repeated");
    seen.add(type);
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
