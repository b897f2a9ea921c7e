import {
  type PlanDemand,
  type PlanProblem,
  type PlanReceiving,
  type PlanSupply,
  unitsTaken,
} from "../problem.ts";
import { deadlineOf } from "./find-needs.ts";
import type { AssignmentCall, AssignmentPlan, AssignmentProblem, NeedSending, UnitNeed } from "./problem.ts";

/** The key of the demand that a unit's need becomes; no demand of the goods may have it. */
export function needKey(unit: string, need: number): string {
  return `need ${need} ${unit}`;
}

/** A need that goods meet. */
interface OpenNeed {
  readonly unit: number;
  readonly need: number;
  readonly call: AssignmentCall;
  readonly wanted: UnitNeed;
  readonly deadline: number;
}

function listOpenNeeds(
  problem: AssignmentProblem,
  plan: Pick<AssignmentPlan, "assignments" | "needs">,
): readonly OpenNeed[] {
  const sent = new Map(plan.assignments.map((one) => [one.unit, one]));
  return plan.needs.flatMap(({ unit, need, by }): OpenNeed[] => {
    const one = sent.get(unit);
    const wanted = problem.units[unit]?.needs[need];
    const call = one && problem.calls[one.call];
    if (by !== "goods" || one === undefined || wanted === undefined || call === undefined) return [];
    return [{ unit, need, call, wanted, deadline: deadlineOf(problem, one.arrivePeriod, wanted) }];
  });
}

/** Names a need of a unit, by their indices. */
export function nameNeed({ unit, need }: { readonly unit: number; readonly need: number }): string {
  return `${unit} ${need}`;
}

/** Goods with needs among their demands, after all others. */
export interface GoodsWithNeeds {
  readonly problem: PlanProblem;
  /** Of each demand that was added, the name of its need. */
  readonly needOf: readonly string[];
}

/**
 * Returns the goods with what the units that are sent need: a demand for each need that is met by goods, after all others, in the
 * order of `plan.needs`. The demands stand in a first stage alone, up to all that they ask, in which all others wait: they are met in full,
 * as the assignment has made sure that they can be, and what is left of supplies and capacities is shared out as without them.
 * As they were where units need none of them.
 *
 * Sendings for the needs named in `fixed` (`plan.sendings`) are held fast: each is taken out of its supply and made a supply of its own, of an
 * item of its own that weighs as much and draws on the same limits, which can leave in its period only; and a demand of its own asks for it, in the period
 * in which it arrives. So it draws on lanes and receiving as it does, and has no other way but one of a lane that takes as long. O(their size).
 */
export function addNeeds(
  problem: AssignmentProblem & { readonly goods: PlanProblem },
  plan: Pick<AssignmentPlan, "assignments" | "needs" | "sendings">,
  fixed: ReadonlySet<string>,
): GoodsWithNeeds {
  const { goods } = problem;
  const open = listOpenNeeds(problem, plan);
  const free = open.filter((one) => !fixed.has(nameNeed(one)));
  const demands = free.map(({ unit, need, call, wanted, deadline }) => ({
    ...demandOf(wanted, call),
    key: needKey(problem.units[unit]!.key, need),
    windowFrom: 0,
    windowTo: deadline,
  }));
  const sendings = plan.sendings.filter((one) => fixed.has(nameNeed(one)));
  const pieces = listPieces(problem, open, sendings);
  const left = goods.supplies.map(({ quantity }) => quantity);
  for (const { supply, quantity } of sendings) left[supply]! -= quantity;
  const rest = goods.supplies.map((supply, s) => ({ ...supply, quantity: left[s]! }));
  const parted: PlanProblem = {
    ...goods,
    items: [...goods.items, ...pieces.map(({ item }) => item)],
    supplies: [...rest.filter(({ quantity }) => quantity > 0), ...pieces.map(({ supply }) => supply)],
    receiving: goods.receiving.map((limit) => countPieces(limit, goods, sendings)),
  };
  return {
    problem: putFirst(parted, [...demands, ...pieces.map(({ demand }) => demand)]),
    needOf: [...free, ...sendings].map(nameNeed),
  };
}

/** Sendings that are held fast, each as an item, a supply and a demand of its own. */
function listPieces(
  problem: AssignmentProblem & { readonly goods: PlanProblem },
  open: readonly OpenNeed[],
  sendings: readonly NeedSending[],
): readonly {
  readonly item: PlanProblem["items"][number];
  readonly supply: PlanSupply;
  readonly demand: NeedDemand;
}[] {
  const { goods } = problem;
  const openOf = new Map(open.map((one) => [nameNeed(one), one]));
  const counts = new Map<string, number>();
  return sendings.map((sending, p) => {
    const { unit, need, supply, quantity, departPeriod, arrivePeriod } = sending;
    const name = nameNeed(sending);
    const { wanted, call } = openOf.get(name)!;
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    const key = `need ${need}.${at} ${problem.units[unit]!.key}`;
    const item = goods.items.length + p;
    const period = { availableFrom: departPeriod, availableUntil: departPeriod };
    const window = { windowFrom: arrivePeriod, windowTo: arrivePeriod };
    return {
      item: goods.items[goods.supplies[supply]!.item]!,
      supply: { ...goods.supplies[supply]!, ...period, key, item, quantity },
      demand: { ...demandOf(wanted, call), ...window, key, items: [item], quantity },
    };
  });
}

/** A limit of some items is one of what is held fast of them as well, which is of items of its own. */
function countPieces(
  limit: PlanReceiving,
  goods: PlanProblem,
  sendings: readonly NeedSending[],
): PlanReceiving {
  const { items, unitsPerThousand } = limit;
  if (items === undefined) return limit;
  const own = sendings.flatMap(({ supply }, p) => {
    const { item } = goods.supplies[supply]!;
    return items.includes(item) ? [{ piece: goods.items.length + p, units: unitsTaken(limit, item) }] : [];
  });
  return {
    ...limit,
    items: [...items, ...own.map(({ piece }) => piece)],
    ...(unitsPerThousand === undefined
      ? {}
      : { unitsPerThousand: [...unitsPerThousand, ...own.map(({ units }) => units)] }),
  };
}

type NeedDemand = Omit<PlanDemand, "stages">;

function demandOf(
  wanted: UnitNeed,
  { site, severity }: AssignmentCall,
): Omit<NeedDemand, "key" | "windowFrom" | "windowTo"> {
  const { items, quantity, leastShelfLifePeriods } = wanted;
  return { site, items, quantity, severity, leastShelfLifePeriods, leastUnits: 0 };
}

function putFirst(goods: PlanProblem, added: readonly NeedDemand[]): PlanProblem {
  if (added.length === 0) return goods;
  const whole = { weightPerMille: 1000, uptoPerMille: 1000 };
  const stages = Array.from({ length: 1 + (goods.demands[0]?.stages.length ?? 0) }, () => whole);
  const wait = { weightPerMille: 1000, uptoPerMille: 0 };
  const waiting = goods.demands.map((demand) => ({ ...demand, stages: [wait, ...demand.stages] }));
  return { ...goods, demands: [...waiting, ...added.map((demand) => ({ ...demand, stages }))] };
}
