import { checkCertificate } from "./check-certificate.ts";
import { addNeeds } from "./add-joint-needs.ts";
import { checkJointNeeds, type NeedDemand } from "./check-joint-needs.ts";
import {
  type AddFault,
  type AssignmentRow,
  type CallRow,
  isRecord,
  JOINT_PLAN_SHAPE,
  JOINT_PROBLEM_SHAPE,
  type JointPlan,
  type JointProblem,
  upgradeJointProblem,
} from "./joint-files.ts";
import type { Shape } from "./shape.ts";

/** One thing wrong: in which file, where, which rule, and how. Of goods, `at` begins with `goods`. */
export interface JointFault {
  readonly file: "problem" | "plan";
  readonly at: string;
  readonly rule: string;
  readonly reason: string;
}

/** Yes, with what was looked at; or no, with everything that is wrong. */
export type JointVerdict =
  | {
      readonly accepted: true;
      readonly assignments: number;
      readonly needsByFacility: number;
      readonly needsByGoods: number;
      /** Allocations of goods, units' needs among them; 0 where there are no goods. */
      readonly allocations: number;
    }
  | { readonly accepted: false; readonly faults: readonly JointFault[] };

/**
 * Returns whether a plan for teams and goods together can be carried out, both as parsed JSON of any origin: every unit goes once, to
 * a call of its type, language, window and stay, by a lane that has room; each need that it has is met by a facility that has room in every
 * period of its stay, or by goods; counts and levels are as stated. Then the goods: the problem is made anew from the units' needs
 * (a first stage of their own, in which all else waits) and `checkCertificate` is asked of it, so that supplies, lanes and receiving hold
 * needs and shares together, shares are as fair as can be beside the needs, and every need is met to the last unit.
 * All exact but for the proofs of fairness. Not: that the units are assigned as well as can be; that is the solver's bound in `stages`.
 */
export function checkJointPlan(problemFile: unknown, planFile: unknown): JointVerdict {
  const faults: JointFault[] = [];
  const upgraded = upgradeJointProblem(problemFile);
  const look = (file: JointFault["file"], value: unknown, shape: Shape) => {
    shape(value, "", (at, rule, reason) => faults.push({ file, at, rule, reason }));
  };
  look("problem", upgraded, JOINT_PROBLEM_SHAPE);
  look("plan", planFile, JOINT_PLAN_SHAPE);
  if (faults.length > 0) return { accepted: false, faults };
  // Both shapes have just been found right.
  const problem = upgraded as JointProblem;
  const plan = planFile as JointPlan;
  const add: AddFault = (at, rule, reason) => faults.push({ file: "plan", at, rule, reason });
  checkUnits(problem, plan, add);
  checkCalls(problem, plan, add);
  const demands = checkJointNeeds(problem, plan, add);
  const allocations = checkGoods(problem, plan, { demands, faults });
  if (faults.length > 0) return { accepted: false, faults };
  const byFacility = plan.needs.filter(({ by }) => by === "facility").length;
  return {
    accepted: true,
    assignments: plan.assignments.length,
    needsByFacility: byFacility,
    needsByGoods: plan.needs.length - byFacility,
    allocations,
  };
}

function checkUnits(problem: JointProblem, { assignments, unused }: JointPlan, add: AddFault): void {
  const seen = new Set<string>();
  const loads = new Map<string, number>();
  for (const one of assignments) {
    const at = `unit "${one.unit}"`;
    if (seen.has(one.unit)) add(at, "unit_twice", "it is sent twice");
    seen.add(one.unit);
    checkOne(problem, one, (rule, reason) => add(at, rule, reason));
    const name = `${one.departPeriod} ${one.lane}`;
    loads.set(name, (loads.get(name) ?? 0) + 1);
    const most = problem.lanes.find(({ key }) => key === one.lane)?.unitCapacity ?? Infinity;
    if (loads.get(name) === most + 1) {
      add(`lane "${one.lane}"`, "overdrawn", `more than ${most} units leave in period ${one.departPeriod}`);
    }
  }
  const rest = problem.units.map(({ key }) => key).filter((key) => !seen.has(key));
  if (rest.toSorted().join("\n") !== [...unused].toSorted().join("\n")) {
    add("unused", "unaccounted", "other units are named than are not sent");
  }
}

function checkOne(
  problem: JointProblem,
  one: AssignmentRow,
  add: (rule: string, reason: string) => void,
): void {
  const unit = problem.units.find(({ key }) => key === one.unit);
  const call = problem.calls.find(({ key }) => key === one.call);
  const lane = problem.lanes.find(({ key }) => key === one.lane);
  if (unit === undefined || call === undefined || lane === undefined) {
    return add("unknown_key", "unit, call or lane is not in the problem");
  }
  const { departPeriod: depart, arrivePeriod: arrive } = one;
  const hold = (holds: boolean, rule: string, reason: string) => {
    if (!holds) add(rule, reason);
  };
  hold(call.types.includes(unit.type), "wrong_unit_type", `the call asks for no unit of type ${unit.type}`);
  hold(
    call.measure === "units" || unit.capacity > 0,
    "no_capacity",
    "the call counts capacity, and it has none",
  );
  const speaks = call.languages.some((language) => unit.languages.includes(language));
  hold(call.languages.length === 0 || speaks, "wrong_language", "it speaks none of the call's languages");
  hold(lane.from === unit.site && lane.to === call.site, "wrong_lane", "the lane joins other sites");
  hold(arrive === depart + lane.transitPeriods, "wrong_arrival", "the lane takes another time");
  hold(depart >= unit.readyFrom, "outside_availability", "it leaves before it is ready");
  const isTimely = arrive >= call.windowFrom && arrive <= call.windowTo && arrive < problem.periods;
  hold(isTimely, "outside_window", "it arrives outside the call's window");
  hold(arrive + call.stayPeriods - 1 <= unit.readyUntil, "outside_availability", "it cannot stay as long");
}

function checkCalls(problem: JointProblem, plan: JointPlan, add: AddFault): void {
  const units = new Map(problem.units.map((unit) => [unit.key, unit]));
  const stated = new Map(plan.calls.map((row) => [row.call, row]));
  if (stated.size !== problem.calls.length || plan.calls.length !== problem.calls.length) {
    add("calls", "unaccounted", "there is not one row for each call");
  }
  for (const call of problem.calls) {
    const at = `call "${call.key}"`;
    const sent = plan.assignments.filter((one) => one.call === call.key);
    if (sent.length > call.count) add(at, "too_many_units", `it takes ${call.count} at most`);
    let got = call.present;
    for (const { unit } of sent) got += worthOf(call, units.get(unit)?.capacity ?? 0);
    const counted = Math.min(got, call.wanted);
    const row = stated.get(call.key);
    if (row?.got !== counted || row.wanted !== call.wanted) {
      add(at, "wrong_sum", `it has ${counted} of ${call.wanted}`);
    }
    const level = (1000 * counted) / (call.wanted * call.weightPerMille);
    if (row?.level !== level) add(at, "wrong_level", `its level is ${level}`);
    if ((row?.status === "met") !== (counted === call.wanted))
      add(at, "wrong_status", "it is met, or is not");
  }
}

function worthOf({ measure }: CallRow, capacity: number): number {
  return measure === "units" ? 1 : capacity;
}

/** The goods, with the demands of needs in a first stage. Returns how many allocations there are. */
function checkGoods(
  { goods }: JointProblem,
  plan: JointPlan,
  { demands, faults }: { readonly demands: readonly NeedDemand[]; readonly faults: JointFault[] },
): number {
  if (goods === null || plan.goods === null) {
    if (goods !== plan.goods) {
      faults.push({
        file: "plan",
        at: "goods",
        rule: "missing",
        reason: "problem and plan do not both have goods",
      });
    }
    return 0;
  }
  const add: AddFault = (at, rule, reason) => faults.push({ file: "plan", at, rule, reason });
  const made = addNeeds(goods, plan.goods.fixed, { demands, add });
  const head = { format: "wellspring-plan-problem", version: 2 };
  const verdict = checkCertificate({ ...head, ...made.goods }, plan.goods.plan, plan.goods.certificate);
  if (!verdict.accepted) {
    for (const { file, at, rule, reason } of verdict.faults) {
      const where = file === "problem" ? `goods.${at}` : `goods ${file}: ${at}`;
      faults.push({ file: file === "problem" ? "problem" : "plan", at: where, rule, reason });
    }
    return 0;
  }
  const rows = isRecord(plan.goods.plan) ? plan.goods.plan["demands"] : [];
  for (const row of Array.isArray(rows) ? rows : []) {
    if (!isRecord(row) || !made.keys.has(String(row["demand"])) || row["allocated"] === row["asked"])
      continue;
    const reason = `${String(row["allocated"])} of ${String(row["asked"])} units are sent`;
    faults.push({ file: "plan", at: `goods demand "${String(row["demand"])}"`, rule: "need_unmet", reason });
  }
  return verdict.allocations;
}
