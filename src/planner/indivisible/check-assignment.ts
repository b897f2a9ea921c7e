import { pointsOf } from "./call-levels.ts";
import type { Assignment, AssignmentPlan, AssignmentProblem } from "./problem.ts";

/**
 * Returns what is wrong with an assignment as an answer to its (checked) problem, in words, exactly: every unit goes once at
 * most, to a call that it answers, by a lane between their sites that takes its time and carries so many, within the window
 * and while it is ready; no call gets more than it wants; each need is met by a facility that has room in every period, or by goods that there are; counts, levels and rests
 * are as stated. Not: that it is the fairest, nor that the goods arrive (`checkJointPlan`). O(assignments × stay + calls).
 */
export function checkAssignment(problem: AssignmentProblem, plan: AssignmentPlan): readonly string[] {
  const faults = plan.assignments.flatMap((one, i) =>
    checkOne(problem, one).map((what) => `assignment ${i} ${what}`),
  );
  const busy = new Set<number>();
  const got = problem.calls.map(({ present }) => present);
  const sent = problem.calls.map(() => 0);
  const loads = new Map<string, { lane: number; units: number }>();
  for (const { unit, call, lane, departPeriod } of plan.assignments) {
    if (busy.has(unit)) faults.push(`unit ${unit} goes twice`);
    busy.add(unit);
    if (got[call] !== undefined && problem.units[unit] !== undefined) {
      got[call] += pointsOf(problem.units[unit], problem.calls[call]!);
      sent[call]!++;
    }
    const name = `${lane} ${departPeriod}`;
    loads.set(name, { lane, units: (loads.get(name)?.units ?? 0) + 1 });
  }
  for (const { lane, units } of loads.values()) {
    if (units > (problem.lanes[lane]?.unitCapacity ?? Infinity))
      faults.push(`lane ${lane} carries ${units} in a period`);
  }
  problem.calls.forEach(({ count, measure, wanted, weightPerMille }, c) => {
    const stated = plan.calls[c];
    const own = Math.min(wanted, got[c]!);
    if (sent[c]! > count || (measure === "units" && got[c]! > wanted)) {
      faults.push(`call ${c} gets more than it wants`);
    }
    const level = (1000 * own) / (wanted * weightPerMille);
    if (stated?.got !== own || stated.wanted !== wanted || stated.level !== level) {
      faults.push(`call ${c} states another count or level`);
    }
    if ((stated?.status === "met") !== (own === wanted))
      faults.push(`call ${c} is met or not, against its status`);
  });
  faults.push(...checkNeeds(problem, plan));
  const rest = problem.units.flatMap((_, u) => (busy.has(u) ? [] : [u]));
  if (rest.join() !== plan.unused.toSorted((a, b) => a - b).join())
    faults.push("other units are left than is stated");
  return faults;
}

/** Each need of each unit that is sent, once, and no other; what they use of each facility in each period. */
function checkNeeds(problem: AssignmentProblem, plan: AssignmentPlan): readonly string[] {
  const faults: string[] = [];
  const stated = new Map(plan.needs.map((one) => [`${one.unit} ${one.need}`, one.by]));
  const used = new Map<string, { readonly facility: number; amount: number }>();
  let needed = 0;
  for (const { unit, call, arrivePeriod } of plan.assignments) {
    const place = problem.calls[call];
    for (const [index, need] of (problem.units[unit]?.needs ?? []).entries()) {
      needed++;
      const by = stated.get(`${unit} ${index}`);
      if (by === "goods" && need.items.length > 0 && problem.goods !== null) continue;
      const facility = problem.facilities.findIndex(
        ({ site, kind }) => site === place?.site && kind === need.kind,
      );
      if (by !== "facility" || facility < 0) {
        faults.push(`need ${index} of unit ${unit} is not met`);
        continue;
      }
      for (let t = arrivePeriod; t < arrivePeriod + (place?.stayPeriods ?? 0); t++) {
        const name = `${facility} ${t}`;
        used.set(name, { facility, amount: (used.get(name)?.amount ?? 0) + need.amount });
      }
    }
  }
  if (needed !== plan.needs.length || stated.size !== plan.needs.length) {
    faults.push("other needs are stated than units have");
  }
  for (const { facility, amount } of used.values()) {
    if (amount > (problem.facilities[facility]?.capacity ?? Infinity)) {
      faults.push(`facility ${facility} is used for ${amount} in a period`);
    }
  }
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
    [pointsOf(unit, call) > 0, "sends a unit that counts nothing"],
    [
      call.languages.length === 0 || call.languages.some((one) => unit.languages.includes(one)),
      "sends a unit that speaks none of its languages",
    ],
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
