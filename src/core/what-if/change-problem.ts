import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { checkProblem } from "#planner/check-problem.ts";
import type { PlanProblem, ProblemFault } from "#planner/problem.ts";
import { type Change, CHANGED_FIELDS, type ChangedKind, CHANGES_MAX } from "./change.ts";

type ListKind = Exclude<ChangedKind, "plan" | "policy">;

const LISTS = {
  supply: "supplies",
  demand: "demands",
  lane: "lanes",
  receiving: "receiving",
} as const satisfies Readonly<Record<ListKind, keyof PlanProblem>>;

type Fields = Readonly<Record<string, unknown>>;
/** A list of the problem by key; a row's fields are those of its list. */
type Rows = Map<string, Fields>;

/** The problem while it is changed, what was found wrong, and as which change a field was set: by `supplies/KEY/quantity`. */
interface Work {
  readonly lists: Readonly<Record<ListKind, Rows>>;
  readonly problems: Problem[];
  readonly setBy: Map<string, string>;
  periods: number;
}

/**
 * The problem with changes made, one after another; rows that are new come last in their list. What is changed by policy is not
 * changed here: see `changePolicy`.
 *
 * Refuses with `malformed`, every problem at once: a row that is not there (`unknown_row`), a key that is taken (`repeated`), a
 * field that cannot be changed or a member that its kind does not have (`unknown_field`), a change that says nothing
 * (`empty_change`) or both sets or adds and removes (`set_and_remove`), too many changes (`too_many`); and whatever is then wrong with the problem (`checkProblem`), under the
 * change that made it so. O(size of the problem + changes).
 */
export function changeProblem(
  problem: PlanProblem,
  changes: readonly Change[],
): Result<PlanProblem, MalformedRefusal> {
  if (changes.length > CHANGES_MAX) {
    const facts = { maximum: CHANGES_MAX };
    return refuse({
      code: "malformed",
      problems: [{ field: "changes", value: `${changes.length}`, rule: "too_many", facts }],
    });
  }
  const work: Work = {
    lists: {
      supply: openRows(problem.supplies),
      demand: openRows(problem.demands),
      lane: openRows(problem.lanes),
      receiving: openRows(problem.receiving),
    },
    problems: [],
    setBy: new Map(),
    periods: problem.periods,
  };
  changes.forEach((change, index) => applyChange(work, change, index));
  const changed = {
    ...problem,
    periods: work.periods,
    ...Object.fromEntries(Object.entries(LISTS).map(([kind, list]) => [list, listRows(work, kind)])),
    ...listLimits(work, problem),
  };
  const faults = checkProblem(changed).map((fault) => placeFault(work, changed, fault));
  const problems = [...work.problems, ...faults];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept(changed); // every field has been found sound
}

/** The receiving limits; a lane that is taken away takes with it those of what it can carry of some items. */
function listLimits(work: Work, { lanes }: PlanProblem): Fields {
  const isGone = (lane: unknown) =>
    !work.lists.lane.has(String(lane)) && lanes.some(({ key }) => key === lane);
  return { receiving: listRows(work, "receiving").filter(({ lane }) => !isGone(lane)) };
}

function openRows(rows: readonly { readonly key: string }[]): Rows {
  return new Map(rows.map((row) => [row.key, { ...row }]));
}

function listRows({ lists }: Work, kind: string): readonly Fields[] {
  return kind in lists ? [...lists[kind as ListKind].values()] : []; // the kinds of LISTS are those of lists
}

function applyChange(work: Work, change: Change, index: number): void {
  const note = (name: string, value: string | number | null, rule: string, facts?: Problem["facts"]) => {
    const shown = value === null ? null : String(value).slice(0, 120);
    work.problems.push({
      field: `changes.${index}.${name}`,
      value: shown,
      rule,
      ...(facts === undefined ? {} : { facts }),
    });
  };
  const { change: kind, remove = false, set = {} } = change;
  const fields: readonly string[] = CHANGED_FIELDS[kind];
  for (const [name, value] of Object.entries(set)) {
    if (fields.includes(name) || (kind === "demand" && STAGE_FIELD.test(name))) continue;
    note(`set.${name}`, value, "unknown_field", { allowed: fields.join(", ") });
  }
  const isEmpty = Object.keys(set).length === 0;
  if (kind === "plan" || kind === "policy") {
    // Neither is a row: there is nothing to take away, nothing to be like, and of plans there is one.
    for (const name of kind === "plan"
      ? (["key", "like", "remove"] as const)
      : (["like", "remove"] as const)) {
      if (change[name] !== undefined) note(name, String(change[name]), "unknown_field");
    }
    if (isEmpty && (kind === "plan" || change.key === undefined)) note("set", null, "empty_change");
  }
  if (kind === "policy") return;
  if (remove && (!isEmpty || change.like !== undefined)) note("remove", "true", "set_and_remove");
  if (kind !== "plan" && !remove && change.like === undefined && isEmpty) note("set", null, "empty_change");
  if (kind === "plan") {
    const { periods } = set;
    // What is no whole number is found by the check of the whole problem.
    if (periods !== undefined) work.periods = periods ?? Number.NaN;
    work.setBy.set("periods", `changes.${index}.set.periods`);
    return;
  }
  const rows = work.lists[kind];
  const { key = "", like } = change;
  const known = rows.get(like ?? key);
  if (known === undefined) note(like === undefined ? "key" : "like", like ?? key, "unknown_row");
  if (like !== undefined && (rows.has(key) || key === ""))
    note("key", key, key === "" ? "not_a_key" : "repeated");
  if (known === undefined || (like !== undefined && rows.has(key))) return;
  if (remove) {
    rows.delete(key);
    return;
  }
  for (const [name, value] of Object.entries(set)) {
    if (!hasStage(known, name)) note(`set.${name}`, value, "index_out_of_range");
  }
  rows.set(key, { ...setFields(known, set), key });
  for (const name of Object.keys(set)) {
    work.setBy.set(`${LISTS[kind]}/${key}/${findPath(known, name)}`, `changes.${index}.set.${name}`);
  }
}

const STAGE_FIELD = /^(?:stages\.(\d+)\.)?(weightPerMille|uptoPerMille)$/;

/** Where a field stands in a row: those of a stage, the last one where none is named, within `stages`. */
function findPath({ stages }: Fields, name: string): string {
  const [, place, field] = STAGE_FIELD.exec(name) ?? [];
  if (field === undefined || !Array.isArray(stages)) return name;
  return `stages.${place ?? stages.length - 1}.${field}`;
}

/** False for a field of a stage that the row does not have. */
function hasStage({ stages }: Fields, name: string): boolean {
  const place = STAGE_FIELD.exec(name)?.[1];
  return place === undefined || (Array.isArray(stages) && Number(place) < stages.length);
}

/** The row with fields set, those of its stages each in its stage. */
function setFields(row: Fields, set: NonNullable<Change["set"]>): Fields {
  const { stages } = row;
  const rowSet: Record<string, unknown> = {};
  const stagesSet: Fields[] = Array.isArray(stages) ? stages.map((stage: Fields) => ({ ...stage })) : [];
  for (const [name, value] of Object.entries(set)) {
    const [, place, field] = STAGE_FIELD.exec(name) ?? [];
    const at = Number(place ?? stagesSet.length - 1);
    if (field === undefined) rowSet[name] = value;
    else if (stagesSet[at] !== undefined) stagesSet[at] = { ...stagesSet[at], [field]: value };
  }
  return { ...row, ...rowSet, ...(Array.isArray(stages) ? { stages: stagesSet } : {}) };
}

/** A fault of the changed problem under the change that set the field; else as it stands in the problem. */
function placeFault({ setBy }: Work, changed: PlanProblem, fault: ProblemFault): Problem {
  const { value, rule } = fault;
  if (fault.field === "periods") return { field: setBy.get("periods") ?? "periods", value, rule };
  const [list = "", place = "", ...names] = fault.field.split(".");
  const name = names.join(".");
  const rows = Object.values(LISTS).find((one) => one === list);
  const key = rows === undefined ? undefined : changed[rows][Number(place)]?.key;
  const field = setBy.get(`${list}/${key}/${name}`);
  if (field !== undefined) return { field, value, rule };
  return { field: key === undefined ? fault.field : `${list} ${key} ${name}`.trim(), value, rule };
}
