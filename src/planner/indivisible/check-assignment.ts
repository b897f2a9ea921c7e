import type { Assignment, AssignmentPlan, AssignmentProblem } from "./problem.ts";

/**
 * Returns what is wrong with an assignment as an answer to its (checked) problem, in words, exactly: every unit goes once at
 * most, to a call that it answers, by a lane between their sites that takes its time and carries so many, within the window
 * and while it is ready; no call gets more than it wants; counts, levels and rests are as stated. Not: that it is the
 * fairest. O(assignments + calls).
 */
export function checkAssignment(problem: AssignmentProblem, plan: AssignmentPlan): readonly string[] {
  const faults = plan.assignments.flatMap((one, i) =>
    checkOne(problem, one).map((what) => `assignment ${i} ${what}`),
  );
  const busy = new Set<number>();
  const got = problem.calls.map(() => 0);
  const loads = new Map<string, { lane: number; units: number }>();
  for (const { unit, call, lane, departPeriod } of plan.assignments) {
    if (busy.has(unit)) faults.push(`unit ${unit} goes twice`);
    busy.add(unit);
    if (got[call] !== undefined) got[call]++;
    const name = `${lane} ${departPeriod}`;
    loads.set(name, { lane, units: (loads.get(name)?.units ?? 0) + 1 });
  }
  for (const { lane, units } of loads.values()) {
    if (units > (problem.lanes[lane]?.unitCapacity ?? Infinity))
      faults.push(`lane ${lane} carries ${units} in a period`);
  }
  problem.calls.forEach(({ count, weightPerMille }, c) => {
    const stated = plan.calls[c];
    const units = got[c] ?? 0;
    if (units > count) faults.push(`call ${c} gets more than it wants`);
    const level = (1000 * units) / (count * weightPerMille);
    if (stated?.got !== units || stated.wanted !== count || stated.level !== level) {
      faults.push(`call ${c} states another count or level`);
    }
    if ((stated?.status === "met") !== (units === count))
      faults.push(`call ${c} is met or not, against its status`);
  });
  const rest = problem.units.flatMap((_, u) => (busy.has(u) ? [] : [u]));
  if (rest.join() !== plan.unused.toSorted((a, b) => a - b).join())
    faults.push("other units are left than is stated");
  return faults;
}

function checkOne(problem: AssignmentProblem, one: Assignment): readonly string[] {
  const unit = problem.units[one.unit];
  const call = problem.calls[one.call];
  const lane = problem.lanes[one.lane];
  if (unit === undefined || call === undefined || lane === undefined) return ["names what is not there"];
  const { departPeriod: depart, arrivePeriod: arrive } = one;
  const rules: readonly (readonly [boolean, string])[] = [
    [call.types.includes(unit.type), "sends a type that does not answer"],
    [lane.from === unit.site && lane.to === call.site, "goes by a lane between other sites"],
    [
      arrive === depart + lane.transitPeriods && arrive < problem.periods,
      "arrives at another time than its lane takes",
    ],
    [depart >= unit.readyFrom, "leaves before it is ready"],
    [arrive >= call.windowFrom && arrive <= call.windowTo, "arrives outside the window"],
    [arrive + call.stayPeriods - 1 <= unit.readyUntil, "cannot stay"],
  ];
  return rules.filter(([holds]) => !holds).map(([, what]) => what);
}
