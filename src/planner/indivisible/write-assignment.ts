import type { ProgramLayout } from "./assignment-program.ts";
import { listNeedSendings } from "./list-need-sendings.ts";
import { levelOf, pointsOf } from "./call-levels.ts";
import type { FacilityUse, FoundNeeds } from "./find-needs.ts";
import type { AssignmentWay } from "./list-ways.ts";
import type { OrderedAssignment } from "./order-assignment.ts";
import type { AssignmentPlan, AssignmentProblem, AssignmentStage, CallStatus, MetNeed } from "./problem.ts";

const STATUS_OF_REACH = [
  "no_unit",
  "language",
  "unreachable",
  "window",
  "needs",
  "bound",
] as const satisfies readonly CallStatus[];

/** What the objectives came to, and the columns by which. */
export interface Solved {
  readonly values: Float64Array;
  readonly stages: readonly AssignmentStage[];
  readonly proven: boolean;
}

/** The ways that are taken, by their place in the list. */
type Taken = readonly number[];

/**
 * Returns the plan of solved columns, its indices those of the lists as they were given. Units without which a call that counts capacity
 * would have as much of what it wants are left at home; a need that either of two would meet is met by the facility where it has room.
 */
export function writeAssignment(
  ordered: OrderedAssignment,
  { found, layout }: { readonly found: FoundNeeds; readonly layout: ProgramLayout },
  solved: Solved,
): AssignmentPlan {
  const { problem, unitInput, callInput, laneInput, goodsInput } = ordered;
  const { ways, reach } = found;
  const taken = dropIdle(
    problem,
    ways,
    [...ways.keys()].filter((j) => solved.values[j] === 1),
  );
  const got = problem.calls.map(({ present }) => present);
  for (const j of taken) {
    const { call, unit } = ways[j]!;
    got[call]! += pointsOf(problem.units[unit]!, problem.calls[call]!);
  }
  const calls: AssignmentPlan["calls"][number][] = [];
  callInput.forEach((input, c) => {
    const { wanted } = problem.calls[c]!;
    const own = Math.min(wanted, got[c]!);
    const status = own === wanted ? "met" : STATUS_OF_REACH[reach[c]!];
    calls[input] = { wanted, got: own, level: levelOf(problem, c, own), status };
  });
  const busy = new Set(taken.map((j) => unitInput[ways[j]!.unit]!));
  const met = chooseMeans(problem, { found, layout, taken }, solved.values);
  return {
    assignments: taken.map((j) => {
      const { unit, call, lane, depart, arrive } = ways[j]!;
      return {
        unit: unitInput[unit]!,
        call: callInput[call]!,
        lane: laneInput[lane]!,
        departPeriod: depart,
        arrivePeriod: arrive,
      };
    }),
    calls,
    unused: problem.units.flatMap((_, u) => (busy.has(u) ? [] : [u])),
    needs: met
      .map((one) => ({ ...one, unit: unitInput[one.unit]! }))
      .toSorted((a, b) => a.unit - b.unit || a.need - b.need),
    sendings: listNeedSendings(problem, { found, layout, met }, solved.values).map((one) => ({
      ...one,
      unit: unitInput[one.unit]!,
      supply: goodsInput.supply[one.supply]!,
      lane: goodsInput.lane[one.lane]!,
    })),
    stages: restate(problem, { ways, taken }, solved),
    proven: solved.proven,
  };
}

/** Without the units that bring a call that counts capacity nothing that it lacks: the latest to arrive first, then the dearest. */
function dropIdle(problem: AssignmentProblem, ways: readonly AssignmentWay[], all: Taken): Taken {
  const over = problem.calls.map(({ present, wanted }) => present - wanted);
  const gainOf = (j: number) => pointsOf(problem.units[ways[j]!.unit]!, problem.calls[ways[j]!.call]!);
  for (const j of all) over[ways[j]!.call]! += gainOf(j);
  const costOf = (j: number) => problem.lanes[ways[j]!.lane]!.costMinor;
  const latestFirst = all.toSorted(
    (a, b) => ways[b]!.arrive - ways[a]!.arrive || costOf(b) - costOf(a) || b - a,
  );
  const idle = new Set<number>();
  for (const j of latestFirst) {
    const { call } = ways[j]!;
    if (problem.calls[call]!.measure === "units" || over[call]! < gainOf(j)) continue;
    idle.add(j);
    over[call]! -= gainOf(j);
  }
  return all.filter((j) => !idle.has(j));
}

/** By what each need of each unit that is sent is met. */
function chooseMeans(
  problem: AssignmentProblem,
  {
    found,
    layout,
    taken,
  }: { readonly found: FoundNeeds; readonly layout: ProgramLayout; readonly taken: Taken },
  values: Float64Array,
): readonly MetNeed[] {
  const used = new Map<string, number>();
  const namesOf = (j: number, { facility }: FacilityUse) => {
    const { arrive, call } = found.ways[j]!;
    const stay = problem.calls[call]!.stayPeriods;
    return Array.from({ length: stay }, (_, i) => `${facility} ${arrive + i}`);
  };
  const occupy = (j: number, use: FacilityUse) => {
    for (const name of namesOf(j, use)) used.set(name, (used.get(name) ?? 0) + use.amount);
  };
  const hasRoom = (j: number, use: FacilityUse) => {
    const capacity = problem.facilities[use.facility]!.capacity ?? Infinity;
    return namesOf(j, use).every((name) => (used.get(name) ?? 0) + use.amount <= capacity);
  };
  const met: MetNeed[] = [];
  const open: { j: number; use: FacilityUse }[] = [];
  for (const j of taken) {
    const { unit } = found.ways[j]!;
    const { goods, uses, choices, settled } = found.needs[j]!;
    for (const { need } of goods) met.push({ unit, need, by: "goods" });
    for (const use of uses) {
      occupy(j, use);
      met.push({ unit, need: use.need, by: "facility" });
    }
    choices.forEach(({ use }, i) => {
      if (values[layout.choiceOf[j]! + i] === 1) return void open.push({ j, use });
      occupy(j, use);
      met.push({ unit, need: use.need, by: "facility" });
    });
    for (const { need, by, use } of settled) {
      if (use === null) met.push({ unit, need, by });
      else open.push({ j, use });
    }
  }
  for (const { j, use } of open) {
    const by = hasRoom(j, use) ? "facility" : "goods";
    if (by === "facility") occupy(j, use);
    met.push({ unit: found.ways[j]!.unit, need: use.need, by });
  }
  return met;
}

/** The stages with what the plan comes to in arrival and cost now that units without use are at home. */
function restate(
  problem: AssignmentProblem,
  { ways, taken }: { readonly ways: readonly AssignmentWay[]; readonly taken: Taken },
  { stages }: Solved,
): AssignmentPlan["stages"] {
  const sum = (amount: (way: AssignmentWay) => number) => taken.reduce((all, j) => all + amount(ways[j]!), 0);
  return stages.map((stage) => {
    if (stage.objective !== "arrival" && stage.objective !== "cost") return stage;
    const value =
      stage.objective === "arrival"
        ? sum(({ arrive, call }) => arrive * problem.calls[call]!.severity)
        : sum(({ lane }) => problem.lanes[lane]!.costMinor);
    return { ...stage, value, proven: Math.abs(stage.bound - value) < 1 };
  });
}
