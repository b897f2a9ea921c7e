import type { PlanDemand, PlanLane, PlanReceiving, PlanStage, PlanSupply } from "#planner/problem.ts";
import { POLICY_FIELDS } from "./policy-fields.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

export const CHANGED_KINDS = ["supply", "demand", "lane", "receiving", "plan", "policy"] as const;
export type ChangedKind = (typeof CHANGED_KINDS)[number];

/**
 * One change of a problem: what if? `set` gives fields of a row new values; with `like`, the row is a new one that is as that
 * one but for them; `remove` takes it away. `plan` has no key; a `policy` may name one of the known policies as its key.
 */
export interface Change {
  readonly change: ChangedKind;
  readonly key?: string | undefined;
  readonly like?: string | undefined;
  readonly remove?: boolean | undefined;
  /** Whole numbers of the unit that the field's name ends in; `null`: without limit, or never. */
  readonly set?: Readonly<Record<string, number | null>> | undefined;
}

/** So many changes are tried at once at most. */
export const CHANGES_MAX = 1000;

/**
 * The fields that can be changed, by what is changed. Of a demand, `weightPerMille` and `uptoPerMille` are those of its last stage;
 * those of any stage are set as `stages.K.weightPerMille` and `stages.K.uptoPerMille`, K from 0.
 */
export const CHANGED_FIELDS = {
  supply: [
    "item",
    "site",
    "quantity",
    "availableFrom",
    "availableUntil",
    "expiryPeriod",
    "packUnits",
    "leastShipmentUnits",
  ],
  demand: [
    "site",
    "quantity",
    "weightPerMille",
    "uptoPerMille",
    "windowFrom",
    "windowTo",
    "severity",
    "leastShelfLifePeriods",
    "leastUnits",
  ],
  lane: [
    "from",
    "to",
    "transitPeriods",
    "massCapacityGrams",
    "volumeCapacityCubicCentimetres",
    "coldVolumeCapacityCubicCentimetres",
    "costPerTonneMinor",
  ],
  receiving: [
    "site",
    "fromPeriod",
    "toPeriod",
    "unitCapacity",
    "volumeCapacityCubicCentimetres",
    "coldVolumeCapacityCubicCentimetres",
  ],
  plan: ["periods"],
  policy: POLICY_FIELDS,
} as const satisfies {
  readonly supply: readonly (keyof PlanSupply)[];
  readonly demand: readonly (keyof PlanDemand | keyof PlanStage)[];
  readonly lane: readonly (keyof PlanLane)[];
  readonly receiving: readonly (keyof PlanReceiving)[];
} & Readonly<Record<ChangedKind, readonly string[]>>;

const MEMBERS: readonly string[] = ["change", "key", "like", "remove", "set"];

/**
 * The changes of a parsed file: a list of them, or an object whose `changes` is one. Refuses with `malformed`, every problem of
 * their shape at once; whether they fit a problem is said by `changeProblem`.
 */
export function readChanges(value: unknown): Result<readonly Change[], MalformedRefusal> {
  const list = isRecord(value) ? value["changes"] : value;
  if (!Array.isArray(list))
    return refuse({ code: "malformed", problems: [problem("changes", list, "not_a_list")] });
  const problems = list.flatMap((row: unknown, index) => checkShape(row, `changes.${index}`));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept(list as readonly Change[]); // each has been found to be of this shape
}

function checkShape(row: unknown, at: string): readonly Problem[] {
  if (!isRecord(row)) return [problem(at, row, "not_an_object")];
  const problems = Object.keys(row)
    .filter((name) => !MEMBERS.includes(name))
    .map((name) => problem(`${at}.${name}`, row[name], "unknown_field"));
  const { change, key, like, remove, set } = row;
  if (!CHANGED_KINDS.some((kind) => kind === change)) {
    problems.push({
      ...problem(`${at}.change`, change, "unknown_change"),
      facts: { allowed: CHANGED_KINDS.join(", ") },
    });
  }
  if (key !== undefined && typeof key !== "string") problems.push(problem(`${at}.key`, key, "not_a_key"));
  if (like !== undefined && typeof like !== "string") problems.push(problem(`${at}.like`, like, "not_a_key"));
  if (remove !== undefined && typeof remove !== "boolean") {
    problems.push(problem(`${at}.remove`, remove, "not_a_boolean"));
  }
  if (set === undefined) return problems;
  if (!isRecord(set)) return [...problems, problem(`${at}.set`, set, "not_an_object")];
  for (const [name, one] of Object.entries(set)) {
    if (one !== null && typeof one !== "number")
      problems.push(problem(`${at}.set.${name}`, one, "not_a_whole_number"));
  }
  return problems;
}

function problem(field: string, value: unknown, rule: string): Problem {
  const isText = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { field, value: isText ? String(value).slice(0, 120) : null, rule };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
