import { fields, flag, listOf, number, oneOf, orNull, type Shape, text, whole } from "./shape.ts";

/** An assignment problem of version 2: teams and equipment, what sites have, and the goods that are shared out with them. */
export interface JointProblem {
  readonly periods: number;
  readonly sites: number;
  readonly facilities: readonly {
    readonly key: string;
    readonly site: number;
    readonly kind: number;
    readonly capacity: number | null;
  }[];
  readonly units: readonly UnitRow[];
  readonly calls: readonly CallRow[];
  readonly lanes: readonly {
    readonly key: string;
    readonly from: number;
    readonly to: number;
    readonly transitPeriods: number;
    readonly unitCapacity: number | null;
  }[];
  readonly goods: GoodsRows | null;
}

export interface UnitRow {
  readonly key: string;
  readonly type: number;
  readonly site: number;
  readonly readyFrom: number;
  readonly readyUntil: number;
  readonly capacity: number;
  readonly languages: readonly number[];
  readonly needs: readonly NeedRow[];
}

export interface NeedRow {
  readonly kind: number | null;
  readonly amount: number;
  readonly items: readonly number[];
  readonly quantity: number;
  readonly withinPeriods: number;
  readonly leastShelfLifePeriods: number;
}

export interface CallRow {
  readonly key: string;
  readonly site: number;
  readonly types: readonly number[];
  readonly languages: readonly number[];
  readonly count: number;
  readonly measure: "units" | "capacity";
  readonly wanted: number;
  readonly present: number;
  readonly weightPerMille: number;
  readonly windowFrom: number;
  readonly windowTo: number;
  readonly stayPeriods: number;
  readonly severity: number;
}

/** The goods: a plan problem without format and version, which `checkCertificate` looks into. */
export interface GoodsRows {
  readonly items: readonly object[];
  readonly supplies: readonly (Readonly<Record<string, unknown>> & {
    readonly key: string;
    readonly quantity: number;
  })[];
  readonly demands: readonly { readonly stages: readonly object[] }[];
  readonly receiving?: unknown;
}

/** The plan of such a problem. */
export interface JointPlan {
  readonly assignments: readonly AssignmentRow[];
  readonly calls: readonly {
    readonly call: string;
    readonly wanted: number;
    readonly got: number;
    readonly level: number;
    readonly status: string;
  }[];
  readonly unused: readonly string[];
  readonly needs: readonly { readonly unit: string; readonly need: number; readonly by: string }[];
  readonly goods: {
    readonly fixed: readonly FixedRow[];
    readonly plan: unknown;
    readonly certificate: unknown;
  } | null;
}

/** Goods for a unit's need by a way that is held fast. */
export interface FixedRow {
  readonly unit: string;
  readonly need: number;
  readonly supply: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  readonly quantity: number;
}

export interface AssignmentRow {
  readonly unit: string;
  readonly call: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
}

/** Notes what is wrong with the plan: where, which rule, and how. */
export type AddFault = (at: string, rule: string, reason: string) => void;

/** What another checker looks into. */
const anything: Shape = () => undefined;
const index = whole(0);
const indices = listOf(index);

export const JOINT_PROBLEM_SHAPE: Shape = fields({
  format: oneOf("wellspring-assignment-problem"),
  version: oneOf(2),
  periods: whole(1),
  sites: index,
  types: index,
  languages: index,
  facilityKinds: index,
  facilities: listOf(fields({ key: text, site: index, kind: index, capacity: orNull(index) })),
  units: listOf(
    fields({
      key: text,
      type: index,
      site: index,
      readyFrom: index,
      readyUntil: index,
      capacity: index,
      languages: indices,
      needs: listOf(
        fields({
          kind: orNull(index),
          amount: index,
          items: indices,
          quantity: index,
          withinPeriods: index,
          leastShelfLifePeriods: index,
        }),
      ),
    }),
  ),
  calls: listOf(
    fields({
      key: text,
      site: index,
      types: listOf(index, 1),
      languages: indices,
      count: whole(1),
      measure: oneOf("units", "capacity"),
      wanted: whole(1),
      present: index,
      weightPerMille: whole(1),
      windowFrom: index,
      windowTo: index,
      stayPeriods: whole(1),
      severity: whole(1),
    }),
  ),
  lanes: listOf(
    fields({
      key: text,
      from: index,
      to: index,
      transitPeriods: index,
      unitCapacity: orNull(index),
      costMinor: index,
    }),
  ),
  goods: orNull((value, at, note) => {
    // As far as it is read here; `checkCertificate` looks at all of it.
    const isSound =
      isRecord(value) &&
      Array.isArray(value["items"]) &&
      isListOf(
        value["supplies"],
        (row) => typeof row["key"] === "string" && typeof row["quantity"] === "number",
      ) &&
      isListOf(value["demands"], (row) => Array.isArray(row["stages"]));
    if (!isSound) note(at, "wrong_type", "it is no problem of goods");
  }),
});

function isListOf(value: unknown, holds: (row: Readonly<Record<string, unknown>>) => boolean): boolean {
  return Array.isArray(value) && value.every((row: unknown) => isRecord(row) && holds(row));
}

export const JOINT_PLAN_SHAPE: Shape = fields({
  format: oneOf("wellspring-assignment-plan"),
  version: oneOf(2),
  assignments: listOf(
    fields({ unit: text, call: text, lane: text, departPeriod: index, arrivePeriod: index }),
  ),
  calls: listOf(fields({ call: text, wanted: index, got: index, level: number, status: text })),
  unused: listOf(text),
  needs: listOf(fields({ unit: text, need: index, by: oneOf("facility", "goods") })),
  stages: listOf(
    fields({ objective: text, level: orNull(number), value: number, bound: number, proven: flag }),
  ),
  proven: flag,
  goods: orNull(
    fields({
      fixed: listOf(
        fields({
          unit: text,
          need: index,
          supply: text,
          lane: text,
          departPeriod: index,
          arrivePeriod: index,
          quantity: whole(1),
        }),
      ),
      plan: anything,
      certificate: anything,
    }),
  ),
});

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A problem of version 1, in which units need nothing and there are no goods, as one of version 2; any other value as it is. */
export function upgradeJointProblem(file: unknown): unknown {
  if (!isRecord(file) || file["version"] !== 1) return file;
  const more = (rows: unknown, add: (row: Readonly<Record<string, unknown>>) => object): unknown =>
    Array.isArray(rows) ? rows.map((row: unknown) => (isRecord(row) ? { ...row, ...add(row) } : row)) : rows;
  return {
    ...file,
    version: 2,
    languages: 0,
    facilityKinds: 0,
    facilities: [],
    goods: null,
    units: more(file["units"], () => ({ capacity: 1, languages: [], needs: [] })),
    calls: more(file["calls"], (row) => ({
      languages: [],
      measure: "units",
      wanted: row["count"],
      present: 0,
    })),
  };
}
