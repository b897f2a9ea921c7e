import type { IntegerProgram } from "../integer-program.ts";
import { levelOf, listLevels, pointsOf } from "./call-levels.ts";
import type { FoundNeeds } from "./find-needs.ts";
import type { AssignmentWay } from "./list-ways.ts";
import type { AssignmentProblem, AssignmentStage } from "./problem.ts";
import { openRows, type Rows } from "./program-rows.ts";

/** What the columns named count, whole and not zero; the others count nothing. A level has one for each call, of all columns. */
export interface Weights {
  readonly columns: Int32Array;
  /** length of `columns`. */
  readonly values: Float64Array;
}

/** An objective as a row of the program, so that it can be held once it is dealt with. */
export interface ObjectiveRow {
  readonly objective: AssignmentStage["objective"];
  /** Of `reach_level`. */
  readonly level: number | null;
  readonly row: number;
  /** What it comes to before anything is sent: calls that stand at the level as it is; else 0. */
  readonly given: number;
  /** 1: to be great, −1: to be small. */
  readonly sense: 1 | -1;
  readonly weights: Weights;
  /** No plan has more of it (of what is to be great), or less. */
  readonly limit: number;
}

/** Where a program's columns begin: x of ways, then g of choices, y of sendings of goods, z of calls and gains. */
export interface ProgramLayout {
  /** By way: where its choices begin. */
  readonly choiceOf: Int32Array;
  readonly firstSending: number;
  /** By call: where its gains begin. */
  readonly firstGain: readonly number[];
  readonly columnCount: number;
}

/**
 * Columns: x of each way (1: the unit goes that way), g of each way and need that either of two would meet (1: by goods), y of
 * each sending of goods that units need, z of each call and gain (1: the call gains that much or more).
 * Rows: each unit goes once at most; what units of a call count for ≥ what it gains; z of a gain ≤ z of the one before; each lane
 * and period that is limited; facilities; goods that have arrived ≥ goods that are due; supplies, lanes and receiving; and
 * one row for each objective.
 */
export interface AssignmentProgram {
  readonly program: IntegerProgram;
  readonly objectives: readonly ObjectiveRow[];
  readonly layout: ProgramLayout;
}

/** Returns the program of (checked) ways. The objectives are in the order in which they count. O(its entries × log). */
export function buildAssignmentProgram(
  problem: AssignmentProblem,
  found: FoundNeeds,
  gains: readonly (readonly number[])[],
): AssignmentProgram {
  const { ways } = found;
  const rows = openRows();
  const layout = layOutColumns(found, gains);
  const upper = new Float64Array(layout.columnCount).fill(1);
  addWays(problem, ways, rows);
  addGains(problem, { gains, layout }, rows);
  addFacilities(problem, found, { layout, rows });
  addGoods(found, { layout, rows, upper });
  const drafts = listObjectives(problem, found, { gains, layout });
  const objectives = drafts.map((draft, i): ObjectiveRow => {
    const row = rows.open(`objective ${i}`, {});
    draft.weights.columns.forEach((j, at) => {
      rows.add(`objective ${i}`, j, draft.weights.values[at]!, {});
    });
    return { ...draft, row };
  });
  return { program: rows.finish(upper), objectives, layout };
}

function layOutColumns(
  { ways, needs, columns }: FoundNeeds,
  gains: readonly (readonly number[])[],
): ProgramLayout {
  const choiceOf = new Int32Array(ways.length);
  let next = ways.length;
  needs.forEach(({ choices }, j) => {
    choiceOf[j] = next;
    next += choices.length;
  });
  const firstSending = next;
  next += columns.length;
  const firstGain = gains.map((own) => {
    const first = next;
    next += own.length;
    return first;
  });
  return { choiceOf, firstSending, firstGain, columnCount: next };
}

function addWays(problem: AssignmentProblem, ways: readonly AssignmentWay[], rows: Rows): void {
  ways.forEach(({ unit, call, lane, depart }, j) => {
    rows.add(`unit ${unit}`, j, 1, { upper: 1 });
    const { count } = problem.calls[call]!;
    const points = pointsOf(problem.units[unit]!, problem.calls[call]!);
    rows.add(`call ${call}`, j, points, boundsOf(problem, call));
    if (!isExact(problem, call)) rows.add(`count ${call}`, j, 1, { upper: count });
    const capacity = problem.lanes[lane]!.unitCapacity;
    if (capacity !== null) rows.add(`lane ${lane} ${depart}`, j, 1, { upper: capacity });
  });
}

/** A call that counts units gets none that would not count. */
const isExact = (problem: AssignmentProblem, c: number) => problem.calls[c]!.measure === "units";

function boundsOf(problem: AssignmentProblem, c: number) {
  return isExact(problem, c) ? { lower: 0, upper: 0 } : { lower: 0 };
}

function addGains(
  problem: AssignmentProblem,
  { gains, layout }: { readonly gains: readonly (readonly number[])[]; readonly layout: ProgramLayout },
  rows: Rows,
): void {
  gains.forEach((own, c) => {
    const first = layout.firstGain[c]!;
    own.forEach((gain, m) => {
      rows.add(`call ${c}`, first + m, (own[m - 1] ?? 0) - gain, boundsOf(problem, c));
      if (m === 0) return;
      rows.add(`order ${c} ${m}`, first + m, 1, { upper: 0 });
      rows.add(`order ${c} ${m}`, first + m - 1, -1, { upper: 0 });
    });
  });
}

/** What units use of a facility in each period of their stay, all together. */
function addFacilities(
  problem: AssignmentProblem,
  { ways, needs }: FoundNeeds,
  { layout, rows }: { readonly layout: ProgramLayout; readonly rows: Rows },
): void {
  const add = (name: { facility: number; way: AssignmentWay }, column: number, amount: number) => {
    const { capacity } = problem.facilities[name.facility]!;
    const { arrive, call } = name.way;
    for (let t = arrive; t < arrive + problem.calls[call]!.stayPeriods; t++) {
      rows.add(`facility ${name.facility} ${t}`, column, amount, { upper: capacity ?? Infinity });
    }
  };
  ways.forEach((way, j) => {
    const { uses, choices } = needs[j]!;
    for (const { facility, amount } of [...uses, ...choices.map(({ use }) => use)]) {
      add({ facility, way }, j, amount);
    }
    choices.forEach(({ use: { facility, amount } }, i) => {
      const g = layout.choiceOf[j]! + i;
      add({ facility, way }, g, -amount);
      rows.add(`choice ${g}`, g, 1, { upper: 0 });
      rows.add(`choice ${g}`, j, -1, { upper: 0 });
    });
  });
}

/** Returns the draws of a way, each with the column by which it falls due: the way's own, or that of its choice. */
function listDraws({ needs }: FoundNeeds, layout: ProgramLayout, j: number) {
  const { goods, choices } = needs[j]!;
  return [
    ...goods.map((draw) => ({ ...draw, column: j })),
    ...choices.map(({ draw }, i) => ({ ...draw, column: layout.choiceOf[j]! + i })),
  ];
}

/** Goods: what has arrived by a deadline is enough for what is due by it, and by the last just that; supplies and capacities. */
function addGoods(
  found: FoundNeeds,
  {
    layout,
    rows,
    upper,
  }: { readonly layout: ProgramLayout; readonly rows: Rows; readonly upper: Float64Array },
): void {
  const { arrays, columns } = found;
  if (arrays === null) return;
  const draws = found.ways.flatMap((_, j) => listDraws(found, layout, j));
  const deadlines = new Map<number, Set<number>>();
  for (const { group, deadline } of draws) {
    deadlines.set(group, (deadlines.get(group) ?? new Set()).add(deadline));
  }
  const largest = new Map<number, number>();
  for (const { group, quantity } of draws) largest.set(group, Math.max(largest.get(group) ?? 1, quantity));
  const lastOf = new Map([...deadlines].map(([group, all]) => [group, Math.max(...all)]));
  // Rows are scaled to the largest need, or rate, so that the solver's tolerance is a part of it.
  const due = (group: number, at: { deadline: number; column: number; units: number }) => {
    for (const deadline of deadlines.get(group) ?? []) {
      if (at.deadline > deadline) continue;
      const bounds = deadline === lastOf.get(group) ? { lower: 0, upper: 0 } : { lower: 0 };
      rows.add(`due ${group} ${deadline}`, at.column, at.units / largest.get(group)!, bounds);
    }
  };
  for (const { group, deadline, column, quantity } of draws)
    due(group, { deadline, column, units: -quantity });
  const scale = findScales(found);
  columns.forEach((j, at) => {
    const column = layout.firstSending + at;
    const group = arrays.columnDemand[j]!;
    upper[column] = Math.min(arrays.quantity[group]!, arrays.rowBound[arrays.columnSupply[j]!]!);
    due(group, { deadline: arrays.columnArrive[j]!, column, units: 1 });
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      const row = arrays.entryRow[e]!;
      if (found.canBind[row] === 0) continue;
      const bound = { upper: arrays.rowBound[row]! / scale[row]! };
      rows.add(`goods ${row}`, column, arrays.entryRate[e]! / scale[row]!, bound);
    }
  });
}

/** The largest rate of each row. */
function findScales({ arrays, columns }: FoundNeeds): Float64Array {
  const scale = new Float64Array(arrays?.rowCount ?? 0).fill(1);
  for (const j of arrays === null ? [] : columns) {
    for (let e = arrays!.entryStart[j]!; e < arrays!.entryStart[j + 1]!; e++) {
      const row = arrays!.entryRow[e]!;
      scale[row] = Math.max(scale[row]!, arrays!.entryRate[e]!);
    }
  }
  return scale;
}

interface Gained {
  readonly gains: readonly (readonly number[])[];
  readonly layout: ProgramLayout;
}

function listObjectives(
  problem: AssignmentProblem,
  { ways }: FoundNeeds,
  gained: Gained,
): readonly Omit<ObjectiveRow, "row">[] {
  const ofWays = (amount: (way: AssignmentWay) => number): Weights => {
    const columns = Int32Array.from(ways.keys()).filter((j) => amount(ways[j]!) !== 0);
    return { columns, values: Float64Array.from(columns, (j) => amount(ways[j]!)) };
  };
  const arrivalOf = ({ call, arrive }: AssignmentWay) => arrive * problem.calls[call]!.severity;
  const costOf = ({ lane }: AssignmentWay) => problem.lanes[lane]!.costMinor;
  const small = { level: null, sense: -1, given: 0, limit: 0 } as const;
  return [
    ...listLevelObjectives(problem, gained),
    servedObjective(problem, ways, gained),
    { ...small, objective: "arrival", weights: ofWays(arrivalOf) },
    { ...small, objective: "cost", weights: ofWays(costOf) },
  ];
}

/** Units sent; where a call counts capacity, all that is gained. */
function servedObjective(
  problem: AssignmentProblem,
  ways: readonly AssignmentWay[],
  { gains, layout }: Gained,
): Omit<ObjectiveRow, "row"> {
  const great = { level: null, sense: 1, given: 0 } as const;
  if (problem.calls.every(({ measure }) => measure === "units")) {
    const columns = Int32Array.from(ways.keys());
    const limit = new Set(ways.map(({ unit }) => unit)).size;
    const weights = { columns, values: new Float64Array(columns.length).fill(1) };
    return { ...great, objective: "units", weights, limit };
  }
  const columns: number[] = [];
  const values: number[] = [];
  gains.forEach((own, c) => {
    own.forEach((gain, m) => {
      columns.push(layout.firstGain[c]! + m);
      values.push(gain - (own[m - 1] ?? 0));
    });
  });
  const limit = gains.reduce((sum, own) => sum + (own.at(-1) ?? 0), 0);
  const weights = { columns: Int32Array.from(columns), values: Float64Array.from(values) };
  return { ...great, objective: "served", weights, limit };
}

/**
 * One objective for each level that a call can stand at, from the lowest: how many calls reach it. Made great one after
 * the other they give the plan whose levels, in ascending order, are lexicographically the greatest: of two such orders
 * the greater is the one that has, at the first level where they differ, fewer below it (Ogryczak, Pióro and Tomaszewski
 * 2005, "Telecommunications network design and max-min optimization problem", section 4). A call that cannot be reached
 * at all, or has all it wants, counts alike in every plan; so does one at a level that it has without anything being sent.
 */
function listLevelObjectives(
  problem: AssignmentProblem,
  { gains, layout }: Gained,
): readonly Omit<ObjectiveRow, "row">[] {
  // By call: the least of its gains by which it stands at the level, which rise with it.
  const least = gains.map(() => 0);
  return listLevels(problem, gains).map((level): Omit<ObjectiveRow, "row"> => {
    const columns: number[] = [];
    gains.forEach((own, c) => {
      const { present } = problem.calls[c]!;
      if (levelOf(problem, c, present) >= level) return;
      while (least[c]! < own.length && levelOf(problem, c, present + own[least[c]!]!) < level) least[c]!++;
      if (least[c]! < own.length) columns.push(layout.firstGain[c]! + least[c]!);
    });
    const weights = { columns: Int32Array.from(columns), values: new Float64Array(columns.length).fill(1) };
    const given = problem.calls.filter(
      ({ present }, c) => present > 0 && levelOf(problem, c, present) >= level,
    );
    const limit = columns.length;
    return { objective: "reach_level", level, sense: 1, weights, given: given.length, limit };
  });
}
