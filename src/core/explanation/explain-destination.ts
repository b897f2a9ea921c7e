import type { AssignmentPlanFile } from "#core/allocation/assignment-files.ts";
import { ASSIGNMENT_LIMITS, assignUnits } from "#planner/indivisible/assign-units.ts";
import { levelOf, pointsOf } from "#planner/indivisible/call-levels.ts";
import { listWays } from "#planner/indivisible/list-ways.ts";
import type {
  AssignableUnit,
  AssignmentCall,
  AssignmentProblem,
  UnitNeed,
} from "#planner/indivisible/problem.ts";

/** Why a unit is not at a call. The first that applies, in this order; of needs the first that cannot be met. */
export type OtherReason =
  | { readonly kind: "own_team" | "type" | "capacity" | "language" | "unreachable" | "window" }
  /** What it needs of the site, which has not stated whether it has it. */
  | { readonly kind: "unstated"; readonly facility: number }
  /** `has`: what the site has for all that are there, `null`: nothing. */
  | {
      readonly kind: "facility";
      readonly facility: number;
      readonly amount: number;
      readonly has: number | null;
    }
  /** `arriving`: the most that supplies could have there by period `by`, whatever lanes carry. */
  | {
      readonly kind: "carried" | "goods";
      readonly items: readonly number[];
      readonly quantity: number;
      readonly arriving: number;
      readonly by: number;
    }
  /** Each of its needs could be met there, but not all together. */
  | { readonly kind: "together" }
  /** Were nobody else sent it could work there, where the call stands at `level`, and would with it at `raised`. */
  | { readonly kind: "possible"; readonly level: number; readonly raised: number };

/** Why a unit goes where it goes. */
export interface DestinationExplanation {
  readonly unit: string;
  /** `null`: it stays. */
  readonly sent: {
    readonly call: string;
    readonly departPeriod: number;
    readonly arrivePeriod: number;
    /** The call's level, and what it would be if this unit were not sent. */
    readonly level: number;
    readonly levelWithout: number;
  } | null;
  /** By what each of its needs is met; empty where it stays. */
  readonly needs: readonly (UnitNeed & { readonly by: "facility" | "goods" })[];
  /** Every other call, in the order of keys. */
  readonly others: readonly { readonly call: string; readonly reason: OtherReason }[];
}

/**
 * Returns why the unit of a key goes where the plan sends it, and for every other call why it is not there; `undefined` where the problem has no such unit. That needs
 * could be met is found by an integer program of the one unit and the one call, with all that there is. `plan` has been
 * checked. O(calls × the goods of a site), and a small program for each call that it could reach.
 */
export async function explainDestination(
  problem: AssignmentProblem,
  plan: AssignmentPlanFile,
  key: string,
): Promise<DestinationExplanation | undefined> {
  const unit = problem.units.find((one) => one.key === key);
  if (unit === undefined) return undefined;
  const one = plan.assignments.find((assignment) => assignment.unit === key);
  const others: { call: string; reason: OtherReason }[] = [];
  for (const [c, call] of problem.calls.entries()) {
    if (call.key === one?.call) continue;
    const got = plan.calls.find((row) => row.call === call.key)?.got ?? 0;
    others.push({ call: call.key, reason: await findReason(problem, { unit, call, c, got }) });
  }
  return {
    unit: key,
    sent: one === undefined ? null : { ...findLevels(problem, plan, unit), ...pick(one) },
    needs: plan.needs.flatMap(({ unit: of, need, by }) => {
      const stated = of === key ? unit.needs[need] : undefined;
      return stated === undefined ? [] : [{ ...stated, by }];
    }),
    others: others.toSorted((a, b) => (a.call < b.call ? -1 : 1)),
  };
}

function pick({ call, departPeriod, arrivePeriod }: AssignmentPlanFile["assignments"][number]) {
  return { call, departPeriod, arrivePeriod };
}

function findLevels(
  problem: AssignmentProblem,
  plan: AssignmentPlanFile,
  unit: AssignableUnit,
): { readonly level: number; readonly levelWithout: number } {
  const key = plan.assignments.find((one) => one.unit === unit.key)?.call;
  const c = problem.calls.findIndex((call) => call.key === key);
  const call = problem.calls[c];
  if (call === undefined) return { level: 0, levelWithout: 0 };
  const units = new Map(problem.units.map((one) => [one.key, one]));
  let without = call.present;
  for (const one of plan.assignments) {
    const other = units.get(one.unit);
    if (one.call === key && other !== undefined && other !== unit) without += pointsOf(other, call);
  }
  const levelAt = (got: number) => levelOf(problem, c, Math.min(call.wanted, got));
  return { level: levelAt(without + pointsOf(unit, call)), levelWithout: levelAt(without) };
}

interface Pair {
  readonly unit: AssignableUnit;
  readonly call: AssignmentCall;
  /** Index of the call. */
  readonly c: number;
  /** What it has in the plan. */
  readonly got: number;
}

/** By how far the pair got together; what gets further has no such reason. */
const REASON_OF_REACH = ["type", "language", "unreachable", "window", null, null] as const;

/** Why a unit is not at a call, by the problem alone. */
export async function findReason(problem: AssignmentProblem, pair: Pair): Promise<OtherReason> {
  const { unit, call, c, got } = pair;
  const isOfType = call.types.includes(unit.type);
  if (isOfType && pointsOf(unit, call) === 0) return { kind: "capacity" };
  const alone = keepPair(problem, pair, []);
  const { ways, reach } = listWays(alone, ASSIGNMENT_LIMITS.waysMax);
  const short = REASON_OF_REACH[reach[0] ?? 0];
  if (short !== null) return { kind: short };
  const canHave = async (needs: readonly UnitNeed[]): Promise<boolean> => {
    const tried = await assignUnits(keepPair(problem, pair, needs));
    return tried.status === "solved" && tried.plan.assignments.length > 0;
  };
  const level = levelOf(problem, c, got);
  const raised = levelOf(problem, c, Math.min(call.wanted, got + pointsOf(unit, call)));
  if (unit.needs.length === 0 || (await canHave(unit.needs))) return { kind: "possible", level, raised };
  const latest = Math.max(
    ...listWays(keepPair(problem, pair, unit.needs), ASSIGNMENT_LIMITS.waysMax).ways.map(
      ({ arrive }) => arrive,
    ),
    ...ways.map(({ arrive }) => arrive),
  );
  for (const need of unit.needs) {
    if (!(await canHave([need]))) return tellShortage(problem, call, { need, latest });
  }
  return { kind: "together" };
}

/** The problem of one unit and one call alone, with the goods that could reach its site. */
function keepPair(
  problem: AssignmentProblem,
  { unit, call }: Pair,
  needs: readonly UnitNeed[],
): AssignmentProblem {
  const { goods } = problem;
  const lanes = (goods?.lanes ?? []).filter(({ to }) => to === call.site);
  const from = new Set(lanes.map((lane) => lane.from));
  return {
    ...problem,
    facilities: problem.facilities.filter(({ site }) => site === call.site),
    units: [{ ...unit, needs }],
    // One that is met still lacks something here: whether the unit could work there is all that is asked.
    calls: [{ ...call, present: 0 }],
    lanes: problem.lanes.filter((lane) => lane.from === unit.site && lane.to === call.site),
    goods: goods && {
      ...goods,
      demands: [],
      companions: [],
      lanes,
      supplies: goods.supplies.filter(({ site }) => from.has(site)),
      receiving: goods.receiving.filter(({ site }) => site === call.site),
    },
  };
}

/** What is missing of a need that cannot be met at a call even if nobody else is sent. */
function tellShortage(
  { facilities, goods, periods }: AssignmentProblem,
  call: AssignmentCall,
  { need, latest }: { readonly need: UnitNeed; readonly latest: number },
): OtherReason {
  const { kind, amount, items, quantity } = need;
  if (kind !== null && items.length === 0) {
    const facility = facilities.find((one) => one.site === call.site && one.kind === kind);
    return { kind: "facility", facility: kind, amount, has: facility?.capacity ?? null };
  }
  const by = Math.min(periods - 1, latest + need.withinPeriods);
  let arriving = 0;
  for (const { item, site, quantity: units, availableFrom, expiryPeriod } of goods?.supplies ?? []) {
    if (!items.includes(item)) continue;
    const isThere = (goods?.lanes ?? []).some((lane) => {
      const arrive = availableFrom + lane.transitPeriods;
      if (lane.from !== site || lane.to !== call.site || arrive > by) return false;
      return (expiryPeriod ?? Infinity) - arrive >= need.leastShelfLifePeriods;
    });
    if (isThere) arriving += units;
  }
  return { kind: arriving < quantity ? "goods" : "carried", items, quantity, arriving, by };
}
