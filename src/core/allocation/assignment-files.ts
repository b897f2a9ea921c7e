import { type CertificateFile, listUnknownGoodsFields, type PlanFile, writePlanFiles } from "./plan-files.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { FAULTS_LISTED_MAX } from "#planner/check-problem.ts";
import { checkAssignmentProblem } from "#planner/indivisible/check-assignment-problem.ts";
import type { SharedGoods } from "#planner/indivisible/plan-together.ts";
import type { AssignmentPlan, AssignmentProblem, UnitNeed } from "#planner/indivisible/problem.ts";

/** The plan of an assignment file, rows named by their keys: docs/ASSIGNMENT-FORMAT.md. */
export interface AssignmentPlanFile {
  readonly format: "wellspring-assignment-plan";
  readonly version: 2;
  /** In the order of call and unit. */
  readonly assignments: readonly {
    readonly unit: string;
    readonly call: string;
    readonly lane: string;
    readonly departPeriod: number;
    readonly arrivePeriod: number;
  }[];
  readonly calls: readonly (AssignmentPlan["calls"][number] & { readonly call: string })[];
  /** Units that stay, by key. */
  readonly unused: readonly string[];
  /** By what each need of each unit that is sent is met, in the order of units and their needs. */
  readonly needs: readonly (Omit<AssignmentPlan["needs"][number], "unit"> & { readonly unit: string })[];
  readonly stages: AssignmentPlan["stages"];
  readonly proven: boolean;
  /**
   * How goods are shared out, the units' needs first, with the proof; `null` where there are none. `fixed`: sendings that
   * are held fast, those of needs that rounding would have left short; other needs come by whatever ways leave most to others.
   */
  readonly goods: {
    readonly fixed: readonly FixedSending[];
    readonly plan: PlanFile;
    readonly certificate: CertificateFile;
  } | null;
}

/** Units of goods for a need of a unit, by the keys of unit, supply and lane. */
interface FixedSending {
  readonly unit: string;
  readonly need: number;
  readonly supply: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  readonly quantity: number;
}

/** The fields of each list's rows; none other is read, so that a misspelt one is not passed over. */
const ROW_FIELDS = {
  facilities: ["key", "site", "kind", "capacity"],
  units: ["key", "type", "site", "readyFrom", "readyUntil", "capacity", "languages", "needs"],
  calls: [
    "key",
    "site",
    "types",
    "languages",
    "count",
    "measure",
    "wanted",
    "present",
    "weightPerMille",
    "windowFrom",
    "windowTo",
    "stayPeriods",
    "severity",
  ],
  lanes: ["key", "from", "to", "transitPeriods", "unitCapacity", "costMinor"],
} as const satisfies Readonly<Record<"facilities" | "units" | "calls" | "lanes", readonly string[]>>;
const NEED_FIELDS = [
  "kind",
  "amount",
  "items",
  "quantity",
  "withinPeriods",
  "leastShelfLifePeriods",
] as const satisfies readonly (keyof UnitNeed)[];
const PROBLEM_FIELDS: readonly string[] = [
  "format",
  "version",
  "periods",
  "sites",
  "types",
  "languages",
  "facilityKinds",
  "goods",
  ...Object.keys(ROW_FIELDS),
];

/** What a file of version 1 did not have yet. */
const LATER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "": ["languages", "facilityKinds", "facilities", "goods"],
  units: ["capacity", "languages", "needs"],
  calls: ["languages", "measure", "wanted", "present"],
};

/**
 * The assignment problem of a parsed file, of version 2 or of 1 (in which units need nothing, and there are no goods); refuses with
 * `malformed`, every problem listed: another format or version, a field that is not known, and whatever `checkAssignmentProblem` finds.
 */
export function readAssignmentFile(file: unknown): Result<AssignmentProblem, MalformedRefusal> {
  const problems: Problem[] = [];
  if (isRecord(file)) {
    const expected = { format: "wellspring-assignment-problem", version: file["version"] === 1 ? 1 : 2 };
    for (const [field, one] of Object.entries(expected)) {
      if (file[field] === one) continue;
      problems.push({ field, value: show(file[field]), rule: "other_format", facts: { expected: one } });
    }
    problems.push(...listUnknownFields(file));
  }
  const value = upgradeAssignment(file);
  problems.push(...checkAssignmentProblem(value));
  if (problems.length > 0) {
    return refuse({ code: "malformed", problems: problems.slice(0, FAULTS_LISTED_MAX) });
  }
  // Every field of it has been found sound.
  const sound = value as AssignmentProblem;
  const { periods, sites, types, languages, facilityKinds, facilities, units, calls, lanes, goods } = sound;
  return accept({ periods, sites, types, languages, facilityKinds, facilities, units, calls, lanes, goods });
}

/** A file of version 1 as one of version 2; any other value as it is. */
function upgradeAssignment(file: unknown): unknown {
  if (!isRecord(file) || file["version"] !== 1) return file;
  const extend = (name: string, more: (row: Readonly<Record<string, unknown>>) => object) => {
    const rows = file[name];
    return Array.isArray(rows)
      ? rows.map((row: unknown) => (isRecord(row) ? { ...row, ...more(row) } : row))
      : rows;
  };
  return {
    ...file,
    version: 2,
    languages: 0,
    facilityKinds: 0,
    facilities: [],
    goods: null,
    units: extend("units", () => ({ capacity: 1, languages: [], needs: [] })),
    calls: extend("calls", ({ count }) => {
      // What is wrong with the count is said of the count.
      const wanted = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 1000 ? count : 1;
      return { languages: [], measure: "units", wanted, present: 0 };
    }),
  };
}

/** The file of a problem. */
export function writeAssignmentFile(problem: AssignmentProblem): object {
  return { format: "wellspring-assignment-problem", version: 2, ...problem };
}

function listUnknownFields(problem: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems: Problem[] = [];
  const later = problem["version"] === 1 ? LATER_FIELDS : {};
  const look = (row: unknown, at: string, known: readonly string[]) => {
    if (!isRecord(row)) return;
    for (const name of Object.keys(row)) {
      if (known.includes(name)) continue;
      problems.push({ field: `${at}${name}`, value: show(row[name]), rule: "unknown_field" });
    }
  };
  const lookUp = (list: string, known: readonly string[]) =>
    known.filter((name) => !(later[list] ?? []).includes(name));
  look(problem, "", lookUp("", PROBLEM_FIELDS));
  for (const [list, known] of Object.entries(ROW_FIELDS)) {
    const rows = problem[list];
    if (!Array.isArray(rows)) continue;
    rows.forEach((row: unknown, i) => {
      look(row, `${list}.${i}.`, lookUp(list, known));
      const needs = list === "units" && isRecord(row) ? row["needs"] : undefined;
      if (!Array.isArray(needs)) return;
      needs.forEach((need: unknown, n) => look(need, `${list}.${i}.needs.${n}.`, NEED_FIELDS));
    });
  }
  if (isRecord(problem["goods"])) {
    const goods = listUnknownGoodsFields(problem["goods"]);
    problems.push(...goods.map((one) => ({ ...one, field: `goods.${one.field}` })));
  }
  return problems;
}

/** The file of a solved problem. `goods`: as they were shared out with the units' needs; `null` where there are none. O(its size). */
export function writeAssignmentPlan(
  problem: AssignmentProblem,
  plan: AssignmentPlan,
  goods: SharedGoods | null,
): AssignmentPlanFile {
  const keyOf = (rows: readonly { readonly key: string }[], index: number) => rows[index]?.key ?? "";
  const written = goods === null ? null : writePlanFiles(goods.problem, goods.plan);
  const fixed = (goods?.fixed ?? []).map(({ unit, supply, lane, ...rest }) => ({
    ...rest,
    unit: keyOf(problem.units, unit),
    supply: keyOf(problem.goods?.supplies ?? [], supply),
    lane: keyOf(problem.goods?.lanes ?? [], lane),
  }));
  return {
    format: "wellspring-assignment-plan",
    version: 2,
    assignments: plan.assignments.map(({ unit, call, lane, departPeriod, arrivePeriod }) => ({
      unit: keyOf(problem.units, unit),
      call: keyOf(problem.calls, call),
      lane: keyOf(problem.lanes, lane),
      departPeriod,
      arrivePeriod,
    })),
    calls: plan.calls
      .map((outcome, c) => ({ call: keyOf(problem.calls, c), ...outcome }))
      .toSorted((a, b) => (a.call < b.call ? -1 : 1)),
    unused: plan.unused.map((u) => keyOf(problem.units, u)).toSorted(),
    needs: plan.needs
      .map(({ unit, need, by }) => ({ unit: keyOf(problem.units, unit), need, by }))
      .toSorted((a, b) => (a.unit === b.unit ? a.need - b.need : a.unit < b.unit ? -1 : 1)),
    stages: plan.stages,
    proven: plan.proven,
    goods: written === null ? null : { fixed, plan: written.plan, certificate: written.certificate },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 120) : typeof value;
}
