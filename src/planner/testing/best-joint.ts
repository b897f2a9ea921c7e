import type { Assignment, AssignmentProblem, UnitNeed } from "../indivisible/problem.ts";

/** What is compared, in order: levels from the lowest, what is served, arrival, cost; all the greater the better. */
export function scoreJoint(problem: AssignmentProblem, sent: readonly Assignment[]): readonly number[] {
  let served = 0;
  const isCounted = problem.calls.some(({ measure }) => measure === "capacity");
  const levels = problem.calls.map(({ wanted, weightPerMille, measure, present }, c) => {
    const own = sent.filter(({ call }) => call === c);
    const points = own.reduce(
      (sum, { unit }) => sum + (measure === "units" ? 1 : problem.units[unit]!.capacity),
      0,
    );
    served += isCounted ? Math.min(points, wanted - present) : points;
    return (1000 * Math.min(wanted, present + points)) / (wanted * weightPerMille);
  });
  let arrival = 0;
  let cost = 0;
  for (const { call, lane, arrivePeriod } of sent) {
    arrival += arrivePeriod * problem.calls[call]!.severity;
    cost += problem.lanes[lane]!.costMinor;
  }
  return [...levels.toSorted((a, b) => a - b), served, -arrival, -cost];
}

/** The best score of all assignments there are, each need of each unit met by every means in turn, unit of goods by unit of goods. */
export function findBestJoint(problem: AssignmentProblem): readonly number[] {
  const choices = problem.units.map((_, u) => [null, ...listChoices(problem, u)]);
  let best: readonly number[] = [];
  const visit = (u: number, sent: readonly Assignment[]): void => {
    if (u < choices.length) {
      for (const choice of choices[u]!) visit(u + 1, choice === null ? sent : [...sent, choice]);
      return;
    }
    const score = scoreJoint(problem, sent);
    const at = score.findIndex((value, i) => value !== best[i]);
    if (best.length > 0 && (at < 0 || score[at]! < best[at]!)) return;
    if (keepsLimits(problem, sent) && canHaveNeeds(problem, sent)) best = score;
  };
  visit(0, []);
  return best;
}

function listChoices(problem: AssignmentProblem, u: number): readonly Assignment[] {
  const unit = problem.units[u]!;
  const own: Assignment[] = [];
  problem.calls.forEach((call, c) => {
    problem.lanes.forEach((lane, e) => {
      for (let depart = unit.readyFrom; depart < problem.periods; depart++) {
        const arrive = depart + lane.transitPeriods;
        if (!call.types.includes(unit.type) || lane.from !== unit.site || lane.to !== call.site) continue;
        if (call.measure === "capacity" && unit.capacity === 0) continue;
        if (call.languages.length > 0 && !call.languages.some((one) => unit.languages.includes(one)))
          continue;
        if (arrive < call.windowFrom || arrive > call.windowTo || arrive >= problem.periods) continue;
        if (arrive + call.stayPeriods - 1 > unit.readyUntil) continue;
        own.push({ unit: u, call: c, lane: e, departPeriod: depart, arrivePeriod: arrive });
      }
    });
  });
  return own;
}

function keepsLimits(problem: AssignmentProblem, sent: readonly Assignment[]): boolean {
  const fitsLanes = sent.every(({ lane, departPeriod }) => {
    const load = sent.filter((one) => one.lane === lane && one.departPeriod === departPeriod).length;
    return load <= (problem.lanes[lane]!.unitCapacity ?? Infinity);
  });
  const fitsCalls = problem.calls.every(({ count, measure, wanted, present }, c) => {
    const own = sent.filter(({ call }) => call === c).length;
    return own <= count && (measure === "capacity" || own <= wanted - present);
  });
  return fitsLanes && fitsCalls;
}

/** Tries each need by its facility, and by goods unit by unit, over every supply, lane and period. */
function canHaveNeeds(problem: AssignmentProblem, sent: readonly Assignment[]): boolean {
  const open = sent.flatMap((one) => problem.units[one.unit]!.needs.map((need) => ({ one, need })));
  const used = new Map<string, number>();
  const left = new Map<string, number>();
  const take = (name: string, amount: number, capacity: number): boolean => {
    if ((left.get(name) ?? capacity) < amount) return false;
    left.set(name, (left.get(name) ?? capacity) - amount);
    return true;
  };
  const meet = (at: number): boolean => {
    const next = open[at];
    if (next === undefined) return true;
    const { one, need } = next;
    const call = problem.calls[one.call]!;
    const facility = problem.facilities.findIndex(
      ({ site, kind }) => site === call.site && kind === need.kind,
    );
    if (facility >= 0) {
      const capacity = problem.facilities[facility]!.capacity ?? Infinity;
      const names = Array.from({ length: call.stayPeriods }, (_, i) => `${facility} ${one.arrivePeriod + i}`);
      if (names.every((name) => (used.get(name) ?? 0) + need.amount <= capacity)) {
        for (const name of names) used.set(name, (used.get(name) ?? 0) + need.amount);
        if (meet(at + 1)) return true;
        for (const name of names) used.set(name, (used.get(name) ?? 0) - need.amount);
      }
    }
    return need.items.length > 0 && sendUnits({ at, one, need }, need.quantity, 0);
  };
  const sendUnits = (
    now: { readonly at: number; readonly one: Assignment; readonly need: UnitNeed },
    units: number,
    from: number,
  ): boolean => {
    if (units === 0) return meet(now.at + 1);
    const ways = listSendings(problem, now.one, now.need);
    // In ascending order: which unit goes which way makes no difference.
    for (let w = from; w < ways.length; w++) {
      const before = new Map(left);
      if (ways[w]!.every(({ name, amount, capacity }) => take(name, amount, capacity))) {
        if (sendUnits(now, units - 1, w)) return true;
      }
      left.clear();
      for (const [name, value] of before) left.set(name, value);
    }
    return false;
  };
  return meet(0);
}

interface Draw {
  readonly name: string;
  readonly amount: number;
  readonly capacity: number;
}

/** What one unit of goods takes, by each way on which it would come in time. */
function listSendings(
  { goods, calls, periods }: AssignmentProblem,
  one: Assignment,
  need: UnitNeed,
): readonly (readonly Draw[])[] {
  const found: Draw[][] = [];
  const site = calls[one.call]!.site;
  goods?.supplies.forEach((supply, s) => {
    goods.lanes.forEach((lane, e) => {
      if (!need.items.includes(supply.item) || lane.from !== supply.site || lane.to !== site) return;
      for (let depart = supply.availableFrom; depart <= supply.availableUntil; depart++) {
        const arrive = depart + lane.transitPeriods;
        if (arrive >= periods || arrive > one.arrivePeriod + need.withinPeriods) continue;
        if ((supply.expiryPeriod ?? Infinity) - arrive < need.leastShelfLifePeriods) continue;
        const mass = goods.items[supply.item]!.massPerThousandGrams;
        const draws: Draw[] = [
          { name: `supply ${s}`, amount: 1, capacity: supply.quantity },
          {
            name: `lane ${e} ${depart}`,
            amount: mass,
            capacity: 1000 * (lane.massCapacityGrams ?? Infinity),
          },
        ];
        goods.receiving.forEach((limit, r) => {
          if (limit.site !== site || arrive < limit.fromPeriod || arrive > limit.toPeriod) return;
          draws.push({
            name: `receiving ${r} ${arrive}`,
            amount: 1,
            capacity: limit.unitCapacity ?? Infinity,
          });
        });
        found.push(draws);
      }
    });
  });
  return found;
}
