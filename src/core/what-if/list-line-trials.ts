import type { BottleneckExplanation, LineExplanation } from "#core/explanation/facts.ts";
import type { Speech } from "#core/explanation/put-into-words.ts";
import type { PlanProblem } from "#planner/problem.ts";
import type { Change } from "./change.ts";

/** What would have changed a line, as changes that can be tried. */
export interface LineTrial {
  readonly by: "window_later" | "window_earlier" | "shelf_life" | "pack" | "supply_unit";
  /** Periods, or units of the supply. */
  readonly amount: number;
  /** The supply of which there is more; `null` where it is the line that is changed. */
  readonly supply: string | null;
  readonly changes: readonly Change[];
}

/**
 * Of what an explanation says would have changed a line, that which can be tried and is not proven to bring nothing: its window or
 * shelf life, by the periods named, each once; a pack or unit more of the supplies of its bottleneck. In the order of the
 * explanation.
 */
export function listLineTrials(
  problem: PlanProblem,
  line: LineExplanation,
  bottleneck: BottleneckExplanation | undefined,
): readonly LineTrial[] {
  const demand = problem.demands.find(({ key }) => key === line.demand);
  if (demand === undefined) return [];
  const set = (by: LineTrial["by"], values: NonNullable<Change["set"]>): Change[] => {
    const change: Change = { change: "demand", key: demand.key, set: values };
    const last = values["windowTo"] ?? 0;
    // A window that ends after the plan takes a plan that is longer.
    if (by !== "window_later" || last < problem.periods) return [change];
    return [{ change: "plan", set: { periods: last + 1 } }, change];
  };
  const trials = new Map<string, LineTrial>();
  const add = (trial: LineTrial) => {
    const key = `${trial.by} ${trial.amount} ${trial.supply}`;
    if (!trials.has(key)) trials.set(key, trial);
  };
  const widen = (by: "window_later" | "window_earlier" | "shelf_life", periods: number) => {
    const { windowFrom, windowTo, leastShelfLifePeriods } = demand;
    const values = {
      window_later: { windowTo: windowTo + periods },
      window_earlier: { windowFrom: Math.max(0, windowFrom - periods) },
      shelf_life: { leastShelfLifePeriods: Math.max(0, leastShelfLifePeriods - periods) },
    };
    add({ by, amount: periods, supply: null, changes: set(by, values[by]) });
  };
  for (const change of line.changes) {
    if (change.kind === "wider" && change.effect === "possible") widen(change.by, 1);
    if (change.kind === "reach" && change.obstacle.kind !== "lane") {
      widen(change.obstacle.kind, change.obstacle.periods);
    }
  }
  for (const change of bottleneck?.changes ?? []) {
    if (change.kind !== "pack" && change.kind !== "supply_unit") continue;
    const amount = change.kind === "pack" ? change.units : 1;
    const quantity = (problem.supplies.find(({ key }) => key === change.supply)?.quantity ?? 0) + amount;
    const changes: Change[] = [{ change: "supply", key: change.supply, set: { quantity } }];
    add({ by: change.kind, amount, supply: change.supply, changes });
  }
  return [...trials.values()];
}

/** What came of a trial for the line, in words. */
export function putLineTrialIntoWords(
  { by, amount, supply }: LineTrial,
  units: { readonly before: number; readonly after: number },
  { wording, naming }: Speech,
): string {
  const { say, begin, number } = wording;
  const what =
    by === "pack" || by === "supply_unit"
      ? say("tried.supply", { units: wording.units(amount), supply: naming.supply(supply ?? "") })
      : say(`tried.${by}`, { periods: naming.length(amount) });
  return say("tried.result", { what: begin(what), before: number(units.before), after: number(units.after) });
}
