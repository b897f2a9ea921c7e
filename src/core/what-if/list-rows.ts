import type { Naming } from "#core/explanation/naming.ts";
import type { PlanDemand, PlanLane, PlanProblem, PlanReceiving, PlanSupply } from "#planner/problem.ts";
import { CHANGED_FIELDS, type ChangedKind } from "./change.ts";

/** A row of a problem that can be changed: by its key, under its name, with the values of what can be changed. */
export interface ChangeableRow {
  readonly change: ChangedKind;
  readonly key: string;
  readonly name: string;
  readonly values: Readonly<Record<string, number | null>>;
}

/** The supplies, demands, lanes and receiving limits of a problem in its order. O(rows). */
export function listChangeableRows(problem: PlanProblem, naming: Naming): readonly ChangeableRow[] {
  return [
    ...problem.supplies.map((row) => open("supply", row, naming.supply(row.key))),
    ...problem.demands.map((row) => open("demand", row, naming.line(row.key))),
    ...problem.lanes.map((row) => open("lane", row, naming.lane(row.key))),
    ...problem.receiving.map((row) => open("receiving", row, naming.receiving(row.key))),
  ];
}

function open(
  change: Exclude<ChangedKind, "plan" | "policy">,
  row: PlanSupply | PlanDemand | PlanLane | PlanReceiving,
  name: string,
): ChangeableRow {
  const fields: readonly string[] = CHANGED_FIELDS[change];
  const values: Record<string, number | null> = {};
  const lastStage = "stages" in row ? row.stages.at(-1) : undefined;
  for (const [field, value] of Object.entries<unknown>({ ...row, ...lastStage })) {
    if (fields.includes(field) && (typeof value === "number" || value === null)) values[field] = value;
  }
  return { change, key: row.key, name, values };
}
