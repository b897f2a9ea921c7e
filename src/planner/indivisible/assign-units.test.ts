import { describe, expect, test } from "vitest";
import { type IntegerSolver, loadIntegerSolver } from "../integer-program.ts";
import { drawAssignment, makeAssignment, makeCall, makeRoad, makeUnit } from "../testing/assignments.ts";
import { openRandom } from "../testing/problems.ts";
import { ASSIGNMENT_LIMITS, assignmentLimitsFor, assignUnits } from "./assign-units.ts";
import { listWays } from "./list-ways.ts";
import { checkAssignment } from "./check-assignment.ts";
import type { AssignmentPlan, AssignmentProblem } from "./problem.ts";

async function solve(problem: AssignmentProblem): Promise<AssignmentPlan> {
  const result = await assignUnits(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

const got = (plan: AssignmentPlan) => plan.calls.map((call) => call.got);
const units = (...keys: readonly string[]) => keys.map((key) => makeUnit(key));

/** The lowest call first takes "both" for "any"; then nobody is left for "zero". */
const VERSATILE = makeAssignment({
  units: [makeUnit("both", { type: 0 }), makeUnit("one", { type: 1 }), makeUnit("two", { type: 1 })],
  calls: [makeCall("any", { types: [0, 1], count: 2 }), makeCall("zero", { site: 2 })],
  lanes: [makeRoad("0 1", { unitCapacity: 1 }), makeRoad("0 2", { to: 2 })],
});

describe("assignUnits", () => {
  test("each call gets one before any gets a second", async () => {
    const calls = [makeCall("a", { count: 3 }), makeCall("b", { site: 2 })];
    const plan = await solve(makeAssignment({ units: units("u", "v"), calls }));
    expect(got(plan)).toEqual([1, 1]);
    expect(plan).toMatchObject({ proven: true, unused: [] });
    expect(plan.calls.map(({ status }) => status)).toEqual(["bound", "met"]);
  });

  test("of calls for 4 and for 2, three units give 2 and 1: the same share", async () => {
    const calls = [makeCall("a", { count: 4 }), makeCall("b", { site: 2, count: 2 })];
    const plan = await solve(makeAssignment({ units: units("u", "v", "w"), calls }));
    expect(got(plan)).toEqual([2, 1]);
    expect(plan.stages.map(({ objective, level, value }) => [objective, level, value])).toEqual([
      ["reach_level", 0.25, 2],
      ["reach_level", 0.5, 2],
      ["reach_level", 0.75, 0],
      ["reach_level", 1, 0],
      ["units", null, 3],
      ["arrival", null, 0],
      ["cost", null, 0],
    ]);
  });

  test("the versatile unit goes where only it can, the lane that is full waits a period", async () => {
    const plan = await solve(VERSATILE);
    expect(plan.assignments.map(({ unit, call }) => [call, unit])).toEqual([
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
    expect(plan.assignments.map(({ departPeriod }) => departPeriod).toSorted((a, b) => a - b)).toEqual([
      0, 0, 1,
    ]);
    expect(plan.stages.find(({ objective }) => objective === "arrival")).toMatchObject({
      value: 1,
      bound: 1,
    });
  });

  test("says of each call how far it got, and which units stay", async () => {
    const plan = await solve(
      makeAssignment({
        types: 3,
        units: [makeUnit("u", { readyUntil: 1 }), makeUnit("spare", { type: 1 })],
        calls: [
          makeCall("none", { types: [2] }),
          makeCall("far", { site: 0 }),
          makeCall("long", { stayPeriods: 3 }),
          makeCall("short", { stayPeriods: 2 }),
        ],
      }),
    );
    expect(plan.calls.map(({ status }) => status)).toEqual(["no_unit", "unreachable", "window", "met"]);
    expect(plan.unused).toEqual([1]);
  });

  test("no call and no unit are plans too", async () => {
    expect(await solve(makeAssignment({ calls: [] }))).toMatchObject({
      assignments: [],
      unused: [0],
      proven: true,
    });
    expect(await solve(makeAssignment({ units: [] }))).toMatchObject({ assignments: [], proven: true });
  });

  test("is as good as the best of all assignments, on 250 small problems, and checked exactly", async () => {
    let sent = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const random = openRandom(seed);
      const below = (count: number) => Math.floor(random() * count);
      const shape = {
        units: 1 + below(5),
        calls: 1 + below(4),
        sites: 2,
        periods: 1 + below(3),
        limited: 0.5,
      };
      const problem = drawAssignment(shape, random);
      const plan = await solve(problem);
      expect(plan.proven).toBe(true);
      expect(checkAssignment(problem, plan)).toEqual([]);
      expect(scoreOf(problem, plan.assignments), `seed ${seed}`).toEqual(findBestScore(problem));
      sent += plan.assignments.length;
    }
    expect(sent).toBeGreaterThan(200);
  }, 120_000);

  test("gives the same plan, by keys, in whatever order the lists are, on 60", async () => {
    for (let seed = 501; seed <= 560; seed++) {
      const problem = drawAssignment(
        { units: 8, calls: 5, sites: 3, periods: 3, limited: 0.5 },
        openRandom(seed),
      );
      const turned = {
        ...problem,
        units: problem.units.toReversed(),
        calls: problem.calls.toReversed(),
        lanes: problem.lanes.toReversed(),
      };
      const [one, other] = [await solve(problem), await solve(turned)];
      expect(nameByKeys(turned, other), `seed ${seed}`).toEqual(nameByKeys(problem, one));
    }
  });
});

describe("what is not solved", () => {
  test("too many ways are counted and refused", async () => {
    expect(await assignUnits(makeAssignment(), { ...ASSIGNMENT_LIMITS, waysMax: 1 })).toEqual({
      status: "too_large",
      of: "ways",
      count: 2,
      limit: 1,
    });
  });

  test("too many levels, times the calls that can stand at them, are counted and refused before any program is built", async () => {
    // 90 calls for 1000 each, every one of another weight: nearly 90,000 levels, at each of which half of the calls can stand.
    const calls = Array.from({ length: 90 }, (_, i) =>
      makeCall(`c${i}`, { count: 1000, weightPerMille: 1009 + 2 * i }),
    );
    const problem = makeAssignment({ units: units("u"), calls });
    const limits = assignmentLimitsFor(512 * 1024 * 1024);
    const refused = await assignUnits(problem, limits);
    expect(refused).toMatchObject({ status: "too_large", of: "levels", limit: limits.levelEntriesMax });
    if (refused.status !== "too_large") return;
    expect(refused.count).toBeGreaterThan(7_000_000);
    const few = [makeCall("a", { count: 3 }), makeCall("b", { count: 2, weightPerMille: 2000 })];
    const counted = await assignUnits(makeAssignment({ units: units("u"), calls: few }), {
      ...ASSIGNMENT_LIMITS,
      levelEntriesMax: 5,
    });
    // a stands at 1/3, 2/3, 1 and b at 1/4, 1/2: both can reach 1/4, 1/3 and 1/2, a alone 2/3 and 1.
    expect(counted).toEqual({ status: "too_large", of: "levels", count: 8, limit: 5 });
  });

  test("of very many ways hardly more are listed than are let pass, whatever one call or one unit could have", () => {
    const periods = 2000;
    const calls = [makeCall("c", { windowTo: periods - 1 })];
    const lanes = Array.from({ length: 50 }, (_, e) => makeRoad(`${e}`, { unitCapacity: 1 }));
    const many = Array.from({ length: 500 }, (_, u) => makeUnit(`${u}`, { readyUntil: periods - 1 }));
    const { ways } = listWays(makeAssignment({ periods, units: many, calls, lanes }), 100);
    expect(ways.length).toBeGreaterThan(100);
    expect(ways.length).toBeLessThan(100 + periods + 1);
  });

  test("when time runs out, the best that was found is the plan, and its gap is stated", async () => {
    const problem = VERSATILE;
    const real = await loadIntegerSolver();
    for (const brings of ["its best", "nothing"]) {
      const stopping: IntegerSolver = {
        open(program, secondsMax) {
          const model = real.open(program, secondsMax);
          return {
            ...model,
            solve(start) {
              const outcome = model.solve(start);
              if (outcome.status === "failed") return outcome;
              return {
                status: "stopped",
                values: brings === "nothing" ? null : outcome.values,
                bound: -Infinity,
              };
            },
          };
        },
      };
      const result = await assignUnits(problem, undefined, stopping);
      if (result.status !== "solved") throw new Error(result.status);
      expect(result.plan.proven).toBe(false);
      expect(result.plan.stages.at(-1)!.proven).toBe(false);
      expect(result.plan.stages.at(-1)!.bound).not.toBe(result.plan.stages.at(-1)!.value);
      expect(checkAssignment(problem, result.plan)).toEqual([]);
    }
  });

  test("with no time at all the plan is that of serving the lowest call first, and its gap is stated", async () => {
    const problem = drawAssignment(
      { units: 60, calls: 40, sites: 6, periods: 6, limited: 0.6 },
      openRandom(1),
    );
    const result = await assignUnits(problem, { ...ASSIGNMENT_LIMITS, secondsMax: 0 });
    if (result.status !== "solved") throw new Error(JSON.stringify(result));
    expect(result.plan.proven).toBe(false);
    expect(result.plan.assignments.length).toBeGreaterThan(20);
    const last = result.plan.stages.at(-1)!;
    expect(last.bound).toBeGreaterThan(last.value);
    expect(checkAssignment(problem, result.plan)).toEqual([]);
  });

  test("when the solver fails there is no plan but its reason, and its memory is freed", async () => {
    let open = 0;
    const failing: IntegerSolver = {
      open() {
        open++;
        return {
          setCosts: () => undefined,
          setRowBounds: () => undefined,
          solve: () => ({ status: "failed", reason: "memoryLimit" }),
          close() {
            open--;
          },
        };
      },
    };
    expect(await assignUnits(VERSATILE, undefined, failing)).toEqual({
      status: "unsolved",
      reason: "memoryLimit",
    });
    expect(open).toBe(0);
  });
});

function nameByKeys(problem: AssignmentProblem, plan: AssignmentPlan): readonly string[] {
  return plan.assignments
    .map(({ unit, call, lane, departPeriod }) => {
      return `${problem.units[unit]!.key} ${problem.calls[call]!.key} ${problem.lanes[lane]!.key} ${departPeriod}`;
    })
    .toSorted();
}

type Sent = AssignmentPlan["assignments"];

/** What is compared, in order: levels from the lowest, units, arrival, cost; all the greater the better. */
function scoreOf(problem: AssignmentProblem, sent: Sent): readonly number[] {
  const levels = problem.calls.map(({ count, weightPerMille }, c) => {
    return (1000 * sent.filter(({ call }) => call === c).length) / (count * weightPerMille);
  });
  let arrival = 0;
  let cost = 0;
  for (const { call, lane, arrivePeriod } of sent) {
    arrival += arrivePeriod * problem.calls[call]!.severity;
    cost += problem.lanes[lane]!.costMinor;
  }
  return [...levels.toSorted((a, b) => a - b), sent.length, -arrival, -cost];
}

/** The best score of all assignments there are, one by one: written apart from the planner's ways. */
function findBestScore(problem: AssignmentProblem): readonly number[] {
  const choices = problem.units.map((unit, u) => {
    const own: (Sent[number] | null)[] = [null];
    problem.calls.forEach((call, c) => {
      problem.lanes.forEach((lane, e) => {
        for (let depart = unit.readyFrom; depart < problem.periods; depart++) {
          const arrive = depart + lane.transitPeriods;
          if (!call.types.includes(unit.type) || lane.from !== unit.site || lane.to !== call.site) continue;
          if (arrive < call.windowFrom || arrive > call.windowTo || arrive >= problem.periods) continue;
          if (arrive + call.stayPeriods - 1 > unit.readyUntil) continue;
          own.push({ unit: u, call: c, lane: e, departPeriod: depart, arrivePeriod: arrive });
        }
      });
    });
    return own;
  });
  let best: readonly number[] | undefined;
  const visit = (u: number, sent: Sent): void => {
    if (u === choices.length) {
      const score = scoreOf(problem, sent);
      if (best === undefined || isGreater(score, best)) best = score;
      return;
    }
    for (const choice of choices[u]!) {
      if (choice === null) visit(u + 1, sent);
      else if (fits(problem, sent, choice)) visit(u + 1, [...sent, choice]);
    }
  };
  visit(0, []);
  return best ?? [];
}

function fits(problem: AssignmentProblem, sent: Sent, one: Sent[number]): boolean {
  const onLane = sent.filter(
    ({ lane, departPeriod }) => lane === one.lane && departPeriod === one.departPeriod,
  );
  if (onLane.length >= (problem.lanes[one.lane]!.unitCapacity ?? Infinity)) return false;
  return sent.filter(({ call }) => call === one.call).length < problem.calls[one.call]!.count;
}

function isGreater(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, i) => value !== other[i]);
  return at >= 0 && one[at]! > other[at]!;
}
