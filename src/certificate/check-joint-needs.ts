import type { AddFault, JointPlan, JointProblem } from "./joint-files.ts";

/** A need that goods meet, as a demand of theirs; its stages are put before it. */
export interface NeedDemand {
  readonly key: string;
  readonly site: number;
  readonly items: readonly number[];
  readonly quantity: number;
  readonly windowFrom: number;
  readonly windowTo: number;
  readonly severity: number;
  readonly leastShelfLifePeriods: number;
  readonly leastUnits: number;
}

/**
 * Checks that each need of each unit that is sent is stated once, and that those met by a facility find it, with room for all units that are
 * there in a period. Returns the demands of those that goods meet, in the order of units and needs: they may arrive from the first period on,
 * and must by the arrival of the unit and the periods that it lasts by itself.
 */
export function checkJointNeeds(
  problem: JointProblem,
  plan: JointPlan,
  add: AddFault,
): readonly NeedDemand[] {
  const byNeed = new Map(plan.needs.map((row) => [`${row.need} ${row.unit}`, row.by]));
  if (byNeed.size !== plan.needs.length) add("needs", "repeated", "a need is stated twice");
  const used = new Map<string, number>();
  const demands: NeedDemand[] = [];
  let expected = 0;
  for (const one of plan.assignments) {
    const unit = problem.units.find(({ key }) => key === one.unit);
    const call = problem.calls.find(({ key }) => key === one.call);
    if (unit === undefined || call === undefined) continue;
    expected += unit.needs.length;
    unit.needs.forEach((need, n) => {
      const at = `need ${n} of unit "${unit.key}"`;
      const by = byNeed.get(`${n} ${unit.key}`);
      if (by === undefined) return add(at, "need_unmet", "nothing is said to meet it");
      if (by === "goods") {
        if (need.items.length === 0) return add(at, "need_unmet", "no goods would meet it");
        const { items, quantity, leastShelfLifePeriods } = need;
        const last = Math.min(problem.periods - 1, one.arrivePeriod + need.withinPeriods);
        const window = { windowFrom: 0, windowTo: last, severity: call.severity, leastUnits: 0 };
        const key = `need ${n} ${unit.key}`;
        demands.push({ key, site: call.site, items, quantity, leastShelfLifePeriods, ...window });
        return;
      }
      const facility = problem.facilities.find(({ site, kind }) => site === call.site && kind === need.kind);
      if (facility === undefined) return add(at, "facility_missing", `site ${call.site} has none`);
      for (let t = one.arrivePeriod; t < one.arrivePeriod + call.stayPeriods; t++) {
        const name = `${t} ${facility.key}`;
        const amount = (used.get(name) ?? 0) + need.amount;
        used.set(name, amount);
        if (facility.capacity === null || amount <= facility.capacity) continue;
        const reason = `${amount} are used in period ${t}, of ${facility.capacity}`;
        add(`facility "${facility.key}"`, "facility_overdrawn", reason);
      }
    });
  }
  if (expected !== plan.needs.length)
    add("needs", "unaccounted", `units that are sent have ${expected} needs`);
  return demands;
}
