import { buildArrays, type PlanArrays } from "../arrays.ts";
import type { PlanDemand, PlanProblem } from "../problem.ts";
import type { AssignmentWay, AssignmentWays, CallReach } from "./list-ways.ts";
import type { AssignmentProblem, UnitNeed } from "./problem.ts";

/** Goods that a unit needs there: units of a group of items at its site (see {@link FoundNeeds}), to arrive by a period. */
export interface GoodsDraw {
  /** Index of the unit's need. */
  readonly need: number;
  readonly group: number;
  readonly quantity: number;
  readonly deadline: number;
}

/** What a unit uses of a facility (an index of the problem's list) in each period of its stay. */
export interface FacilityUse {
  readonly need: number;
  readonly facility: number;
  readonly amount: number;
}

/** What a way asks for beyond what is there for everybody: for certain, or one of two. */
export interface WayNeeds {
  readonly goods: readonly GoodsDraw[];
  readonly uses: readonly FacilityUse[];
  readonly choices: readonly { readonly use: FacilityUse; readonly draw: GoodsDraw }[];
  /** Needs that can be met for everybody: by a facility without limit, or by goods, unless there is room at the facility `use`. */
  readonly settled: readonly SettledNeed[];
}

export interface SettledNeed {
  readonly need: number;
  readonly by: "facility" | "goods";
  readonly use: FacilityUse | null;
  /** Of goods, the group that they are of; −1 of a facility. */
  readonly group: number;
}

/**
 * Needs, way by way. Goods are gathered by site, items and shelf life: units of one group are as good for one as for another, so
 * that who gets which is only a matter of when: what has arrived by each deadline has to be enough for all that fall due by it
 * (earliest deadline first; Jackson 1955). `arrays` has a demand for each group.
 */
export interface FoundNeeds extends AssignmentWays {
  /** Of each way. */
  readonly needs: readonly WayNeeds[];
  readonly arrays: PlanArrays | null;
  /** Columns of `arrays` that the program has to choose among, ascending; none where all that is needed can be had by everybody. */
  readonly columns: readonly number[];
  /** By group: the column of `arrays` by which everybody can have what is needed, −1 where there is none. */
  readonly easyColumn: readonly number[];
  /** By row of `arrays`: 1 where all units together could ask for more than it has. */
  readonly canBind: Uint8Array;
}

const NOTHING: WayNeeds = { goods: [], uses: [], choices: [], settled: [] };

/**
 * Returns the ways by which a unit can have what it needs, each need by itself, and what they then share; or how many sendings of goods
 * there are where they are more than `columnsMax`. A need that a facility without limit meets, or goods of which there is enough for all
 * units by a lane with room for all, asks for nothing further. A way that arrives later than one of a lane without limit by
 * which nothing further is asked for is left out: it can never be better. O(ways × needs + columns of the goods).
 */
export function findNeeds(
  problem: AssignmentProblem,
  found: AssignmentWays,
  columnsMax: number,
): FoundNeeds | { readonly tooMany: number } {
  const none = {
    ...found,
    reach: found.reach.map(raise),
    arrays: null,
    columns: [],
    easyColumn: [],
    canBind: new Uint8Array(0),
  };
  if (problem.units.every(({ needs }) => needs.length === 0)) {
    return { ...none, needs: found.ways.map(() => NOTHING) };
  }
  const groups = gatherGroups(problem, found.ways);
  const stock = problem.goods === null ? null : openStock(problem, problem.goods, { groups, columnsMax });
  if (stock !== null && "tooMany" in stock) return stock;
  const facilityAt = new Map(problem.facilities.map(({ site, kind }, f) => [`${site} ${kind}`, f]));
  const kept: AssignmentWay[] = [];
  const needs: WayNeeds[] = [];
  const reach = [...found.reach];
  for (const ways of groupByPair(found.ways)) {
    let freeAt = Infinity;
    for (const way of ways.toSorted((a, b) => a.arrive - b.arrive)) {
      if (way.arrive > freeAt && problem.lanes[way.lane]!.unitCapacity === null) continue;
      const own = settle(problem, way, { facilityAt, groups, stock });
      if (own === null) continue;
      if (isNothing(own) && problem.lanes[way.lane]!.unitCapacity === null)
        freeAt = Math.min(freeAt, way.arrive);
      reach[way.call] = 5;
      kept.push(way);
      needs.push(own);
    }
  }
  const latest = new Map<number, number>();
  for (const { goods, choices } of needs) {
    for (const { group, deadline } of [...goods, ...choices.map(({ draw }) => draw)]) {
      latest.set(group, Math.max(latest.get(group) ?? 0, deadline));
    }
  }
  const columns: number[] = [];
  for (let j = 0; stock !== null && j < stock.arrays.columnCount; j++) {
    if (stock.arrays.columnArrive[j]! <= (latest.get(stock.arrays.columnDemand[j]!) ?? -1)) columns.push(j);
  }
  if (stock === null) return { ...none, ways: kept, reach, needs };
  const { arrays, canBind, easyColumn } = stock;
  return { ways: kept, reach, needs, arrays, columns, easyColumn, canBind };
}

const raise = (reach: CallReach): CallReach => (reach === 4 ? 5 : reach);

function isNothing({ goods, uses, choices }: WayNeeds): boolean {
  return goods.length === 0 && uses.length === 0 && choices.length === 0;
}

/** Ways come in the order of call and unit: those of one pair follow one another. */
function groupByPair(ways: readonly AssignmentWay[]): readonly (readonly AssignmentWay[])[] {
  const pairs: AssignmentWay[][] = [];
  for (const way of ways) {
    const last = pairs.at(-1);
    if (last !== undefined && last[0]!.call === way.call && last[0]!.unit === way.unit) last.push(way);
    else pairs.push([way]);
  }
  return pairs;
}

interface Group {
  readonly index: number;
  readonly site: number;
  readonly items: readonly number[];
  readonly leastShelfLifePeriods: number;
  deadline: number;
  /** Units of goods that each unit could need of it: by call, by unit. */
  readonly wanted: Map<number, Map<number, number>>;
}

type Groups = ReadonlyMap<string, Group>;

function nameGroup(site: number, { items, leastShelfLifePeriods }: UnitNeed): string {
  return `${site} ${leastShelfLifePeriods} ${items.toSorted((a, b) => a - b).join()}`;
}

/** The last period in which goods for a need arrive in time. */
export function deadlineOf(problem: AssignmentProblem, arrive: number, { withinPeriods }: UnitNeed): number {
  return Math.min(problem.periods - 1, arrive + withinPeriods);
}

function gatherGroups(problem: AssignmentProblem, ways: readonly AssignmentWay[]): Groups {
  const groups = new Map<string, Group>();
  for (const { unit, call, arrive } of ways) {
    const { site } = problem.calls[call]!;
    const sums = new Map<Group, number>();
    for (const need of problem.units[unit]!.needs) {
      if (need.items.length === 0) continue;
      const name = nameGroup(site, need);
      const { items, leastShelfLifePeriods } = need;
      const group = groups.get(name) ?? {
        index: groups.size,
        site,
        items,
        leastShelfLifePeriods,
        deadline: 0,
        wanted: new Map<number, Map<number, number>>(),
      };
      groups.set(name, group);
      group.deadline = Math.max(group.deadline, deadlineOf(problem, arrive, need));
      sums.set(group, (sums.get(group) ?? 0) + need.quantity);
    }
    for (const [group, quantity] of sums) {
      const ofCall = group.wanted.get(call) ?? new Map<number, number>();
      ofCall.set(unit, quantity);
      group.wanted.set(call, ofCall);
    }
  }
  return groups;
}

/** The goods by which needs can be met. */
interface Stock {
  readonly arrays: PlanArrays;
  readonly canBind: Uint8Array;
  /** By group: the first arrival by which everybody can have what is needed. Infinity: there is none. */
  readonly easyFrom: readonly number[];
  readonly easyColumn: readonly number[];
  /** By group, in the order of arrival: when something arrives, and what the supplies that have by then come to. */
  readonly arriving: readonly (readonly { readonly arrive: number; readonly units: number }[])[];
}

function openStock(
  problem: AssignmentProblem,
  goods: PlanProblem,
  { groups, columnsMax }: { readonly groups: Groups; readonly columnsMax: number },
): Stock | { readonly tooMany: number } {
  const demands = [...groups.values()].map(
    (group): PlanDemand => ({
      key: `${group.index}`,
      site: group.site,
      items: group.items,
      quantity: askedOf(problem, group),
      stages: [{ weightPerMille: 1000, uptoPerMille: 1000 }],
      windowFrom: 0,
      windowTo: group.deadline,
      severity: 1,
      leastShelfLifePeriods: group.leastShelfLifePeriods,
      leastUnits: 0,
    }),
  );
  const arrays = buildArrays({ ...goods, demands, companions: [] }, columnsMax);
  if ("tooMany" in arrays) return arrays;
  const drawnOf = goods.items.map((_, item) => {
    return problem.units.reduce((sum, { needs }) => {
      return sum + needs.reduce((own, need) => own + (need.items.includes(item) ? need.quantity : 0), 0);
    }, 0);
  });
  const canBind = new Uint8Array(arrays.rowCount).fill(1);
  goods.supplies.forEach(({ item, quantity }, s) => {
    if (drawnOf[item]! <= quantity) canBind[s] = 0;
  });
  const easyColumn = demands.map(() => -1);
  const seen = demands.map(() => new Map<number, number>());
  for (let j = 0; j < arrays.columnCount; j++) {
    const group = arrays.columnDemand[j]!;
    const arrive = arrays.columnArrive[j]!;
    const supply = arrays.columnSupply[j]!;
    seen[group]!.set(supply, Math.min(arrive, seen[group]!.get(supply) ?? Infinity));
    const rows = arrays.entryRow.subarray(arrays.entryStart[j], arrays.entryStart[j + 1]);
    if (rows.some((row) => canBind[row] === 1)) continue;
    const known = easyColumn[group]!;
    if (known < 0 || arrive < arrays.columnArrive[known]!) easyColumn[group] = j;
  }
  const arriving = seen.map((firstOf) => {
    let units = 0;
    return [...firstOf]
      .sort(([, a], [, b]) => a - b)
      .map(([supply, arrive]) => {
        units += goods.supplies[supply]!.quantity;
        return { arrive, units };
      });
  });
  const easyFrom = easyColumn.map((j) => (j < 0 ? Infinity : arrays.columnArrive[j]!));
  return { arrays, canBind, easyFrom, easyColumn, arriving };
}

/** The most that can be needed of a group: each call takes so many units at most. */
function askedOf(problem: AssignmentProblem, { wanted }: Group): number {
  let sum = 0;
  for (const [call, ofUnit] of wanted) {
    const most = [...ofUnit.values()].sort((a, b) => b - a).slice(0, problem.calls[call]!.count);
    for (const quantity of most) sum += quantity;
  }
  return sum;
}

interface Means {
  readonly facilityAt: ReadonlyMap<string, number>;
  readonly groups: Groups;
  readonly stock: Stock | null;
}

/** What a way asks for; `null` where a need of it cannot be met whatever the others do. */
function settle(problem: AssignmentProblem, way: AssignmentWay, means: Means): WayNeeds | null {
  const goods: GoodsDraw[] = [];
  const uses: FacilityUse[] = [];
  const choices: { use: FacilityUse; draw: GoodsDraw }[] = [];
  const settled: SettledNeed[] = [];
  for (const [index, need] of problem.units[way.unit]!.needs.entries()) {
    const use = findUse(problem, way, { index, need, means });
    const draw = findDraw(problem, way, { index, need, means });
    if (use === "free") settled.push({ need: index, by: "facility", use: null, group: -1 });
    else if (typeof draw === "number") settled.push({ need: index, by: "goods", use, group: draw });
    else if (use !== null && draw !== null) choices.push({ use, draw });
    else if (use !== null) uses.push(use);
    else if (draw !== null) goods.push(draw);
    else return null;
  }
  return { goods, uses, choices, settled };
}

interface OneNeed {
  readonly index: number;
  readonly need: UnitNeed;
  readonly means: Means;
}

function findUse(
  problem: AssignmentProblem,
  { call }: AssignmentWay,
  { index, need, means }: OneNeed,
): FacilityUse | "free" | null {
  const facility = means.facilityAt.get(`${problem.calls[call]!.site} ${need.kind}`);
  if (facility === undefined) return null;
  const { capacity } = problem.facilities[facility]!;
  if (capacity === null || need.amount === 0) return "free";
  return need.amount <= capacity ? { need: index, facility, amount: need.amount } : null;
}

/** The draw on a group; its number alone, where there is enough of it for everybody. */
function findDraw(
  problem: AssignmentProblem,
  { call, arrive }: AssignmentWay,
  { index, need, means: { groups, stock } }: OneNeed,
): GoodsDraw | number | null {
  if (need.items.length === 0 || stock === null) return null;
  const { quantity } = need;
  const group = groups.get(nameGroup(problem.calls[call]!.site, need))?.index ?? -1;
  const deadline = deadlineOf(problem, arrive, need);
  if (stock.easyFrom[group]! <= deadline) return group;
  const isThere = stock.arriving[group]!.some((one) => one.arrive <= deadline && one.units >= quantity);
  return isThere ? { need: index, group, quantity, deadline } : null;
}
